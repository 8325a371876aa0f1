package simulator

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// A legacy authToken slides: each use extends it (API.md, section 3.8).
const (
	idleLimit     = time.Hour
	idleLimitLong = 14 * 24 * time.Hour // with stayLoggedIn
)

// session is a login. Its key is a legacy authToken; a RingCX JWT names it in the claim xauth (API.md, section 3.5).
type session struct {
	user    *User
	roles   []string // of the user when the session began
	idle    time.Duration
	ends    time.Time
	expired bool // by ExpireSessions
}

// claims are what a RingCX JWT says (API.md, section 3.5).
type claims struct {
	XAuth     string `json:"xauth"`
	LApp      string `json:"lapp"`
	SuperUser bool   `json:"esu"`
	jwt.RegisteredClaims
}

// newSession logs a user in and returns the authToken.
func (s *Server) newSession(user *User, idle time.Duration) string {
	authToken := s.keepSecret(newUUID())
	s.sessions[authToken] = &session{user: user, roles: s.roles[user].now(), idle: idle, ends: s.cfg.Now().Add(idle)}
	return authToken
}

// newJWT returns a RingCX JWT for a fresh session of the user.
func (s *Server) newJWT(user *User) string {
	now := s.cfg.Now()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		XAuth:     s.newSession(user, idleLimit),
		LApp:      "ADMIN",
		SuperUser: s.hasRole(user, "SUPER_USER"),
		RegisteredClaims: jwt.RegisteredClaims{
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(s.cfg.SessionLifetime)),
		},
	}).SignedString(s.signingKey)
	if err != nil {
		panic(err) // HS256 with a byte key signs anything
	}
	return s.keepSecret(token)
}

// parseJWT returns the session that a RingCX JWT names, and why the JWT is refused, which is empty for a valid one.
func (s *Server) parseJWT(token string) (ses *session, refusal string) {
	var got claims
	_, err := jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Name}),
		jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(s.cfg.Now),
	).ParseWithClaims(token, &got, func(*jwt.Token) (any, error) { return s.signingKey, nil })
	ses = s.sessions[got.XAuth]
	switch {
	case errors.Is(err, jwt.ErrTokenMalformed):
		return nil, jwtMalformed
	case errors.Is(err, jwt.ErrTokenExpired):
		return ses, jwtExpired
	case err != nil || ses == nil:
		return nil, jwtForged
	case ses.expired:
		return ses, jwtExpired
	}
	return ses, ""
}

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
func (s *Server) identify(c *call) {
	c.entry.Credential = CredentialNone
	if c.endpoint != nil && !c.endpoint.route.admin() {
		if user := s.loginUser(c); user != nil {
			c.entry.User = user.Name
		}
		return
	}
	c.credential = readCredential(c.header)
	switch {
	case c.credential.bearer:
		c.entry.Credential = CredentialBearer
	case c.credential.value != "":
		c.entry.Credential = CredentialAPIToken
	default:
		return
	}
	var user *User
	if token, ok := s.tokens[c.credential.value]; ok {
		c.entry.Credential, user = CredentialAPIToken, token.owner
	} else if ses, ok := s.sessions[c.credential.value]; ok {
		c.entry.Credential, user = CredentialSession, ses.user
	} else if ses, _ := s.parseJWT(c.credential.value); ses != nil {
		c.entry.Credential, user = CredentialBearer, ses.user
	}
	if user != nil {
		c.entry.User = user.Name
	}
}

// authorize returns the user whose valid credential the request brings, or the refusal. Which header a credential
// belongs in is API.md, section 2.2.
func (s *Server) authorize(c *call) (*User, *reply) {
	var user *User
	var refusal reply
	if c.credential.bearer || (c.credential.value == "" && c.entry.Root == rootVoice) {
		user, refusal = s.authorizeBearer(c)
	} else {
		user, refusal = s.authorizeXAuthToken(c)
	}
	if user == nil {
		return nil, &refusal
	}
	if user.Disabled {
		// No source says what happens to a disabled user's credentials (API.md, section 4.6). Refusing them is safe.
		refusal = s.failure(c, http.StatusUnauthorized)
		return nil, &refusal
	}
	return user, nil
}

// authorizeBearer checks an Authorization header. The legacy portals know none.
func (s *Server) authorizeBearer(c *call) (*User, reply) {
	if c.entry.Root == rootLegacy {
		return nil, s.failure(c, http.StatusUnauthorized)
	}
	if c.credential.value == "" {
		return nil, jwtFailure(c, jwtMissing)
	}
	ses, refusal := s.parseJWT(c.credential.value)
	if refusal != "" {
		return nil, jwtFailure(c, refusal)
	}
	c.roles = ses.roles
	return ses.user, reply{}
}

// authorizeXAuthToken checks an X-Auth-Token header: an API token or an authToken, which are interchangeable
// (API.md, section 4.5), or a RingCX JWT, unless SessionStrict.
func (s *Server) authorizeXAuthToken(c *call) (*User, reply) {
	if token, ok := s.tokens[c.credential.value]; ok && token.live() {
		c.roles = token.roles
		return token.owner, reply{}
	}
	now := s.cfg.Now()
	if ses, ok := s.sessions[c.credential.value]; ok && !ses.expired && now.Before(ses.ends) {
		ses.ends = now.Add(ses.idle)
		c.roles = ses.roles
		return ses.user, reply{}
	}
	if !s.cfg.SessionStrict {
		if ses, refusal := s.parseJWT(c.credential.value); refusal == "" {
			c.roles = ses.roles
			return ses.user, reply{}
		}
	}
	return nil, s.failure(c, http.StatusUnauthorized)
}

// ExpireSessions ends every RingCX JWT and authToken issued so far. Refresh tokens go on working.
func (s *Server) ExpireSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ses := range s.sessions {
		ses.expired = true
	}
}

// RevokeRefreshTokens ends every refresh token issued so far, RingCX's and RingCentral's.
func (s *Server) RevokeRefreshTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.refreshes)
	clear(s.rcRefresh)
}
