package ringcx

import (
	"context"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// What package rights needs of a client.

// Call returns an administrative request below the API root. The path may hold a secret, the route is for logs.
func (c *Client) Call(op, method, route, path string) wire.Call {
	return c.at.call(op, method, route, path)
}

// Send sends a call in the provider's own session.
func (c *Client) Send(ctx context.Context, call wire.Call) (wire.Reply, error) {
	return c.own.do(ctx, call)
}

// Wire sends the client's requests.
func (c *Client) Wire() *wire.Client { return c.wire }

// ListLag is how long a list may lag behind a change.
func (c *Client) ListLag() time.Duration { return c.listLag }

// Grace is how long what was just made may be missing from lists.
func (c *Client) Grace() time.Duration { return newTokenLags * c.listLag }

// UsersChanged notes that users were changed, or may have been.
func (c *Client) UsersChanged() { c.users.Changed(false, true) }

// DropSession makes the provider log in again, because its session may have cached what has changed since.
func (c *Client) DropSession() { c.own.sessions.drop() }
