package rights

import (
	"context"
	"net/http"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// DeleteDocument deletes a rights document that nobody has, and returns nil once it is proven to be gone.
// seen and made are as for Document.
func (c *Client) DeleteDocument(
	ctx context.Context, key DocumentKey, seen ringcx.Identity, made time.Time,
) error {
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
	d, is, err := c.Document(ctx, key, seen, made)
	if err != nil || !is.There {
		return err
	}
	if err := c.ProveOwner(ctx, key, d); err != nil {
		return err
	}
	// What RingCX does to those who have it is not known (API.md, section 11.2).
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
	gone, listErr := c.awaited(ctx, c.patience(err), func(ctx context.Context) (bool, error) {
		c.changedDocument(key)
		// RingCX has just given it to this login, so what it neither gives nor lists now is gone.
		switch _, readErr := c.documents.Get(ctx, key); {
		case readErr == nil:
			return false, nil
		case !notFound(readErr):
			return false, readErr
		}
		owned, err := c.Documents(ctx, key.OwnerID, Owned)
		return err == nil && !holds(owned, key.ID), err
	})
	if !gone {
		return noEffect(del.Op, r, err, listErr)
	}
	return nil
}
