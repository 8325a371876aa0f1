package ringcx

import (
	"strings"
	"testing"
)

// Every known error code of RingCentral's login has a hint that says what to do.
func TestOAuthHint(t *testing.T) {
	for code, words := range map[string]string{
		"unauthorized_client, OAU-251": "enable the JWT (or password) flow",
		"unauthorized_client":          "enable the JWT (or password) flow",
		"OAU-125":                      "enable the JWT (or password) flow",
		"invalid_client, OAU-123":      "client_id and client_secret",
		"OAU-146":                      "client_id and client_secret",
		"invalid_grant, OAU-140":       "may have expired or been revoked",
		"OAU-141":                      "disabled",
		"OAU-142":                      "disabled",
		"OAU-147":                      "unlock",
		"OAU-148":                      "unlock",
		"OAU-168":                      "use jwt instead",
		"invalid_grant, OAU-347":       "not a RingCentral JWT",
		"OAU-999":                      "same RingCentral environment",
		"":                             "same RingCentral environment",
	} {
		if hint := oauthHint(&Error{Code: code}); !strings.Contains(hint, words) {
			t.Errorf("%q: %q does not say %q", code, hint, words)
		}
	}
}
