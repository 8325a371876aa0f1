package tenant

import (
	"bytes"
	"encoding/json"
	"slices"
)

// RightsDocument is a rights document, by the documented names (API.md, section 7.2).
type RightsDocument struct {
	ID                 int              `json:"-"`
	OwnerID            int              `json:"-"`
	Assigned           []int            `json:"-"` // the ids of the users who have it
	Name               string           `json:"rightsDocName"`
	AccountID          string           `json:"accountId"`
	Cascade            bool             `json:"cascade"`
	Master             bool             `json:"isMaster"`
	AccountPermissions []string         `json:"accountPermissions"`
	Products           []ProductRights  `json:"productPermissions"`
	Resources          []ResourceRights `json:"resourcePermissions"`
	// System is a field that RingCX's guide to users has and its specification has not: a document that RingCX made.
	System bool `json:"isSystemRole,omitempty"`
}

// ProductRights are permissions for a product.
type ProductRights struct {
	Product     string   `json:"product"`
	Permissions []string `json:"permissions"`
	Cascade     bool     `json:"cascade"`
}

// ResourceRights are permissions for a resource, such as a queue.
type ResourceRights struct {
	Type        string   `json:"resourceType"`
	ID          int      `json:"resourceId"`
	Permissions []string `json:"permissions"`
	Cascade     bool     `json:"cascade"`
}

// AddRights makes a document as somebody else, and returns its id. Its ID is ignored, and users in Assigned are
// assigned to it.
func (t *Tenant) AddRights(rights RightsDocument) (id int) {
	doc := &Document{OwnerID: rights.OwnerID, Fields: rights.fields()}
	doc.Fields.AddUnknown()
	t.PutDocument(nil, doc)
	t.Assign(nil, doc.ID, rights.Assigned...)
	return doc.ID
}

// ChangeRights changes a document as somebody else. Fields that RightsDocument does not have stay, and so do its owner
// and its assignments. It reports whether there is such a document.
func (t *Tenant) ChangeRights(id int, change func(*RightsDocument)) bool {
	doc := t.Document(id)
	if doc == nil {
		return false
	}
	rights := t.Rights(doc)
	change(&rights)
	changed := *doc
	changed.Fields = doc.Fields.overlay(rights.fields())
	t.PutDocument(nil, &changed)
	return true
}

// Rights is a document as a RightsDocument.
func (t *Tenant) Rights(doc *Document) RightsDocument {
	var rights RightsDocument
	if err := Remarshal(doc.Fields, &rights); err != nil {
		panic(err) // nobody stores a document that is none
	}
	rights.ID, rights.OwnerID, rights.Assigned = doc.ID, doc.OwnerID, slices.Clone(t.assigned[doc.ID].Now())
	return rights
}

// fields are the fields of the document, with empty lists where there are none: JSON prints them as [].
func (d RightsDocument) fields() (fields Fields) {
	if err := Remarshal(d, &fields); err != nil {
		panic(err) // it is this package's own type
	}
	for list := range entryKeys {
		fields[list] = append([]any{}, fields.list(list)...)
	}
	fields.permissions(func(_ string, permissions []any) []any { return append([]any{}, permissions...) })
	return fields
}

// Remarshal turns a value into another by way of JSON, with numbers as they are written.
func Remarshal(from, into any) error {
	data, err := json.Marshal(from)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(into)
}
