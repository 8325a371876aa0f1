package simulator

import (
	"net/http"
	"slices"
	"strconv"
)

// setAssigned replaces the users of a document. The slice must not be changed afterwards: its history holds it.
func (s *Server) setAssigned(docID int, userIDs []int) {
	h := s.assigned[docID]
	h.set(s.cfg.Now(), userIDs)
	s.assigned[docID] = h
}

func (s *Server) assign(docID int, userIDs ...int) {
	assigned := slices.Clone(s.assigned[docID].now())
	for _, id := range userIDs {
		if !slices.Contains(assigned, id) {
			assigned = append(assigned, id)
		}
	}
	s.setAssigned(docID, assigned)
}

// assignable returns the document of the path if the caller may see who has it, or the refusal.
func (s *Server) assignable(c *call, caller *User) (*rightsDoc, *reply) {
	if !s.may(c, caller, "MANAGE_RIGHTS") {
		rep := s.failure(c, http.StatusForbidden)
		return nil, &rep
	}
	doc, refusal := s.addressedDocument(c)
	if refusal == nil && !visibleTo(s, caller, doc, s.cfg.Now()) {
		rep := s.outside(c)
		return nil, &rep
	}
	return doc, refusal
}

// listAssignments lists the users who have a document.
func (s *Server) listAssignments(c *call, caller *User) reply {
	doc, refusal := s.assignable(c, caller)
	if refusal != nil {
		return *refusal
	}
	at := s.listedAt()
	views := []any{}
	for _, id := range s.assigned[doc.id].at(at) {
		if user := s.userByID(id); user != nil {
			views = append(views, s.userView(user, at))
		}
	}
	return jsonReply(http.StatusOK, views)
}

// assignUsers gives a document to the users that the query names.
func (s *Server) assignUsers(c *call, caller *User) reply {
	doc, refusal := s.assignable(c, caller)
	if refusal != nil {
		return *refusal
	}
	var ids []int
	for _, value := range c.entry.Form["userIds"] {
		id, err := strconv.Atoi(value)
		if err != nil {
			return s.invalid(c, "userIds are not numbers")
		}
		switch user := s.userByID(id); {
		case user == nil:
			return s.failure(c, http.StatusNotFound)
		case !s.isOrIsAbove(caller, user):
			return s.outside(c)
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return s.invalid(c, "userIds is required")
	}
	before := s.assigned[doc.id].now()
	switch has := func(id int) bool { return slices.Contains(before, id) }; {
	case s.cfg.Rights.Assign == AssignReplaces && !sameIDs(before, ids):
		s.setAssigned(doc.id, ids)
	case s.cfg.Rights.Assign == AssignAdds && !all(ids, has):
		s.assign(doc.id, ids...)
	default:
		return s.repeated(c)
	}
	s.ownership.assignedBy(doc.id, ids)
	return s.created(s.done())
}

// sameIDs reports whether two lists name the same users.
func sameIDs(a, b []int) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// all reports whether a condition holds for every element.
func all[T any](list []T, holds func(T) bool) bool {
	return !slices.ContainsFunc(list, func(e T) bool { return !holds(e) })
}

// unassignUser takes a document from the user of the path. The specification has no body for it.
func (s *Server) unassignUser(c *call, caller *User) reply {
	doc, refusal := s.assignable(c, caller)
	if refusal != nil {
		return *refusal
	}
	id, err := strconv.Atoi(c.vars["assignedUserId"])
	if err != nil {
		return s.invalid(c, "assignedUserId is not a number")
	}
	if !slices.Contains(s.assigned[doc.id].now(), id) {
		return s.absent(c)
	}
	s.setAssigned(doc.id, without(s.assigned[doc.id].now(), id))
	s.ownership.unassigned(caller, doc.id, id)
	return reply{status: http.StatusOK}
}

// Assigned returns the ids of the users who have a document, whatever lists show.
func (s *Server) Assigned(rightsDocID int) []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.assigned[rightsDocID].now())
}

// Assign gives a document to a user as somebody else would, outside any request. It reports whether there are both.
func (s *Server) Assign(rightsDocID, userID int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.documents[rightsDocID].now() == nil || s.userByID(userID) == nil {
		return false
	}
	s.assign(rightsDocID, userID)
	put(s.ownership.assigned, rightsDocID, userID, true)
	return true
}

// Unassign takes a document from a user as somebody else would, outside any request. It reports whether the user had
// it.
func (s *Server) Unassign(rightsDocID, userID int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(s.assigned[rightsDocID].now(), userID) {
		return false
	}
	s.setAssigned(rightsDocID, without(s.assigned[rightsDocID].now(), userID))
	delete(s.ownership.assigned[rightsDocID], userID)
	return true
}
