package rights

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// StoredOtherwiseError means that RingCX stored other rights than those asked for: it may give no more than the
// login's own, or store them in another form.
type StoredOtherwiseError struct {
	Differences []string
	Beside      []string // what changed that nobody asked to change
	TakenBack   bool     // the rights document was just made, and is deleted again
}

func (e *StoredOtherwiseError) Error() string {
	var parts []string
	if len(e.Differences) > 0 {
		parts = append(parts, "RingCX stored other rights than the configuration has:", indented(e.Differences))
	}
	if len(e.Beside) > 0 {
		parts = append(parts, "These parts of the rights document changed too, although the request did not change them:",
			indented(e.Beside))
	}
	return strings.Join(parts, "\n")
}

func indented(lines []string) string { return "  " + strings.Join(Some(lines), "\n  ") }

// UpdateDocument makes a rights document say what is wanted, and returns what it says then, even with a
// StoredOtherwiseError. Each try begins with a read, and sends back what it read except for the keys that this provider
// manages. Sending the same body twice does what sending it once does, so a lost request is followed by another.
func (c *Client) UpdateDocument(ctx context.Context, key DocumentKey, want Rights) (Document, error) {
	put, err := c.documentCall(opUpdateDocument, http.MethodPut, key)
	if err != nil {
		return Document{}, err
	}
	put.Once, put.Survive = true, true
	release, err := c.holdFor(ctx, opUpdateDocument, documentLock(key.ID))
	if err != nil {
		return Document{}, err
	}
	defer release()
	before, after, err := c.putDocument(ctx, put, key, want)
	if err != nil {
		return Document{}, err
	}
	if before.raw == nil { // it said so already
		return after.Document, nil
	}
	return c.compareStored(want, before, after)
}

// putDocument sends an update until it is answered or another try would not help. It returns the document as it was
// before the last request, if one was sent, and as it is now.
func (c *Client) putDocument(
	ctx context.Context, put wire.Call, key DocumentKey, want Rights,
) (before, after fullDocument, err error) {
	for try := 1; ; try++ {
		now, err := c.documents.Afresh(ctx, key)
		if err != nil || now.Equal(want) {
			return before, now, err
		}
		if err := c.mayChange(ctx, key, now.Document, want); err != nil {
			return before, now, err
		}
		before = now
		err = c.sendRights(ctx, put, key, want, now)
		if err == nil {
			after, err = c.awaitRights(ctx, key, want, before)
			return before, after, err
		}
		cause := wire.AsError(err)
		if cause == nil || !mayHaveActed(put.Op, err) {
			return before, now, err
		}
		if !cause.MayPass() || try > c.ringcx.Wire().MaxRetries() ||
			wire.Sleep(ctx, c.ringcx.Wire().Backoff(try-1)) != nil {
			cause.Attempts = try
			return before, now, cause
		}
	}
}

// mayChange refuses to change a document whose owner is not proven, and to give it a name that the owner has already:
// RingCX may take it for that one.
func (c *Client) mayChange(ctx context.Context, key DocumentKey, now Document, want Rights) error {
	if err := c.ProveOwner(ctx, key, now); err != nil || now.Name == want.Name {
		return err
	}
	owned, err := c.ownedSince(ctx, key.OwnerID, c.documentLists.Mark())
	if err != nil {
		return err
	}
	now.OwnerID, now.Name = key.OwnerID, want.Name
	return now.nameTaken(owned)
}

// sendRights sends one update of a document as it is now.
func (c *Client) sendRights(
	ctx context.Context, put wire.Call, key DocumentKey, want Rights, now fullDocument,
) error {
	body, err := want.into(now.raw)
	if err != nil {
		return err
	}
	put.JSON = mustJSON(body)
	_, err = c.ringcx.Send(ctx, put)
	if err == nil || mayHaveActed(put.Op, err) {
		c.changedDocument(key)
	}
	return err
}

// awaitRights reads a document after an update, until it says what is wanted. As long as it says what it said before,
// RingCX may show it late.
func (c *Client) awaitRights(
	ctx context.Context, key DocumentKey, want Rights, before fullDocument,
) (after fullDocument, err error) {
	var first time.Time
	_, err = c.awaited(ctx, c.ringcx.Grace(), func(ctx context.Context) (ok bool, err error) {
		after, err = c.documents.Afresh(ctx, key)
		return err == nil && (after.Equal(want) || !after.Equal(before.Rights) && c.settled(&first)), err
	})
	return after, err
}

func (c *Client) compareStored(want Rights, before, after fullDocument) (Document, error) {
	e := &StoredOtherwiseError{
		Differences: c.printable(want.Differences(after.Rights)),
		Beside:      c.printable(beside(before.raw, after.raw)),
	}
	if len(e.Differences)+len(e.Beside) > 0 {
		return after.Document, e
	}
	return after.Document, nil
}
