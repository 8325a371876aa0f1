package tenant

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// ownership records who gave what since the start, and so what should exist, whatever the server did: a server whose
// assignments replace takes away more than a request names. What existed at the start, and what a second administrator
// gave, belongs to somebody else: no request may take or change it.
type ownership struct {
	roles      map[int]map[string]bool // by user id and role: whether the role belongs to somebody else
	assigned   map[int]map[int]bool    // by document id and user id: whether the assignment belongs to somebody else
	documents  map[int]bool            // by id: whether the document belongs to somebody else
	violations []string                // what requests have done that no request may do
}

func newOwnership() ownership {
	return ownership{roles: map[int]map[string]bool{}, assigned: map[int]map[int]bool{}, documents: map[int]bool{}}
}

// Violations describes what requests since the start have done that no client may do. It is nil if there is nothing. A
// client may take and change only what it gave itself or what was handed over to it, and must
//
//   - leave every other role, assignment and document unchanged,
//   - keep the fields of a document that it does not know,
//   - send no id with a new document, and make only one document for each owner, account and name,
//   - not delete a document that users are assigned to,
//   - not take from its own user what it needs.
func (t *Tenant) Violations() []string {
	found := slices.Clone(t.ownership.violations)
	var made []*Document
	for _, doc := range t.Documents() {
		want := slices.Sorted(maps.Keys(t.ownership.assigned[doc.ID]))
		if got := slices.Sorted(slices.Values(t.assigned[doc.ID].Now())); !slices.Equal(got, want) {
			found = append(found, fmt.Sprintf("rights document %d is assigned to %v, and should be assigned to %v",
				doc.ID, got, want))
		}
		if doc.Made {
			made = append(made, doc)
		}
	}
	for i, doc := range made {
		for _, other := range made[i+1:] {
			if doc.SameName(other) {
				found = append(found, fmt.Sprintf("requests made the rights documents %d and %d, both %v of user %d",
					doc.ID, other.ID, doc.Fields["rightsDocName"], doc.OwnerID))
			}
		}
	}
	return found
}

// Violation notes what a request has done that no client may do.
func (t *Tenant) Violation(format string, args ...any) { t.ownership.violation(format, args...) }

func (w *ownership) violation(format string, args ...any) {
	w.violations = append(w.violations, fmt.Sprintf(format, args...))
}

// tookRole notes that a user lost a role. Somebody else may take it.
func (w *ownership) tookRole(by, user *User, role string) {
	if by != nil && w.roles[user.ID][role] {
		w.violation("a request took the role %s from user %d, which somebody else gave", role, user.ID)
	}
	if by == user && slices.Contains([]string{"MANAGE_USERS", "MANAGE_RIGHTS", "SUPER_USER"}, role) {
		w.violation("a request took the role %s from its own user %d", role, user.ID)
	}
	delete(w.roles[user.ID], role)
}

// assignedBy notes that users were assigned to a document. Several by one request are the repair of what the server
// took, and may hold one new user.
func (w *ownership) assignedBy(by *User, docID int, userIDs []int) {
	var added []int
	for _, userID := range userIDs {
		if _, had := w.assigned[docID][userID]; !had {
			added = append(added, userID)
		}
		put(w.assigned, docID, userID, by == nil)
	}
	if by != nil && len(added) > 1 {
		w.violation("a request assigned the rights document %d to the users %v at once", docID, added)
	}
}

func (w *ownership) unassigned(by *User, docID, userID int) {
	if by != nil && w.assigned[docID][userID] {
		w.violation("a request took the rights document %d from user %d, whom somebody else assigned", docID, userID)
	}
	if by != nil && by.ID == userID {
		w.violation("a request took the rights document %d from its own user %d", docID, userID)
	}
	delete(w.assigned[docID], userID)
}

// changed notes that a request changed a document.
func (w *ownership) changed(before, after *Document) {
	if w.documents[before.ID] {
		w.violation("a request changed the rights document %d, which is somebody else's", before.ID)
	}
	for _, name := range []string{"accountId", "isMaster"} {
		if !reflect.DeepEqual(before.Fields[name], after.Fields[name]) {
			w.violation("a request changed %s of the rights document %d", name, before.ID)
		}
	}
	if changed := before.Fields.unknownChanges(after.Fields); len(changed) > 0 {
		w.violation("a request changed what no client knows of the rights document %d: %s",
			before.ID, strings.Join(changed, ", "))
	}
}

// deleted notes that a document is gone.
func (w *ownership) deleted(by *User, docID int) {
	if by != nil && w.documents[docID] {
		w.violation("a request deleted the rights document %d, which is somebody else's", docID)
	}
	if users := w.assigned[docID]; by != nil && len(users) > 0 {
		w.violation("a request deleted the rights document %d, which the users %v had",
			docID, slices.Sorted(maps.Keys(users)))
	}
	delete(w.documents, docID)
	delete(w.assigned, docID)
}

// HandOverRole makes a role of a user the client's, whose configuration imported it. It reports whether somebody else
// gave it.
func (t *Tenant) HandOverRole(userID int, role string) bool {
	return handOver(t.ownership.roles[userID], role)
}

// HandOverAssignment makes an assignment the client's, as HandOverRole does with a role.
func (t *Tenant) HandOverAssignment(docID, userID int) bool {
	return handOver(t.ownership.assigned[docID], userID)
}

// HandOverDocument makes a document the client's, as HandOverRole does with a role. Its assignments keep their owner.
func (t *Tenant) HandOverDocument(docID int) bool { return handOver(t.ownership.documents, docID) }

// handOver reports whether there was something that belonged to somebody else.
func handOver[E comparable](given map[E]bool, element E) bool {
	others := given[element]
	if others {
		given[element] = false
	}
	return others
}

// put records who gave something, unless that is recorded already.
func put[K, E comparable](given map[K]map[E]bool, key K, element E, others bool) {
	if given[key] == nil {
		given[key] = map[E]bool{}
	}
	if _, known := given[key][element]; !known {
		given[key][element] = others
	}
}
