package rights

import "slices"

// entry is what is read of an entry of a list: these fields and nothing else, because passwords and keys stand beside
// them (API.md, section 10.3).
type entry struct {
	kind             string // as a rights document spells it; "" where another list is the one for it
	what             string // in the plural, for a person
	id, name, active string // active "": no such flag
}

// objectList is a list that RingCX has of an account.
type objectList struct {
	path  string // {accountId} stands for the account
	entry entry

	// What is in each entry, if it is a group.
	members entry
	in      string // the field of a group that holds its members
	of      string // path of the list of one group's members, where that field does not hold them; {groupId} is the group
}

const account = "/v1/admin/accounts/{accountId}"

// objectLists are the lists of what rights documents name (API.md, section 10.1). For another type, add a row.
var objectLists = []objectList{
	{
		path:    account + "/gateGroups/withChildren",
		entry:   entry{"GATE_GROUP", "queue groups", "gateGroupId", "groupName", ""},
		members: entry{"GATE", "queues", "gateId", "gateName", "isActive"},
		in:      "gates", of: account + "/gateGroups/{groupId}/gates",
	},
	{path: account + "/agentGroups", entry: entry{"AGENT_GROUP", "agent groups", "agentGroupId", "groupName", ""}},
	{path: account + "/dialGroups", entry: entry{"OUTBOUND_DIAL_GROUP", "dial groups", "dialGroupId", "dialGroupName",
		"isActive"}},
	{
		path:    account + "/dialGroups/withChildren", // the list above is the one that clients use in production
		entry:   entry{"", "dial groups", "dialGroupId", "dialGroupName", "isActive"},
		members: entry{"OUTBOUND_CAMPAIGN", "campaigns", "campaignId", "campaignName", "isActive"},
		in:      "campaigns", of: account + "/dialGroups/{groupId}/campaigns",
	},
	{
		path:    "/v2-skinny/admin/accounts/{accountId}/cloudRouteProfileGroups/withChildren",
		entry:   entry{"CLOUD_PROFILE_GROUP", "groups of cloud routing profiles", "cloudGroupId", "groupName", ""},
		members: entry{"CLOUD_PROFILE", "cloud routing profiles", "cloudProfileId", "profileName", "isActive"},
		in:      "cloudRouteProfiles", of: account + "/cloudRouteProfileGroups/{groupId}/cloudRouteProfiles",
	},
	{
		path:    account + "/tracGroups/withChildren",
		entry:   entry{"TRAC_GROUP", "groups of tracking numbers", "tracGroupId", "groupName", ""},
		members: entry{"TRAC_NUMBER", "tracking numbers", "tracId", "description", ""},
		in:      "tracNumbers", of: account + "/tracGroups/{groupId}/tracNumbers",
	},
}

// ObjectType is a type of objects that RingCX lists.
type ObjectType struct {
	Name    string // as a rights document spells it
	What    string // in the plural, for a person
	Groups  string // what its objects are in, in the plural; "": nothing
	grouped bool
	list    *objectList
}

// Listing is how RingCX lists the objects of a type, for who examines its answers.
type Listing struct {
	Route      string // of the list of the objects, or of the groups that they are in
	ID, Active string // fields of an object; Active "": no such flag

	// Of objects in groups:
	GroupID string // field of a group
	In      string // the field of a group that holds its objects
	OfGroup string // route of the list of one group's objects
}

// Listing returns how RingCX lists the objects of the type.
func (t ObjectType) Listing() Listing {
	if !t.grouped {
		return Listing{Route: t.list.path, ID: t.list.entry.id, Active: t.list.entry.active}
	}
	return Listing{
		Route: t.list.path, ID: t.list.members.id, Active: t.list.members.active,
		GroupID: t.list.entry.id, In: t.list.in, OfGroup: t.list.of,
	}
}

// ObjectTypes returns the types whose objects RingCX lists without their secrets.
func ObjectTypes() (types []ObjectType) {
	for i := range objectLists {
		l := &objectLists[i]
		if l.entry.kind != "" {
			types = append(types, ObjectType{Name: l.entry.kind, What: l.entry.what, list: l})
		}
		if l.members.kind != "" {
			types = append(types, ObjectType{
				Name: l.members.kind, What: l.members.what, Groups: l.entry.what, grouped: true, list: l,
			})
		}
	}
	return types
}

// ObjectTypeNamed returns one of ObjectTypes.
func ObjectTypeNamed(name string) (ObjectType, bool) {
	types := ObjectTypes()
	i := slices.IndexFunc(types, func(t ObjectType) bool { return t.Name == name })
	if i < 0 {
		return ObjectType{}, false
	}
	return types[i], true
}
