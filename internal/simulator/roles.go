package simulator

import (
	"net/http"
	"slices"
	"strconv"
)

// may reports whether the caller has a role, or is a super user.
func (c *call) may(role string) bool {
	roles := c.tenant.Roles(c.caller).Now()
	if c.cfg.Rights.SessionKeepsRoles {
		roles = c.roles
	}
	return slices.Contains(roles, role) || slices.Contains(roles, "SUPER_USER")
}

// addressedUser returns the user of the path if the caller has the role that the route needs and the user below it,
// or the refusal.
func (c *call) addressedUser(role string) (*User, *reply) {
	if !c.may(role) {
		return nil, c.failure(http.StatusForbidden)
	}
	id, err := strconv.Atoi(c.vars["userId"])
	if err != nil {
		return nil, c.invalid("userId is not a number")
	}
	user := c.tenant.UserByID(id)
	switch {
	case user == nil:
		return nil, c.failure(http.StatusNotFound)
	case !c.tenant.IsOrIsAbove(c.caller, user):
		return nil, c.outside()
	}
	return user, nil
}

// emptyLists are the lists that a caller may get of what is outside its tree.
var emptyLists = map[Route]any{
	RouteRoleList: []any{}, RouteAssignments: []any{},
	RouteRightsVisible: map[string]any{}, RouteRightsOwned: map[string]any{}, RouteRightsAssigned: map[string]any{},
}

// outside answers a request about something outside the caller's tree.
func (c *call) outside() *reply {
	empty, isList := emptyLists[c.endpoint.route]
	switch {
	case c.cfg.Rights.Outside == OutsideForbidden:
		return c.failure(http.StatusForbidden)
	case c.cfg.Rights.Outside == OutsideEmpty && isList:
		return jsonReply(http.StatusOK, empty)
	}
	return c.failure(http.StatusNotFound)
}

// created is the answer to a request that made something.
func (c *call) created(body any) *reply {
	switch c.cfg.Rights.Create {
	case CreateCreated:
		return jsonReply(http.StatusCreated, body)
	case CreateCreatedEmpty:
		return &reply{status: http.StatusCreated}
	}
	return jsonReply(http.StatusOK, body)
}

// done is the boolean that says that the work was done.
func (c *call) done() bool { return !c.cfg.Rights.FalseReplies }

// repeated answers a request to give a user what the user has.
func (c *call) repeated() *reply {
	switch c.cfg.Rights.Repeated {
	case RepeatedFalse:
		return jsonReply(http.StatusOK, false)
	case RepeatedConflict:
		return c.failure(http.StatusConflict)
	case RepeatedInvalid:
		return c.invalid("the user has it already")
	}
	return jsonReply(http.StatusOK, c.done())
}

// absent answers a request to take from a user what the user does not have.
func (c *call) absent() *reply {
	switch {
	case c.cfg.UnknownDelete == UnknownDeleteNotFound:
		return c.failure(http.StatusNotFound)
	case c.produces() == "":
		return &reply{status: http.StatusOK}
	}
	return jsonReply(http.StatusOK, false)
}

// listRoles prints a user's roles, which are strings here whatever they are inside a user.
func listRoles(c *call) *reply {
	user, refusal := c.addressedUser("MANAGE_USERS")
	if refusal != nil {
		return refusal
	}
	return jsonReply(http.StatusOK, append([]string{}, c.tenant.Roles(user).Now()...))
}

// addRole gives a user the role of the path, whatever its name: RingCX's list of roles grows.
func addRole(c *call) *reply {
	user, refusal := c.addressedUser("MANAGE_USERS")
	if refusal != nil {
		return refusal
	}
	if !c.tenant.GiveRole(c.caller, user, c.vars["roleType"]) {
		return c.repeated()
	}
	return c.created(c.done())
}

// removeRole takes the role of the path from a user.
func removeRole(c *call) *reply {
	user, refusal := c.addressedUser("MANAGE_USERS")
	if refusal != nil {
		return refusal
	}
	if !c.tenant.TakeRole(c.caller, user, c.vars["roleType"]) {
		return c.absent()
	}
	return jsonReply(http.StatusOK, c.done())
}
