package simulator

import (
	"slices"
	"sync"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// state is what requests and administrators work on.
type state struct {
	cfg     *Config
	secrets *secrets
	tenant  *tenant.Tenant
	logins

	signingKey  []byte  // of RingCX JWTs
	decoys      []decoy // beside cfg.Accounts
	objectDecoy objectDecoy
}

// Administrator is somebody else who changes the tenant, and sees it as it is, outside any request.
type Administrator struct {
	mu sync.Mutex // guards the state and what the Server has beside it
	state
}

// Config returns the configuration of the tenant, with the defaults filled in.
func (a *Administrator) Config() Config { return *a.cfg }

// Secrets returns every secret configured or issued so far, to search for leaks: passwords, the client secret,
// RingCentral JWTs and tokens, RingCX JWTs and refresh tokens, authTokens, API tokens (live and revoked), and the
// secrets of the accounts and of what is in them.
func (a *Administrator) Secrets() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.secrets.list)
}

// Tokens returns the live tokens of a user in the order of their creation, whatever lists show.
func (a *Administrator) Tokens(userName string) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tenant.Tokens(a.tenant.User(tenant.ByName(userName)))
}

// AllTokens returns the live tokens of every user: the users in the order of the configuration, the tokens of each in
// the order of their creation.
func (a *Administrator) AllTokens() (tokens []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, user := range a.tenant.Users() {
		tokens = append(tokens, a.tenant.Tokens(user)...)
	}
	return tokens
}

// Mint creates a token of a user. It returns the token, empty when there is no such user.
func (a *Administrator) Mint(userName string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if user := a.tenant.User(tenant.ByName(userName)); user != nil {
		return a.mint(user)
	}
	return ""
}

// Revoke deletes a token. It reports whether the token was live.
func (a *Administrator) Revoke(token string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tenant.Revoke(a.tenant.Token(token))
}

// SetListLag changes Config.ListLag.
func (a *Administrator) SetListLag(lag time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tenant.Lag = lag
}

// AddUser adds a user. It returns false, and adds none, if the id is zero or belongs to another user.
func (a *Administrator) AddUser(user User) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if user.ID == 0 || a.tenant.UserByID(user.ID) != nil {
		return false
	}
	a.secrets.keep(user.Password)
	a.secrets.keep(user.JWT)
	a.tenant.Join(&user)
	return true
}

// RenameUser changes the names of a user, as a synchronisation with RingCentral does. It reports whether there is one.
func (a *Administrator) RenameUser(userID int, userName, firstName, lastName string) bool {
	return a.change(tenant.ByID(userID), func(user *User) {
		user.Name, user.FirstName, user.LastName = userName, firstName, lastName
	})
}

// DeleteUser deletes a user: logins, sessions and tokens of that user end, and so do its assignments and the documents
// that it owns. It reports whether there was one.
func (a *Administrator) DeleteUser(userID int) bool {
	return a.change(tenant.ByID(userID), func(user *User) { a.tenant.Leave(user) })
}

// SetUserPassword gives a user another password. Sessions and tokens stay, which is not known
// (API.md, section 11.2).
func (a *Administrator) SetUserPassword(userName, password string) {
	a.change(tenant.ByName(userName), func(user *User) { user.Password = a.secrets.keep(password) })
}

// DisableUser disables a user: logins, sessions and tokens of that user are refused until EnableUser.
func (a *Administrator) DisableUser(userName string) {
	a.change(tenant.ByName(userName), func(user *User) { user.Disabled = true })
}

// EnableUser enables a user again, whose tokens then work as before.
func (a *Administrator) EnableUser(userName string) {
	a.change(tenant.ByName(userName), func(user *User) { user.Disabled = false })
}

// change changes a user. It reports whether there is one.
func (a *Administrator) change(is func(*User) bool, change func(*User)) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	user := a.tenant.User(is)
	if user != nil {
		change(user)
	}
	return user != nil
}
