package rights

import (
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// Client manages rights in the session of the provider's user, with a service for each kind of object. It is safe for
// concurrent use.
type Client struct {
	*admin

	Roles       *Roles
	Documents   *Documents
	Assignments *Assignments
}

// New returns a client whose requests another client sends. It sends nothing itself.
func New(client *ringcx.Client) *Client {
	a := newAdmin(client)
	shown := newView(a)
	return &Client{
		admin: a, Roles: newRoles(a), Documents: newDocuments(shown), Assignments: &Assignments{view: shown},
	}
}
