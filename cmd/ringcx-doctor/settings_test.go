package main

import (
	"cmp"
	"encoding/base64"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/doctor"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// jwtUntil is a JWT credential with an expiry.
func jwtUntil(exp string) string {
	encoded := base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"somebody","exp":` + exp + `}`))
	return "eyJhbGciOiJSUzI1NiJ9." + encoded + ".c2lnbmF0dXJl"
}

// wrong is a setting that is not as it should be. What is wrong, but not with its value, happens before.
type wrong struct {
	name, mode      string
	variable, value string
	id              string            // of the check that fails; "": that of the setting
	also            map[string]string // other variables
	before          func(*simulator.Server)
}

func wrongSettings() []wrong {
	const (
		ringCentral, engage = ringcxtest.RingCentral, ringcxtest.Engage
		legacy, apiToken    = ringcxtest.Legacy, ringcxtest.APIToken
		withSecret          = "https://u:" + simulator.PlainPassword + "@example.com/api"
		oauth               = "login.ringcentral"
	)
	password := map[string]string{
		"RINGCX_JWT": "", "RINGCX_USERNAME": simulator.DefaultUserName, "RINGCX_PASSWORD": simulator.DefaultPassword,
	}
	noOAuth := fault(simulator.Fault{Route: simulator.RouteOAuth, Kind: simulator.FaultStatus, Status: 404})
	return []wrong{
		{"no mode", engage, "AUTH_MODE", "", "", nil, nil},
		{"unknown mode", engage, "AUTH_MODE", "Engage", "", nil, nil},
		{"not an API root", engage, "API_URL", at, "", nil, nil},
		{"not https", engage, "API_URL", "http://example.com/voice/api", "", nil, nil},
		{"secret in the URL", engage, "API_URL", withSecret, "", nil, nil},
		{"legacy address in mode engage", engage, "API_URL", at + "/api", "", nil, nil},
		{"legacy portal in mode ringcentral", ringCentral, "API_URL", ringcx.DefaultLegacyAPIURL, "", nil, nil},
		{"current address in mode legacy", legacy, "API_URL", at + "/voice/api", "", nil, nil},
		{"nobody there", engage, "API_URL", at + "/voice/api", "reach.api", nil,
			fault(simulator.Fault{Kind: simulator.FaultDropBefore})},
		{"OAuth server with a path", ringCentral, "RINGCENTRAL_URL", at + "/restapi", "", nil, nil},
		{"another OAuth server", ringCentral, "RINGCENTRAL_URL", at, oauth, nil, noOAuth},
		{"no client id", ringCentral, "CLIENT_ID", "", "", nil, nil},
		{"wrong client id", ringCentral, "CLIENT_ID", "another-client", oauth, nil, nil},
		{"no client secret", ringCentral, "CLIENT_SECRET", "", "", nil, nil},
		{"wrong client secret", ringCentral, "CLIENT_SECRET", "another-secret", oauth, nil, nil},
		{"no JWT", ringCentral, "JWT", "", "", nil, nil},
		{"JWT with a line break", ringCentral, "JWT", simulator.DefaultJWT + "\n", "", nil, nil},
		{"expired JWT", ringCentral, "JWT", jwtUntil("946684799"), "", nil, nil}, // a second before a bubble's time begins
		{"another JWT", ringCentral, "JWT", jwtUntil("9466847990"), oauth, nil, nil},
		{"wrong access token", ringCentral, "RC_ACCESS_TOKEN", "another-token", "login.exchange", nil, nil},
		{"wrong name at RingCentral", ringCentral, "USERNAME", "else@example.com", oauth, password, nil},
		{"wrong password at RingCentral", ringCentral, "PASSWORD", "another-password", oauth, password, nil},
		{"no name", engage, "USERNAME", "", "", nil, nil},
		{"name with a space", engage, "USERNAME", "me@example.com ", "", nil, nil},
		{"wrong name", engage, "USERNAME", "else@example.com", "login.engage", nil, nil},
		{"no password", legacy, "PASSWORD", "", "", nil, nil},
		{"short password", legacy, "PASSWORD", "xyz", "", nil, nil},
		{"wrong password", legacy, "PASSWORD", "another-password", "login.legacy", nil, nil},
		{"no platform", engage, "PLATFORM_ID", "", "", nil, nil},
		{"another platform", engage, "PLATFORM_ID", "aws99", "login.engage", nil, nil},
		{"no token", apiToken, "API_TOKEN", "", "", nil, nil},
		{"token with spaces", apiToken, "API_TOKEN", "a token in words", "", nil, nil},
		{"another token", apiToken, "API_TOKEN", "aws80:00000000-0000-4000-8000-000000000000", "tokens.list", nil, nil},
		{"no duration", engage, "REQUEST_TIMEOUT", "30", "", nil, nil},
		{"no number", engage, "MAX_RETRIES", "many", "", nil, nil},
	}
}

// concerned are the settings that the failed check names, where RingCX or RingCentral says which one is wrong.
var concerned = map[string]string{
	"nobody there":                  "api_url",
	"another OAuth server":          "ringcentral_url",
	"wrong client id":               "client_id client_secret",
	"wrong client secret":           "client_id client_secret",
	"another JWT":                   "jwt",
	"wrong access token":            "rc_access_token",
	"wrong password at RingCentral": "username password",
	"another platform":              "platform_id username password",
	"wrong password":                "api_url username password",
	"another token":                 "api_url api_token",
}

// Where the server is at fault, or what it refuses is no setting, nothing is to correct.
func TestNoSettingIsWrong(t *testing.T) {
	t.Parallel()
	status := func(route simulator.Route, status int) scene {
		return scene{before: fault(simulator.Fault{Route: route, Kind: simulator.FaultStatus, Status: status})}
	}
	for id, sc := range map[string]scene{
		"reach.api":         status("", http.StatusServiceUnavailable),
		"login.ringcentral": status(simulator.RouteOAuth, http.StatusInternalServerError),
		"login.exchange":    status(simulator.RouteExchange, http.StatusBadGateway),
		"create.revoke":     status(simulator.RouteTokenDelete, http.StatusInternalServerError),
	} {
		sc.args = createArgs
		o := sc.run(t, ringcxtest.RingCentral)
		if e := o.entry(t, id); e.Status != doctor.Fail || len(e.Settings) > 0 {
			t.Errorf("%+v", e)
		}
		sc.args = createArgs[1:]
		if page := sc.run(t, ringcxtest.RingCentral).stdout; strings.Contains(page, "To correct:") {
			t.Errorf("%s:\n%s", id, page)
		}
	}
}

// Each setting of the README's table is wrong in some way, and each wrong setting is one failed check, which names the
// setting in the report and on the page.
func TestWrongSettings(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	missing := map[string]bool{}
	for _, variable := range regexp.MustCompile(`RINGCX_[A-Z_]+`).FindAllString(string(readme), -1) {
		missing[variable] = true
	}
	for _, c := range wrongSettings() {
		delete(missing, "RINGCX_"+c.variable)
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			setting := strings.ToLower(c.variable)
			id := cmp.Or(c.id, "settings."+setting)
			env := map[string]string{}
			maps.Copy(env, c.also)
			env["RINGCX_"+c.variable] = c.value
			o := scene{env: env, before: c.before, args: []string{"-json"}}.run(t, c.mode)
			if fails := o.with(doctor.Fail); o.status != statusFail || !slices.Equal(fails, []string{id}) {
				t.Fatalf("status %d, failed %q, want %s\n%s", o.status, fails, id, o.stdout)
			}
			if e := o.entry(t, id); !slices.Contains(e.Settings, setting) {
				t.Errorf("%s names %q, not %s", id, e.Settings, setting)
			} else if want, ok := concerned[c.name]; ok && !slices.Equal(e.Settings, strings.Fields(want)) {
				t.Errorf("%s names %q, want %s", id, e.Settings, want)
			}
			text := scene{env: env, before: c.before}.run(t, c.mode)
			if c.name == "JWT with a line break" && !strings.Contains(text.stdout, `export RINGCX_JWT="$(cat FILE)"`) {
				t.Errorf("the page does not say how to set it:\n%s", text.stdout)
			}
			_, failed, _ := strings.Cut(text.stdout, "\n  fail  ")
			failed, _, _ = strings.Cut(failed, "\n  skip  ")
			if text.status != statusFail || strings.Count(text.stdout, "\n  fail  ") != 1 ||
				!strings.Contains(failed, "RINGCX_"+c.variable) {
				t.Errorf("status %d, and the page does not name %s once:\n%s", text.status, setting, text.stdout)
			}
		})
	}
	if len(missing) > 0 {
		t.Errorf("not tried: %v", missing)
	}
}
