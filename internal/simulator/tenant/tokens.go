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

// Revoke revokes a live token.
func (t *Tenant) Revoke(token *Token) { token.revoked = t.now() }

// Tokens returns the live tokens of a user in the order of their creation.
func (t *Tenant) Tokens(owner *User) []string { return values(t.owned[owner], (*Token).Live) }

// ListTokens returns the tokens of a user that a list shows, which may lag.
func (t *Tenant) ListTokens(owner *User) []string {
	at := t.ListedAt()
	return values(t.owned[owner], func(token *Token) bool { return token.listedAt(at) })
}

// values returns the values of the tokens of which a condition holds.
func values(tokens []*Token, is func(*Token) bool) (values []string) {
	for _, token := range tokens {
		if is(token) {
			values = append(values, token.Value)
		}
	}
	return values
}
