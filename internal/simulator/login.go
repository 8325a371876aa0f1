package simulator

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/golang-jwt/jwt/v5"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// loginUser returns the user that a login request is about, whether or not it will succeed.
func (c *call) loginUser() *User {
	form := c.entry.Form
	user := c.tenant.User(tenant.ByName(form.Get("username")))
	switch c.endpoint.route {
	case RouteExchange:
		user = c.rcAccess[form.Get("rcAccessToken")].user
	case RouteRefresh:
		user = c.refreshes[form.Get("refresh_token")]
	case RouteOAuth:
		user = cmp.Or(c.rcRefresh[form.Get("refresh_token")].user, c.userByJWT(form.Get("assertion")), user)
	}
	return user
}

// exchange turns a RingCentral access token into a RingCX session (API.md, section 3.4). The failures
// are not known (section 11.1); they are RingCX's error shape with 401, or 400 where a parameter is missing.
func exchange(c *call) *reply {
	form := c.entry.Form
	tokenType := form.Get("rcTokenType")
	if form.Get("rcAccessToken") == "" || tokenType != "Bearer" && (tokenType != "" || c.cfg.ParametersStrict) {
		return c.invalid("rcAccessToken and rcTokenType=Bearer are required")
	}
	grant := c.rcAccess[form.Get("rcAccessToken")]
	if !c.cfg.Now().Before(grant.ends) || grant.user.Disabled {
		return c.failure(http.StatusUnauthorized)
	}
	return loginReply(c, grant.user, true, !c.cfg.RefreshOnRequest || form.Get("includeRefresh") == "true")
}

// engageLogin logs in with a RingCX password (API.md, section 3.6). A refresh token always comes with the session.
func engageLogin(c *call) *reply {
	form := c.entry.Form
	platformID := form.Get("platformId")
	if form.Get("username") == "" || form.Get("password") == "" || platformID == "" && c.cfg.ParametersStrict {
		return c.invalid("username, password and platformId are required")
	}
	user := c.userByPassword(form.Get("username"), form.Get("password"))
	if user == nil || platformID != "" && platformID != c.cfg.PlatformID {
		return c.failure(http.StatusUnauthorized)
	}
	return loginReply(c, user, false, true)
}

// refresh exchanges a refresh token for a new session and a new one (API.md, section 3.7). Whether the old one
// may be used again is not known (section 11.2); it may not.
func refresh(c *call) *reply {
	old := c.entry.Form.Get("refresh_token")
	if old == "" {
		return c.invalid("refresh_token is required")
	}
	user := c.refreshes[old]
	if user == nil || user.Disabled {
		return c.failure(http.StatusUnauthorized)
	}
	delete(c.refreshes, old)
	return loginReply(c, user, true, true)
}

// loginReply is the body of a successful login (API.md, section 3.5). A login also sets a cookie; a client that
// sends it back is found out.
func loginReply(c *call, user *User, sso, withRefresh bool) *reply {
	accessToken := c.newJWT(user)
	var refreshToken any
	if withRefresh {
		refreshToken = c.newRefreshToken(user)
	}
	var mainAccountID any
	mainAccountIDs := []string{}
	if len(c.tenant.Accounts) > 0 {
		mainAccountID = nullable(c.tenant.Accounts[0].MainID)
		mainAccountIDs = append(mainAccountIDs, c.tenant.Accounts[0].MainID)
	}
	rep := okReply(map[string]any{
		"accessToken":           accessToken,
		"refreshToken":          refreshToken,
		"tokenType":             "Bearer",
		"mainAccountId":         mainAccountID,
		"managedMainAccountIds": mainAccountIDs,
		"adminId":               user.ID,
		"agentDetails":          agentDetails(c, user),
		"platformId":            c.cfg.PlatformID,
		"iqUrl":                 "iq." + c.cfg.PlatformID + ".example.com",
		"port":                  443,
		"adminUrl":              "/voice/admin/",
		"agentUrl":              "/voice/agent/",
		"analyticsUrl":          "/voice/analytics/",
		"redirectUrl":           nil,
		"loginHashcode":         strconv.Itoa(1_000_000 + user.ID),
		"ssoLogin":              sso,
		"rcUser":                map[string]any{"firstName": user.FirstName, "lastName": user.LastName, "email": user.Name},
		"passwordReset":         false,
		"userManagedByRC":       sso,
		"availableWEM":          false,
		"esu":                   c.tenant.HasRole(user, "SUPER_USER"),
		"regionalSettings":      regionalSettings(),
	})
	rep.header = http.Header{"Set-Cookie": {"access_token=" + accessToken + "; Path=/; HttpOnly"}}
	return rep
}

// agentDetails are the agents that a user is, one in the first account, with the fields that RingCX prints (API.md,
// section 3.5). They are null for a user who is an administrator only.
func agentDetails(c *call, user *User) any {
	if c.cfg.NoAgents {
		return nil
	}
	agents := []map[string]any{}
	if len(c.tenant.Accounts) > 0 {
		agents = append(agents, map[string]any{
			"agentId":           100_000 + user.ID,
			"firstName":         user.FirstName,
			"lastName":          user.LastName,
			"email":             user.Name,
			"username":          user.Name,
			"agentType":         "AGENT",
			"rcUserId":          user.RingCentralID(),
			"accountId":         c.tenant.Accounts[0].ID,
			"accountName":       c.tenant.Accounts[0].Name,
			"agentGroupId":      nil,
			"allowLoginControl": true,
			"allowLoginUpdates": true,
		})
	}
	return agents
}

// legacyLogin logs in on a legacy portal (API.md, section 3.8). A failure has no errorCode.
func legacyLogin(c *call) *reply {
	form := c.entry.Form
	user := c.userByPassword(form.Get("username"), form.Get("password"))
	if user == nil {
		return c.failureWith(http.StatusUnauthorized, apiError{
			GeneralMessage: "Login failed", Details: "The user name or the password is wrong",
		})
	}
	idle := idleLimit
	if form.Get("stayLoggedIn") == "true" {
		idle = idleLimitLong
	}
	return loginView(c, user, c.newSession(user, idle))
}

// whoAmI is the view of a login for the credential that asks. Behind a JWT stands the authToken in its claim xauth.
func whoAmI(c *call) *reply {
	authToken := c.credential.value
	var behind claims
	if _, _, err := jwt.NewParser().ParseUnverified(authToken, &behind); err == nil {
		authToken = behind.XAuth
	}
	return loginView(c, c.caller, authToken)
}

// loginView is the view of a login (API.md, section 3.8).
func loginView(c *call, user *User, authToken string) *reply {
	return okReply(map[string]any{
		"authToken":    authToken,
		"platformHost": "https://" + c.serverHost,
		"user":         c.userView(user, c.cfg.Now()),
		"accounts":     c.accountViews("enableMultiUser"),
	})
}
