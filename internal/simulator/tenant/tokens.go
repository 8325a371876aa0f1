package tenant

import "time"

// Token is a permanent API token. A revoked one is kept, so that its user is known and a list that lags can show it.
type Token struct {
	Value            string
	Owner            *User
	Roles            []string  // of the owner when the token was made
	created, revoked time.Time // revoked: zero while the token lives
}

// Live reports whether a token works. There may be no token: nil is not live.
func (t *Token) Live() bool { return t != nil && t.revoked.IsZero() }

// listedAt reports whether a list as of this time holds the token.
func (t *Token) listedAt(at time.Time) bool {
	return !t.created.After(at) && (t.Live() || t.revoked.After(at))
}

// Issue makes a token of a user.
func (t *Tenant) Issue(owner *User, value string) {
	token := &Token{Value: value, Owner: owner, Roles: t.roles[owner].Now(), created: t.now()}
	t.tokens[value] = token
	t.owned[owner] = append(t.owned[owner], token)
}

// Token returns a token that was ever issued, nil for none.
func (t *Tenant) Token(value string) *Token { return t.tokens[value] }

// Revoke revokes a token. It reports whether the token was live.
func (t *Tenant) Revoke(token *Token) bool {
	live := token.Live()
	if live {
		token.revoked = t.now()
	}
	return live
}

// Tokens returns the live tokens of a user in the order of their creation.
func (t *Tenant) Tokens(owner *User) []string { return t.tokensAt(owner, t.now()) }

// ListTokens returns the tokens of a user that a list shows, which may lag.
func (t *Tenant) ListTokens(owner *User) []string { return t.tokensAt(owner, t.ListedAt()) }

// tokensAt returns the tokens that a user had at a time.
func (t *Tenant) tokensAt(owner *User, at time.Time) (values []string) {
	for _, token := range t.owned[owner] {
		if token.listedAt(at) {
			values = append(values, token.Value)
		}
	}
	return values
}
