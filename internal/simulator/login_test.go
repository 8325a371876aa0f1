package simulator_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

const (
	oauthPath    = "/restapi/oauth/token"
	exchangePath = "/api/auth/login/rc/accesstoken"
	engagePath   = "/api/auth/login/admin"
	refreshPath  = "/api/auth/token/refresh"
	jwtGrant     = "urn:ietf:params:oauth:grant-type:jwt-bearer"
)

func (b *bench) rcAccessToken() string {
	b.Helper()
	a := b.form(oauthPath, url.Values{"grant_type": {jwtGrant}, "assertion": {simulator.DefaultJWT}},
		basic(simulator.DefaultClientID, simulator.DefaultClientSecret))
	b.want(a, 200, "application/json")
	return a.json(b.T)["access_token"].(string)
}

// API.md, section 3.1: the JWT grant and the password grant.
func TestOAuthGrants(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	for name, form := range map[string]url.Values{
		"jwt": {"grant_type": {jwtGrant}, "assertion": {simulator.DefaultJWT}},
		"password": {"grant_type": {"password"}, "username": {admin}, "extension": {""},
			"password": {simulator.DefaultPassword}},
	} {
		for encoding, header := range map[string]string{
			"as documented": basic(simulator.DefaultClientID, simulator.DefaultClientSecret),
			"as RFC 6749":   basic(url.QueryEscape(simulator.DefaultClientID), url.QueryEscape(simulator.DefaultClientSecret)),
		} {
			a := b.form(oauthPath, form, header)
			b.want(a, 200, "application/json")
			body := a.json(t)
			if body["token_type"] != "bearer" || body["expires_in"] != 3600.0 || body["owner_id"] != "400001001" ||
				body["scope"] != "ReadAccounts" {
				t.Errorf("%s, %s: %v", name, encoding, body)
			}
		}
	}
	if r := b.sim.Requests()[0]; r.Route != simulator.RouteOAuth || r.User != admin ||
		r.Credential != simulator.CredentialNone {
		t.Errorf("logged as %+v", r)
	}
	b.documented()
}

// API.md, section 3.1: RingCentral refresh tokens are single use, and the old access token ends.
func TestOAuthRefresh(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	client := basic(simulator.DefaultClientID, simulator.DefaultClientSecret)
	first := b.form(oauthPath, url.Values{"grant_type": {jwtGrant}, "assertion": {simulator.DefaultJWT}}, client).json(t)
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {first["refresh_token"].(string)}}
	second := b.form(oauthPath, form, client)
	b.want(second, 200, "application/json")
	if a := b.form(oauthPath, form, client); a.status != 401 {
		t.Errorf("second use of the refresh token: %d", a.status)
	}
	exchange := func(login map[string]any) int {
		return b.form(exchangePath, url.Values{"rcAccessToken": {login["access_token"].(string)},
			"rcTokenType": {"Bearer"}}).status
	}
	if old, fresh := exchange(first), exchange(second.json(t)); old != 401 || fresh != 200 {
		t.Errorf("exchange of the old access token %d, of the new one %d", old, fresh)
	}
	b.documented()
}

// API.md, section 3.2: errors and their codes.
func TestOAuthErrors(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	good := basic(simulator.DefaultClientID, simulator.DefaultClientSecret)
	b.sim.DisableUser(ivr)
	for name, test := range map[string]struct {
		form   url.Values
		client string
		status int
		kind   string
		code   string
	}{
		"wrong secret": {url.Values{"grant_type": {jwtGrant}, "assertion": {simulator.DefaultJWT}},
			basic(simulator.DefaultClientID, "x"), 401, "invalid_client", "OAU-146"},
		"wrong id": {url.Values{"grant_type": {jwtGrant}, "assertion": {simulator.DefaultJWT}},
			basic("x", simulator.DefaultClientSecret), 401, "invalid_client", "OAU-146"},
		"no client": {url.Values{"grant_type": {jwtGrant}, "assertion": {simulator.DefaultJWT}}, "Accept: */*", 401,
			"invalid_client", "OAU-123"},
		"unknown jwt": {url.Values{"grant_type": {jwtGrant}, "assertion": {"a.b.c"}}, good, 401, "invalid_grant",
			"OAU-140"},
		"no jwt": {url.Values{"grant_type": {jwtGrant}}, good, 401, "invalid_grant", "OAU-140"},
		"wrong password": {url.Values{"grant_type": {"password"}, "username": {admin}, "password": {"x"}}, good, 401,
			"invalid_grant", "OAU-140"},
		"disabled": {url.Values{"grant_type": {jwtGrant}, "assertion": {b.user(ivr).JWT}}, good, 401, "invalid_grant",
			"OAU-140"},
		"grant not known": {url.Values{"grant_type": {"client_credentials"}}, good, 400, "unauthorized_client", "OAU-251"},
		"grant not given": {url.Values{}, good, 400, "unauthorized_client", "OAU-251"},
		"unknown refresh": {url.Values{"grant_type": {"refresh_token"}, "refresh_token": {"x"}}, good, 401, "invalid_grant",
			"OAU-140"},
		"no refresh token": {url.Values{"grant_type": {"refresh_token"}}, good, 401, "invalid_grant", "OAU-140"},
	} {
		a := b.form(oauthPath, test.form, test.client)
		b.want(a, test.status, "application/json")
		body := a.json(t)
		detail := body["errors"].([]any)[0].(map[string]any)
		if body["error"] != test.kind || body["error_description"] == "" || detail["errorCode"] != test.code ||
			detail["message"] == "" {
			t.Errorf("%s: %v", name, body)
		}
	}
}

// API.md, section 3.4: the exchange, in a form or in the query; section 3.5: a refresh token and a list of agents.
func TestExchange(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	rc := b.rcAccessToken()
	form := url.Values{"rcAccessToken": {rc}, "rcTokenType": {"Bearer"}}
	query := url.Values{"rcAccessToken": {rc}, "rcTokenType": {"Bearer"}, "includeRefresh": {"true"}}
	plain := b.form(exchangePath, form)
	b.want(plain, 200, "application/json")
	body := plain.json(t)
	if body["tokenType"] != "Bearer" || body["adminId"] != 1001.0 || body["mainAccountId"] != "99990000" ||
		body["platformId"] != "aws80" {
		t.Errorf("body %v", body)
	}
	agent := body["agentDetails"].([]any)[0].(map[string]any)
	if body["refreshToken"] == nil || agent["email"] != admin || agent["accountId"] != "99990006" ||
		agent["agentGroupId"] != nil {
		t.Errorf("refresh token %v, agent %v", body["refreshToken"], agent)
	}
	if !strings.HasPrefix(plain.header.Get("Set-Cookie"), "access_token=") {
		t.Error("no session cookie")
	}
	for name, a := range map[string]answer{
		"form, flag in the query": b.form(exchangePath+"?includeRefresh=true", form),
		"all in the query":        b.do("POST", exchangePath+"?"+query.Encode(), ""),
		"all in the form":         b.form(exchangePath, query),
	} {
		if refresh, _ := a.json(t)["refreshToken"].(string); a.status != 200 || refresh == "" {
			t.Errorf("%s: status %d, refresh token %q", name, a.status, refresh)
		}
	}
	b.listed("Authorization: Bearer " + body["accessToken"].(string))
	b.documented()
}

func TestExchangeRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	rc := b.rcAccessToken()
	requestURI := exchangePath + " - POST"
	b.wantError(b.form(exchangePath, url.Values{"rcAccessToken": {"x"}, "rcTokenType": {"Bearer"}}), 401, requestURI)
	b.wantError(b.form(exchangePath, url.Values{"rcAccessToken": {rc}, "rcTokenType": {"Basic"}}), 400, requestURI)
	b.wantError(b.form(exchangePath, url.Values{"rcTokenType": {"Bearer"}}), 400, requestURI)
	// API.md, section 3.1: an access token lives for an hour.
	b.clock.advance(time.Hour)
	b.wantError(b.form(exchangePath, url.Values{"rcAccessToken": {rc}, "rcTokenType": {"Bearer"}}), 401, requestURI)
	rc = b.rcAccessToken()
	b.sim.DisableUser(admin)
	b.wantError(b.form(exchangePath, url.Values{"rcAccessToken": {rc}, "rcTokenType": {"Bearer"}}), 401, requestURI)
}

// API.md, section 3.6: parameters in the query or in a form, and a refresh token always.
func TestEngageLogin(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	values := url.Values{"username": {ivr}, "password": {b.user(ivr).Password}, "platformId": {"aws80"}}
	for name, a := range map[string]answer{
		"query": b.do("POST", engagePath+"?"+values.Encode(), ""),
		"form":  b.form(engagePath, values),
	} {
		b.want(a, 200, "application/json")
		body := a.json(t)
		if body["adminId"] != 1002.0 || body["refreshToken"] == nil || body["tokenType"] != "Bearer" {
			t.Errorf("%s: %v", name, body)
		}
	}
	b.documented()

	for name, change := range map[string]func(url.Values){
		"wrong password":   func(v url.Values) { v.Set("password", "x") },
		"wrong platform":   func(v url.Values) { v.Set("platformId", "x") },
		"unknown user":     func(v url.Values) { v.Set("username", "x") },
		"missing user":     func(v url.Values) { v.Del("username") },
		"missing password": func(v url.Values) { v.Del("password") },
	} {
		status := 401
		if strings.HasPrefix(name, "missing") {
			status = 400
		}
		wrong := url.Values{"username": {ivr}, "password": {b.user(ivr).Password}, "platformId": {"aws80"}}
		change(wrong)
		b.wantError(b.form(engagePath, wrong), status, engagePath+" - POST")
	}

	b.sim.SetUserPassword(ivr, "new pässwörd")
	b.wantError(b.form(engagePath, values), 401, engagePath+" - POST")
	values.Set("password", "new pässwörd")
	b.want(b.form(engagePath, values), 200, "application/json")
	b.sim.DisableUser(ivr)
	b.wantError(b.form(engagePath, values), 401, engagePath+" - POST")
}

// API.md, section 3.5: the JWT's claims, and its lifetime of five minutes.
func TestJWTClaims(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	claims := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(b.engage(admin)["accessToken"].(string), claims); err != nil {
		t.Fatal(err)
	}
	issued, _ := claims.GetIssuedAt()
	expires, _ := claims.GetExpirationTime()
	if issued.Unix() != b.clock.Now().Unix() || expires.Sub(issued.Time) != 5*time.Minute {
		t.Errorf("iat %v, exp %v", issued, expires)
	}
	if claims["lapp"] != "ADMIN" || claims["esu"] != false || claims["xauth"] == "" {
		t.Errorf("claims %v", claims)
	}
	// API.md, section 3.5: xauth is the legacy session behind the JWT.
	b.listed("X-Auth-Token: " + claims["xauth"].(string))
}

// API.md, section 2.5: the message about an expired session, as text/plain with a challenge; also without a JWT, and
// for something that is no JWT.
func TestJWTRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	bearer := b.bearer(admin)
	token := b.sim.Mint(admin)
	refused := func(text string, headers ...string) {
		t.Helper()
		a := b.do("DELETE", voiceToken+"/"+token, "", headers...)
		b.want(a, 401, "text/plain")
		if a.body != text || !strings.HasPrefix(a.header.Get("Www-Authenticate"), `Bearer realm="`) {
			t.Errorf("body %q, challenge %q; want %q", a.body, a.header.Get("Www-Authenticate"), text)
		}
	}
	refused("Jwt is missing")
	refused("Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections",
		"Authorization: Bearer "+token)
	refused("Jwt verification fails", bearer[:strings.LastIndex(bearer, ".")]+".c2lnbmF0dXJl")
	refused("Jwt verification fails", "Authorization: Bearer "+simulator.DefaultJWT)
	b.clock.advance(5*time.Minute - time.Second)
	b.listed(bearer)
	b.clock.advance(time.Second)
	refused("Jwt is expired", bearer)
	last := b.sim.Requests()[b.sim.Count()-1]
	if last.User != admin || last.Credential != simulator.CredentialBearer {
		t.Errorf("the log names %q, %q for an expired JWT", last.User, last.Credential)
	}
	if !slices.Equal(b.sim.AllTokens(), []string{token}) {
		t.Error("a refused deletion deleted")
	}
	// No document has an API token as Bearer.
	if marked := b.sim.Undocumented(); len(marked) != 1 || marked[0].Credential != simulator.CredentialAPIToken {
		t.Errorf("marked: %+v", marked)
	}
}

// API.md, section 3.7: the refresh token rotates, and an expired Authorization header does no harm.
func TestRefresh(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	login := b.engage(admin)
	bearer := "Authorization: Bearer " + login["accessToken"].(string)
	refresh := url.Values{"refresh_token": {login["refreshToken"].(string)}, "rcTokenType": {"Bearer"}}
	b.clock.advance(time.Hour)
	a := b.form(refreshPath, refresh, bearer)
	b.want(a, 200, "application/json")
	fresh := a.json(t)
	if fresh["adminId"] != 1001.0 || fresh["refreshToken"] == login["refreshToken"] ||
		fresh["accessToken"] == login["accessToken"] {
		t.Errorf("body %v", fresh)
	}
	b.listed("Authorization: Bearer " + fresh["accessToken"].(string))
	b.wantError(b.form(refreshPath, refresh), 401, refreshPath+" - POST")
	b.wantError(b.form(refreshPath, url.Values{}), 400, refreshPath+" - POST")
	// API.md, section 3.7: the query works too, and rcTokenType may be left out.
	again := b.do("POST", refreshPath+"?refresh_token="+url.QueryEscape(fresh["refreshToken"].(string)), "")
	b.want(again, 200, "application/json")
	b.sim.RevokeRefreshTokens()
	b.wantError(b.form(refreshPath, url.Values{"refresh_token": {again.json(t)["refreshToken"].(string)}}), 401,
		refreshPath+" - POST")
	b.documented()
}

// ExpireSessions ends sessions of both kinds, and only those issued before.
func TestExpireSessions(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	login := b.engage(admin)
	authToken := b.authToken(admin)
	b.sim.ExpireSessions()
	if a := b.do("GET", voiceToken, "", "Authorization: Bearer "+login["accessToken"].(string)); a.status != 401 ||
		a.body != "Jwt is expired" {
		t.Errorf("status %d, body %q", a.status, a.body)
	}
	b.wantError(b.do("GET", legacyToken, "", authToken), 401, "/api/v1/admin/token - GET")
	a := b.form(refreshPath, url.Values{"refresh_token": {login["refreshToken"].(string)}})
	b.want(a, 200, "application/json")
	b.listed("Authorization: Bearer " + a.json(t)["accessToken"].(string))
	b.listed(b.bearer(admin))
}

// API.md, section 3.8: the legacy login and its body; section 2.4: its failure without an errorCode.
func TestLegacyLogin(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	values := url.Values{"username": {admin}, "password": {simulator.DefaultPassword}}
	for name, a := range map[string]answer{
		"form":            b.form("/api/v1/auth/login", values),
		"query":           b.do("POST", "/api/v1/auth/login?"+values.Encode(), ""),
		"ringcx host":     b.form("/voice/api/v1/auth/login", values),
		"stays logged in": b.form("/api/v1/auth/login?stayLoggedIn=true", values),
	} {
		b.want(a, 200, "application/json")
		body := a.json(t)
		user := body["user"].(map[string]any)
		account := body["accounts"].([]any)[0].(map[string]any)
		if body["authToken"] == "" || body["platformHost"] == "" || user["userId"] != 1001.0 || account["crmPwd"] == nil {
			t.Errorf("%s: %v", name, body)
		}
		if _, ok := account["enableMultiUser"]; !ok {
			t.Errorf("%s: the login spells enableMultiUser", name)
		}
	}
	b.documented()
	values.Set("password", "x")
	body := b.wantError(b.form("/api/v1/auth/login", values), 401, "/api/v1/auth/login - POST")
	if _, ok := body["errorCode"]; ok {
		t.Errorf("body %v", body)
	}
}

// API.md, section 3.8: an authToken ends after an hour without use, or two weeks with stayLoggedIn; any use extends it.
func TestAuthTokenSlides(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	short, long := b.authToken(admin), b.authToken(admin, "stayLoggedIn=true")
	status := func(credential string) int { return b.do("GET", legacyToken, "", credential).status }
	for range 3 {
		b.clock.advance(59 * time.Minute)
		if got := status(short); got != 200 {
			t.Fatalf("after 59 minutes: %d", got)
		}
	}
	b.clock.advance(time.Hour)
	if got := status(short); got != 401 {
		t.Errorf("after an hour without use: %d", got)
	}
	b.clock.advance(13 * 24 * time.Hour)
	if got := status(long); got != 200 {
		t.Errorf("stayLoggedIn after 13 days: %d", got)
	}
	b.clock.advance(14 * 24 * time.Hour)
	if got := status(long); got != 401 {
		t.Errorf("stayLoggedIn after two weeks without use: %d", got)
	}
}

// RingCX's page on the login without RingCentral takes a JWT in X-Auth-Token too; newer documents do not.
func TestSessionStrict(t *testing.T) {
	t.Parallel()
	for strict, status := range map[bool]int{false: 200, true: 401} {
		b := newBench(t, simulator.Config{SessionStrict: strict})
		header := "X-Auth-Token: " + b.engage(admin)["accessToken"].(string)
		if a := b.do("GET", voiceToken, "", header); a.status != status {
			t.Errorf("strict %v: status %d", strict, a.status)
		}
		b.documented()
	}
}

// RingCX's pages print platformId and rcTokenType, its specification has them as optional.
func TestParametersStrict(t *testing.T) {
	t.Parallel()
	for strict, status := range map[bool]int{false: 200, true: 400} {
		b := newBench(t, simulator.Config{ParametersStrict: strict})
		login := b.form(engagePath, url.Values{"username": {ivr}, "password": {b.user(ivr).Password}})
		exchange := b.form(exchangePath, url.Values{"rcAccessToken": {b.rcAccessToken()}})
		if login.status != status || exchange.status != status {
			t.Errorf("strict %v: login %d, exchange %d", strict, login.status, exchange.status)
		}
		b.documented()
	}
}

// Newer documents give a refresh token only where includeRefresh asks for it. A user may be no agent.
func TestLoginReplyReadings(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{RefreshOnRequest: true, NoAgents: true})
	form := url.Values{"rcAccessToken": {b.rcAccessToken()}, "rcTokenType": {"Bearer"}}
	without, with := b.form(exchangePath, form).json(t), b.form(exchangePath+"?includeRefresh=true", form).json(t)
	if without["refreshToken"] != nil || with["refreshToken"] == nil {
		t.Errorf("refresh tokens %v and %v", without["refreshToken"], with["refreshToken"])
	}
	if agents, ok := with["agentDetails"]; !ok || agents != nil {
		t.Errorf("agents %v", agents)
	}
	if b.engage(ivr)["refreshToken"] == nil {
		t.Error("a login with a password always has a refresh token")
	}
	none := newBench(t, simulator.Config{Accounts: []simulator.Account{}})
	if agents := none.engage(ivr)["agentDetails"].([]any); len(agents) != 0 {
		t.Errorf("an agent of no account: %v", agents)
	}
}

// RingCentral's revocation ends the login that a token belongs to, access and refresh token alike.
func TestOAuthRevoke(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	client := basic(simulator.DefaultClientID, simulator.DefaultClientSecret)
	grant := url.Values{"grant_type": {"password"}, "username": {admin}, "password": {simulator.DefaultPassword},
		"access_token_ttl": {"3600"}}
	for _, kind := range []string{"access_token", "refresh_token"} {
		login := b.form(oauthPath, grant, client).json(t)
		if a := b.form("/restapi/oauth/revoke", url.Values{"token": {login[kind].(string)}}, client); a.status != 200 ||
			a.body != "" {
			t.Errorf("%s: %d %q", kind, a.status, a.body)
		}
		exchange := b.form(exchangePath, url.Values{"rcAccessToken": {login["access_token"].(string)}})
		refresh := b.form(oauthPath, url.Values{"grant_type": {"refresh_token"},
			"refresh_token": {login["refresh_token"].(string)}}, client)
		if exchange.status != 401 || refresh.status != 401 {
			t.Errorf("after revoking the %s: exchange %d, refresh %d", kind, exchange.status, refresh.status)
		}
	}
	for status, form := range map[int]url.Values{200: {"token": {"never-was"}}, 400: {}} {
		if a := b.form("/restapi/oauth/revoke", form, client); a.status != status {
			t.Errorf("%v: %d", form, a.status)
		}
	}
	if a := b.form("/restapi/oauth/revoke", url.Values{"token": {"x"}}); a.status != 401 {
		t.Errorf("without the client: %d", a.status)
	}
	b.documented()
}

// GET /v1/admin/auth returns the user, whatever the credential.
func TestWhoAmI(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	token := b.sim.Mint(ivr)
	for _, credential := range []string{b.bearer(ivr), b.authToken(ivr), "X-Auth-Token: " + token} {
		a := b.do("GET", "/voice/api/v1/admin/auth", "", credential)
		b.want(a, 200, "application/json")
		body := a.json(t)
		if body["user"].(map[string]any)["userId"] != 1002.0 || len(body["accounts"].([]any)) != 4 {
			t.Errorf("%v", body)
		}
		// What it names as the session is one, and the caller's own.
		if got := b.listed("X-Auth-Token: " + body["authToken"].(string)); !slices.Equal(got, []string{token}) {
			t.Errorf("its authToken lists %v", got)
		}
	}
	if a := b.do("GET", "/voice/api/v1/admin/auth", ""); a.status != 401 {
		t.Errorf("without a credential: %d", a.status)
	}
	b.documented()
}

// The portals document X-Auth-Token only (API.md, section 2.2).
func TestNoBearerOnALegacyPortal(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	b.wantError(b.do("GET", legacyToken, "", b.bearer(admin)), 401, "/api/v1/admin/token - GET")
	b.wantError(b.do("GET", legacyToken, ""), 401, "/api/v1/admin/token - GET")
	if marked := b.sim.Undocumented(); len(marked) != 1 {
		t.Errorf("marked: %+v", marked)
	}
}

// No source says what happens to a disabled user's credentials; they are refused.
func TestDisabledUser(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	login := b.engage(ivr)
	credentials := []string{"Authorization: Bearer " + login["accessToken"].(string), b.authToken(ivr), b.minted(ivr)}
	b.sim.DisableUser(ivr)
	for _, credential := range credentials {
		b.wantError(b.do("GET", voiceToken, "", credential), 401, "/api/v1/admin/token - GET")
	}
	if a := b.form(refreshPath, url.Values{"refresh_token": {login["refreshToken"].(string)}}); a.status != 401 {
		t.Errorf("refresh: %d", a.status)
	}
	if len(b.sim.Tokens(ivr)) != 1 {
		t.Error("the tokens are gone; they are only refused")
	}
	b.sim.EnableUser(ivr)
	for _, credential := range credentials {
		if got := b.listed(credential); len(got) != 1 {
			t.Errorf("enabled again: %v", got)
		}
	}
	b.engage(ivr)
}

// Two tenants may have a user with the same id. The platform in the login's reply distinguishes them.
func TestTwoTenants(t *testing.T) {
	t.Parallel()
	user := simulator.User{ID: 1001, Name: admin, Password: simulator.DefaultPassword}
	here := newBench(t, simulator.Config{Users: []simulator.User{user}})
	user.Name = "stranger@example.com"
	there := newBench(t, simulator.Config{Users: []simulator.User{user}, PlatformID: "aws91"})
	login := here.engage(admin)
	query := url.Values{"username": {user.Name}, "password": {user.Password}, "platformId": {"aws91"}}
	other := there.do("POST", engagePath+"?"+query.Encode(), "").json(t)
	if login["adminId"] != other["adminId"] || login["platformId"] != "aws80" || other["platformId"] != "aws91" {
		t.Errorf("logins %v and %v", login, other)
	}
	if token := there.sim.Mint(user.Name); !strings.HasPrefix(token, "aws91:") {
		t.Errorf("token %q", token)
	} else if got := here.do("GET", voiceToken, "", "X-Auth-Token: "+token).status; got != 401 {
		t.Errorf("one tenant's token at the other: %d", got)
	}
	if got := here.do("GET", voiceToken, "", "Authorization: Bearer "+other["accessToken"].(string)).status; got != 401 {
		t.Errorf("one tenant's session at the other: %d", got)
	}
}
