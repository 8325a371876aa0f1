package rights

import (
	"context"
	"errors"
	"net/http"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// DeleteDocument deletes a rights document that nobody has, and returns nil once it is proven to be gone.
func (c *Client) DeleteDocument(ctx context.Context, key DocumentKey, seen ringcx.Identity) error {
	del, err := c.documentCall(opDeleteDocument, http.MethodDelete, key)
	if err != nil {
		return err
	}
	del.Survive = true
	release, err := c.holdFor(ctx, opDeleteDocument, documentLock(key.ID))
	if err != nil {
		return err
	}
	defer release()
	c.changedDocument(key)
	if _, there, err := c.Document(ctx, key, seen); err != nil || !there {
		return err
	}
	// What RingCX does to those who have it is not known (API.md, section 7.5).
	users, err := c.assignments.Afresh(ctx, key.ID)
	if err != nil {
		return err
	}
	if len(users) > 0 {
		return &InUseError{users}
	}
	return c.sendDelete(ctx, del, key)
}

func (c *Client) sendDelete(ctx context.Context, del wire.Call, key DocumentKey) error {
	r, err := c.ringcx.Send(ctx, del)
	if err != nil && !mayHaveActed(del.Op, err) {
		return err
	}
	now, identityErr := c.ringcx.Identity(ctx)
	if identityErr != nil {
		return identityErr
	}
	gone, goneErr := c.awaited(ctx, err, func(ctx context.Context) (bool, error) {
		c.changedDocument(key)
		if _, readErr := c.documents.Get(ctx, key); err == nil && notFound(readErr) {
			return true, nil // RingCX says that it deleted it, and does not give it any more
		}
		c.assignments.Changed(key.ID)
		_, there, err := c.Document(ctx, key, now)
		return err == nil && !there, err
	})
	if !gone {
		return errors.Join(noEffect(del.Op, r, err), goneErr)
	}
	return nil
}
