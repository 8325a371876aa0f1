package rights

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Document holds the fields that are kept of a rights document, which the RingCX interface calls a role.
type Document struct {
	ID        string
	OwnerID   string // "" if RingCX does not say
	AccountID string // the one account that a regular document is about
	Master    bool   // about all accounts; this provider does not manage them
	System    bool   // RingCX's own
	// Unreadable says that an entry of a list could not be read: of its other fields, those that could be are set. Its
	// ID is "" if even that was not to be read.
	Unreadable bool
	Rights
}

// DocumentKey is how a rights document is addressed.
type DocumentKey struct{ OwnerID, ID string }

func (k DocumentKey) String() string { return k.OwnerID + ":" + k.ID }

// Relation is how a user stands to rights documents.
type Relation string

// The relations that RingCX lists.
const (
	Visible  Relation = "visible"
	Owned    Relation = "owned"
	Assigned Relation = "assigned"
)

// Relations are all relations.
var Relations = []Relation{Visible, Owned, Assigned}

var relationPaths = map[Relation]string{Visible: "rightsDocs", Owned: "ownedRightsDocs", Assigned: "assignedRightsDocs"}

// documentsOf is a list of rights documents.
type documentsOf struct {
	userID   string
	relation Relation
}

// fullDocument is a rights document with everything else that its object holds.
type fullDocument struct {
	Document
	raw raw
}

// Documents lists the rights documents to which a user stands in a relation, ordered by id. One that is unreadable does
// not stop the rest.
func (v *view) Documents(ctx context.Context, userID string, relation Relation) ([]Document, error) {
	listed, err := v.documentLists.Get(ctx, documentsOf{userID, relation})
	return plain(listed), err
}

// plain leaves out what else the objects of documents hold.
func plain(listed []fullDocument) []Document {
	documents := make([]Document, len(listed))
	for i, d := range listed {
		documents[i] = d.Document
	}
	return documents
}

// Document reads a rights document, or finds what proves that it is gone. seen is the login that saw
// it last, and made is when this provider made it, zero if that is not known: RingCX may show it late.
func (v *view) Document(
	ctx context.Context, key DocumentKey, seen ringcx.Identity, made time.Time,
) (Document, Presence, error) {
	d, err := v.documents.Get(ctx, key)
	if late := v.lateUntil(made); notFound(err) && time.Now().Before(late) {
		d, err = v.awaitDocument(ctx, key, late)
	}
	if err == nil {
		return d.Document, there, nil
	}
	gone, err := v.documentGone(ctx, key, err, seen)
	return Document{}, gone, err
}

// lateUntil is until when RingCX may not show a document that was made at a time. The cap keeps a wrong clock from
// delaying a plan for longer.
func (v *view) lateUntil(made time.Time) time.Time {
	grace := v.ringcx.Grace()
	if latest := time.Now().Add(grace); made.Add(grace).After(latest) {
		return latest
	}
	return made.Add(grace)
}

// awaitDocument reads a document that was just made until RingCX shows it, at most until a time. Before that time its
// absence proves nothing.
func (v *view) awaitDocument(ctx context.Context, key DocumentKey, late time.Time) (d fullDocument, err error) {
	_, readErr := v.awaited(ctx, time.Until(late), func(ctx context.Context) (bool, error) {
		v.changedDocument(key)
		if d, err = v.documents.Get(ctx, key); notFound(err) {
			return false, nil
		}
		return err == nil, err
	})
	if readErr == nil && err != nil && time.Now().Before(late) { // the run was stopped
		err = &ringcx.UnprovenError{Reason: "it was made a moment ago, and RingCX may not show it yet"}
	}
	return d, err
}

// documentGone decides whether a rights document that could not be read is gone: RingCX answered 404, gave a list of
// the owner's documents that does not hold it, assigns it to nobody and shows its owner, and the login is the one that
// saw it last. Every error leaves the state as it is.
func (v *view) documentGone(
	ctx context.Context, key DocumentKey, readErr error, seen ringcx.Identity,
) (Presence, error) {
	if !notFound(readErr) {
		return Presence{}, readErr
	}
	owned, err := v.Documents(ctx, key.OwnerID, Owned)
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
	users, err := v.assignments.Get(ctx, key.ID)
	if err != nil && !notFound(err) {
		return Presence{}, err
	}
	if len(users) > 0 {
		return Presence{}, &ringcx.UnprovenError{
			Reason: "RingCX does not return the rights document for this owner, but it is assigned to users. It may have " +
				"another owner now",
		}
	}
	owner, sightErr := v.sightOf(ctx, key.OwnerID)
	if sightErr != nil {
		return Presence{}, sightErr
	}
	if owner == outOfSight || owner == sightHidden && !tellApart(answerOf(owned, nil), answerOf(users, err)) {
		return Presence{}, &ringcx.UnprovenError{
			Reason: "RingCX shows neither the rights document nor its owner, who may have moved to another part of the " +
				"user hierarchy",
		}
	}
	return v.provenBy(ctx, seen, "RingCX answers 404 for it, and the list of its owner's rights documents does not "+
		"contain it")
}

func (v *view) documentCall(op, method string, key DocumentKey) (wire.Call, error) {
	return v.callFor(manageRights, op, method, "/v1/admin/users/{userId}/rightsDocs/{rightsDocId}",
			"/v1/admin/users/"+key.OwnerID+"/rightsDocs/"+key.ID),
		checkIDs(op, key.OwnerID, key.ID)
}

func (v *view) fetchDocument(ctx context.Context, key DocumentKey) (fullDocument, error) {
	get, err := v.documentCall(opDocument, http.MethodGet, key)
	if err != nil {
		return fullDocument{}, err
	}
	r, err := v.ringcx.Send(ctx, get)
	if err != nil {
		return fullDocument{}, err
	}
	d, err := readDocument(r.Body)
	if err == nil && d.ID != key.ID {
		err = fmt.Errorf("it is the rights document %q, not %s", d.ID, key.ID)
	}
	if err != nil {
		return fullDocument{}, get.Unexpected(r, err)
	}
	return d, nil
}

func readDocument(body []byte) (fullDocument, error) {
	var row documentRow
	var d fullDocument
	err := errors.Join(json.Unmarshal(body, &row), json.Unmarshal(body, &d.raw))
	if err != nil || !IsID(string(row.ID)) {
		return fullDocument{}, errors.New("not a rights document")
	}
	d.Document = row.document()
	return d, nil
}

// fetchDocuments reads a list of rights documents: an object whose values are arrays of them. What its keys are is not
// known (API.md, section 7.3), so they are ignored.
func (v *view) fetchDocuments(ctx context.Context, of documentsOf) ([]fullDocument, error) {
	if err := checkIDs(opDocuments, of.userID); err != nil {
		return nil, err
	}
	name := relationPaths[of.relation]
	list := v.callFor(manageRights, opDocuments, http.MethodGet, "/v1/admin/users/{userId}/"+name,
		"/v1/admin/users/"+of.userID+"/"+name)
	r, err := v.ringcx.Send(ctx, list)
	if err != nil {
		return nil, err
	}
	documents, err := readDocuments(r.Body)
	if err != nil {
		return nil, list.Unexpected(r, err)
	}
	return documents, nil
}

// readDocuments decodes a list of rights documents, ordered by id.
func readDocuments(body []byte) ([]fullDocument, error) {
	none := errors.New("not a JSON object of arrays of rights documents")
	var groups map[string][]map[string]json.RawMessage
	if err := json.Unmarshal(body, &groups); err != nil || groups == nil {
		return nil, none
	}
	byID := make(map[string]fullDocument)
	for _, group := range groups {
		if group == nil {
			return nil, none
		}
		for _, entry := range group {
			if entry == nil {
				return nil, none
			}
			d := listedDocument(mustJSON(entry))
			byID[d.ID] = d
		}
	}
	byNumber := func(a, b fullDocument) int { return ringcx.CompareIDs(a.ID, b.ID) }
	return slices.SortedFunc(maps.Values(byID), byNumber), nil
}

// listedDocument decodes an entry of a list.
func listedDocument(entry []byte) fullDocument {
	if d, err := readDocument(entry); err == nil {
		return d
	}
	var row documentRow
	_ = wire.DecodeLoosely(entry, &row)
	d := row.document()
	d.Unreadable = true
	if !IsID(d.ID) {
		d.ID = ""
	}
	return fullDocument{Document: d}
}

// unreadableEntry is why a list proves nothing: one of its entries may be what is looked for.
var unreadableEntry error = &ringcx.UnprovenError{
	Reason: "the list that would prove that it is gone has an entry without a readable rightsDocId",
}

// changedDocument notes that a rights document was changed, or may have been.
func (v *view) changedDocument(key DocumentKey) {
	v.documents.Changed(key)
	for _, relation := range Relations {
		v.documentLists.Changed(documentsOf{key.OwnerID, relation})
	}
}

// InUseError means that a rights document is not deleted because users have it.
type InUseError struct{ Users []ringcx.User }

func (e *InUseError) Error() string { return "the rights document is assigned to " + names(e.Users) }

func names(users []ringcx.User) string {
	all := make([]string, len(users))
	for i, u := range users {
		all[i] = u.String()
	}
	return strings.Join(Some(all), ", ")
}

// most is how many lines of a list a message repeats.
const most = 20

// Some shortens a list for a message.
func Some(lines []string) []string {
	if len(lines) <= most {
		return lines
	}
	return append(slices.Clone(lines[:most]), fmt.Sprintf("and %d more", len(lines)-most))
}
