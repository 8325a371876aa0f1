package ringcx

import (
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// JWTSubject returns the subject of a RingCentral JWT credential, which names its user and stays the same when the JWT
// is made anew. A JWT that does not say is known by its SHA-256.
func JWTSubject(credential Secret) string {
	if subject := claimsOf(credential).Subject; subject != "" {
		return subject
	}
	return Token{credential}.ID()
}

// JWTExpires returns when a RingCentral JWT credential expires (API.md, section 3.3); zero where it does not say.
func JWTExpires(credential Secret) time.Time {
	if expires := claimsOf(credential).ExpiresAt; expires != nil {
		return expires.Time
	}
	return time.Time{}
}

// claimsOf reads what a JWT says of itself; nothing, where it is none. RingCentral alone can check it.
func claimsOf(credential Secret) jwt.RegisteredClaims {
	var claims jwt.RegisteredClaims
	if _, _, err := jwt.NewParser().ParseUnverified(credential.Reveal(), &claims); err != nil {
		return jwt.RegisteredClaims{}
	}
	return claims
}
