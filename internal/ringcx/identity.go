package ringcx

import (
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// Identity says which RingCX user a session is of, as far as the login tells.
// It holds nothing secret, so that it can be kept from one run to the next.
type Identity struct {
	UserID     string `json:"user_id,omitempty"`    // RingCX's id of the user, from the login's reply
	OwnerID    string `json:"owner_id,omitempty"`   // RingCentral's id of the user, from its OAuth reply
	UserName   string `json:"user_name,omitempty"`  // as configured
	Credential string `json:"credential,omitempty"` // id of the API token that is the login
}

// Same reports whether two identities are proven to be one user's. Every fact
// that both know must agree, and there must be one: the user id alone is not
// enough where platforms number their users apart. Not the same means "another
// user, or nobody can tell", and the caller treats both alike.
func (i Identity) Same(other Identity) bool {
	known := false
	for _, pair := range [][2]string{
		{i.UserID, other.UserID},
		{i.OwnerID, other.OwnerID},
		{i.UserName, other.UserName},
		{i.Credential, other.Credential},
	} {
		if pair[0] == "" || pair[1] == "" {
			continue
		}
		if !strings.EqualFold(pair[0], pair[1]) {
			return false
		}
		known = true
	}
	return known
}

// JWTSubject returns the subject of a RingCentral JWT credential, which names
// its user and stays the same when the JWT is renewed. A JWT that does not say
// is known by its SHA-256.
func JWTSubject(credential Secret) string {
	var claims jwt.RegisteredClaims
	if _, _, err := jwt.NewParser().ParseUnverified(credential.Reveal(), &claims); err == nil && claims.Subject != "" {
		return claims.Subject
	}
	return Token{credential}.ID()
}
