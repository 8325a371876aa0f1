package simulator

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// addressed is what the path of a call names.
type addressed struct {
	user    *User // the caller where the path names none
	doc     *tenant.Document
	reading tenant.Reading // what the caller may read of the account
}

// address finds what the path names. It refuses a caller who lacks the role that the route needs, and what the caller
// may not see.
func (c *call) address() (refusal *reply) {
	if role := c.entry.Route.role(); role != "" && !c.may(role) {
		return c.failure(http.StatusForbidden)
	}
	c.user = c.caller
	for _, named := range []struct {
		variable string
		find     func(id string) *reply
	}{{"userId", c.findUser}, {"rightsDocId", c.findDocument}, {"accountId", c.findAccount}} {
		if id, ok := c.vars[named.variable]; ok && refusal == nil {
			refusal = named.find(id)
		}
	}
	return refusal
}

// may reports whether the caller has a role, or is a super user.
func (c *call) may(role string) bool {
	roles := c.tenant.Roles(c.caller).Now()
	if c.cfg.Rights.SessionKeepsRoles {
		roles = c.roles
	}
	return slices.Contains(roles, role) || slices.Contains(roles, "SUPER_USER")
}

// findUser finds a user, whom the caller must be or be above.
func (c *call) findUser(text string) *reply {
	id, err := strconv.Atoi(text)
	if err != nil {
		return c.invalid("userId is not a number")
	}
	c.user = c.tenant.UserByID(id)
	switch {
	case c.user == nil:
		return c.failure(http.StatusNotFound)
	case !c.tenant.IsOrIsAbove(c.caller, c.user):
		return c.outside()
	}
	return nil
}

// findDocument finds a rights document, which the user of the path, or else the caller, must see.
func (c *call) findDocument(text string) *reply {
	id, err := strconv.Atoi(text)
	if err != nil {
		return c.invalid("rightsDocId is not a number")
	}
	c.doc = c.tenant.Document(id)
	if c.cfg.Rights.LateReads && c.endpoint.route == RouteRights {
		c.doc = c.tenant.ListedDocument(id)
	}
	switch {
	case c.doc == nil:
		return c.failure(http.StatusNotFound)
	case !visibleTo(c.tenant, c.user, c.doc, c.cfg.Now()):
		return c.outside()
	}
	return nil
}

// findAccount finds an account of the tenant, which the caller may read.
func (c *call) findAccount(id string) *reply {
	c.reading = c.tenant.Reading(c.caller, id)
	known := slices.ContainsFunc(c.tenant.Accounts, func(a Account) bool { return a.ID == id })
	switch {
	case known && c.reading.Account():
		return nil
	case known, c.cfg.Lookups.UnknownAccount == UnknownAccountForbidden:
		return c.failure(http.StatusForbidden)
	case c.cfg.Lookups.UnknownAccount == UnknownAccountEmpty:
		return okReply([]any{})
	}
	return c.failure(http.StatusNotFound)
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
		return okReply(empty)
	}
	return c.failure(http.StatusNotFound)
}
