package ringcx

import (
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// JWTSubject returns the subject of a RingCentral JWT credential, which identifies its user and stays the same when the
// JWT is renewed. For a JWT without one it returns the JWT's SHA-256.
func JWTSubject(credential Secret) string {
	if subject := claimsOf(credential).Subject; subject != "" {
		return subject
	}
	return Token{credential}.ID()
}

// JWTExpires returns when a RingCentral JWT credential expires (API.md, section 3.3), or zero if it does not say.
func JWTExpires(credential Secret) time.Time {
	if expires := claimsOf(credential).ExpiresAt; expires != nil {
		return expires.Time
	}
	return time.Time{}
}

// claimsOf reads the claims of a JWT without checking its signature, which only RingCentral can do. They are empty if
// the text is no JWT.
func claimsOf(credential Secret) jwt.RegisteredClaims {
	var claims jwt.RegisteredClaims
	if _, _, err := jwt.NewParser().ParseUnverified(credential.Reveal(), &claims); err != nil {
		return jwt.RegisteredClaims{}
	}
	return claims
}
