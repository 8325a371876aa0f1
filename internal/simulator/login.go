package simulator

import (
	"net/http"
	"strconv"

	"github.com/golang-jwt/jwt/v5"
)

// loginUser returns the user that a login request is about, whether or not it will succeed.
func (s *Server) loginUser(c *call) *User {
	form := c.entry.Form
	switch c.endpoint.route {
	case RouteExchange:
		if grant := s.rcAccess[form.Get("rcAccessToken")]; grant != nil {
			return grant.user
		}
		return nil
	case RouteRefresh:
		return s.refreshes[form.Get("refresh_token")]
	case RouteOAuth:
		if grant := s.rcRefresh[form.Get("refresh_token")]; grant != nil {
			return grant.user
		}
		if user := s.userByJWT(form.Get("assertion")); user != nil {
			return user
		}
	}
	return s.userByName(form.Get("username"))
}

// exchange turns a RingCentral access token into a RingCX session (API.md, section 3.4). No source has the
// failures; they are RingCX's error shape with 401, or 400 where a parameter is missing.
func (s *Server) exchange(c *call, _ *User) reply {
	form := c.entry.Form
	tokenType := form.Get("rcTokenType")
	if form.Get("rcAccessToken") == "" || tokenType != "Bearer" && (tokenType != "" || s.cfg.ParametersStrict) {
		return s.invalid(c, "rcAccessToken and rcTokenType=Bearer are required")
	}
	grant := s.rcAccess[form.Get("rcAccessToken")]
	if grant == nil || !s.cfg.Now().Before(grant.ends) || grant.user.Disabled {
		return s.failure(c, http.StatusUnauthorized)
	}
	return s.loginReply(grant.user, true, !s.cfg.RefreshOnRequest || form.Get("includeRefresh") == "true")
}

// engageLogin logs in with a RingCX password (API.md, section 3.6). A refresh token always comes with the session.
func (s *Server) engageLogin(c *call, _ *User) reply {
	form := c.entry.Form
	platformID := form.Get("platformId")
	if form.Get("username") == "" || form.Get("password") == "" || platformID == "" && s.cfg.ParametersStrict {
		return s.invalid(c, "username, password and platformId are required")
	}
	user := s.userByPassword(form.Get("username"), form.Get("password"))
	if user == nil || platformID != "" && platformID != s.cfg.PlatformID {
		return s.failure(c, http.StatusUnauthorized)
	}
	return s.loginReply(user, false, true)
}

// refresh exchanges a refresh token for a new session and a new one (API.md, section 3.7). No source says whether the
// old one may be used again; it may not.
func (s *Server) refresh(c *call, _ *User) reply {
	old := c.entry.Form.Get("refresh_token")
	if old == "" {
		return s.invalid(c, "refresh_token is required")
	}
	user := s.refreshes[old]
	if user == nil || user.Disabled {
		return s.failure(c, http.StatusUnauthorized)
	}
	delete(s.refreshes, old)
	return s.loginReply(user, true, true)
}

// loginReply is the body of a successful login (API.md, section 3.5). A login also sets a cookie; a client that
// sends it back is found out.
func (s *Server) loginReply(user *User, sso, withRefresh bool) reply {
	accessToken := s.newJWT(user)
	var refreshToken any
	if withRefresh {
		refreshToken = s.newRefreshToken(user)
	}
	var mainAccountID any
	mainAccountIDs := []string{}
	if len(s.cfg.Accounts) > 0 {
		mainAccountID = nullable(s.cfg.Accounts[0].MainID)
		mainAccountIDs = append(mainAccountIDs, s.cfg.Accounts[0].MainID)
	}
	rep := jsonReply(http.StatusOK, map[string]any{
		"accessToken":           accessToken,
		"refreshToken":          refreshToken,
		"tokenType":             "Bearer",
		"mainAccountId":         mainAccountID,
		"managedMainAccountIds": mainAccountIDs,
		"adminId":               user.ID,
		"agentDetails":          s.agentDetails(user),
		"platformId":            s.cfg.PlatformID,
		"iqUrl":                 "iq." + s.cfg.PlatformID + ".example.com",
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
		"esu":                   s.hasRole(user, "SUPER_USER"),
		"regionalSettings":      regionalSettings(),
	})
	rep.header = http.Header{"Set-Cookie": {"access_token=" + accessToken + "; Path=/; HttpOnly"}}
	return rep
}

// agentDetails are the agents that a user is, one in the first account, with the fields that RingCX prints
// (API.md, section 3.5). They are null for a user who
// is an administrator only.
func (s *Server) agentDetails(user *User) any {
	if s.cfg.NoAgents {
		return nil
	}
	agents := []map[string]any{}
	if len(s.cfg.Accounts) > 0 {
		agents = append(agents, map[string]any{
			"agentId":           100_000 + user.ID,
			"firstName":         user.FirstName,
			"lastName":          user.LastName,
			"email":             user.Name,
			"username":          user.Name,
			"agentType":         "AGENT",
			"rcUserId":          user.rcUserID(),
			"accountId":         s.cfg.Accounts[0].ID,
			"accountName":       s.cfg.Accounts[0].Name,
			"agentGroupId":      nil,
			"allowLoginControl": true,
			"allowLoginUpdates": true,
		})
	}
	return agents
}

// newRefreshToken issues a RingCX refresh token.
func (s *Server) newRefreshToken(user *User) string {
	token := s.keepSecret(newUUID())
	s.refreshes[token] = user
	return token
}

// legacyLogin logs in on a legacy portal (API.md, section 3.8). A failure has no errorCode.
func (s *Server) legacyLogin(c *call, _ *User) reply {
	form := c.entry.Form
	user := s.userByPassword(form.Get("username"), form.Get("password"))
	if user == nil {
		return s.failureWith(c, http.StatusUnauthorized, "", "Login failed", "The user name or the password is wrong")
	}
	idle := idleLimit
	if form.Get("stayLoggedIn") == "true" {
		idle = idleLimitLong
	}
	return s.loginView(c, user, s.newSession(user, idle))
}

// whoAmI is the view of a login for the credential that asks. Behind a JWT stands the authToken in its claim xauth.
func (s *Server) whoAmI(c *call, user *User) reply {
	var behind claims
	if _, _, err := jwt.NewParser().ParseUnverified(c.credential.value, &behind); err == nil {
		return s.loginView(c, user, behind.XAuth)
	}
	return s.loginView(c, user, c.credential.value)
}

// loginView is the view of a login (API.md, section 3.8).
func (s *Server) loginView(c *call, user *User, authToken string) reply {
	return jsonReply(http.StatusOK, map[string]any{
		"authToken":    authToken,
		"platformHost": "https://" + c.serverHost,
		"user":         s.userView(user, s.cfg.Now()),
		"accounts":     s.accountViews("enableMultiUser"),
	})
}
