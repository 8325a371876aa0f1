package simulator

import (
	"net/http"
	"slices"
	"strconv"
)

// may reports whether the caller has a role, or is a super user.
func (s *Server) may(caller *User, role string) bool {
	return s.hasRole(caller, role) || s.hasRole(caller, "SUPER_USER")
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
	if !s.may(caller, role) {
		return refuse(s.failure(c, http.StatusForbidden))
	}
	id, err := strconv.Atoi(c.vars["userId"])
	if err != nil {
		return refuse(s.invalid(c, "userId is not a number"))
	}
	user := s.userByID(id)
	if user == nil || !s.isOrIsAbove(caller, user) {
		return refuse(s.failure(c, http.StatusNotFound))
	}
	return user, nil
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
	s.giveRole(user, c.vars["roleType"])
	return jsonReply(http.StatusOK, true)
}

// removeRole takes the role of the path from a user.
func (s *Server) removeRole(c *call, caller *User) reply {
	user, refusal := s.addressedUser(c, caller, "MANAGE_USERS")
	if refusal != nil {
		return *refusal
	}
	s.takeRole(user, c.vars["roleType"])
	return jsonReply(http.StatusOK, true)
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
	return true
}
