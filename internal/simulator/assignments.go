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
	if !s.may(caller, "MANAGE_RIGHTS") {
		rep := s.failure(c, http.StatusForbidden)
		return nil, &rep
	}
	doc, refusal := s.addressedDocument(c)
	if refusal == nil && !visibleTo(s, caller, doc, s.cfg.Now()) {
		rep := s.failure(c, http.StatusNotFound)
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
		if user := s.userByID(id); user == nil || !s.isOrIsAbove(caller, user) {
			return s.failure(c, http.StatusNotFound)
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return s.invalid(c, "userIds is required")
	}
	s.assign(doc.id, ids...)
	return jsonReply(http.StatusOK, true)
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
		return s.failure(c, http.StatusNotFound)
	}
	s.setAssigned(doc.id, without(s.assigned[doc.id].now(), id))
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
	return true
}

// Unassign takes a document from a user as somebody else would, outside any request. It reports whether the user had it.
func (s *Server) Unassign(rightsDocID, userID int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(s.assigned[rightsDocID].now(), userID) {
		return false
	}
	s.setAssigned(rightsDocID, without(s.assigned[rightsDocID].now(), userID))
	return true
}
