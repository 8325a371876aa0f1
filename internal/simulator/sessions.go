package simulator

import (
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// A legacy authToken slides: each use extends it (API.md, section 3.8).
const (
	idleLimit     = time.Hour
	idleLimitLong = 14 * 24 * time.Hour // with stayLoggedIn
)

// logins are the sessions of a tenant, and what can be exchanged for one.
type logins struct {
	sessions  map[string]*session
	refreshes map[string]*User // unused RingCX refresh tokens
	rcAccess  map[string]rcGrant
	rcRefresh map[string]rcGrant // unused RingCentral refresh tokens
}

func newLogins() logins {
	return logins{map[string]*session{}, map[string]*User{}, map[string]rcGrant{}, map[string]rcGrant{}}
}

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

// userByPassword and userByJWT return the user who may log in with a credential, nil if there is none. A disabled user
// is refused, by the JWT only later.
func (s *state) userByPassword(name, password string) *User {
	return s.tenant.User(func(u *User) bool {
		return u.Name == name && u.Password == password && password != "" && !u.Disabled
	})
}

func (s *state) userByJWT(credential string) *User {
	return s.tenant.User(func(u *User) bool { return u.JWT == credential && credential != "" })
}

// newSession logs a user in and returns the authToken.
func (s *state) newSession(user *User, idle time.Duration) string {
	authToken := s.secrets.keep(newUUID())
	s.sessions[authToken] = &session{
		user: user, roles: s.tenant.Roles(user).Now(), idle: idle, ends: s.cfg.Now().Add(idle),
	}
	return authToken
}

// newJWT returns a RingCX JWT for a fresh session of the user.
func (s *state) newJWT(user *User) string {
	now := s.cfg.Now()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		XAuth:     s.newSession(user, idleLimit),
		LApp:      "ADMIN",
		SuperUser: s.tenant.HasRole(user, "SUPER_USER"),
		RegisteredClaims: jwt.RegisteredClaims{
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(s.cfg.SessionLifetime)),
		},
	}).SignedString(s.signingKey)
	if err != nil {
		panic(err) // HS256 with a byte key signs anything
	}
	return s.secrets.keep(token)
}

// newRefreshToken issues a RingCX refresh token.
func (s *state) newRefreshToken(user *User) string {
	token := s.secrets.keep(newUUID())
	s.refreshes[token] = user
	return token
}

// parseJWT returns the session that a RingCX JWT names, and why the JWT is refused, which is empty for a valid one.
func (s *state) parseJWT(token string) (ses *session, refusal string) {
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
