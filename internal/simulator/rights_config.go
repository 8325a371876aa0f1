package simulator

// Rights is how users, their roles and their rights documents are served where RingCX's documents are silent or
// disagree. The zero value is what its OpenAPI specification says, or what does the least harm.
type Rights struct {
	// Create is the answer to a request that made something: a document, or a role or an assignment of a user.
	Create CreateReply
	// Update is what an update of a document does with the fields that its body lacks.
	Update UpdateReading
	// Assign is what an assignment does with the other users of the document.
	Assign AssignReading
	// Repeated is the answer to a role or an assignment that the user has already.
	Repeated RepeatedReply
	// NameTaken is the answer to a new document with the owner, account and name of another one.
	NameTaken NameTakenReply
	// Outside is the answer about a user, or a document, outside the caller's tree.
	Outside OutsideReply
	// UserNames is how users show their name, whatever name they log in with.
	UserNames UserNameForm
	// Stored is what the server does with the permissions of a document when it stores it.
	Stored StoredRights
	// Listed is what lists show of a document.
	Listed ListedRights
	// Owner is who owns a new document.
	Owner OwnerReading
	// KeepInUse refuses to delete a document that users are assigned to, instead of taking it from them.
	KeepInUse bool
	// FalseReplies has booleans that are false also where the work was done.
	FalseReplies bool
	// StringIDs prints the ids of users, documents and resources as strings; documented as numbers (API.md, section 6.2).
	StringIDs bool
	// KeysByName keys the maps that list documents by the name of the account instead of its id.
	KeysByName bool
	// LateReads has a single document read as late as it is listed (Config.ListLag).
	LateReads bool
	// SessionKeepsRoles has sessions and API tokens with the roles that their user had when they were made.
	SessionKeepsRoles bool
}

// CreateReply is the status of a request that made something. Both are documented (API.md, section 6.1).
type CreateReply int

const (
	// CreateOK is 200 with what was made.
	CreateOK CreateReply = iota
	// CreateCreated is 201 with what was made.
	CreateCreated
	// CreateCreatedEmpty is 201 without a body: no source has one for it.
	CreateCreatedEmpty
)

// UpdateReading is what an update does with the fields that its body lacks.
type UpdateReading int

const (
	// UpdateFull empties them: the body is the document.
	UpdateFull UpdateReading = iota
	// UpdateMerge leaves them as they are.
	UpdateMerge
)

// AssignReading is what an assignment does with the other users of the document.
type AssignReading int

const (
	// AssignAdds lets them keep it.
	AssignAdds AssignReading = iota
	// AssignReplaces takes it from them: the parameter is the whole list.
	AssignReplaces
)

// RepeatedReply is the answer to what has been done already.
type RepeatedReply int

const (
	// RepeatedTrue is 200 `true`.
	RepeatedTrue RepeatedReply = iota
	// RepeatedFalse is 200 `false`.
	RepeatedFalse
	// RepeatedConflict is 409.
	RepeatedConflict
	// RepeatedInvalid is 400.
	RepeatedInvalid
)

// NameTakenReply is the answer to a new document with the owner, account and name of another one.
type NameTakenReply int

const (
	// NameTakenAccepted makes a second one.
	NameTakenAccepted NameTakenReply = iota
	// NameTakenInvalid is 400.
	NameTakenInvalid
	// NameTakenConflict is 409.
	NameTakenConflict
	// NameTakenOverwrites puts the new one in the place of the other one.
	NameTakenOverwrites
)

// OutsideReply is the answer about something outside the caller's tree.
type OutsideReply int

const (
	// OutsideNotFound is 404.
	OutsideNotFound OutsideReply = iota
	// OutsideForbidden is 403.
	OutsideForbidden
	// OutsideEmpty is 200 with an empty list where a list is asked for, else 404.
	OutsideEmpty
)

// UserNameForm is how users show their name.
type UserNameForm int

const (
	// UserNamesSame shows it as it is.
	UserNamesSame UserNameForm = iota
	// UserNamesLower shows it in lower case.
	UserNamesLower
	// UserNamesEnvironment adds the environment, as RingCX's page on its integration API prints it: name+eo1@example.com.
	UserNamesEnvironment
)

// StoredRights is what the server does with the permissions of a document when it stores it.
type StoredRights int

const (
	// StoredExact stores them as they were sent.
	StoredExact StoredRights = iota
	// StoredExpanded sorts them, and has every product, most without permissions.
	StoredExpanded
	// StoredTrimmed drops those that the caller does not have by documents of its own.
	StoredTrimmed
)

// ListedRights is what lists show of a document. A document that is read alone is always whole.
type ListedRights int

const (
	// ListedWhole shows it as it is read alone.
	ListedWhole ListedRights = iota
	// ListedInPart leaves out its permissions.
	ListedInPart
	// ListedEmptied shows it without permissions, as a server does that does not load them for a list.
	ListedEmptied
	// ListedWithoutEntries shows its permissions on the account alone.
	ListedWithoutEntries
	// ListedOtherwise shows entries that do not say whether they cascade.
	ListedOtherwise
)

// OwnerReading is who owns a new document.
type OwnerReading int

const (
	// OwnerPath is the user of the path.
	OwnerPath OwnerReading = iota
	// OwnerCaller is the user who makes it, whatever the path says.
	OwnerCaller
)
