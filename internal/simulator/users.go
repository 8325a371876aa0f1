package simulator

import (
	"strconv"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// listUsers lists the caller and the users below, as a tree or flat (API.md, section 6.1). A user whose parent is not
// listed stands under the nearest parent that is, or at the top.
func listUsers(c *call) *reply {
	flatten := c.entry.Form.Get("flatten") == "true"
	activeOnly := c.entry.Form.Get("activeOnly") == "true"
	var listed []*User
	views := map[int]map[string]any{}
	for _, user := range c.tenant.Users() {
		if c.tenant.IsOrIsAbove(c.caller, user) && !(activeOnly && user.Disabled) {
			listed = append(listed, user)
			views[user.ID] = c.userView(user, c.tenant.ListedAt())
		}
	}
	const top = 0
	below := map[int][]map[string]any{top: {}}
	for _, user := range listed {
		above := top
		for _, id := range c.tenant.Ancestors(user) {
			if views[id] != nil && !flatten {
				above = id // the last one is the nearest
			}
		}
		below[above] = append(below[above], views[user.ID])
	}
	for id, view := range views {
		if below[id] != nil {
			view["children"] = below[id]
		}
	}
	return okReply(below[top])
}

// getUser prints the user of the path.
func getUser(c *call) *reply {
	return okReply(c.userView(c.user, c.cfg.Now()))
}

// userView is the user object (API.md, section 6.2), with the roles of a time. parentPath ends with the parent, and
// is null for a root user.
func (c *call) userView(user *User, at time.Time) map[string]any {
	ids := []string{}
	for _, id := range c.tenant.Ancestors(user) {
		ids = append(ids, strconv.Itoa(id))
	}
	return map[string]any{
		"userId":                  c.idView(user.ID),
		"userName":                c.cfg.Rights.UserNames.shown(user.Name),
		"firstName":               user.FirstName,
		"lastName":                user.LastName,
		"fullName":                strings.TrimSpace(user.FirstName + " " + user.LastName),
		"enabled":                 !user.Disabled,
		"creationDate":            "2026-08-12T22:30:00.000+0000",
		"parentPath":              nullable(strings.Join(ids, ".")),
		"roles":                   roleViews(c, c.tenant.Roles(user).At(at)),
		"rootUser":                user.ParentID == 0,
		"children":                []map[string]any{},
		"rcUserId":                user.RingCentralID(),
		"rcAccountId":             "400131426008",
		"userManagedByRC":         user.ManagedByRC,
		"phoneNumber":             nil,
		"phoneNumberE164":         nil,
		"phoneNumbersI18nEnabled": false,
		"regionalSettings":        regionalSettings(),
		tenant.UnknownField:       tenant.UnknownValue(),
	}
}

// roleViews prints roles in one of the two shapes that sources have (API.md, section 6.3).
func roleViews(c *call, roles []string) any {
	if c.cfg.RolesAsStrings {
		return append([]string{}, roles...)
	}
	views := []map[string]string{}
	for _, role := range roles {
		views = append(views, map[string]string{"roleType": role, "description": "Role " + role})
	}
	return views
}

func regionalSettings() map[string]any {
	return map[string]any{
		"timezone":         5,
		"homeCountry":      1,
		"homeCountryCode":  "USA",
		"language":         "en_US",
		"greetingLanguage": nil,
		"timeFormat":       nil,
		"formattingLocale": "en_US",
	}
}

// shown is the name that RingCX shows for a user.
func (f UserNameForm) shown(name string) string {
	switch local, domain, _ := strings.Cut(name, "@"); f {
	case UserNamesLower:
		return strings.ToLower(name)
	case UserNamesEnvironment:
		return local + "+eo1@" + domain
	}
	return name
}
