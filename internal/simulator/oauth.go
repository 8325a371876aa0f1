package simulator

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Lifetimes of RingCentral's tokens, in seconds (API.md, section 3.1).
const (
	rcAccessSeconds  = 3600
	rcRefreshSeconds = 604799
)

// rcGrant is a RingCentral login: an access token and the refresh token that came with it. The times of the zero value,
// which is none, are over.
type rcGrant struct {
	user          *User
	access        string
	ends, refresh time.Time
}

// oauth is RingCentral's token endpoint (API.md, section 3.1): client authentication by Basic, then one of 3 grants.
func oauth(c *call) *reply {
	if refusal := clientRefusal(c); refusal != nil {
		return refusal
	}
	form := c.entry.Form
	var user *User
	switch form.Get("grant_type") {
	case "urn:ietf:params:oauth:grant-type:jwt-bearer":
		user = c.userByJWT(form.Get("assertion"))
	case "password":
		user = c.userByPassword(form.Get("username"), form.Get("password"))
		if decoded, err := url.QueryUnescape(form.Get("username")); user == nil && err == nil {
			// Sample clients of RingCentral's encode it once more (https://github.com/PacoVu/engagevoice-sdk-wrapper-node).
			user = c.userByPassword(decoded, form.Get("password"))
		}
	case "refresh_token":
		old := form.Get("refresh_token")
		if grant := c.rcRefresh[old]; c.cfg.Now().Before(grant.refresh) {
			// Refresh tokens are single use, and the old access token ends with them.
			user = grant.user
			delete(c.rcRefresh, old)
			delete(c.rcAccess, grant.access)
		}
	default:
		return oauthFailure(http.StatusBadRequest, "unauthorized_client", "OAU-251", "Unauthorized for this grant type")
	}
	if user == nil || user.Disabled {
		return oauthFailure(http.StatusUnauthorized, "invalid_grant", "OAU-140", "Invalid resource owner credentials")
	}
	return rcTokens(c, user)
}

// oauthRevoke ends a RingCentral login: both its tokens, whichever is sent. An unknown token is no error (RFC
// 7009, 2.2).
func oauthRevoke(c *call) *reply {
	if refusal := clientRefusal(c); refusal != nil {
		return refusal
	}
	token := c.entry.Form.Get("token")
	if token == "" {
		return platformFailure(http.StatusBadRequest, "CMN-101", "Parameter [token] value is invalid")
	}
	access := cmp.Or(c.rcAccess[token].access, c.rcRefresh[token].access)
	delete(c.rcAccess, access)
	maps.DeleteFunc(c.rcRefresh, func(_ string, grant rcGrant) bool { return grant.access == access })
	return &reply{status: http.StatusOK}
}

// clientRefusal checks the app's credentials. RingCentral's documents put them into the Basic header as they are,
// RFC 6749 (2.3.1) form-encodes them first; for the letters and digits that RingCentral issues the two are the same.
func clientRefusal(c *call) *reply {
	basic := http.Request{Header: c.header}
	id, secret, ok := basic.BasicAuth()
	if !ok {
		return oauthFailure(http.StatusUnauthorized, "invalid_client", "OAU-123", "Client authentication is required")
	}
	if !isOrEncodes(id, c.cfg.ClientID) || !isOrEncodes(secret, c.cfg.ClientSecret) {
		return oauthFailure(http.StatusUnauthorized, "invalid_client", "OAU-146", "Invalid client credentials")
	}
	return nil
}

func isOrEncodes(got, want string) bool {
	decoded, err := url.QueryUnescape(got)
	return got == want || err == nil && decoded == want
}

// rcTokens issues an access token and a refresh token.
func rcTokens(c *call, user *User) *reply {
	now := c.cfg.Now()
	grant := rcGrant{
		user:    user,
		access:  c.secrets.keep("rc-access-" + newUUID()),
		ends:    now.Add(rcAccessSeconds * time.Second),
		refresh: now.Add(rcRefreshSeconds * time.Second),
	}
	refreshToken := c.secrets.keep("rc-refresh-" + newUUID())
	c.rcAccess[grant.access] = grant
	c.rcRefresh[refreshToken] = grant
	return okReply(map[string]any{
		"access_token":             grant.access,
		"token_type":               "bearer",
		"expires_in":               rcAccessSeconds,
		"refresh_token":            refreshToken,
		"refresh_token_expires_in": rcRefreshSeconds,
		"scope":                    "ReadAccounts",
		"owner_id":                 strconv.FormatInt(user.RingCentralID(), 10),
		"endpoint_id":              "simulator-endpoint",
	})
}
