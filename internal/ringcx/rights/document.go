package ringcx

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// RightsDocument is what is taken of a rights document, which the RingCX
// interface calls a role.
type RightsDocument struct {
	ID        string
	OwnerID   string // "" where RingCX does not say
	AccountID string // the one account that a regular document is about
	Master    bool   // about all accounts; this provider does not manage them
	System    bool   // RingCX's own
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

// document is a rights document with everything else that its object holds.
type document struct {
	RightsDocument
	raw raw
}

// RightsDocuments lists the rights documents to which a user stands in a
// relation, ordered by id.
func (c *Client) RightsDocuments(ctx context.Context, userID string, relation Relation) ([]RightsDocument, error) {
	return c.rights.documentLists.Get(ctx, documentsOf{userID, relation})
}

// RightsDocument reads a rights document; false where it is proven to be gone.
// seen is the login that saw it last.
func (c *Client) RightsDocument(ctx context.Context, key DocumentKey, seen Identity) (RightsDocument, bool, error) {
	d, err := c.rights.documents.Get(ctx, key)
	if err == nil {
		return d.RightsDocument, true, nil
	}
	return RightsDocument{}, false, c.documentGone(ctx, key, err, seen)
}

// documentGone decides whether a rights document that could not be read is
// gone: RingCX says 404, a list of its owner's documents that was given lacks
// it, nobody has it, its owner is in sight, and the login is the one that saw it
// last. Nil means that it is; everything else leaves the state as it is.
func (c *Client) documentGone(ctx context.Context, key DocumentKey, readErr error, seen Identity) error {
	if !notFound(readErr) {
		return readErr
	}
	owned, err := c.RightsDocuments(ctx, key.OwnerID, Owned)
	if err != nil {
		return &UnprovenError{Reason: "RingCX knows no such rights document, but the list of its owner's, which " +
			"would prove that it is gone, could not be read", Err: err}
	}
	if slices.ContainsFunc(owned, func(d RightsDocument) bool { return d.ID == key.ID }) {
		return &UnprovenError{Reason: "RingCX does not give the rights document, but lists it among its owner's",
			Err: readErr}
	}
	users, err := c.rights.assignments.Get(ctx, key.ID)
	if err != nil && !notFound(err) {
		return err
	}
	if len(users) > 0 {
		return &UnprovenError{Reason: "RingCX does not give the rights document under this owner, but users have it. " +
			"It may have another owner now"}
	}
	inSight, err := c.inSight(ctx, key.OwnerID)
	if err != nil {
		return err
	}
	if !inSight {
		return &UnprovenError{Reason: "RingCX shows neither the rights document nor its owner, who may be in another " +
			"part of the user hierarchy now"}
	}
	return c.provenBy(ctx, seen)
}

func (c *Client) documentCall(op string, method string, key DocumentKey) (wire.Call, error) {
	return c.callFor(manageRights, op, method, "/v1/admin/users/{userId}/rightsDocs/{rightsDocId}",
			"/v1/admin/users/"+key.OwnerID+"/rightsDocs/"+key.ID),
		checkIDs(op, key.OwnerID, key.ID)
}

func (c *Client) fetchDocument(ctx context.Context, key DocumentKey) (document, error) {
	get, err := c.documentCall(opDocument, http.MethodGet, key)
	if err != nil {
		return document{}, err
	}
	r, err := c.own.do(ctx, get)
	if err != nil {
		return document{}, err
	}
	d, err := readDocument(r.Body)
	if err == nil && d.ID != key.ID {
		err = fmt.Errorf("it is the rights document %q, not %s", d.ID, key.ID)
	}
	if err != nil {
		return document{}, get.Unexpected(r, err)
	}
	return d, nil
}

func readDocument(body []byte) (document, error) {
	var row documentRow
	var d document
	err := errors.Join(json.Unmarshal(body, &row), json.Unmarshal(body, &d.raw))
	if err != nil || !IsID(string(row.ID)) {
		return document{}, errors.New("not a rights document")
	}
	d.RightsDocument = row.document()
	return d, nil
}

// fetchDocuments reads a list of rights documents: an object whose values are
// arrays of them. What its keys are is open (API.md, section 7.3), so they mean
// nothing.
func (c *Client) fetchDocuments(ctx context.Context, of documentsOf) ([]RightsDocument, error) {
	if err := checkIDs(opDocuments, of.userID); err != nil {
		return nil, err
	}
	name := relationPaths[of.relation]
	list := c.callFor(manageRights, opDocuments, http.MethodGet, "/v1/admin/users/{userId}/"+name,
		"/v1/admin/users/"+of.userID+"/"+name)
	r, err := c.own.do(ctx, list)
	if err != nil {
		return nil, err
	}
	var groups map[string][]documentRow
	if err := json.Unmarshal(r.Body, &groups); err != nil || groups == nil {
		return nil, list.Unexpected(r, errors.New("not a JSON object of arrays of rights documents"))
	}
	byID := make(map[string]RightsDocument)
	for _, group := range groups {
		if group == nil {
			return nil, list.Unexpected(r, errors.New("not a JSON object of arrays of rights documents"))
		}
		for _, row := range group {
			if !IsID(string(row.ID)) {
				return nil, list.Unexpected(r, errors.New("a rights document has no rightsDocId"))
			}
			byID[string(row.ID)] = row.document()
		}
	}
	documents := make([]RightsDocument, 0, len(byID))
	for _, d := range byID {
		documents = append(documents, d)
	}
	slices.SortFunc(documents, func(a, b RightsDocument) int { return compareIDs(a.ID, b.ID) })
	return documents, nil
}

// changedDocument says that a rights document was changed, or may have been.
func (c *Client) changedDocument(key DocumentKey) {
	c.rights.documents.Changed(key)
	for _, relation := range Relations {
		c.rights.documentLists.Changed(documentsOf{key.OwnerID, relation})
	}
}

// InUseError means that a rights document is not deleted because users have it.
type InUseError struct{ Users []User }

func (e *InUseError) Error() string { return "the rights document is assigned to " + names(e.Users) }

func names(users []User) string {
	all := make([]string, len(users))
	for i, u := range users {
		all[i] = u.String()
	}
	return strings.Join(all, ", ")
}
