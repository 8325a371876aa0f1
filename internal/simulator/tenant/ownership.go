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
	given      map[Gift]bool // whether it belongs to somebody else
	violations []string      // what requests have done that no request may do
}

// Gift is what somebody gave: a role to a user, a document to a user, or a document to the tenant.
type Gift struct {
	User     int // by id
	Role     string
	Document int // by id
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
	found := slices.Clone(t.violations)
	var made []*Document
	for _, doc := range t.Documents() {
		want := t.assignedTo(doc.ID)
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
func (w *ownership) Violation(format string, args ...any) {
	w.violations = append(w.violations, fmt.Sprintf(format, args...))
}

// give notes that somebody gave something, unless that is known already. It reports whether it is not.
func (w *ownership) give(by *User, gift Gift) bool {
	_, known := w.given[gift]
	if !known {
		w.given[gift] = by == nil
	}
	return !known
}

// HandOver makes something the client's, whose configuration imported it. It reports whether somebody else gave it.
func (w *ownership) HandOver(gift Gift) bool {
	others := w.given[gift]
	if others {
		w.given[gift] = false
	}
	return others
}

// assignedTo returns the ids of the users to whom a document was given.
func (w *ownership) assignedTo(docID int) (userIDs []int) {
	for gift := range w.given {
		if gift.Document == docID && gift.User != 0 {
			userIDs = append(userIDs, gift.User)
		}
	}
	slices.Sort(userIDs)
	return userIDs
}

// tookRole notes that a user lost a role. Somebody else may take it.
func (w *ownership) tookRole(by, user *User, role string) {
	gift := Gift{User: user.ID, Role: role}
	if by != nil && w.given[gift] {
		w.Violation("a request took the role %s from user %d, which somebody else gave", role, user.ID)
	}
	if by == user && slices.Contains([]string{"MANAGE_USERS", "MANAGE_RIGHTS", "SUPER_USER"}, role) {
		w.Violation("a request took the role %s from its own user %d", role, user.ID)
	}
	delete(w.given, gift)
}

// assignedBy notes that users were assigned to a document. Several by one request are the repair of what the server
// took, and may hold one new user.
func (w *ownership) assignedBy(by *User, docID int, userIDs []int) {
	var added []int
	for _, userID := range userIDs {
		if w.give(by, Gift{User: userID, Document: docID}) {
			added = append(added, userID)
		}
	}
	if by != nil && len(added) > 1 {
		w.Violation("a request assigned the rights document %d to the users %v at once", docID, added)
	}
}

func (w *ownership) unassigned(by *User, docID, userID int) {
	gift := Gift{User: userID, Document: docID}
	if by != nil && w.given[gift] {
		w.Violation("a request took the rights document %d from user %d, whom somebody else assigned", docID, userID)
	}
	if by != nil && by.ID == userID {
		w.Violation("a request took the rights document %d from its own user %d", docID, userID)
	}
	delete(w.given, gift)
}

// changed notes that a request changed a document.
func (w *ownership) changed(before, after *Document) {
	if w.given[Gift{Document: before.ID}] {
		w.Violation("a request changed the rights document %d, which is somebody else's", before.ID)
	}
	for _, name := range []string{"accountId", "isMaster"} {
		if !reflect.DeepEqual(before.Fields[name], after.Fields[name]) {
			w.Violation("a request changed %s of the rights document %d", name, before.ID)
		}
	}
	if changed := before.Fields.unknownChanges(after.Fields); len(changed) > 0 {
		w.Violation("a request changed what no client knows of the rights document %d: %s",
			before.ID, strings.Join(changed, ", "))
	}
}

// deleted notes that a document is gone.
func (w *ownership) deleted(by *User, docID int) {
	if by != nil && w.given[Gift{Document: docID}] {
		w.Violation("a request deleted the rights document %d, which is somebody else's", docID)
	}
	if users := w.assignedTo(docID); by != nil && len(users) > 0 {
		w.Violation("a request deleted the rights document %d, which the users %v had", docID, users)
	}
	maps.DeleteFunc(w.given, func(gift Gift, _ bool) bool { return gift.Document == docID })
}
