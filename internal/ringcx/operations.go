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
	opControl     = "repeat the request with a credential that works"
	opDelete      = "revoke the API token"
	opAccounts    = "list accounts"
	opUsers       = "list users"
	opReach       = "reach RingCX"
	opHeader      = "list the user's API tokens with the credential in this header"
)
