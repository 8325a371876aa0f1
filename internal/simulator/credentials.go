package simulator

import (
	"net/http"
	"strings"
)

// credential is what a voice API request identifies itself with.
type credential struct {
	value  string
	bearer bool // in Authorization, else in X-Auth-Token
}

// readCredential returns the credential of a voice API request. The gateway checks a bearer first.
func readCredential(header http.Header) credential {
	if value, ok := bearer(header); ok {
		return credential{value: value, bearer: true}
	}
	return credential{value: header.Get("X-Auth-Token")}
}

// bearer returns the value of a Bearer in Authorization, and whether there is one.
func bearer(header http.Header) (string, bool) {
	scheme, value, ok := strings.Cut(header.Get("Authorization"), " ")
	return strings.TrimSpace(value), ok && strings.EqualFold(scheme, "Bearer")
}

// carries reports whether a request carries a credential, in either of the two headers.
func carries(header http.Header, value string) bool {
	inBearer, ok := bearer(header)
	return ok && inBearer == value || header.Get("X-Auth-Token") == value
}

// identify notes whose credential the request brings and of which kind it is, valid or not. It changes nothing.
func (c *call) identify() {
	var user *User
	c.entry.Credential = CredentialNone
	if c.endpoint != nil && !c.endpoint.route.admin() {
		user = c.loginUser()
	} else if c.credential = readCredential(c.header); c.credential != (credential{}) {
		c.entry.Credential, user = c.issued()
	}
	if user != nil {
		c.entry.User = user.Name
	}
}

// issued returns the kind of the request's credential, and whose it is, nil if the simulator never issued it.
func (c *call) issued() (CredentialKind, *User) {
	value := c.credential.value
	if token := c.tenant.Token(value); token != nil {
		return CredentialAPIToken, token.Owner
	}
	if ses, ok := c.sessions[value]; ok {
		return CredentialSession, ses.user
	}
	if ses, _ := c.parseJWT(value); ses != nil {
		return CredentialBearer, ses.user
	}
	if c.credential.bearer {
		return CredentialBearer, nil
	}
	return CredentialAPIToken, nil
}

// authorize finds the caller whose valid credential the request brings, or returns the refusal. Which header a
// credential belongs in is API.md, section 2.2.
func (c *call) authorize() (refusal *reply) {
	if c.credential.bearer || (c.credential.value == "" && c.entry.Root == rootVoice) {
		refusal = c.authorizeBearer()
	} else {
		refusal = c.authorizeXAuthToken()
	}
	if refusal == nil && c.caller.Disabled {
		// No source says what happens to a disabled user's credentials (API.md, section 11.2). Refusing them is safe.
		return c.failure(http.StatusUnauthorized)
	}
	return refusal
}

// authorizeBearer checks an Authorization header. The legacy portals know none.
func (c *call) authorizeBearer() (refusal *reply) {
	if c.entry.Root == rootLegacy {
		return c.failure(http.StatusUnauthorized)
	}
	if c.credential.value == "" {
		return c.jwtFailure(jwtMissing)
	}
	ses, reason := c.parseJWT(c.credential.value)
	if reason != "" {
		return c.jwtFailure(reason)
	}
	c.caller, c.roles = ses.user, ses.roles
	return nil
}

// authorizeXAuthToken checks an X-Auth-Token header: an API token or an authToken, which are interchangeable
// (API.md, section 4.5), or a RingCX JWT, unless SessionStrict.
func (c *call) authorizeXAuthToken() (refusal *reply) {
	if token := c.tenant.Token(c.credential.value); token.Live() {
		c.caller, c.roles = token.Owner, token.Roles
		return nil
	}
	now := c.cfg.Now()
	if ses, ok := c.sessions[c.credential.value]; ok && !ses.expired && now.Before(ses.ends) {
		ses.ends = now.Add(ses.idle)
		c.caller, c.roles = ses.user, ses.roles
		return nil
	}
	if !c.cfg.SessionStrict {
		if ses, reason := c.parseJWT(c.credential.value); reason == "" {
			c.caller, c.roles = ses.user, ses.roles
			return nil
		}
	}
	return c.failure(http.StatusUnauthorized)
}
