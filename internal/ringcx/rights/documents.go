package rights

import (
	"context"
	"sync"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// Documents manages rights documents.
type Documents struct {
	*view

	mu      sync.Mutex
	samples map[string]DocumentKey // by owner: the document that is read alone; see inList
}

func newDocuments(shown *view) *Documents {
	return &Documents{view: shown, samples: make(map[string]DocumentKey)}
}

// List lists the rights documents to which a user stands in a relation, ordered by id. One that is unreadable does not
// stop the rest.
func (s *Documents) List(ctx context.Context, userID string, relation Relation) ([]Document, error) {
	return s.list(ctx, documentsOf{userID, relation})
}

// Read reads a rights document, or finds what proves that it is gone. seen is the login that saw it last, and made is
// when this provider made it, zero if that is not known: RingCX may show it late.
func (s *Documents) Read(
	ctx context.Context, key DocumentKey, seen ringcx.Identity, made time.Time,
) (Document, Presence, error) {
	d, err := s.documents.Get(ctx, key)
	if late := s.lateUntil(made); notFound(err) && time.Now().Before(late) {
		d, err = s.awaitDocument(ctx, key, late)
	}
	if err == nil {
		return d.Document, there, nil
	}
	gone, err := s.gone(ctx, key, err, seen)
	return Document{}, gone, err
}

// lateUntil is until when RingCX may not show a document that was made at a time. The cap keeps a wrong clock from
// delaying a plan for longer.
func (s *Documents) lateUntil(made time.Time) time.Time {
	grace := s.ringcx.Grace()
	if latest := time.Now().Add(grace); made.Add(grace).After(latest) {
		return latest
	}
	return made.Add(grace)
}

// awaitDocument reads a document that was just made until RingCX shows it, at most until a time. Before that time its
// absence proves nothing.
func (s *Documents) awaitDocument(ctx context.Context, key DocumentKey, late time.Time) (d fullDocument, err error) {
	_, readErr := s.awaited(ctx, time.Until(late), func(ctx context.Context) (bool, error) {
		s.changedDocument(key)
		if d, err = s.documents.Get(ctx, key); notFound(err) {
			return false, nil
		}
		return err == nil, err
	})
	if readErr == nil && err != nil && time.Now().Before(late) { // the run was stopped
		err = &ringcx.UnprovenError{Reason: "it was made a moment ago, and RingCX may not show it yet"}
	}
	return d, err
}

// gone decides whether a rights document that could not be read is gone: RingCX answered 404, gave a list of the
// owner's documents that does not hold it, assigns it to nobody and shows its owner, and the login is the one that saw
// it last. Every error leaves the state as it is.
func (s *Documents) gone(
	ctx context.Context, key DocumentKey, readErr error, seen ringcx.Identity,
) (Presence, error) {
	if !notFound(readErr) {
		return Presence{}, readErr
	}
	owned, err := s.List(ctx, key.OwnerID, Owned)
	if err != nil {
		return Presence{}, &ringcx.UnprovenError{
			Reason: "RingCX finds no such rights document, but the list of its owner's documents, which would prove that " +
				"it is gone, could not be read",
			Err: err,
		}
	}
	if holds(owned, "") {
		return Presence{}, unreadableEntry
	}
	if holds(owned, key.ID) {
		return Presence{}, &ringcx.UnprovenError{
			Reason: "RingCX does not return the rights document, but the list of its owner's documents still contains it",
			Err:    readErr,
		}
	}
	users, err := s.assignments.Get(ctx, key.ID)
	if err != nil && !notFound(err) {
		return Presence{}, err
	}
	if len(users) > 0 {
		return Presence{}, &ringcx.UnprovenError{
			Reason: "RingCX does not return the rights document for this owner, but it is assigned to users. It may have " +
				"another owner now",
		}
	}
	owner, sightErr := s.sightOf(ctx, key.OwnerID)
	if sightErr != nil {
		return Presence{}, sightErr
	}
	if owner == outOfSight || owner == sightHidden && !tellApart(answerOf(owned, nil), answerOf(users, err)) {
		return Presence{}, &ringcx.UnprovenError{
			Reason: "RingCX shows neither the rights document nor its owner, who may have moved to another part of the " +
				"user hierarchy",
		}
	}
	return s.provenBy(ctx, seen, "RingCX answers 404 for it, and the list of its owner's rights documents does not "+
		"contain it")
}

// ProveOwner returns nil if a rights document says that the user under whom it was read owns it, or if it names nobody
// and the list of those that the user owns holds it. Otherwise it is a *NotOwnerError, or why that list says nothing.
func (s *Documents) ProveOwner(ctx context.Context, key DocumentKey, d Document) error {
	if d.OwnerID == key.OwnerID {
		return nil
	}
	if d.OwnerID == "" {
		owned, err := s.List(ctx, key.OwnerID, Owned)
		if err != nil || holds(owned, key.ID) {
			return err
		}
	}
	return &NotOwnerError{Key: key, OwnerID: d.OwnerID}
}
