package tenant

import "slices"

// Object is something in an account that a rights document can name: a queue, a campaign, or a group of such (API.md,
// section 10).
type Object struct {
	Type      string // as a rights document spells it
	ID        int
	Name      string
	AccountID string
	ParentID  int // the group that it is in; 0: none
	Inactive  bool
}

// family is the product that a type of objects belongs to, and the type of the groups that they are in.
type family struct{ product, groups string }

// families are the types that a tenant can hold.
var families = map[string]family{
	"GATE_GROUP":          {"ACD", ""},
	"GATE":                {"ACD", "GATE_GROUP"},
	"AGENT_GROUP":         {"AGENT", ""},
	"OUTBOUND_DIAL_GROUP": {"OUTBOUND", ""},
	"OUTBOUND_CAMPAIGN":   {"OUTBOUND", "OUTBOUND_DIAL_GROUP"},
	"CLOUD_PROFILE_GROUP": {"CLOUD_PROFILE", ""},
	"CLOUD_PROFILE":       {"CLOUD_PROFILE", "CLOUD_PROFILE_GROUP"},
	"TRAC_GROUP":          {"TRAC_NUMBER", ""},
	"TRAC_NUMBER":         {"TRAC_NUMBER", "TRAC_GROUP"},
}

// ObjectGroups returns the type of the groups that objects of a type are in, "" for none, and whether a tenant can hold
// that type at all.
func ObjectGroups(kind string) (groups string, known bool) {
	f, known := families[kind]
	return f.groups, known
}

// Objects returns the objects of a type in an account, in their order; of one group only, unless it is 0.
func (t *Tenant) Objects(accountID, kind string, groupID int) (found []Object) {
	for _, o := range t.objects {
		if o.AccountID == accountID && o.Type == kind && (groupID == 0 || o.ParentID == groupID) {
			found = append(found, o)
		}
	}
	return found
}

// AddObject adds an object, as somebody else does. It returns false, and adds none, if the type is not known or has an
// object with that id.
func (t *Tenant) AddObject(o Object) bool {
	_, known := families[o.Type]
	taken := slices.ContainsFunc(t.objects, func(other Object) bool { return other.Type == o.Type && other.ID == o.ID })
	if !known || taken || o.ID == 0 {
		return false
	}
	t.objects = append(t.objects, o)
	return true
}

// RemoveObject removes an object, as somebody else does. It reports whether there was one.
func (t *Tenant) RemoveObject(kind string, id int) bool {
	before := len(t.objects)
	t.objects = slices.DeleteFunc(t.objects, func(o Object) bool { return o.Type == kind && o.ID == id })
	return len(t.objects) < before
}

// Reading is what a user may read of an account.
type Reading struct {
	root bool
	held []RightsDocument // about the account
}

// Reading returns what a user may read of an account: a root user everything, others what their rights documents give.
func (t *Tenant) Reading(user *User, accountID string) Reading {
	r := Reading{root: user.ParentID == 0}
	for _, doc := range t.Documents() {
		rights := t.Rights(doc)
		if t.HadAt(user, doc, t.now()) && (rights.AccountID == accountID || rights.Master) {
			r.held = append(r.held, rights)
		}
	}
	return r
}

// Account reports whether the account itself may be read: with READ on it.
func (r Reading) Account() bool {
	return r.root || slices.ContainsFunc(r.held, func(d RightsDocument) bool {
		return slices.Contains(d.AccountPermissions, "READ")
	})
}

// Object reports whether an object may be read: with READ on the account that cascades, on the product, on the object
// itself, or on its group if that cascades.
func (r Reading) Object(o Object) bool {
	of := families[o.Type]
	return r.root || slices.ContainsFunc(r.held, func(d RightsDocument) bool {
		return d.Cascade && slices.Contains(d.AccountPermissions, "READ") ||
			slices.ContainsFunc(d.Products, func(p ProductRights) bool {
				return p.Product == of.product && slices.Contains(p.Permissions, "READ")
			}) ||
			slices.ContainsFunc(d.Resources, func(r ResourceRights) bool {
				itself := r.Type == o.Type && r.ID == o.ID
				return slices.Contains(r.Permissions, "READ") &&
					(itself || r.Cascade && r.Type == of.groups && r.ID == o.ParentID)
			})
	})
}
