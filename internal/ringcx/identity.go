package ringcx

import (
	"fmt"
	"strings"
)

// Identity says which RingCX user a session belongs to, as far as the login tells. It holds no secret, so it can be
// stored between runs.
type Identity struct {
	Host       string `json:"host,omitempty"`        // of the API
	PlatformID string `json:"platform_id,omitempty"` // from the login's reply; users of two platforms share numeric ids
	UserID     string `json:"user_id,omitempty"`     // RingCX's id of the user, from the login's reply
	OwnerID    string `json:"owner_id,omitempty"`    // RingCentral's id of the user, from its OAuth reply
	UserName   string `json:"user_name,omitempty"`   // as configured
	Credential string `json:"credential,omitempty"`  // id of the API token that was used to log in
}

// Same reports whether two identities are proven to be the same user. Everything that both know must agree, and at
// least one fact that identifies a user must match: a name, a RingCentral id, a credential, or a user id together with
// its platform. False means another user, or not known; the caller treats both alike.
func (i Identity) Same(other Identity) bool {
	return !i.contradicts(other) &&
		(known(i.UserName, other.UserName) || known(i.OwnerID, other.OwnerID) ||
			i.Credential != "" && i.Credential == other.Credential ||
			known(i.UserID, other.UserID) && known(i.PlatformID, other.PlatformID))
}

// contradicts reports whether a fact that both identities know differs.
func (i Identity) contradicts(other Identity) bool {
	for _, pair := range [][2]string{
		{i.Host, other.Host}, {i.PlatformID, other.PlatformID}, {i.UserID, other.UserID},
		{i.OwnerID, other.OwnerID}, {i.UserName, other.UserName},
	} {
		if known(pair[0], pair[1]) && !strings.EqualFold(pair[0], pair[1]) {
			return true
		}
	}
	return false // two API tokens may belong to one user, so different credentials prove nothing
}

// otherHost reports whether the two are known to be on different hosts.
func (i Identity) otherHost(other Identity) bool {
	return known(i.Host, other.Host) && !strings.EqualFold(i.Host, other.Host)
}

func known(a, b string) bool { return a != "" && b != "" }

// String describes the user in an error message.
func (i Identity) String() string {
	switch {
	case i.UserName != "":
		return fmt.Sprintf("the user %q", i.UserName)
	case i.UserID != "":
		return "the user with the id " + i.UserID
	case i.OwnerID != "":
		return "the user with the RingCentral id " + i.OwnerID
	case i.Credential != "":
		return fmt.Sprintf("the user of the API token %.12s…", i.Credential)
	}
	return "the user"
}
