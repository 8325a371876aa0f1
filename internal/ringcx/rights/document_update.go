package rights

import (
	"context"
	"net/http"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Update makes a rights document say what is wanted, and returns what it says then, even with a
// StoredOtherwiseError. Each try begins with a read, and sends back what it read except for the keys that this provider
// manages. Sending the same body twice does what sending it once does, so a lost request is followed by another.
func (s *Documents) Update(ctx context.Context, key DocumentKey, want Rights) (Document, error) {
	put, err := s.documentCall(opUpdateDocument, http.MethodPut, key)
	if err != nil {
		return Document{}, err
	}
	put.Once, put.Survive = true, true
	release, err := s.holdFor(ctx, opUpdateDocument, documentLock(key.ID))
	if err != nil {
		return Document{}, err
	}
	defer release()
	before, after, err := s.putDocument(ctx, put, key, want)
	if err != nil {
		return Document{}, err
	}
	if before.raw == nil { // it said so already
		return after.Document, nil
	}
	return s.compareStored(want, before, after)
}

// putDocument sends an update until it is answered or another try would not help. It returns the document as it was
// before the last request, if one was sent, and as it is now.
func (s *Documents) putDocument(
	ctx context.Context, put wire.Call, key DocumentKey, want Rights,
) (before, after fullDocument, err error) {
	for try := 1; ; try++ {
		now, err := s.documents.Afresh(ctx, key)
		if err != nil || now.Equal(want) {
			return before, now, err
		}
		if err := s.mayChange(ctx, key, now.Document, want); err != nil {
			return before, now, err
		}
		before = now
		err = s.sendRights(ctx, put, key, want, now)
		if err == nil {
			after, err = s.awaitRights(ctx, key, want, before)
			return before, after, err
		}
		cause := wire.AsError(err)
		if cause == nil || !mayHaveActed(put.Op, err) {
			return before, now, err
		}
		if !cause.MayPass() || try > s.ringcx.Wire().MaxRetries() ||
			wire.Sleep(ctx, s.ringcx.Wire().Backoff(try-1)) != nil {
			cause.Attempts = try
			return before, now, cause
		}
	}
}

// mayChange refuses to change a document whose owner is not proven, and to give it a name that the owner has already:
// RingCX may take it for that one.
func (s *Documents) mayChange(ctx context.Context, key DocumentKey, now Document, want Rights) error {
	if err := s.ProveOwner(ctx, key, now); err != nil || now.Name == want.Name {
		return err
	}
	owned, err := s.ownedSince(ctx, key.OwnerID, s.documentLists.Mark())
	if err != nil {
		return err
	}
	now.OwnerID, now.Name = key.OwnerID, want.Name
	return now.nameTaken(owned)
}

// sendRights sends one update of a document as it is now.
func (s *Documents) sendRights(
	ctx context.Context, put wire.Call, key DocumentKey, want Rights, now fullDocument,
) error {
	body, err := want.into(now.raw)
	if err != nil {
		return err
	}
	put.JSON = mustJSON(body)
	_, err = s.ringcx.Send(ctx, put)
	if mayHaveActed(put.Op, err) {
		s.changedDocument(key)
	}
	return err
}

// awaitRights reads a document after an update, until it says what is wanted. As long as it says what it said before,
// RingCX may show it late.
func (s *Documents) awaitRights(
	ctx context.Context, key DocumentKey, want Rights, before fullDocument,
) (after fullDocument, err error) {
	var first time.Time
	_, err = s.awaited(ctx, s.ringcx.Grace(), func(ctx context.Context) (ok bool, err error) {
		after, err = s.documents.Afresh(ctx, key)
		return err == nil && (after.Equal(want) || !after.Equal(before.Rights) && s.settled(&first)), err
	})
	return after, err
}

func (s *Documents) compareStored(want Rights, before, after fullDocument) (Document, error) {
	e := &StoredOtherwiseError{
		Differences: s.printable(want.Differences(after.Rights)),
		Beside:      s.printable(beside(before.raw, after.raw)),
	}
	if len(e.Differences)+len(e.Beside) > 0 {
		return after.Document, e
	}
	return after.Document, nil
}
