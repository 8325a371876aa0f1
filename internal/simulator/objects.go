package simulator

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// objectDecoy holds the secrets that stand beside an object's name, or in what is nested in it (API.md, section 10.3).
// No client needs them, so they must not appear anywhere.
type objectDecoy struct{ httpPassword, authKey, ftpPwd string }

func newObjectDecoy(known *secrets) objectDecoy {
	return objectDecoy{
		httpPassword: known.keep("http-password-" + newUUID()),
		authKey:      known.keep("auth-key-" + newUUID()),
		ftpPwd:       known.keep("object-ftp-pwd-" + newUUID()),
	}
}

// objectForm is how objects of a type are printed: by which fields, and the field of a group that holds them.
type objectForm struct {
	kind             string
	id, name, active string // active "": no such flag
	group, in        string // the field that refers to the group, and the group's field that holds the objects
	groups           *objectForm
}

var (
	gateGroupForm  = objectForm{kind: "GATE_GROUP", id: "gateGroupId", name: "groupName"}
	gateForm       = objectForm{"GATE", "gateId", "gateName", "isActive", "gateGroup", "gates", &gateGroupForm}
	agentGroupForm = objectForm{kind: "AGENT_GROUP", id: "agentGroupId", name: "groupName"}
	dialGroupForm  = objectForm{kind: "OUTBOUND_DIAL_GROUP", id: "dialGroupId", name: "dialGroupName", active: "isActive"}
	campaignForm   = objectForm{"OUTBOUND_CAMPAIGN", "campaignId", "campaignName", "isActive", "dialGroup", "campaigns",
		&dialGroupForm}
	profileGroupForm = objectForm{kind: "CLOUD_PROFILE_GROUP", id: "cloudGroupId", name: "groupName"}
	profileForm      = objectForm{"CLOUD_PROFILE", "cloudProfileId", "profileName", "isActive", "cloudRouteGroup",
		"cloudRouteProfiles", &profileGroupForm}
	tracGroupForm  = objectForm{kind: "TRAC_GROUP", id: "tracGroupId", name: "groupName"}
	tracNumberForm = objectForm{"TRAC_NUMBER", "tracId", "description", "", "tracGroup", "tracNumbers", &tracGroupForm}
)

// objectEndpoints are the routes that list objects (API.md, section 10.1).
func objectEndpoints() []endpoint {
	paged := []string{"page", "maxRows"}
	permitted := []string{"includePermissions"}
	both := slices.Concat(paged, permitted)
	return []endpoint{
		{RouteGateGroups, both, gateForm.listTree},
		{RouteGates, paged, gateForm.listGroup},
		{RouteAgentGroups, both, agentGroupForm.listAll},
		{RouteDialGroups, paged, dialGroupForm.listAll},
		{RouteDialTree, both, campaignForm.listTree},
		{RouteCampaigns, paged, campaignForm.listGroup},
		{RouteProfileGroups, nil, profileForm.listTree},
		{RouteProfiles, nil, profileForm.listGroup},
		{RouteTracGroups, permitted, tracNumberForm.listTree},
		{RouteTracNumbers, nil, tracNumberForm.listGroup},
	}
}

// listAll lists all objects of a type in an account.
func (f objectForm) listAll(c *call) *reply { return okReply(f.readable(c, 0)) }

// listTree lists the groups of an account with what is in them. RingCX shows what the caller may read, and a group for
// what is in it.
func (f objectForm) listTree(c *call) *reply {
	views := []map[string]any{}
	for _, group := range c.tenant.Objects(c.vars["accountId"], f.groups.kind, 0) {
		inside := f.readable(c, group.ID)
		if c.reading.Object(group) || len(inside) > 0 {
			view := f.groups.view(c, group)
			f.putChildren(c, view, inside)
			views = append(views, view)
		}
	}
	return okReply(views)
}

// listGroup lists what is in one group.
func (f objectForm) listGroup(c *call) *reply {
	id, err := strconv.Atoi(c.vars["groupId"])
	there := func(o Object) bool { return o.ID == id }
	if err != nil || !slices.ContainsFunc(c.tenant.Objects(c.vars["accountId"], f.groups.kind, 0), there) {
		return c.failure(http.StatusNotFound)
	}
	return okReply(f.readable(c, id))
}

// readable prints the objects that the caller may read; of one group only, unless it is 0.
func (f objectForm) readable(c *call, groupID int) []map[string]any {
	views := []map[string]any{}
	for _, o := range c.tenant.Objects(c.vars["accountId"], f.kind, groupID) {
		if c.reading.Object(o) {
			views = append(views, f.view(c, o))
		}
	}
	return views
}

// putChildren puts what is in a group into its view.
func (f objectForm) putChildren(c *call, view map[string]any, inside []map[string]any) {
	switch as := c.cfg.Lookups.Children; {
	case as == ChildrenNull:
		view[f.in] = nil
	case as == ChildrenEmpty:
		view[f.in] = []any{}
	case as == ChildrenThere, as == ChildrenSampled && f.kind != gateForm.kind:
		view[f.in] = inside
	}
}

// view is an object with its decoy secrets, fields that no document has, and nulls.
func (f objectForm) view(c *call, o Object) map[string]any {
	view := map[string]any{
		f.id:                c.idView(o.ID),
		f.name:              o.Name,
		"permissions":       []any{},
		"authKey":           c.objectDecoy.authKey,
		tenant.UnknownField: unknownView(),
		"resultFileDestination": map[string]any{
			"ftpHost": "ftp.example.com", "ftpUid": "ftp-user", "ftpPwd": c.objectDecoy.ftpPwd,
		},
		"agentConnSoapService": map[string]any{
			"serviceId": c.idView(7), "httpUsername": "http-user", "httpPassword": c.objectDecoy.httpPassword,
		},
	}
	if f.active != "" {
		view[f.active] = f.activity(c, !o.Inactive)
	}
	if f.group != "" {
		view[f.group] = f.reference(c, o)
	}
	return view
}

// activity prints a flag.
func (f objectForm) activity(c *call, active bool) any {
	number, letter := 0, "N"
	if active {
		number, letter = 1, "Y"
	}
	switch as := c.cfg.Lookups.Activity; {
	case as == ActivityLetters:
		return letter
	case as == ActivityNumbers, as == ActivitySampled && f.kind == campaignForm.kind:
		return number
	}
	return active
}

// reference prints the group of an object.
func (f objectForm) reference(c *call, o Object) any {
	for _, group := range c.tenant.Objects(o.AccountID, f.groups.kind, 0) {
		switch {
		case group.ID != o.ParentID:
		case c.cfg.Lookups.FullReferences:
			return f.groups.view(c, group)
		default:
			return map[string]any{"id": c.idView(group.ID), "description": group.Name}
		}
	}
	return nil
}
