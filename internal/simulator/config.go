package simulator

import (
	"cmp"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// The default tenant. All passwords except one, and the client secret, contain characters that a URL, a form and a
// query encode differently. So a client that encodes wrongly fails here, and a search for leaked secrets has to cover
// every encoding.
const (
	// DefaultUserName is the root admin of the default tenant, user 1001.
	DefaultUserName = "admin@example.com"
	// DefaultPassword is the password of DefaultUserName.
	DefaultPassword = "pässwörd-admin+1&2/3%4 5"
	// DefaultJWT is the RingCentral JWT credential of DefaultUserName.
	DefaultJWT = jwtHeader + ".eyJpc3MiOiJzaW11bGF0b3IiLCJzdWIiOiIxMDAxIn0.simulated-signature-of-admin"
	// DefaultPlatformID is the platform of the default tenant, and the prefix of its tokens (API.md, section 4.2).
	DefaultPlatformID = "aws80"
	// DefaultClientID and DefaultClientSecret are the credentials of the RingCentral app.
	DefaultClientID     = "simulator-client-id"
	DefaultClientSecret = "client-sécret+1&2/3%4 5"
	// PlainUserName and PlainPassword are those of a root user of the default tenant, user 2002, which can be put into the
	// commands of RingCX's documentation as they are, without any encoding.
	PlainUserName = "plain@example.com"
	PlainPassword = "simulated-plain-password"

	jwtHeader = "eyJhbGciOiJSUzI1NiIsImtpZCI6InNpbXVsYXRvciJ9"
)

// Config says what a simulated tenant holds, and how it answers where the documents disagree. The zero value is the
// documented behaviour with the default users and accounts.
type Config struct {
	// Now is the clock of sessions, time stamps and rate limits. Default time.Now.
	Now func() time.Time
	// SessionLifetime is the lifetime of a RingCX JWT. Default 5 minutes (API.md, section 3.5).
	SessionLifetime time.Duration
	// Users, Accounts and Objects are the tenant's. Default DefaultUsers(), DefaultAccounts() and DefaultObjects(); empty
	// and not nil: none.
	Users    []User
	Accounts []Account
	Objects  []Object
	// ClientID and ClientSecret are the RingCentral app's, PlatformID is the RingCX platform's. Empty: the defaults.
	ClientID, ClientSecret, PlatformID string
	// Tokens is how many API tokens the first user has from the start.
	Tokens int
	// Delete is the answer to a successful deletion of a token.
	Delete DeleteReply
	// UnknownDelete is the answer to the deletion of a token that does not exist, and to taking a role or a rights
	// document from a user who does not have it.
	UnknownDelete UnknownDeleteReply
	// Token is the form in which a created token is printed.
	Token TokenReply
	// List is the form in which tokens are listed.
	List ListReply
	// ListLag is how far the lists of tokens, of users with their roles, of rights documents and of their assignments
	// are behind: they show what was there that long ago, by Now. As a credential, a token is accepted or refused at
	// once, whatever the list says. SetListLag changes it.
	ListLag time.Duration
	// ListExtra is added unchanged to every token list.
	ListExtra []string
	// Shuffle lists tokens in random order: which it is, is not known (API.md, section 11.2).
	Shuffle bool
	// BareTokens makes tokens bare UUIDs instead of aws80:<uuid> (API.md, section 4.2).
	BareTokens bool
	// OpaqueTokens makes tokens of a form that no document has, without a UUID.
	OpaqueTokens bool
	// Spelling is how the reply to a create spells the token that the list holds.
	Spelling Spelling
	// SessionStrict refuses a RingCX JWT in X-Auth-Token, which newer documents no longer mention. RingCX's page on the
	// login without RingCentral has it (API.md, section 2.2).
	SessionStrict bool
	// AcceptStrict refuses with 406 a request whose Accept excludes the type of the reply. No source documents that.
	AcceptStrict bool
	// ParametersStrict requires parameters that RingCX's pages print and its specification calls optional: the
	// platformId of the engage login, and the rcTokenType of the exchange.
	ParametersStrict bool
	// RefreshOnRequest makes the exchange give a refresh token only for includeRefresh=true, as newer documents have it.
	RefreshOnRequest bool
	// NoAgents makes all users administrators only: agentDetails is null.
	NoAgents bool
	// RolesAsStrings prints the roles of a user as plain strings instead of objects (API.md, section 6.3).
	RolesAsStrings bool
	// Rights is how users, their roles and their rights documents are served.
	Rights Rights
	// Lookups is how the lists of objects that rights documents name are served.
	Lookups Lookups
	// Limits are the rate limits. Default none; DocumentedLimits has RingCX's own.
	Limits []Limit
}

// DeleteReply is the answer to a successful deletion (API.md, section 4.4: the sources have both).
type DeleteReply int

const (
	// DeleteTrue is 200, text/plain `true`.
	DeleteTrue DeleteReply = iota
	// DeleteNoContent is 204 without a body.
	DeleteNoContent
)

// UnknownDeleteReply is the answer to the deletion of a token that does not exist, which is not known (API.md,
// section 11.1).
type UnknownDeleteReply int

const (
	// UnknownDeleteFalse is 200, text/plain `false`, or without a body where a success has none.
	UnknownDeleteFalse UnknownDeleteReply = iota
	// UnknownDeleteNotFound is 404 with a JSON error.
	UnknownDeleteNotFound
)

// TokenReply is the form of a created token in the reply (API.md, section 4.1).
type TokenReply int

const (
	// TokenPlain is the bare token, as documented.
	TokenPlain TokenReply = iota
	// TokenQuoted is the token as a JSON string, still as text/plain.
	TokenQuoted
	// TokenTrailingNewline is the bare token and a line feed.
	TokenTrailingNewline
)

// Spelling is how the reply to a create spells a token. Only the spelling of the list is valid: as credential, in the
// path of a deletion, and in what the Server's methods return and take. Opaque tokens have one spelling.
type Spelling int

const (
	// SpellingSame is as in the list.
	SpellingSame Spelling = iota
	// SpellingBareReply is the UUID without the platform's prefix.
	SpellingBareReply
	// SpellingUpperReply has the UUID in upper case.
	SpellingUpperReply
)

// ListReply is the form of a list of tokens (API.md, section 4.3).
type ListReply int

const (
	// ListArray is a JSON array of strings.
	ListArray ListReply = iota
	// ListBraces is the form that one page prints, with braces, which is no JSON.
	ListBraces
)

// User, Account and Object are as the tenant has them.
type (
	User    = tenant.User
	Account = tenant.Account
	Object  = tenant.Object
)

// DefaultUsers returns a root admin with three API users below it, and two root users that are not related to them.
func DefaultUsers() []User {
	user, manager := []string{"USER"}, []string{"USER", "MANAGE_USERS"}
	return []User{
		{ID: 1001, Name: DefaultUserName, Password: DefaultPassword, FirstName: "Ada", LastName: "Admin",
			JWT: DefaultJWT, Roles: []string{"USER", "MANAGE_USERS", "MANAGE_RIGHTS"}},
		{ID: 1002, Name: "ivr@example.com", Password: "pässwörd-ivr+1&2/3%4 5", FirstName: "IVR", LastName: "Service",
			JWT:      jwtHeader + ".eyJpc3MiOiJzaW11bGF0b3IiLCJzdWIiOiIxMDAyIn0.simulated-signature-of-ivr",
			ParentID: 1001, Roles: user},
		{ID: 1003, Name: "crm@example.com", Password: "pässwörd-crm+1&2/3%4 5", FirstName: "CRM", LastName: "Service",
			JWT:      jwtHeader + ".eyJpc3MiOiJzaW11bGF0b3IiLCJzdWIiOiIxMDAzIn0.simulated-signature-of-crm",
			ParentID: 1001, Roles: user},
		{ID: 1004, Name: "dialer@example.com", Password: "pässwörd-dialer+1&2/3%4 5", FirstName: "Dialer",
			LastName: "Service", JWT: jwtHeader + ".eyJpc3MiOiJzaW11bGF0b3IiLCJzdWIiOiIxMDA0In0.simulated-signature-of-a-dialer",
			ParentID: 1001, Roles: user},
		{ID: 2001, Name: "other@example.com", Password: "pässwörd-other+1&2/3%4 5", FirstName: "Otto", LastName: "Other",
			JWT:   jwtHeader + ".eyJpc3MiOiJzaW11bGF0b3IiLCJzdWIiOiIyMDAxIn0.simulated-signature-of-other-s",
			Roles: manager},
		{ID: 2002, Name: PlainUserName, Password: PlainPassword, FirstName: "Petra", LastName: "Plain",
			JWT:   jwtHeader + ".eyJpc3MiOiJzaW11bGF0b3IiLCJzdWIiOiIyMDAyIn0.simulated-signature-of-plain-s",
			Roles: manager},
	}
}

// DefaultAccounts returns sub-accounts with ids of the observed pattern (API.md, section 5.1), not in order. One is
// archived, and one has only an id and a name.
func DefaultAccounts() []Account {
	const mainID, mainName, rcID = "99990000", "Example Main", "400131426008"
	return []Account{
		{ID: "99990006", Name: "Support", MainID: mainID, MainName: mainName, Type: "OMNI", RCAccountID: rcID},
		{ID: "99990001", Name: "Sales", MainID: mainID, MainName: mainName, Type: "OMNI", RCAccountID: rcID},
		{ID: "99990003", Name: "Old campaigns", MainID: mainID, MainName: mainName, Type: "VOICE", RCAccountID: rcID,
			Archived: true},
		{ID: "88880001", Name: "Partner"},
	}
}

// withDefaults sets what the caller has left out.
func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	c.SessionLifetime = cmp.Or(c.SessionLifetime, 5*time.Minute)
	if c.Users == nil {
		c.Users = DefaultUsers()
	}
	if c.Accounts == nil {
		c.Accounts = DefaultAccounts()
	}
	if c.Objects == nil {
		c.Objects = DefaultObjects()
	}
	c.ClientID = cmp.Or(c.ClientID, DefaultClientID)
	c.ClientSecret = cmp.Or(c.ClientSecret, DefaultClientSecret)
	c.PlatformID = cmp.Or(c.PlatformID, DefaultPlatformID)
	return c
}
