package rights

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Create makes a rights document with one request. It takes over nothing but what this request made. If it
// returns an error and a document with an id, RingCX has made the document, which must be recorded.
func (s *Documents) Create(ctx context.Context, ownerID, accountID string, want Rights) (Document, error) {
	if err := checkIDs(opCreateDocument, ownerID); err != nil {
		return Document{}, err
	}
	began := s.documentLists.Mark()
	s.looks.join("creates of user "+ownerID).gather(ctx, s.ringcx.Wire().Timeout())
	release, err := s.holdFor(ctx, opCreateDocument, userLock(ownerID))
	if err != nil {
		return Document{}, err
	}
	defer release()
	// What the create before this one looked at after its request, while this one waited for it, is not asked again.
	before, err := s.ownedSince(ctx, ownerID, began)
	if err != nil {
		return Document{}, err
	}
	asked := Document{OwnerID: ownerID, AccountID: accountID, Rights: want}
	if err := asked.nameTaken(before); err != nil {
		return Document{}, err
	}
	key, err := s.postDocument(ctx, asked, before)
	if err != nil {
		return Document{}, err
	}
	return s.confirmDocument(ctx, asked, key)
}

// nameTaken is an *ExistsError if there is a document of the same name, owner and account.
func (asked Document) nameTaken(before []Document) error {
	for _, d := range before {
		if d.ID == asked.ID && d.ID != "" {
			continue // itself
		}
		sameAccount := d.AccountID == asked.AccountID || d.AccountID == ""
		if strings.EqualFold(d.Name, asked.Name) && d.OwnerID == asked.OwnerID && sameAccount {
			return &ExistsError{
				What: fmt.Sprintf("the rights document %q of user %s in the account %s", d.Name, asked.OwnerID, asked.AccountID),
				ID:   asked.OwnerID + ":" + d.ID,
			}
		}
	}
	return nil
}

// postDocument sends the request, and returns which document it made.
func (s *Documents) postDocument(ctx context.Context, asked Document, before []Document) (DocumentKey, error) {
	body, err := newDocument(asked.AccountID, asked.Rights)
	if err != nil {
		return DocumentKey{}, err
	}
	post := s.callFor(manageRights, opCreateDocument, http.MethodPost, "/v1/admin/users/{userId}/rightsDocs",
		"/v1/admin/users/"+asked.OwnerID+"/rightsDocs")
	post.JSON, post.Once, post.Survive = body, true, true
	r, err := s.ringcx.Send(ctx, post)
	if !mayHaveActed(post.Op, err) {
		return DocumentKey{}, err
	}
	own, _ := s.OwnUserID(ctx) // known, since it was needed for the lists before
	s.changedDocument(DocumentKey{OwnerID: asked.OwnerID})
	s.changedDocument(DocumentKey{OwnerID: own})
	return s.madeDocument(ctx, asked, before, r, err)
}

// ownedSince lists the rights documents of a user and of the provider's own user, as they were asked for after a mark:
// RingCX's documents do not say which of the two owns a new one.
func (s *Documents) ownedSince(ctx context.Context, ownerID string, mark int) ([]Document, error) {
	own, err := s.OwnUserID(ctx)
	if err != nil {
		return nil, err
	}
	var owned []Document
	for _, id := range sortedSet([]string{ownerID, own}) {
		listed, err := s.documentLists.Since(ctx, documentsOf{id, Owned}, mark)
		if err != nil {
			return nil, err
		}
		for _, d := range plain(listed) {
			d.OwnerID = cmp.Or(d.OwnerID, id)
			owned = append(owned, d)
		}
	}
	return owned, nil
}

// madeDocument decides which rights document a create made: the one in its reply, or if there was no usable reply, the
// only new one that is what was asked for. If there are others, they are named and not taken over. err is the failure
// of the create.
func (s *Documents) madeDocument(
	ctx context.Context, asked Document, before []Document, r wire.Reply, err error,
) (DocumentKey, error) {
	if err == nil {
		if d, decodeErr := readDocument(r.Body); decodeErr == nil && !holds(before, d.ID) {
			return DocumentKey{cmp.Or(d.OwnerID, asked.OwnerID), d.ID}, nil
		}
		err = &wire.Error{
			Op: opCreateDocument, Status: r.Status, Cause: "the answer does not name a new rights document",
		}
	}
	var made, alike []DocumentKey
	_, listErr := s.awaited(ctx, s.patience(err), func(ctx context.Context) (bool, error) {
		after, err := s.ownedSince(ctx, asked.OwnerID, s.documentLists.Mark())
		made, alike = asked.candidates(before, after, func(d Document) bool { return s.saysAlone(ctx, d, asked.Rights) })
		return len(made) > 0, err
	})
	if len(made) == 1 {
		return made[0], nil
	}
	failed := unconfirmed(opCreateDocument, r, err, listErr)
	if candidates := append(made, alike...); len(candidates) > 0 {
		failed.Hint = fmt.Sprintf("There are new rights documents with this name, and it is not known whether this request "+
			"created one of them: %s (owner:id). Check them in RingCX, and import the right one or delete it.",
			s.ringcx.Printable(strings.Join(Some(texts(candidates)), " ")))
	}
	return DocumentKey{}, errors.Join(failed, listErr)
}

// saysAlone decides whether a document that a list may show in part says what is wanted, by reading it alone.
func (s *Documents) saysAlone(ctx context.Context, listed Document, want Rights) bool {
	d, err := s.documents.Afresh(ctx, DocumentKey{listed.OwnerID, listed.ID})
	return err == nil && d.Equal(want)
}

// candidates returns the new documents that are what was asked for, and those that only have its name and account. What
// a list shows otherwise is read alone.
func (asked Document) candidates(
	before, after []Document, saysAlone func(Document) bool,
) (made, alike []DocumentKey) {
	for _, d := range after {
		switch key := (DocumentKey{d.OwnerID, d.ID}); {
		case holds(before, d.ID) || d.Name != asked.Name || d.AccountID != asked.AccountID:
		case d.Equal(asked.Rights) && !d.Unreadable || saysAlone(d):
			made = append(made, key)
		default:
			alike = append(alike, key)
		}
	}
	return made, alike
}

// confirmDocument reads a rights document that was just made, which RingCX may show late. If it is not what was asked
// for, it is deleted again, so that nobody gets rights that nobody decided on.
func (s *Documents) confirmDocument(ctx context.Context, asked Document, key DocumentKey) (Document, error) {
	asked.ID = key.ID
	var got Document
	var first time.Time
	_, err := s.awaited(ctx, s.ringcx.Grace(), func(ctx context.Context) (ok bool, err error) {
		if got, ok = s.inList(ctx, key, asked.Rights); !ok {
			alone, aloneErr := s.documents.Afresh(ctx, key)
			got, err = alone.Document, aloneErr
		}
		if notFound(err) {
			return false, nil // not yet
		}
		return err == nil && (len(asked.otherwise(got)) == 0 || s.settled(&first)), err
	})
	if err == nil && got.ID == "" {
		err = &wire.Error{
			Op: opDocument, Status: http.StatusNotFound, Cause: "its earlier answer says that it was created",
			Hint: "RingCX may show it late. It is in the state, and the next run reads it again.",
		}
	}
	if err != nil {
		return asked, err
	}
	got.OwnerID = cmp.Or(got.OwnerID, key.OwnerID)
	if differences := asked.otherwise(got); len(differences) > 0 {
		return s.takeBack(ctx, asked, key, &StoredOtherwiseError{Differences: s.printable(differences)})
	}
	return got, nil
}

// takeBack deletes a rights document that was just made and is not what was asked for.
func (s *Documents) takeBack(
	ctx context.Context, asked Document, key DocumentKey, stored *StoredOtherwiseError,
) (Document, error) {
	ctx, cancel := wire.Linger(ctx, s.ringcx.Wire().Timeout())
	defer cancel()
	seen, err := s.ringcx.Identity(ctx)
	if err == nil {
		err = s.Delete(ctx, key, seen, time.Now())
	}
	if err != nil {
		return asked, errors.Join(stored,
			fmt.Errorf("The new rights document could not be deleted again: %w", err)) //nolint:staticcheck // a text for people
	}
	stored.TakenBack = true
	return Document{}, stored
}

// otherwise lists what is different in a document that was made.
func (asked Document) otherwise(stored Document) []string {
	differences := asked.Differences(stored.Rights)
	for what, pair := range map[string][2]string{
		"owner_user_id": {asked.OwnerID, stored.OwnerID},
		"account_id":    {asked.AccountID, stored.AccountID},
	} {
		if pair[1] != "" && pair[0] != pair[1] {
			differences = append(differences, fmt.Sprintf("%s: configured %s, stored %s", what, pair[0], pair[1]))
		}
	}
	if stored.Master {
		differences = append(differences, "RingCX made it a master document, which applies to all accounts")
	}
	slices.Sort(differences)
	return differences
}
