package provider

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// environment is every attribute's variable, as documented.
var environment = map[string]string{
	"auth_mode": "RINGCX_AUTH_MODE", "api_url": "RINGCX_API_URL", "ringcentral_url": "RINGCX_RINGCENTRAL_URL",
	"client_id": "RINGCX_CLIENT_ID", "client_secret": "RINGCX_CLIENT_SECRET", "jwt": "RINGCX_JWT",
	"rc_access_token": "RINGCX_RC_ACCESS_TOKEN", "username": "RINGCX_USERNAME", "password": "RINGCX_PASSWORD",
	"platform_id": "RINGCX_PLATFORM_ID", "api_token": "RINGCX_API_TOKEN",
	"request_timeout": "RINGCX_REQUEST_TIMEOUT", "max_retries": "RINGCX_MAX_RETRIES",
}

type (
	block map[string]any    // of a provider: strings, max_retries a number, notKnown
	env   map[string]string // by attribute, for its variable
)

// settingsOf resolves a block and an environment.
func settingsOf(t *testing.T, b block, e env) settings {
	t.Helper()
	var m providerModel
	texts := map[string]*types.String{
		attrAuthMode: &m.AuthMode, attrAPIURL: &m.APIURL, attrRingCentralURL: &m.RingCentralURL,
		attrClientID: &m.ClientID, attrClientSecret: &m.ClientSecret, attrJWT: &m.JWT, attrRCAccessToken: &m.RCAccessToken,
		attrUsername: &m.Username, attrPassword: &m.Password, attrPlatformID: &m.PlatformID, attrAPIToken: &m.APIToken,
		attrRequestTimeout: &m.RequestTimeout,
	}
	for name, value := range b {
		switch v := value.(type) {
		case string:
			*texts[name] = types.StringValue(v)
		case int:
			m.MaxRetries = types.NumberValue(big.NewFloat(float64(v)))
		default: // notKnown
			if name == attrMaxRetries {
				m.MaxRetries = types.NumberUnknown()
			} else {
				*texts[name] = types.StringUnknown()
			}
		}
	}
	return resolve(m, e.get(t))
}

// get is the environment as the provider asks for it.
func (e env) get(t *testing.T) func(string) string {
	t.Helper()
	byName := map[string]string{}
	for attribute, value := range e {
		name, ok := environment[attribute]
		if !ok {
			t.Fatalf("no attribute %s", attribute)
		}
		byName[name] = value
	}
	return func(name string) string { return byName[name] }
}

func merged[M ~map[string]V, V any](ms ...M) M {
	all := M{}
	for _, m := range ms {
		maps.Copy(all, m)
	}
	return all
}

func TestResolve(t *testing.T) {
	if n := len(settingsOf(t, nil, nil).origins); n != len(environment) {
		t.Errorf("%d attributes, want %d", n, len(environment))
	}
	for name := range environment {
		inBlock := any("block")
		if name == attrMaxRetries {
			inBlock = 4
		}
		for _, c := range []struct {
			what string
			b    block
			e    env
			want origin
		}{
			{what: "nowhere", want: origin{empty: true}},
			{what: "an empty variable", e: env{name: ""}, want: origin{empty: true}},
			{what: "the environment", e: env{name: "environment"}, want: origin{set: true}},
			{what: "the block", b: block{name: inBlock}, want: origin{set: true, inBlock: true}},
			{what: "both", b: block{name: inBlock}, e: env{name: "environment"}, want: origin{set: true, inBlock: true}},
			{what: "unknown", b: block{name: notKnown}, e: env{name: "environment"},
				want: origin{set: true, inBlock: true, unknown: true, empty: true}},
			// An empty string in the block is what somebody wrote, not a gap to fill.
			{what: "an empty string in the block", b: block{name: ""}, e: env{name: "environment"},
				want: origin{set: true, inBlock: true, empty: true}},
		} {
			if c.b[name] == "" && name == attrMaxRetries {
				continue // a number
			}
			s := settingsOf(t, c.b, c.e)
			i := slices.IndexFunc(s.origins, func(o origin) bool { return o.name == name })
			got, secret := s.origins[i], s.origins[i].secret
			if got.name, got.secret = "", false; got != c.want {
				t.Errorf("%s in %s: %+v, want %+v", name, c.what, got, c.want)
			}
			if want := slices.Contains(secretAttributes, name) && got.inBlock && !got.empty; secret != want {
				t.Errorf("%s in %s: its line holds a secret: %t, want %t", name, c.what, secret, want)
			}
		}
	}
	for what, c := range map[string]struct {
		b    block
		e    env
		want string
	}{
		"the environment": {nil, env{attrUsername: "environment", attrJWT: "environment"}, "environment"},
		"the block": {block{attrUsername: "block", attrJWT: "block"},
			env{attrUsername: "environment", attrJWT: "environment"}, "block"},
		"unknown": {block{attrUsername: notKnown, attrJWT: notKnown},
			env{attrUsername: "environment", attrJWT: "environment"}, ""},
		"empty": {block{attrUsername: "", attrJWT: ""}, env{attrUsername: "environment", attrJWT: "environment"},
			""},
	} {
		if s := settingsOf(t, c.b, c.e); s.username.value != c.want || s.jwt.value.Reveal() != c.want {
			t.Errorf("%s: username %q, jwt %q", what, s.username.value, s.jwt.value.Reveal())
		}
	}
}

// secretAttributes are those that hold a secret.
var secretAttributes = []string{attrClientSecret, attrJWT, attrRCAccessToken, attrPassword, attrAPIToken}

// Blocks that need nothing more.
var complete = map[string]block{
	modeEngage:   {attrAuthMode: modeEngage, attrUsername: "u", attrPassword: "pppp", attrPlatformID: "aws80"},
	modeLegacy:   {attrAuthMode: modeLegacy, attrUsername: "u", attrPassword: "pppp"},
	modeAPIToken: {attrAuthMode: modeAPIToken, attrAPIToken: "tttt"},
	modeRingCentral: {
		attrAuthMode: modeRingCentral, attrClientID: "c", attrClientSecret: "ssss", attrJWT: "jjjj",
	},
	modeRingCentral + " by password": {
		attrAuthMode: modeRingCentral, attrClientID: "c", attrClientSecret: "ssss", attrUsername: "u", attrPassword: "pppp",
	},
	modeRingCentral + " by access token": {attrAuthMode: modeRingCentral, attrRCAccessToken: "aaaa"},
}

var completeCredentials = map[string]ringcx.Credentials{
	modeEngage:      ringcx.Engage{UserName: "u", Password: "pppp", PlatformID: "aws80"},
	modeLegacy:      ringcx.Legacy{UserName: "u", Password: "pppp"},
	modeAPIToken:    ringcx.APIToken{Token: ringcx.Token{Secret: "tttt"}},
	modeRingCentral: ringcx.RingCentral{ClientID: "c", ClientSecret: "ssss", JWT: "jjjj"},
	modeRingCentral + " by password": ringcx.RingCentral{ClientID: "c", ClientSecret: "ssss", UserName: "u",
		Password: "pppp"},
	modeRingCentral + " by access token": ringcx.RingCentral{AccessToken: "aaaa"},
}

// stray is an environment in which all is set, as on a machine that uses
// several modes, and none of it right.
func stray() env {
	e := env{}
	for name := range environment {
		e[name] = "stray\n"
	}
	return e
}

// Each mode works from the block and from the environment, and what it does not
// use is not its business.
func TestClientConfig(t *testing.T) {
	for name, b := range complete {
		e, others := env{}, stray()
		for attribute, value := range b {
			e[attribute] = fmt.Sprint(value)
			delete(others, attribute)
		}
		mode := authModes[fmt.Sprint(b[attrAuthMode])]
		for attribute := range others {
			if mode.takes(attribute) {
				delete(others, attribute)
			}
		}
		for from, s := range map[string]settings{
			"block": settingsOf(t, b, nil), "environment": settingsOf(t, nil, e),
			"block, stray variables": settingsOf(t, b, others), "environment, stray variables": settingsOf(t, nil,
				merged(others, e)),
		} {
			t.Run(name+" from "+from, func(t *testing.T) {
				if problems := s.problems(); len(problems) > 0 {
					t.Fatalf("problems %+v", problems)
				}
				cfg := s.clientConfig()
				if cfg.Credentials != completeCredentials[name] {
					t.Errorf("credentials %T, want %T of this mode with all of its values", cfg.Credentials, completeCredentials[name])
				}
				if cfg.APIURL.String() != mode.apiURL || cfg.RingCentralURL.String() != "https://platform.ringcentral.com" {
					t.Errorf("api_url %s, ringcentral_url %s", cfg.APIURL, cfg.RingCentralURL)
				}
				if cfg.MaxRetries != 6 || cfg.RequestTimeout != 0 { // 0: the client's default
					t.Errorf("max_retries %d, request_timeout %s", cfg.MaxRetries, cfg.RequestTimeout)
				}
			})
		}
	}
}

func TestClientConfigDefaults(t *testing.T) {
	for mode, want := range map[string]string{
		modeRingCentral: "https://ringcx.ringcentral.com/voice/api", modeEngage: "https://ringcx.ringcentral.com/voice/api",
		modeLegacy: "https://portal.vacd.biz/api", modeAPIToken: "https://ringcx.ringcentral.com/voice/api",
	} {
		if got := settingsOf(t, complete[mode], nil).clientConfig().APIURL.String(); got != want {
			t.Errorf("%s: api_url %s, want %s", mode, got, want)
		}
	}
	if ringcx.DefaultRequestTimeout != 30*time.Second || ringcx.DefaultMaxRetries != 6 {
		t.Error("the defaults are not the documented ones")
	}
}

func TestClientConfigValues(t *testing.T) {
	b := merged(complete[modeRingCentral], block{
		attrAPIURL: "https://engage.ringcentral.com/voice/api/", attrRingCentralURL: "https://oauth.example.com/",
		attrRequestTimeout: "1m30s", attrMaxRetries: 0,
	})
	e := env{}
	for name, value := range b {
		e[name] = fmt.Sprint(value)
	}
	for from, s := range map[string]settings{"block": settingsOf(t, b, nil), "environment": settingsOf(t, nil, e)} {
		cfg := s.clientConfig()
		if cfg.APIURL.String() != "https://engage.ringcentral.com/voice/api" ||
			cfg.RingCentralURL.String() != "https://oauth.example.com" {
			t.Errorf("%s: api_url %s, ringcentral_url %s", from, cfg.APIURL, cfg.RingCentralURL)
		}
		if cfg.RequestTimeout != 90*time.Second || cfg.MaxRetries != 0 {
			t.Errorf("%s: request_timeout %s, max_retries %d", from, cfg.RequestTimeout, cfg.MaxRetries)
		}
	}
}

// The block beats the environment where they choose different ways to a
// RingCentral login, too.
func TestRingCentralGrant(t *testing.T) {
	app := env{attrClientID: "c", attrClientSecret: "ssss"}
	jwt, access := env{attrJWT: "ejejejej"}, env{attrRCAccessToken: "eaeaeaea"}
	password := env{attrUsername: "eu", attrPassword: "epepepep"}
	for name, c := range map[string]struct {
		b    block
		e    env
		want ringcx.RingCentral
	}{
		"jwt outdoes the environment's access token": {
			block{attrJWT: "jjjj"}, merged(app, access, password),
			ringcx.RingCentral{ClientID: "c", ClientSecret: "ssss", JWT: "jjjj"}},
		"password outdoes the environment's jwt": {
			block{attrUsername: "u", attrPassword: "pppp"}, merged(app, jwt, access),
			ringcx.RingCentral{ClientID: "c", ClientSecret: "ssss", UserName: "u", Password: "pppp"}},
		"access token outdoes the environment's jwt": {
			block{attrRCAccessToken: "aaaa"}, merged(app, jwt, password), ringcx.RingCentral{ClientID: "c", ClientSecret: "ssss",
				AccessToken: "aaaa"}},
		"username in the block, its password in the environment": {
			block{attrUsername: "u"}, merged(app, password, jwt), ringcx.RingCentral{ClientID: "c", ClientSecret: "ssss",
				UserName: "u", Password: "epepepep"}},
		"password in the block, its username in the environment": {
			block{attrPassword: "pppp"}, merged(app, password, jwt), ringcx.RingCentral{ClientID: "c", ClientSecret: "ssss",
				UserName: "eu", Password: "pppp"}},
		"the environment's jwt, and a user for another mode": {
			nil, merged(app, jwt, password), ringcx.RingCentral{ClientID: "c", ClientSecret: "ssss", JWT: "ejejejej"}},
		"the environment's user": {
			nil, merged(app, password),
			ringcx.RingCentral{ClientID: "c", ClientSecret: "ssss", UserName: "eu", Password: "epepepep"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := settingsOf(t, merged(c.b, block{attrAuthMode: modeRingCentral}), c.e)
			if problems := s.problems(); len(problems) > 0 {
				t.Fatalf("problems %+v", problems)
			}
			if got := s.clientConfig().Credentials; got != c.want {
				t.Errorf("credentials are not those wanted: grant %s", s.grant())
			}
		})
	}
}

// problemsOf is what is wrong, as "attribute: summary".
func problemsOf(s settings) (found []string, details string) {
	for _, p := range s.problems() {
		found = append(found, p.name+": "+p.summary)
		details += p.detail + "\n"
	}
	return found, strings.TrimSpace(details)
}
