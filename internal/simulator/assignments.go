package simulator

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// assignable returns the document of the path if the caller may see who has it, or the refusal.
func (c *call) assignable() (*tenant.Document, *reply) {
	if !c.may("MANAGE_RIGHTS") {
		return nil, c.failure(http.StatusForbidden)
	}
	doc, refusal := c.addressedDocument()
	if refusal == nil && !visibleTo(c.tenant, c.caller, doc, c.cfg.Now()) {
		return nil, c.outside()
	}
	return doc, refusal
}

// listAssignments lists the users who have a document.
func listAssignments(c *call) *reply {
	doc, refusal := c.assignable()
	if refusal != nil {
		return refusal
	}
	at := c.tenant.ListedAt()
	views := []any{}
	for _, id := range c.tenant.Assigned(doc.ID).At(at) {
		if user := c.tenant.UserByID(id); user != nil {
			views = append(views, c.userView(user, at))
		}
	}
	return jsonReply(http.StatusOK, views)
}

// assignUsers gives a document to the users that the query names.
func assignUsers(c *call) *reply {
	doc, refusal := c.assignable()
	if refusal != nil {
		return refusal
	}
	var ids []int
	for _, value := range c.entry.Form["userIds"] {
		id, err := strconv.Atoi(value)
		if err != nil {
			return c.invalid("userIds are not numbers")
		}
		switch user := c.tenant.UserByID(id); {
		case user == nil:
			return c.failure(http.StatusNotFound)
		case !c.tenant.IsOrIsAbove(c.caller, user):
			return c.outside()
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return c.invalid("userIds is required")
	}
	before := c.tenant.Assigned(doc.ID).Now()
	switch has := func(id int) bool { return slices.Contains(before, id) }; {
	case c.cfg.Rights.Assign == AssignReplaces && !sameIDs(before, ids):
		c.tenant.AssignOnly(c.caller, doc.ID, ids...)
	case c.cfg.Rights.Assign == AssignAdds && !all(ids, has):
		c.tenant.Assign(c.caller, doc.ID, ids...)
	default:
		return c.repeated()
	}
	return c.created(c.done())
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
func unassignUser(c *call) *reply {
	doc, refusal := c.assignable()
	if refusal != nil {
		return refusal
	}
	id, err := strconv.Atoi(c.vars["assignedUserId"])
	if err != nil {
		return c.invalid("assignedUserId is not a number")
	}
	if !c.tenant.Unassign(c.caller, doc.ID, id) {
		return c.absent()
	}
	return &reply{status: http.StatusOK}
}
