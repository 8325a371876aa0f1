package tenant

import (
	"maps"
	"slices"
	"time"
)

// Document is a rights document. It is replaced, never changed, so that its history stays.
type Document struct {
	ID, OwnerID int
	Made        bool // by a request, not by somebody else
	Fields      Fields
}

// SameName reports whether two documents have one owner, account and name.
func (d *Document) SameName(other *Document) bool {
	return d.OwnerID == other.OwnerID && d.Fields["accountId"] == other.Fields["accountId"] &&
		d.Fields["rightsDocName"] == other.Fields["rightsDocName"]
}

// Document returns a document, nil for none.
func (t *Tenant) Document(id int) *Document { return t.documents[id].Now() }

// ListedDocument returns a document as a list shows it, which may lag, nil for none.
func (t *Tenant) ListedDocument(id int) *Document { return t.documents[id].At(t.ListedAt()) }

// Documents returns all documents by their ids.
func (t *Tenant) Documents() []*Document { return t.documentsAt(t.now()) }

// ListDocuments returns the documents that a list shows, which may lag.
func (t *Tenant) ListDocuments() []*Document { return t.documentsAt(t.ListedAt()) }

// documentsAt returns the documents that there were at a time.
func (t *Tenant) documentsAt(at time.Time) (docs []*Document) {
	for _, id := range slices.Sorted(maps.Keys(t.documents)) {
		if doc := t.documents[id].At(at); doc != nil {
			docs = append(docs, doc)
		}
	}
	return docs
}

// PutDocument stores a document: a new one under a new id, another one in the place of that with its id.
func (t *Tenant) PutDocument(by *User, doc *Document) {
	switch before := t.Document(doc.ID); {
	case before == nil:
		doc.ID = t.nextID
		t.nextID++
		t.give(by, Gift{Document: doc.ID})
	case by != nil:
		t.changed(before, doc)
	}
	record(t.documents, doc.ID, t.now(), doc)
}

// DeleteDocument deletes a document and its assignments. It reports whether there was one.
func (t *Tenant) DeleteDocument(by *User, id int) bool {
	if t.Document(id) == nil {
		return false
	}
	record(t.documents, id, t.now(), nil)
	record(t.assigned, id, t.now(), nil)
	t.deleted(by, id)
	return true
}

// Manages reports whether a user is the owner of a document or above the owner.
func (t *Tenant) Manages(user *User, doc *Document) bool {
	owner := t.UserByID(doc.OwnerID)
	return owner != nil && t.IsOrIsAbove(user, owner)
}

// HadAt reports whether a user had a document at a time.
func (t *Tenant) HadAt(user *User, doc *Document, at time.Time) bool {
	return slices.Contains(t.assigned[doc.ID].At(at), user.ID)
}

// Assigned returns the ids of the users who have a document, now and before.
func (t *Tenant) Assigned(docID int) History[[]int] { return t.assigned[docID] }

// Assign gives a document to users.
func (t *Tenant) Assign(by *User, docID int, userIDs ...int) {
	assigned := slices.Clone(t.assigned[docID].Now())
	for _, id := range userIDs {
		if !slices.Contains(assigned, id) {
			assigned = append(assigned, id)
		}
	}
	t.AssignOnly(by, docID, assigned...)
}

// AssignOnly gives a document to users, and takes it from all others.
func (t *Tenant) AssignOnly(by *User, docID int, userIDs ...int) {
	record(t.assigned, docID, t.now(), userIDs)
	t.assignedBy(by, docID, userIDs)
}

// Unassign takes a document from a user. It reports whether the user had it.
func (t *Tenant) Unassign(by *User, docID, userID int) bool {
	if !slices.Contains(t.assigned[docID].Now(), userID) {
		return false
	}
	record(t.assigned, docID, t.now(), without(t.assigned[docID].Now(), userID))
	t.unassigned(by, docID, userID)
	return true
}
