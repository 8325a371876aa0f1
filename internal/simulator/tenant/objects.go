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
func (t *Tenant) Objects(accountID, kind string, groupID int) (objects []Object) {
	for _, o := range t.objects {
		if o.AccountID == accountID && o.Type == kind && (groupID == 0 || o.ParentID == groupID) {
			objects = append(objects, o)
		}
	}
	return objects
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

// ReadsAccount reports whether a user may read an account: a root user may, and who has a document with READ on it.
func (t *Tenant) ReadsAccount(user *User, accountID string) bool {
	return user.ParentID == 0 || slices.ContainsFunc(t.heldAbout(user, accountID), func(d RightsDocument) bool {
		return slices.Contains(d.AccountPermissions, "READ")
	})
}

// ReadsObject reports whether a user may read an object: by READ on the account that cascades, on the product, on the
// object itself, or on its group if that cascades. A root user reads everything.
func (t *Tenant) ReadsObject(user *User, o Object) bool {
	if user.ParentID == 0 {
		return true
	}
	of := families[o.Type]
	for _, d := range t.heldAbout(user, o.AccountID) {
		if d.Cascade && slices.Contains(d.AccountPermissions, "READ") ||
			slices.ContainsFunc(d.Products, func(p ProductRights) bool {
				return p.Product == of.product && slices.Contains(p.Permissions, "READ")
			}) ||
			slices.ContainsFunc(d.Resources, func(r ResourceRights) bool {
				itself := r.Type == o.Type && r.ID == o.ID
				return slices.Contains(r.Permissions, "READ") &&
					(itself || r.Cascade && r.Type == of.groups && r.ID == o.ParentID)
			}) {
			return true
		}
	}
	return false
}

// heldAbout returns the rights documents about an account that a user has.
func (t *Tenant) heldAbout(user *User, accountID string) (held []RightsDocument) {
	for _, doc := range t.Documents() {
		rights := t.Rights(doc)
		if t.HadAt(user, doc, t.now()) && (rights.AccountID == accountID || rights.Master) {
			held = append(held, rights)
		}
	}
	return held
}
