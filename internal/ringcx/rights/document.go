package rights

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"

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

// plain leaves out what else the objects of documents hold.
func plain(listed []fullDocument) []Document {
	documents := make([]Document, len(listed))
	for i, d := range listed {
		documents[i] = d.Document
	}
	return documents
}

func holds(documents []Document, id string) bool {
	return slices.ContainsFunc(documents, func(d Document) bool { return d.ID == id })
}

func byID(listed []fullDocument, id string) (fullDocument, bool) {
	i := slices.IndexFunc(listed, func(d fullDocument) bool { return d.ID == id })
	if i < 0 {
		return fullDocument{}, false
	}
	return listed[i], true
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

// readDocuments decodes a list of rights documents, ordered by id: an object whose values are arrays of them. What its
// keys are is not known (API.md, section 7.3), so they are ignored.
func readDocuments(body []byte) ([]fullDocument, error) {
	none := errors.New("not a JSON object of arrays of rights documents")
	var groups map[string][]map[string]json.RawMessage
	if err := json.Unmarshal(body, &groups); err != nil || groups == nil {
		return nil, none
	}
	documents := make(map[string]fullDocument)
	for _, group := range groups {
		if group == nil {
			return nil, none
		}
		for _, entry := range group {
			if entry == nil {
				return nil, none
			}
			d := listedDocument(mustJSON(entry))
			documents[d.ID] = d
		}
	}
	byNumber := func(a, b fullDocument) int { return ringcx.CompareIDs(a.ID, b.ID) }
	return slices.SortedFunc(maps.Values(documents), byNumber), nil
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
