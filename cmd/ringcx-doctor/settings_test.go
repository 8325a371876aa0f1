package main

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/doctor"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// jwtUntil is a JWT credential with an expiry.
func jwtUntil(exp string) string {
	encoded := base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"somebody","exp":` + exp + `}`))
	return "eyJhbGciOiJSUzI1NiJ9." + encoded + ".c2lnbmF0dXJl"
}

// Each wrong setting is one failed check, which names the setting in the report and on the page.
func TestWrongSettings(t *testing.T) {
	t.Parallel()
	passwordGrant := map[string]string{
		"RINGCX_JWT": "", "RINGCX_USERNAME": simulator.DefaultUserName, "RINGCX_PASSWORD": simulator.DefaultPassword,
	}
	for name, c := range map[string]struct {
		mode    string
		env     map[string]string
		before  func(*simulator.Server)
		setting string
		id      string // of the check; "": that of the setting
	}{
		"no mode":                       {ringcxtest.Engage, map[string]string{"RINGCX_AUTH_MODE": ""}, nil, "auth_mode", ""},
		"unknown mode":                  {ringcxtest.Engage, map[string]string{"RINGCX_AUTH_MODE": "Engage"}, nil, "auth_mode", ""},
		"not an API root":               {ringcxtest.Engage, map[string]string{"RINGCX_API_URL": at}, nil, "api_url", ""},
		"not https":                     {ringcxtest.Engage, map[string]string{"RINGCX_API_URL": "http://example.com/voice/api"}, nil, "api_url", ""},
		"secret in the URL":             {ringcxtest.Engage, map[string]string{"RINGCX_API_URL": "https://u:" + simulator.PlainPassword + "@example.com/api"}, nil, "api_url", ""},
		"legacy address in mode engage": {ringcxtest.Engage, map[string]string{"RINGCX_API_URL": at + "/api"}, nil, "api_url", ""},
		"legacy portal in mode ringcentral": {ringcxtest.RingCentral,
			map[string]string{"RINGCX_API_URL": "https://portal.vacd.biz/api"}, nil, "api_url", ""},
		"current address in mode legacy": {ringcxtest.Legacy, map[string]string{"RINGCX_API_URL": at + "/voice/api"}, nil, "api_url", ""},
		"nobody there":                   {ringcxtest.Engage, nil, fault(simulator.Fault{Kind: simulator.FaultDropBefore}), "api_url", "reach.api"},
		"OAuth server with a path": {ringcxtest.RingCentral, map[string]string{"RINGCX_RINGCENTRAL_URL": at + "/restapi"}, nil,
			"ringcentral_url", ""},
		"another OAuth server": {ringcxtest.RingCentral, nil, fault(simulator.Fault{
			Route: simulator.RouteOAuth, Kind: simulator.FaultStatus, Status: 404}), "ringcentral_url", "login.ringcentral"},
		"no client id":       {ringcxtest.RingCentral, map[string]string{"RINGCX_CLIENT_ID": ""}, nil, "client_id", ""},
		"wrong client id":    {ringcxtest.RingCentral, map[string]string{"RINGCX_CLIENT_ID": "another-client"}, nil, "client_id", "login.ringcentral"},
		"no client secret":   {ringcxtest.RingCentral, map[string]string{"RINGCX_CLIENT_SECRET": ""}, nil, "client_secret", ""},
		"wrong secret":       {ringcxtest.RingCentral, map[string]string{"RINGCX_CLIENT_SECRET": "another-secret"}, nil, "client_secret", "login.ringcentral"},
		"no JWT":             {ringcxtest.RingCentral, map[string]string{"RINGCX_JWT": ""}, nil, "jwt", ""},
		"JWT with a newline": {ringcxtest.RingCentral, map[string]string{"RINGCX_JWT": simulator.DefaultJWT + "\n"}, nil, "jwt", ""},
		"expired JWT":        {ringcxtest.RingCentral, map[string]string{"RINGCX_JWT": jwtUntil("946684799")}, nil, "jwt", ""},
		"another JWT":        {ringcxtest.RingCentral, map[string]string{"RINGCX_JWT": jwtUntil("9466847990")}, nil, "jwt", "login.ringcentral"},
		"wrong access token": {ringcxtest.RingCentral, map[string]string{"RINGCX_JWT": "", "RINGCX_RC_ACCESS_TOKEN": "another-token"}, nil,
			"rc_access_token", "login.exchange"},
		"wrong name at RingCentral": {ringcxtest.RingCentral, merged(passwordGrant, "RINGCX_USERNAME", "else@example.com"), nil, "username",
			"login.ringcentral"},
		"wrong password at RingCentral": {ringcxtest.RingCentral, merged(passwordGrant, "RINGCX_PASSWORD", "another-password"), nil, "password",
			"login.ringcentral"},
		"no name":           {ringcxtest.Engage, map[string]string{"RINGCX_USERNAME": ""}, nil, "username", ""},
		"name with a space": {ringcxtest.Engage, map[string]string{"RINGCX_USERNAME": "me@example.com "}, nil, "username", ""},
		"wrong name":        {ringcxtest.Engage, map[string]string{"RINGCX_USERNAME": "else@example.com"}, nil, "username", "login.engage"},
		"no password":       {ringcxtest.Legacy, map[string]string{"RINGCX_PASSWORD": ""}, nil, "password", ""},
		"short password":    {ringcxtest.Legacy, map[string]string{"RINGCX_PASSWORD": "xyz"}, nil, "password", ""},
		"wrong password":    {ringcxtest.Legacy, map[string]string{"RINGCX_PASSWORD": "another-password"}, nil, "password", "login.legacy"},
		"no platform":       {ringcxtest.Engage, map[string]string{"RINGCX_PLATFORM_ID": ""}, nil, "platform_id", ""},
		"another platform":  {ringcxtest.Engage, map[string]string{"RINGCX_PLATFORM_ID": "aws99"}, nil, "platform_id", "login.engage"},
		"no token":          {ringcxtest.APIToken, map[string]string{"RINGCX_API_TOKEN": ""}, nil, "api_token", ""},
		"token with spaces": {ringcxtest.APIToken, map[string]string{"RINGCX_API_TOKEN": "a token in words"}, nil, "api_token", ""},
		"another token": {ringcxtest.APIToken, map[string]string{"RINGCX_API_TOKEN": "aws80:00000000-0000-4000-8000-000000000000"}, nil,
			"api_token", "tokens.list"},
		"no duration": {ringcxtest.Engage, map[string]string{"RINGCX_REQUEST_TIMEOUT": "30"}, nil, "request_timeout", ""},
		"no number":   {ringcxtest.Engage, map[string]string{"RINGCX_MAX_RETRIES": "many"}, nil, "max_retries", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := c.id
			if id == "" {
				id = "settings." + c.setting
			}
			o := scene{env: c.env, before: c.before, args: []string{"-json"}}.run(t, c.mode)
			if fails := o.with(doctor.Fail); o.status != statusFail || !slices.Equal(fails, []string{id}) {
				t.Fatalf("status %d, failed %q, want %s\n%s", o.status, fails, id, o.stdout)
			}
			if e := o.entry(t, id); !slices.Contains(e.Settings, c.setting) {
				t.Errorf("%s names %q, not %s", id, e.Settings, c.setting)
			}
			text := scene{env: c.env, before: c.before}.run(t, c.mode)
			_, failed, _ := strings.Cut(text.stdout, "\n  fail  ")
			failed, _, _ = strings.Cut(failed, "\n  skip  ")
			if text.status != statusFail || strings.Count(text.stdout, "\n  fail  ") != 1 ||
				!strings.Contains(failed, "RINGCX_"+strings.ToUpper(c.setting)) {
				t.Errorf("status %d, and the page does not name %s once:\n%s", text.status, c.setting, text.stdout)
			}
		})
	}
}

func merged(env map[string]string, name, value string) map[string]string {
	out := map[string]string{name: value}
	for n, v := range env {
		if n != name {
			out[n] = v
		}
	}
	return out
}
