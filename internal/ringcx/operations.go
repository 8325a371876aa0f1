package ringcx

// What is being done, as an error's first line words it.
const (
	opOAuth       = "get a RingCentral access token"
	opExchange    = "exchange the RingCentral access token for a RingCX session"
	opEngageLogin = "log in to RingCX (auth_mode engage)"
	opLegacyLogin = "log in to the legacy portal (auth_mode legacy)"
	opRefresh     = "renew the RingCX session"
	opCreate      = "create an API token"
	opList        = "list the user's API tokens"
	opProbe       = "ask RingCX whether the token is still accepted"
	opControl     = "ask RingCX in the same way with a credential that is known to be alive"
	opDelete      = "revoke the API token"
	opAccounts    = "list accounts"
	opUsers       = "list users"

	opWhoAmI         = "ask RingCX whose login it is"
	opRoles          = "list the user's roles"
	opAddRole        = "give the user the role"
	opDropRole       = "take the role from the user"
	opDocuments      = "list the user's rights documents"
	opDocument       = "read the rights document"
	opCreateDocument = "create the rights document"
	opUpdateDocument = "change the rights document"
	opDeleteDocument = "delete the rights document"
	opAssignments    = "list whom the rights document is assigned to"
	opAssign         = "assign the rights document"
	opUnassign       = "take the rights document from the user"
)
