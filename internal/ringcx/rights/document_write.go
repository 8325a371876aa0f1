package ringcx

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// StoredOtherwiseError means that RingCX stored other rights than those asked
// for: it may give no more than the login's own, or spell them out otherwise.
type StoredOtherwiseError struct {
	Differences []string
	Beside      []string // what changed that nobody asked to change
	TakenBack   bool     // the rights document was just made, and is deleted again
}

func (e *StoredOtherwiseError) Error() string {
	var parts []string
	if len(e.Differences) > 0 {
		parts = append(parts, "RingCX stored other rights than those asked for:", indented(e.Differences))
	}
	if len(e.Beside) > 0 {
		parts = append(parts, "These parts of the rights document changed as well, which nobody asked for:", indented(e.Beside))
	}
	return strings.Join(parts, "\n")
}

func indented(lines []string) string { return "  " + strings.Join(lines, "\n  ") }

// CreateDocument makes a rights document, with one request. It takes none over
// but the one that this request made. With an error, a document that has an id
// was made all the same and is to be recorded.
func (c *Client) CreateDocument(ctx context.Context, ownerID, accountID string, want Rights) (RightsDocument, error) {
	if err := checkIDs(opCreateDocument, ownerID); err != nil {
		return RightsDocument{}, err
	}
	release, err := c.holdFor(ctx, opCreateDocument, userLock(ownerID))
	if err != nil {
		return RightsDocument{}, err
	}
	defer release()
	before, err := c.ownedAfresh(ctx, ownerID)
	if err != nil {
		return RightsDocument{}, err
	}
	for _, d := range before {
		if strings.EqualFold(d.Name, want.Name) && d.OwnerID == ownerID && (d.AccountID == accountID || d.AccountID == "") {
			return RightsDocument{}, &ExistsError{
				What: fmt.Sprintf("the rights document %q of user %s in the account %s", d.Name, ownerID, accountID),
				ID:   ownerID + ":" + d.ID,
			}
		}
	}
	body, err := newDocument(accountID, want)
	if err != nil {
		return RightsDocument{}, err
	}
	post := c.callFor(manageRights, opCreateDocument, http.MethodPost, "/v1/admin/users/{userId}/rightsDocs",
		"/v1/admin/users/"+ownerID+"/rightsDocs")
	post.JSON, post.Once, post.Survive = body, true, true
	r, err := c.own.do(ctx, post)
	if err != nil && !mayHaveActed(post.Op, err) {
		return RightsDocument{}, err
	}
	c.changedDocument(DocumentKey{OwnerID: ownerID})
	asked := RightsDocument{OwnerID: ownerID, AccountID: accountID, Rights: want}
	key, err := c.madeDocument(ctx, asked, before, r, err)
	if err != nil {
		return RightsDocument{}, err
	}
	return c.confirmDocument(ctx, asked, key)
}

// ownedAfresh lists the rights documents of a user and of the provider's own:
// RingCX's documents leave open which of them owns a new one.
func (c *Client) ownedAfresh(ctx context.Context, ownerID string) ([]RightsDocument, error) {
	own, err := c.OwnUserID(ctx)
	if err != nil {
		return nil, err
	}
	var owned []RightsDocument
	for _, id := range sortedSet([]string{ownerID, own}) {
		documents, err := c.rights.documentLists.Afresh(ctx, documentsOf{id, Owned})
		if err != nil {
			return nil, err
		}
		for _, d := range documents {
			d.OwnerID = cmp.Or(d.OwnerID, id)
			owned = append(owned, d)
		}
	}
	return owned, nil
}

// madeDocument decides which rights document a create made: the one of its
// reply, or, where there was no usable one, the only one that is new and is what
// was asked for. Others are named, and not taken over.
func (c *Client) madeDocument(ctx context.Context, asked RightsDocument, before []RightsDocument, r wire.Reply, err error) (DocumentKey, error) {
	isOld := func(id string) bool {
		return slices.ContainsFunc(before, func(d RightsDocument) bool { return d.ID == id })
	}
	if err == nil {
		if d, decodeErr := readDocument(r.Body); decodeErr == nil && !isOld(d.ID) {
			return DocumentKey{cmp.Or(d.OwnerID, asked.OwnerID), d.ID}, nil
		}
		err = &Error{Op: opCreateDocument, Status: r.Status,
			Cause: "the answer does not name a new rights document"}
	}
	var made, alike []DocumentKey
	_, listErr := c.awaited(ctx, err, func(ctx context.Context) (bool, error) {
		after, err := c.ownedAfresh(ctx, asked.OwnerID)
		made, alike = nil, nil
		for _, d := range after {
			switch key := (DocumentKey{d.OwnerID, d.ID}); {
			case isOld(d.ID) || d.Name != asked.Name || d.AccountID != asked.AccountID:
			case d.Equal(asked.Rights):
				made = append(made, key)
			default:
				alike = append(alike, key)
			}
		}
		return len(made) > 0, err
	})
	if len(made) == 1 {
		return made[0], nil
	}
	failed := noEffect(opCreateDocument, r, err)
	if candidates := append(made, alike...); len(candidates) > 0 {
		failed.Hint = fmt.Sprintf("There are new rights documents of this name, and nothing tells whether this create "+
			"made one of them: %s (owner:id). "+
			"Look at them in RingCX: import the right one, or delete it.", strings.Trim(fmt.Sprint(candidates), "[]"))
	}
	return DocumentKey{}, errors.Join(failed, listErr)
}

// confirmDocument reads a rights document that was just made. One that is not
// what was asked for is deleted again, so that nobody gets rights that nobody
// decided on.
func (c *Client) confirmDocument(ctx context.Context, asked RightsDocument, key DocumentKey) (RightsDocument, error) {
	asked.ID = key.ID
	var got document
	_, err := c.awaited(ctx, nil, func(ctx context.Context) (ok bool, err error) {
		got, err = c.rights.documents.Afresh(ctx, key)
		if notFound(err) {
			return false, nil // not yet
		}
		return err == nil && len(asked.otherwise(got.RightsDocument)) == 0, err
	})
	if err == nil && got.ID == "" {
		err = &Error{Op: opDocument, Status: http.StatusNotFound,
			Cause: "RingCX has just made it, as its answer says"}
	}
	if err != nil {
		return asked, err
	}
	got.OwnerID = cmp.Or(got.OwnerID, key.OwnerID)
	differences := asked.otherwise(got.RightsDocument)
	if len(differences) == 0 {
		return got.RightsDocument, nil
	}
	stored := &StoredOtherwiseError{Differences: differences}
	ctx, cancel := wire.Linger(ctx, c.wire.Timeout())
	defer cancel()
	seen, err := c.Identity(ctx)
	if err == nil {
		err = c.DeleteDocument(ctx, key, seen)
	}
	if err != nil {
		return asked, errors.Join(stored,
			fmt.Errorf("It could not be taken back: %w", err)) //nolint:staticcheck // a text for people
	}
	stored.TakenBack = true
	return RightsDocument{}, stored
}

// otherwise names what a document that was made has otherwise than asked for.
func (asked RightsDocument) otherwise(stored RightsDocument) []string {
	differences := asked.Differences(stored.Rights)
	for what, pair := range map[string][2]string{
		"owner_user_id": {asked.OwnerID, stored.OwnerID},
		"account_id":    {asked.AccountID, stored.AccountID},
	} {
		if pair[1] != "" && pair[0] != pair[1] {
			differences = append(differences, fmt.Sprintf("%s: asked for %s, stored %s", what, pair[0], pair[1]))
		}
	}
	if stored.Master {
		differences = append(differences, "RingCX made it a master document, which is about all accounts")
	}
	slices.Sort(differences)
	return differences
}

// UpdateDocument makes a rights document say what is wanted, and returns what
// it says then, also with a StoredOtherwiseError. Each try begins with a read,
// and sends back what it read but for the keys that are managed; the same body
// twice does what it does once, so that a lost request is followed by another.
func (c *Client) UpdateDocument(ctx context.Context, key DocumentKey, want Rights) (RightsDocument, error) {
	put, err := c.documentCall(opUpdateDocument, http.MethodPut, key)
	if err != nil {
		return RightsDocument{}, err
	}
	put.Once, put.Survive = true, true
	release, err := c.holdFor(ctx, opUpdateDocument, documentLock(key.ID))
	if err != nil {
		return RightsDocument{}, err
	}
	defer release()
	var before document
	for try := 1; ; try++ {
		now, err := c.rights.documents.Afresh(ctx, key)
		if err != nil {
			return RightsDocument{}, err
		}
		if now.Equal(want) {
			if before.raw == nil {
				return now.RightsDocument, nil
			}
			return compareStored(want, before, now)
		}
		before = now
		body, err := want.into(now.raw)
		if err != nil {
			return RightsDocument{}, err
		}
		put.JSON = mustJSON(body)
		_, err = c.own.do(ctx, put)
		if err != nil && !mayHaveActed(put.Op, err) {
			return RightsDocument{}, err
		}
		c.changedDocument(key)
		if err == nil {
			break
		}
		cause := wire.AsError(err)
		if !worthSendingAgain(cause) || try > c.wire.MaxRetries() || wire.Sleep(ctx, c.wire.Backoff(try-1)) != nil {
			cause.Attempts = try
			return RightsDocument{}, cause
		}
	}
	var after document
	_, err = c.awaited(ctx, nil, func(ctx context.Context) (ok bool, err error) {
		after, err = c.rights.documents.Afresh(ctx, key)
		return err == nil && after.Equal(want), err
	})
	if err != nil {
		return RightsDocument{}, err
	}
	return compareStored(want, before, after)
}

func compareStored(want Rights, before, after document) (RightsDocument, error) {
	e := &StoredOtherwiseError{Differences: want.Differences(after.Rights), Beside: beside(before.raw, after.raw)}
	if len(e.Differences)+len(e.Beside) > 0 {
		return after.RightsDocument, e
	}
	return after.RightsDocument, nil
}

// DeleteDocument deletes a rights document that nobody has, and returns nil
// once it is proven to be gone.
func (c *Client) DeleteDocument(ctx context.Context, key DocumentKey, seen Identity) error {
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
	if _, there, err := c.RightsDocument(ctx, key, seen); err != nil || !there {
		return err
	}
	// What RingCX does to those who have it is open (API.md, section 7.5).
	users, err := c.rights.assignments.Afresh(ctx, key.ID)
	if err != nil {
		return err
	}
	if len(users) > 0 {
		return &InUseError{users}
	}
	r, err := c.own.do(ctx, del)
	if err != nil && !mayHaveActed(del.Op, err) {
		return err
	}
	now, identityErr := c.Identity(ctx)
	if identityErr != nil {
		return identityErr
	}
	gone, goneErr := c.awaited(ctx, err, func(ctx context.Context) (bool, error) {
		c.changedDocument(key)
		if _, readErr := c.rights.documents.Get(ctx, key); err == nil && notFound(readErr) {
			return true, nil // RingCX says that it did it, and does not have it any more
		}
		c.rights.assignments.Changed(key.ID)
		_, there, err := c.RightsDocument(ctx, key, now)
		return err == nil && !there, err
	})
	if !gone {
		return errors.Join(noEffect(del.Op, r, err), goneErr)
	}
	return nil
}
