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
	login, err := c.ringcx.Identity(ctx)
	if err != nil {
		return err
	}
	if !c.sawOwned(ctx, key) {
		c.changedDocument(key)
		d, is, err := c.Document(ctx, key, seen, made)
		if err != nil || !is.There {
			return err
		}
		if err := c.ProveOwner(ctx, key, d); err != nil {
			return err
		}
	}
	look := c.looks.join("documents of user " + key.OwnerID)
	defer look.leave()
	// What RingCX does to those who have it is not known (API.md, section 7.5). So this is asked just before.
	users, err := c.assignments.Afresh(ctx, key.ID)
	switch {
	case notFound(err): // somebody else may have deleted it since this login saw it
		c.changedDocument(key)
		if _, is, goneErr := c.Document(ctx, key, login, time.Time{}); goneErr != nil || !is.There {
			return goneErr
		}
		return err
	case err != nil:
		return err
	case len(users) > 0:
		return &InUseError{users}
	}
	return c.sendDelete(ctx, del, key, login, look)
}

// sendDelete deletes a document that this login has seen. Deletions that run at the same time share the list of the
// owner's documents.
func (c *Client) sendDelete(
	ctx context.Context, del wire.Call, key DocumentKey, login ringcx.Identity, look *guest,
) error {
	r, err := c.ringcx.Send(ctx, del)
	if err != nil && !mayHaveActed(del.Op, err) {
		return err
	}
	gone, listErr := c.awaited(ctx, c.patience(err), func(ctx context.Context) (bool, error) {
		c.changedDocument(key)
		c.assignments.Changed(key.ID)
		_, readErr := c.documents.Get(ctx, key)
		switch {
		case readErr == nil:
			return false, nil
		case !notFound(readErr):
			return false, readErr
		}
		look.gather(ctx, c.ringcx.Wire().Timeout())
		if err != nil { // what was not there any more when it was to be deleted may be out of sight
			is, err := c.documentGone(ctx, key, readErr, login)
			return err == nil && !is.There, err
		}
		owned, err := c.Documents(ctx, key.OwnerID, Owned)
		return err == nil && !holds(owned, key.ID), err
	})
	if !gone {
		return noEffect(del.Op, r, err, listErr)
	}
	return nil
}
