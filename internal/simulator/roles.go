package simulator

import (
	"net/http"
	"slices"
	"strconv"
)

// may reports whether the caller has a role, or is a super user.
func (s *Server) may(c *call, caller *User, role string) bool {
	roles := s.roles[caller].now()
	if s.cfg.Rights.SessionKeepsRoles {
		roles = c.roles
	}
	return slices.Contains(roles, role) || slices.Contains(roles, "SUPER_USER")
}

func (s *Server) hasRole(user *User, role string) bool {
	return slices.Contains(s.roles[user].now(), role)
}

// setRoles replaces a user's roles. The slice must not be changed afterwards: its history holds it.
func (s *Server) setRoles(user *User, roles []string) {
	h := s.roles[user]
	h.set(s.cfg.Now(), roles)
	s.roles[user] = h
}

func (s *Server) giveRole(user *User, role string) {
	if !s.hasRole(user, role) {
		s.setRoles(user, append(slices.Clone(s.roles[user].now()), role))
	}
}

func (s *Server) takeRole(user *User, role string) {
	s.setRoles(user, without(s.roles[user].now(), role))
}

// without returns a copy of a list without an element.
func without[T comparable](list []T, element T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(e T) bool { return e == element })
}

// addressedUser returns the user of the path if the caller has the role that the route needs and the user below it,
// or the refusal.
func (s *Server) addressedUser(c *call, caller *User, role string) (*User, *reply) {
	refuse := func(rep reply) (*User, *reply) { return nil, &rep }
	if !s.may(c, caller, role) {
		return refuse(s.failure(c, http.StatusForbidden))
	}
	id, err := strconv.Atoi(c.vars["userId"])
	if err != nil {
		return refuse(s.invalid(c, "userId is not a number"))
	}
	user := s.userByID(id)
	switch {
	case user == nil:
		return refuse(s.failure(c, http.StatusNotFound))
	case !s.isOrIsAbove(caller, user):
		return refuse(s.outside(c))
	}
	return user, nil
}

// emptyLists are the lists that a caller may get of what is outside its tree.
var emptyLists = map[Route]any{
	RouteRoleList: []any{}, RouteAssignments: []any{},
	RouteRightsVisible: map[string]any{}, RouteRightsOwned: map[string]any{}, RouteRightsAssigned: map[string]any{},
}

// outside answers a request about something outside the caller's tree.
func (s *Server) outside(c *call) reply {
	empty, isList := emptyLists[c.endpoint.route]
	switch {
	case s.cfg.Rights.Outside == OutsideForbidden:
		return s.failure(c, http.StatusForbidden)
	case s.cfg.Rights.Outside == OutsideEmpty && isList:
		return jsonReply(http.StatusOK, empty)
	}
	return s.failure(c, http.StatusNotFound)
}

// created is the answer to a request that made something.
func (s *Server) created(body any) reply {
	switch s.cfg.Rights.Create {
	case CreateCreated:
		return jsonReply(http.StatusCreated, body)
	case CreateCreatedEmpty:
		return reply{status: http.StatusCreated}
	}
	return jsonReply(http.StatusOK, body)
}

// done is the boolean that says that the work was done.
func (s *Server) done() bool { return !s.cfg.Rights.FalseReplies }

// repeated answers a request to give a user what the user has.
func (s *Server) repeated(c *call) reply {
	switch s.cfg.Rights.Repeated {
	case RepeatedFalse:
		return jsonReply(http.StatusOK, false)
	case RepeatedConflict:
		return s.failure(c, http.StatusConflict)
	case RepeatedInvalid:
		return s.invalid(c, "the user has it already")
	}
	return jsonReply(http.StatusOK, s.done())
}

// absent answers a request to take from a user what the user does not have.
func (s *Server) absent(c *call) reply {
	switch {
	case s.cfg.UnknownDelete == UnknownDeleteNotFound:
		return s.failure(c, http.StatusNotFound)
	case c.endpoint.produces == "":
		return reply{status: http.StatusOK}
	}
	return jsonReply(http.StatusOK, false)
}

// listRoles prints a user's roles, which are strings here whatever they are inside a user.
func (s *Server) listRoles(c *call, caller *User) reply {
	user, refusal := s.addressedUser(c, caller, "MANAGE_USERS")
	if refusal != nil {
		return *refusal
	}
	return jsonReply(http.StatusOK, append([]string{}, s.roles[user].now()...))
}

// addRole gives a user the role of the path, whatever its name: RingCX's list of roles grows.
func (s *Server) addRole(c *call, caller *User) reply {
	user, refusal := s.addressedUser(c, caller, "MANAGE_USERS")
	if refusal != nil {
		return *refusal
	}
	role := c.vars["roleType"]
	if s.hasRole(user, role) {
		return s.repeated(c)
	}
	s.giveRole(user, role)
	s.ownership.gave(user, role)
	return s.created(s.done())
}

// removeRole takes the role of the path from a user.
func (s *Server) removeRole(c *call, caller *User) reply {
	user, refusal := s.addressedUser(c, caller, "MANAGE_USERS")
	if refusal != nil {
		return *refusal
	}
	role := c.vars["roleType"]
	if !s.hasRole(user, role) {
		return s.absent(c)
	}
	s.takeRole(user, role)
	s.ownership.took(caller, user, role)
	return jsonReply(http.StatusOK, s.done())
}

// Roles returns the roles of a user, whatever lists show.
func (s *Server) Roles(userID int) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.roles[s.userByID(userID)].now())
}

// GiveRole gives a user a role as somebody else would, outside any request. It reports whether there is such a user.
func (s *Server) GiveRole(userID int, role string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.userByID(userID)
	if user != nil {
		s.giveRole(user, role)
		put(s.ownership.roles, userID, role, true)
	}
	return user != nil
}

// TakeRole takes a role from a user as somebody else would, outside any request. It reports whether the user had it.
func (s *Server) TakeRole(userID int, role string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.userByID(userID)
	if user == nil || !s.hasRole(user, role) {
		return false
	}
	s.takeRole(user, role)
	delete(s.ownership.roles[userID], role)
	return true
}
