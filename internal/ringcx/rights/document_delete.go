package rights

import (
	"context"
	"net/http"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// Delete deletes a rights document that nobody has, and returns nil once it is proven to be gone. seen and made are as
// for Read.
func (s *Documents) Delete(ctx context.Context, key DocumentKey, seen ringcx.Identity, made time.Time) error {
	del, err := s.documentCall(opDeleteDocument, http.MethodDelete, key)
	if err != nil {
		return err
	}
	del.Survive = true
	login, release, err := s.holdAs(ctx, opDeleteDocument, documentLock(key.ID))
	if err != nil {
		return err
	}
	defer release()
	if !s.sawOwned(ctx, key) {
		s.changedDocument(key)
		d, is, err := s.Read(ctx, key, seen, made)
		if err != nil || !is.There {
			return err
		}
		if err := s.ProveOwner(ctx, key, d); err != nil {
			return err
		}
	}
	look := s.looks.join("documents of user " + key.OwnerID)
	defer look.leave()
	// What RingCX does to those who have it is not known (API.md, section 7.5). So this is asked just before.
	users, err := s.assignments.Afresh(ctx, key.ID)
	switch {
	case notFound(err): // somebody else may have deleted it since this login saw it
		s.changedDocument(key)
		if _, is, goneErr := s.Read(ctx, key, login, time.Time{}); goneErr != nil || !is.There {
			return goneErr
		}
		return err
	case err != nil:
		return err
	case len(users) > 0:
		return &InUseError{users}
	}
	r, err := s.ringcx.Send(ctx, del)
	if !mayHaveActed(del.Op, err) {
		return err
	}
	return s.effect(ctx, del.Op, r, err, func(ctx context.Context) (bool, error) {
		return s.isDeleted(ctx, key, login, err != nil, look)
	})
}

// isDeleted reports whether RingCX shows that a document is deleted, which this login has seen. Deletions that run at
// the same time share the list of the owner's documents. failed says whether the request itself failed.
func (s *Documents) isDeleted(
	ctx context.Context, key DocumentKey, login ringcx.Identity, failed bool, look *guest,
) (bool, error) {
	s.changedDocument(key)
	s.assignments.Changed(key.ID)
	_, readErr := s.documents.Get(ctx, key)
	switch {
	case readErr == nil:
		return false, nil
	case !notFound(readErr):
		return false, readErr
	}
	look.gather(ctx, s.ringcx.Wire().Timeout())
	if failed { // what was not there any more when it was to be deleted may be out of sight
		is, err := s.gone(ctx, key, readErr, login)
		return err == nil && !is.There, err
	}
	owned, err := s.List(ctx, key.OwnerID, Owned)
	return err == nil && !holds(owned, key.ID), err
}
