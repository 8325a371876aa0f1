package simulator_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The pages on which RingCX publishes the commands below.
const (
	pageLegacy      = "https://developers.ringcentral.com/engage/voice/guide/authentication/auth-legacy"
	pageEngage      = "https://developers.ringcentral.com/engage/voice/guide/authentication/auth-engage"
	pageRingCentral = "https://developers.ringcentral.com/engage/voice/guide/authentication/auth-ringcentral"
	pageOAuth       = "https://developers.ringcentral.com/guide/authentication/jwt-flow"
)

const (
	uuidForm  = `[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`
	tokenForm = `aws80:` + uuidForm
	formType  = "Content-Type: application/x-www-form-urlencoded"
)

// contract holds the commands that RingCX's pages print, word for word, with the reply that they describe. A name in
// braces stands for a value that the reader inserts, unchanged, or for a value of an earlier reply that was named with
// `as`.
var contract = []struct {
	page, command string
	method, path  string
	headers       []string
	body          string
	status        int
	reply         string // a regular expression; its first group is what `as` names
	as            string
}{
	{pageLegacy, "get an authToken", "POST", "/api/v1/auth/login", []string{formType},
		"username={email}&password={password}",
		200, `"authToken":"(` + uuidForm + `)"`, "authToken"},
	{pageLegacy, "make a token with the authToken", "POST", "/api/v1/admin/token", []string{"X-Auth-Token: {authToken}"},
		"",
		200, `^(` + tokenForm + `)$`, "apiToken"},
	{pageLegacy, "make a token with another one", "POST", "/api/v1/admin/token", []string{"X-Auth-Token: {apiToken}"}, "",
		200, `^(` + tokenForm + `)$`, "second"},
	{pageLegacy, "list", "GET", "/api/v1/admin/token", []string{"X-Auth-Token: {apiToken}"}, "",
		200, `^\["{apiToken}","{second}"\]$`, ""},
	{pageLegacy, "list with the authToken", "GET", "/api/v1/admin/token", []string{"X-Auth-Token: {authToken}"}, "",
		200, `^\["{apiToken}","{second}"\]$`, ""},
	{pageLegacy, "use a token", "GET", "/api/v1/admin/users", []string{"X-Auth-Token: {apiToken}"}, "",
		200, `"userName":"{email}"`, ""},
	{pageLegacy, "delete with the authToken", "DELETE", "/api/v1/admin/token/{second}",
		[]string{"x-auth-token: {authToken}"}, "",
		200, `^true$`, ""},
	{pageLegacy, "delete with the token itself", "DELETE", "/api/v1/admin/token/{apiToken}",
		[]string{"x-auth-token: {apiToken}"}, "",
		200, `^true$`, ""},

	{pageEngage, "log in", "POST", "/api/auth/login/admin?username={email}&password={password}&platformId={platform ID}",
		nil, "",
		200, `"accessToken":"([\w-]+\.[\w-]+\.[\w-]+)"`, "accessToken"},
	{pageEngage, "the same reply has a refresh token", "POST",
		"/api/auth/login/admin?username={email}&password={password}&platformId={platform ID}", nil, "",
		200, `"refreshToken":"([^"]+)"`, "refreshToken"},
	{pageEngage, "make a token", "POST", "/voice/api/v1/admin/token", []string{"Authorization: Bearer {accessToken}"}, "",
		200, `^(` + tokenForm + `)$`, "apiToken"},
	{pageEngage, "make a token, asking for JSON", "POST", "/voice/api/v1/admin/token",
		[]string{"Authorization: Bearer {accessToken}", "Accept: application/json"}, "",
		200, `^(` + tokenForm + `)$`, "second"},
	{pageEngage, "list with a token", "GET", "/voice/api/v1/admin/token", []string{"X-Auth-Token: {apiToken}"}, "",
		200, `^\["{apiToken}","{second}"\]$`, ""},
	{pageEngage, "list with the access token", "GET", "/voice/api/v1/admin/token",
		[]string{"Authorization: Bearer {accessToken}"}, "",
		200, `^\["{apiToken}","{second}"\]$`, ""},
	{pageEngage, "list with the access token in the other header", "GET", "/voice/api/v1/admin/token",
		[]string{"X-Auth-Token: {accessToken}"}, "",
		200, `^\["{apiToken}","{second}"\]$`, ""},
	{pageEngage, "delete with the access token", "DELETE", "/voice/api/v1/admin/token/{second}",
		[]string{"Authorization: Bearer {accessToken}"}, "",
		200, `^true$`, ""},
	{pageEngage, "delete with the token itself", "DELETE", "/voice/api/v1/admin/token/{apiToken}",
		[]string{"X-Auth-Token: {apiToken}"}, "",
		200, `^true$`, ""},
	{pageEngage, "a deleted token is refused", "GET", "/voice/api/v1/admin/token", []string{"X-Auth-Token: {apiToken}"},
		"",
		401, `"generalMessage"`, ""},
	{pageEngage, "accounts", "GET", "/voice/api/v1/admin/accounts", []string{"Authorization: Bearer {accessToken}"}, "",
		200, `^\[\{.*"accountId":"\d+"`, ""},

	{pageOAuth, "a RingCentral access token", "POST", "/restapi/oauth/token",
		[]string{formType, "Accept: application/json", "Authorization: Basic {client}"},
		"grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion={jwt}",
		200, `"access_token":"([^"]+)"`, "rcAccessToken"},
	{pageRingCentral, "exchange", "POST", "/api/auth/login/rc/accesstoken", []string{formType},
		"rcAccessToken={rcAccessToken}&rcTokenType=Bearer",
		200, `"accessToken":"([^"]+)"`, "rcEngageAccessToken"},
	{pageRingCentral, "the same reply has a refresh token", "POST", "/api/auth/login/rc/accesstoken", []string{formType},
		"rcAccessToken={rcAccessToken}&rcTokenType=Bearer",
		200, `"refreshToken":"([^"]+)"`, "rcEngageRefreshToken"},
	{pageRingCentral, "the same reply has a list of agents", "POST", "/api/auth/login/rc/accesstoken", []string{formType},
		"rcAccessToken={rcAccessToken}&rcTokenType=Bearer",
		200, `"agentDetails":\[\{.*"accountId":"\d+"`, ""},
	{pageRingCentral, "use the access token", "GET", "/voice/api/v1/admin/users",
		[]string{"Authorization: Bearer {rcEngageAccessToken}"}, "",
		200, `"userName":"{email}"`, ""},
	{pageRingCentral, "refresh", "POST", "/api/auth/token/refresh", []string{formType},
		"refresh_token={rcEngageRefreshToken}&rcTokenType=Bearer",
		200, `"refreshToken":"([^"]+)"`, "newRefreshToken"},
	{pageRingCentral, "refresh with the new one", "POST", "/api/auth/token/refresh", []string{formType},
		"refresh_token={newRefreshToken}&rcTokenType=Bearer",
		200, `"accessToken":"([^"]+)"`, "rcEngageAccessToken"},
}

// The commands that RingCX publishes work word for word, and none is marked as undocumented.
func TestContract(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	values := map[string]string{
		"email": simulator.PlainUserName, "password": simulator.PlainPassword, "platform ID": simulator.DefaultPlatformID,
		"jwt": b.user(simulator.PlainUserName).JWT, "client": strings.TrimPrefix(basic(simulator.DefaultClientID,
			simulator.DefaultClientSecret), "Authorization: Basic "),
	}
	// The control of the table: every braced name is a value by the time that it is used.
	fill := func(text string) string {
		return regexp.MustCompile(`\{[a-zA-Z ]+\}`).ReplaceAllStringFunc(text, func(name string) string {
			value, ok := values[name[1:len(name)-1]]
			if !ok {
				t.Fatalf("%s in %q is no value", name, text)
			}
			return value
		})
	}
	for _, c := range contract {
		var headers []string
		for _, h := range c.headers {
			headers = append(headers, fill(h))
		}
		a := b.do(c.method, fill(c.path), fill(c.body), headers...)
		found := regexp.MustCompile(fill(c.reply)).FindStringSubmatch(a.body)
		if a.status != c.status || found == nil {
			t.Fatalf("%s: %s: %d %q, want %d %q", c.page, c.command, a.status, a.body, c.status, fill(c.reply))
		}
		if c.as != "" {
			values[c.as] = found[1]
		}
	}
	b.documented()

	// The words of an expired session.
	b.sim.ExpireSessions()
	a := b.do("GET", "/voice/api/v1/admin/users", "", fill("Authorization: Bearer {rcEngageAccessToken}"))
	if a.status != http.StatusUnauthorized || a.body != "Jwt is expired" {
		t.Errorf("%s: %d %q", pageRingCentral, a.status, a.body)
	}
}
