package simulator

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
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := slices.Clone(s.ownership.violations)
	for _, id := range slices.Sorted(maps.Keys(s.documents)) {
		want := slices.Sorted(maps.Keys(s.ownership.assigned[id]))
		if got := slices.Sorted(slices.Values(s.assigned[id].now())); !slices.Equal(got, want) {
			found = append(found, fmt.Sprintf("rights document %d is assigned to %v, and should be assigned to %v", id, got, want))
		}
	}
	made := slices.DeleteFunc(s.liveDocuments(), func(doc *rightsDoc) bool { return !doc.made })
	for i, doc := range made {
		for _, other := range made[i+1:] {
			if doc.sameName(other) {
				found = append(found, fmt.Sprintf("requests made the rights documents %d and %d, both %v of user %d",
					doc.id, other.id, doc.fields["rightsDocName"], doc.owner))
			}
		}
	}
	return found
}

func (w *ownership) violation(format string, args ...any) {
	w.violations = append(w.violations, fmt.Sprintf(format, args...))
}

// gave and took note a role that a request gave to, or took from, a user.
func (w *ownership) gave(user *User, role string) { put(w.roles, user.ID, role, false) }

func (w *ownership) took(caller, user *User, role string) {
	if w.roles[user.ID][role] {
		w.violation("a request took the role %s from user %d, which somebody else gave", role, user.ID)
	}
	if caller == user && slices.Contains([]string{"MANAGE_USERS", "MANAGE_RIGHTS", "SUPER_USER"}, role) {
		w.violation("a request took the role %s from its own user %d", role, user.ID)
	}
	delete(w.roles[user.ID], role)
}

// assignedBy notes that a request assigned users to a document. Several are the repair of what the server took, and
// may hold one new user.
func (w *ownership) assignedBy(id int, userIDs []int) {
	var added []int
	for _, userID := range userIDs {
		if _, had := w.assigned[id][userID]; !had {
			added = append(added, userID)
		}
		put(w.assigned, id, userID, false)
	}
	if len(added) > 1 {
		w.violation("a request assigned the rights document %d to the users %v at once", id, added)
	}
}

func (w *ownership) unassigned(caller *User, id, userID int) {
	if w.assigned[id][userID] {
		w.violation("a request took the rights document %d from user %d, whom somebody else assigned", id, userID)
	}
	if caller.ID == userID {
		w.violation("a request took the rights document %d from its own user %d", id, userID)
	}
	delete(w.assigned[id], userID)
}

// madeWith notes the body of a new document.
func (w *ownership) madeWith(body []byte) {
	fields, _ := decodeFields(body) // it has been decoded before
	for _, name := range append([]string{"userId"}, serverFields...) {
		if fields[name] != nil {
			w.violation("a new rights document was sent with %s", name)
		}
	}
}

// updated notes that a request changed a document.
func (w *ownership) updated(before, after *rightsDoc) {
	if w.documents[before.id] {
		w.violation("a request changed the rights document %d, which is somebody else's", before.id)
	}
	for _, name := range []string{"accountId", "isMaster"} {
		if !reflect.DeepEqual(before.fields[name], after.fields[name]) {
			w.violation("a request changed %s of the rights document %d", name, before.id)
		}
	}
	if changed := changedUnknown(before.fields, after.fields); len(changed) > 0 {
		w.violation("a request changed what no client knows of the rights document %d: %s", before.id, strings.Join(changed, ", "))
	}
}

// changedUnknown returns which fields that no client knows differ: of a document, and of the entries that it still has.
func changedUnknown(before, after map[string]any) (changed []string) {
	compare := func(of string, known, before, after map[string]any) {
		for name, value := range before {
			if _, isKnown := known[name]; !isKnown && !reflect.DeepEqual(value, after[name]) {
				changed = append(changed, of+name)
			}
		}
	}
	compare("", blankRights(), before, after)
	for name, list := range entryLists {
		kept := list.entries(after[name])
		for key, entry := range list.entries(before[name]) {
			if kept[key] != nil {
				compare(name+" "+key+" ", knownEntryFields, entry, kept[key])
			}
		}
	}
	slices.Sort(changed)
	return changed
}

var knownEntryFields = map[string]any{"product": 0, "resourceType": 0, "resourceId": 0, "permissions": 0, "cascade": 0}

// deleted notes that a request deleted a document.
func (w *ownership) deleted(id int) {
	if w.documents[id] {
		w.violation("a request deleted the rights document %d, which is somebody else's", id)
	}
	if users := w.assigned[id]; len(users) > 0 {
		w.violation("a request deleted the rights document %d, which the users %v had", id, slices.Sorted(maps.Keys(users)))
	}
	w.forget(id)
}

// forget notes that a document is gone.
func (w *ownership) forget(id int) {
	delete(w.documents, id)
	delete(w.assigned, id)
}

// HandOverRole makes a role of a user the client's, whose configuration imported it. It reports whether
// somebody else gave it.
func (s *Server) HandOverRole(userID int, role string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return handOver(s.ownership.roles[userID], role)
}

// HandOverAssignment makes an assignment the client's, as HandOverRole does with a role.
func (s *Server) HandOverAssignment(rightsDocID, userID int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return handOver(s.ownership.assigned[rightsDocID], userID)
}

// HandOverDocument makes a document the client's, as HandOverRole does with a role. Its assignments keep their owner.
func (s *Server) HandOverDocument(rightsDocID int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return handOver(s.ownership.documents, rightsDocID)
}

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
