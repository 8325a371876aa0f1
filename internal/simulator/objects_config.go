package simulator

// Lookups is how the lists of what rights documents name are served where RingCX's documents are silent or disagree
// (API.md, section 10). The zero value is what its samples print.
type Lookups struct {
	// Children is how a list of groups holds what is in the groups.
	Children ChildrenForm
	// Activity is how a flag says whether an object is active.
	Activity ActivityForm
	// FullReferences prints the group of an object as a whole object, as the specification has it, instead of a pair of
	// id and description.
	FullReferences bool
	// UnknownAccount is the answer about an account that the tenant does not have, such as a main account.
	UnknownAccount UnknownAccountReply
}

// ChildrenForm is how a list of groups holds what is in the groups.
type ChildrenForm int

const (
	// ChildrenSampled leaves out queues, as the sample of their list does, and has all others.
	ChildrenSampled ChildrenForm = iota
	// ChildrenThere has them, as the specification describes them.
	ChildrenThere
	// ChildrenMissing leaves them out.
	ChildrenMissing
	// ChildrenNull has null in their place.
	ChildrenNull
	// ChildrenEmpty has an empty list in their place.
	ChildrenEmpty
)

// ActivityForm is how a flag says whether an object is active.
type ActivityForm int

const (
	// ActivitySampled has 1 and 0 for campaigns, and true and false for the others.
	ActivitySampled ActivityForm = iota
	// ActivityBooleans has true and false.
	ActivityBooleans
	// ActivityNumbers has 1 and 0.
	ActivityNumbers
	// ActivityLetters has "Y" and "N".
	ActivityLetters
)

// UnknownAccountReply is the answer about an account that the tenant does not have.
type UnknownAccountReply int

const (
	// UnknownAccountNotFound is 404.
	UnknownAccountNotFound UnknownAccountReply = iota
	// UnknownAccountForbidden is 403.
	UnknownAccountForbidden
	// UnknownAccountEmpty is an empty list.
	UnknownAccountEmpty
)

// DefaultObjects returns what the default tenant's accounts hold: queues, agents, campaigns and the rest in groups.
// Two groups have a queue of the same name, one queue's name has white space around it, and one campaign is not active.
func DefaultObjects() []Object {
	const sales, support = "99990001", "99990006"
	return []Object{
		{Type: "GATE_GROUP", ID: 52653, Name: "Inbound", AccountID: sales},
		{Type: "GATE_GROUP", ID: 52658, Name: "Partners", AccountID: sales},
		{Type: "GATE", ID: 61201, Name: "Support", AccountID: sales, ParentID: 52653},
		{Type: "GATE", ID: 61202, Name: "Orders", AccountID: sales, ParentID: 52653},
		{Type: "GATE", ID: 61203, Name: "Support", AccountID: sales, ParentID: 52658},
		{Type: "GATE", ID: 61204, Name: " Night line ", AccountID: sales, ParentID: 52658, Inactive: true},
		{Type: "AGENT_GROUP", ID: 1950, Name: "Support Agents", AccountID: sales},
		{Type: "AGENT_GROUP", ID: 1951, Name: "Supervisors", AccountID: sales},
		{Type: "OUTBOUND_DIAL_GROUP", ID: 115793, Name: "Outbound Renewals", AccountID: sales},
		{Type: "OUTBOUND_CAMPAIGN", ID: 136785, Name: "Renewal Outreach", AccountID: sales, ParentID: 115793},
		{Type: "OUTBOUND_CAMPAIGN", ID: 136786, Name: "Win-back", AccountID: sales, ParentID: 115793, Inactive: true},
		{Type: "CLOUD_PROFILE_GROUP", ID: 301, Name: "Routing", AccountID: sales},
		{Type: "CLOUD_PROFILE", ID: 3011, Name: "Main line", AccountID: sales, ParentID: 301},
		{Type: "TRAC_GROUP", ID: 401, Name: "Marketing", AccountID: sales},
		{Type: "TRAC_NUMBER", ID: 4011, Name: "Spring leaflet", AccountID: sales, ParentID: 401},
		{Type: "GATE_GROUP", ID: 52700, Name: "Inbound", AccountID: support},
		{Type: "GATE", ID: 61301, Name: "Returns", AccountID: support, ParentID: 52700},
	}
}
