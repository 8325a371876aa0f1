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
	of         state
	signingKey []byte // of RingCX JWTs
	sessions   map[string]*session
	refreshes  map[string]*User // unused RingCX refresh tokens
	rcAccess   map[string]*rcGrant
	rcRefresh  map[string]*rcGrant // unused RingCentral refresh tokens
}

func newLogins(of state, signingKey []byte) *logins {
	return &logins{
		of:         of,
		signingKey: signingKey,
		sessions:   map[string]*session{},
		refreshes:  map[string]*User{},
		rcAccess:   map[string]*rcGrant{},
		rcRefresh:  map[string]*rcGrant{},
	}
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
func (l *logins) userByPassword(name, password string) *User {
	return l.of.tenant.User(func(u *User) bool {
		return u.Name == name && u.Password == password && password != "" && !u.Disabled
	})
}

func (l *logins) userByJWT(credential string) *User {
	return l.of.tenant.User(func(u *User) bool { return u.JWT == credential && credential != "" })
}

// newSession logs a user in and returns the authToken.
func (l *logins) newSession(user *User, idle time.Duration) string {
	authToken := l.of.secrets.keep(newUUID())
	l.sessions[authToken] = &session{
		user: user, roles: l.of.tenant.Roles(user).Now(), idle: idle, ends: l.of.cfg.Now().Add(idle),
	}
	return authToken
}

// newJWT returns a RingCX JWT for a fresh session of the user.
func (l *logins) newJWT(user *User) string {
	now := l.of.cfg.Now()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		XAuth:     l.newSession(user, idleLimit),
		LApp:      "ADMIN",
		SuperUser: l.of.tenant.HasRole(user, "SUPER_USER"),
		RegisteredClaims: jwt.RegisteredClaims{
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(l.of.cfg.SessionLifetime)),
		},
	}).SignedString(l.signingKey)
	if err != nil {
		panic(err) // HS256 with a byte key signs anything
	}
	return l.of.secrets.keep(token)
}

// newRefreshToken issues a RingCX refresh token.
func (l *logins) newRefreshToken(user *User) string {
	token := l.of.secrets.keep(newUUID())
	l.refreshes[token] = user
	return token
}

// parseJWT returns the session that a RingCX JWT names, and why the JWT is refused, which is empty for a valid one.
func (l *logins) parseJWT(token string) (ses *session, refusal string) {
	var got claims
	_, err := jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Name}),
		jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(l.of.cfg.Now),
	).ParseWithClaims(token, &got, func(*jwt.Token) (any, error) { return l.signingKey, nil })
	ses = l.sessions[got.XAuth]
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
