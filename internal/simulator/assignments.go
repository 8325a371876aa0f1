package simulator

import (
	"net/http"
	"slices"
	"strconv"
)

// listAssignments lists the users who have a document.
func listAssignments(c *call) *reply {
	at := c.tenant.ListedAt()
	views := []any{}
	for _, id := range c.tenant.Assigned(c.doc.ID).At(at) {
		if user := c.tenant.UserByID(id); user != nil {
			views = append(views, c.userView(user, at))
		}
	}
	return okReply(views)
}

// assignUsers gives a document to the users that the query names.
func assignUsers(c *call) *reply {
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
	before := c.tenant.Assigned(c.doc.ID).Now()
	switch isNew := func(id int) bool { return !slices.Contains(before, id) }; {
	case c.cfg.Rights.Assign == AssignReplaces && !sameIDs(before, ids):
		c.tenant.AssignOnly(c.caller, c.doc.ID, ids...)
	case c.cfg.Rights.Assign == AssignAdds && slices.ContainsFunc(ids, isNew):
		c.tenant.Assign(c.caller, c.doc.ID, ids...)
	default:
		return c.repeated()
	}
	return c.created(c.done())
}

// sameIDs reports whether two lists name the same users.
func sameIDs(a, b []int) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// unassignUser takes a document from the user of the path. The specification has no body for it.
func unassignUser(c *call) *reply {
	id, err := strconv.Atoi(c.vars["assignedUserId"])
	if err != nil {
		return c.invalid("assignedUserId is not a number")
	}
	if !c.tenant.Unassign(c.caller, c.doc.ID, id) {
		return c.absent()
	}
	return &reply{status: http.StatusOK}
}
