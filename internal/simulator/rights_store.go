package simulator

import (
	"bytes"
	"encoding/json"
	"maps"
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

// serverFields are the fields of a RightsDocument that the server sets, whatever a body has.
var serverFields = []string{"rightsDocId", "ownerId", "assigned"}

// firstRightsDocID is the id of the first document.
const firstRightsDocID = 7001

// rightsDoc is a document as the server holds it. It is replaced, never changed, so that its history stays.
type rightsDoc struct {
	id, owner int
	made      bool           // by a request, not by a test or by a second administrator
	fields    map[string]any // of its JSON, without serverFields
}

// keepDocument stores a document, a new one under a new id.
func (s *Server) keepDocument(doc *rightsDoc) *rightsDoc {
	if doc.id == 0 {
		doc.id = s.nextRightsDocID
		s.nextRightsDocID++
	}
	h := s.documents[doc.id]
	h.set(s.cfg.Now(), doc)
	s.documents[doc.id] = h
	return doc
}

// dropDocument deletes a document and its assignments.
func (s *Server) dropDocument(id int) {
	h := s.documents[id]
	h.set(s.cfg.Now(), nil)
	s.documents[id] = h
	s.setAssigned(id, nil)
}

// AddRightsDocument makes a document as somebody else would, outside any request, and returns its id. Its ID is
// ignored, and users in Assigned are assigned to it.
func (s *Server) AddRightsDocument(doc RightsDocument) (id int) {
	fields := map[string]any{}
	if err := remarshal(doc.printable(), &fields); err != nil {
		panic(err) // it is this package's own type
	}
	addUnknown(fields)
	s.mu.Lock()
	defer s.mu.Unlock()
	id = s.keepDocument(&rightsDoc{owner: doc.OwnerID, fields: fields}).id
	s.ownership.documents[id] = true
	for _, userID := range doc.Assigned {
		s.assign(id, userID)
		put(s.ownership.assigned, id, userID, true)
	}
	return id
}

// ChangeRightsDocument changes a document as somebody else would, outside any request. Fields that RightsDocument does
// not have stay, and so do its owner and its assignments. It reports whether there is such a document.
func (s *Server) ChangeRightsDocument(id int, change func(*RightsDocument)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	doc := s.documents[id].now()
	if doc == nil {
		return false
	}
	view := s.publicRights(doc)
	change(&view)
	changed := map[string]any{}
	if err := remarshal(view.printable(), &changed); err != nil {
		panic(err) // it is this package's own type
	}
	fields := maps.Clone(doc.fields)
	for name, value := range changed {
		if list, ok := entryLists[name]; ok {
			value = list.overlay(fields[name], value)
		}
		fields[name] = value
	}
	s.keepDocument(&rightsDoc{id: id, owner: doc.owner, made: doc.made, fields: fields})
	return true
}

// DeleteRightsDocument deletes a document as somebody else would, outside any request. It reports whether there was
// one.
func (s *Server) DeleteRightsDocument(id int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.documents[id].now() == nil {
		return false
	}
	s.dropDocument(id)
	s.ownership.forget(id)
	return true
}

// RightsDocuments returns all documents by their ids, whatever lists show.
func (s *Server) RightsDocuments() []RightsDocument {
	s.mu.Lock()
	defer s.mu.Unlock()
	var docs []RightsDocument
	for _, doc := range s.liveDocuments() {
		docs = append(docs, s.publicRights(doc))
	}
	return docs
}

func (s *Server) liveDocuments() []*rightsDoc {
	var docs []*rightsDoc
	for _, id := range slices.Sorted(maps.Keys(s.documents)) {
		if doc := s.documents[id].now(); doc != nil {
			docs = append(docs, doc)
		}
	}
	return docs
}

// publicRights is the document that tests and the control API see.
func (s *Server) publicRights(doc *rightsDoc) RightsDocument {
	var view RightsDocument
	if err := remarshal(doc.fields, &view); err != nil {
		panic(err) // readRights has seen it
	}
	view.ID, view.OwnerID, view.Assigned = doc.id, doc.owner, slices.Clone(s.assigned[doc.id].now())
	return view
}

// printable has empty lists where there are none, which JSON prints as [].
func (d RightsDocument) printable() RightsDocument {
	d.AccountPermissions = append([]string{}, d.AccountPermissions...)
	d.Products = append([]ProductRights{}, d.Products...)
	for i := range d.Products {
		d.Products[i].Permissions = append([]string{}, d.Products[i].Permissions...)
	}
	d.Resources = append([]ResourceRights{}, d.Resources...)
	for i := range d.Resources {
		d.Resources[i].Permissions = append([]string{}, d.Resources[i].Permissions...)
	}
	return d
}

// remarshal turns a value into another by way of JSON, with numbers as they are written.
func remarshal(from, into any) error {
	data, err := json.Marshal(from)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(into)
}
