package provider

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// What is missing is named with the mode that needs it and its variable, all
// of it at once.
func TestMissing(t *testing.T) {
	for _, c := range []struct {
		b    block
		want []string
	}{
		{block{attrAuthMode: modeEngage}, []string{attrUsername, attrPassword, attrPlatformID}},
		{block{attrAuthMode: modeLegacy}, []string{attrUsername, attrPassword}},
		{block{attrAuthMode: modeAPIToken}, []string{attrAPIToken}},
		{block{attrAuthMode: modeRingCentral}, []string{attrClientID, attrClientSecret, attrJWT}},
		{block{attrAuthMode: modeRingCentral, attrJWT: "jjjj"}, []string{attrClientID, attrClientSecret}},
		{block{attrAuthMode: modeRingCentral, attrUsername: "u"}, []string{attrClientID, attrClientSecret, attrPassword}},
		{block{attrAuthMode: modeRingCentral, attrPassword: "pppp", attrClientID: "c"},
			[]string{attrClientSecret, attrUsername}},
		{block{attrAuthMode: modeEngage, attrUsername: "u", attrPassword: notKnown}, []string{attrPlatformID}},
	} {
		t.Run(fmt.Sprint(c.b), func(t *testing.T) {
			var found []string
			for _, p := range settingsOf(t, c.b, nil).problems() {
				found = append(found, p.name)
				if p.summary != "Missing "+p.name || p.inBlock {
					t.Errorf("%s: %q, shown by the block: %t", p.name, p.summary, p.inBlock)
				}
				for _, words := range []string{fmt.Sprintf("auth_mode %q", c.b[attrAuthMode]), p.name, environment[p.name]} {
					if !strings.Contains(p.detail, words) {
						t.Errorf("%s: the detail lacks %s: %s", p.name, words, p.detail)
					}
				}
			}
			if !slices.Equal(found, c.want) {
				t.Errorf("missing %q, want %q", found, c.want)
			}
		})
	}
}

func TestMissingMode(t *testing.T) {
	found, details := problemsOf(settingsOf(t, nil, nil))
	if !slices.Equal(found, []string{"auth_mode: Missing auth_mode"}) {
		t.Errorf("problems %q", found)
	}
	for _, words := range append([]string{"RINGCX_AUTH_MODE"}, allModes...) {
		if !strings.Contains(details, words) {
			t.Errorf("the detail lacks %s: %s", words, details)
		}
	}
	for from, s := range map[string]settings{
		"block": settingsOf(t, block{attrAuthMode: "jwt"}, nil), "environment": settingsOf(t, nil, env{attrAuthMode: "jwt"}),
		"block beats environment": settingsOf(t, block{attrAuthMode: "jwt"}, env{attrAuthMode: modeLegacy}),
	} {
		found, details := problemsOf(s)
		if !slices.Equal(found, []string{"auth_mode: Unknown auth_mode"}) || !strings.Contains(details, `"jwt"`) ||
			!strings.Contains(details, modeLegacy) {
			t.Errorf("%s: problems %q: %s", from, found, details)
		}
	}
}

// An empty string in the block is a mistake to be shown, not a gap that the
// environment fills.
func TestEmptyInBlock(t *testing.T) {
	found, details := problemsOf(settingsOf(t, block{attrAuthMode: modeAPIToken, attrAPIToken: ""},
		env{attrAPIToken: "tttt"}))
	if !slices.Equal(found, []string{"api_token: Empty api_token"}) || !strings.Contains(details, "RINGCX_API_TOKEN") {
		t.Errorf("problems %q: %s", found, details)
	}
}

// An attribute in the block that the mode does not use is an error where it
// stands, which names the modes that do. A variable is not: see TestClientConfig.
func TestWithoutEffect(t *testing.T) {
	for mode, unused := range map[string][]string{
		modeEngage: {attrAPIToken, attrClientID, attrClientSecret, attrJWT, attrRCAccessToken, attrRingCentralURL},
		modeLegacy: {attrAPIToken, attrClientID, attrClientSecret, attrJWT, attrPlatformID, attrRCAccessToken,
			attrRingCentralURL},
		modeAPIToken: {attrClientID, attrClientSecret, attrJWT, attrPassword, attrPlatformID, attrRCAccessToken,
			attrRingCentralURL, attrUsername},
		modeRingCentral: {attrAPIToken, attrPlatformID},
	} {
		b := merged(complete[mode])
		for _, name := range unused {
			b[name] = "https://unused.example.com"
		}
		var found []string
		for _, p := range settingsOf(t, b, nil).problems() {
			found = append(found, p.name)
			if p.summary != "Attribute without effect" || !p.inBlock || !strings.Contains(p.detail, p.name) ||
				!strings.Contains(p.detail, fmt.Sprintf("%q", mode)) {
				t.Errorf("%s: %s: %s", p.name, p.summary, p.detail)
			}
			for _, other := range allModes {
				uses := slices.Contains(authModes[other].uses, p.name)
				if _, after, _ := strings.Cut(p.detail, "belongs to: "); strings.Contains(after, other) != uses {
					t.Errorf("%s: %s uses it: %t, and the detail is: %s", p.name, other, uses, p.detail)
				}
			}
		}
		if slices.Sort(found); !slices.Equal(found, unused) {
			t.Errorf("%s: without effect %q, want %q", mode, found, unused)
		}
	}
}

func TestMoreThanOneGrant(t *testing.T) {
	for want, b := range map[string]block{
		"rc_access_token and jwt":              {attrRCAccessToken: "aaaa", attrJWT: "jjjj"},
		"jwt and username":                     {attrJWT: "jjjj", attrPassword: "pppp"},
		"rc_access_token and jwt and username": {attrRCAccessToken: "aaaa", attrJWT: "jjjj", attrUsername: "u"},
	} {
		found, details := problemsOf(settingsOf(t, merged(b, block{attrAuthMode: modeRingCentral}), nil))
		var wanted []string
		for name := range strings.SplitSeq(want, " and ") {
			wanted = append(wanted, name+": More than one way to log in")
		}
		if !slices.Equal(found, wanted) || !strings.Contains(details, want) {
			t.Errorf("problems %q, want %q: %s", found, wanted, details)
		}
	}
}

// Everything that is wrong is reported in one run.
func TestAllAtOnce(t *testing.T) {
	found, _ := problemsOf(settingsOf(t, block{
		attrAuthMode: modeEngage, attrAPIURL: "ringcx.example.com", attrJWT: "jjjj", attrPassword: "", attrMaxRetries: -1,
	}, env{attrRequestTimeout: "soon", attrPlatformID: "aws80"}))
	want := []string{
		"api_url: Invalid api_url", "request_timeout: Invalid request_timeout", "max_retries: Invalid max_retries",
		"jwt: Attribute without effect", "username: Missing username", "password: Empty password",
	}
	if !slices.Equal(found, want) {
		t.Errorf("problems %q, want %q", found, want)
	}
}

// A value that is not known yet is neither missing nor wrong, and no other is
// taken for it.
func TestUnknownIsNoProblem(t *testing.T) {
	for name, b := range complete {
		for attribute := range b {
			s := settingsOf(t, merged(b, block{attribute: notKnown}), env{attribute: "environment"})
			if found, details := problemsOf(s); len(found) > 0 {
				t.Errorf("%s, unknown %s: %q: %s", name, attribute, found, details)
			}
			if got := s.unknown(); !slices.Equal(got, []string{attribute}) {
				t.Errorf("%s: unknown %q, want %s", name, got, attribute)
			}
		}
	}
	all := block{}
	for name := range environment {
		all[name] = notKnown
	}
	if found, _ := problemsOf(settingsOf(t, all, nil)); len(found) > 0 {
		t.Errorf("all unknown: %q", found)
	}
	unknownMode := settingsOf(t, block{attrAuthMode: notKnown, attrRequestTimeout: "soon"}, nil)
	if found, _ := problemsOf(unknownMode); len(found) != 1 {
		t.Errorf("what is known is still checked: %q", found)
	}
}

// Addresses: https, but on a loopback address; nothing in them that is not
// used, and nothing of them repeated but the host.
func TestURLs(t *testing.T) {
	const canary = "canary-c2353445"
	for _, c := range []struct {
		attribute, path string // what a good one ends in
	}{{attrAPIURL, "/voice/api"}, {attrRingCentralURL, ""}} {
		for given, want := range map[string]string{ // "" for a URL that is right
			"https://ringcx.example.com" + c.path:                      "",
			"https://ringcx.example.com:8443" + c.path + "/":           "",
			"http://127.0.0.1:8787" + c.path:                           "",
			"http://[::1]:8787" + c.path:                               "",
			"http://localhost:8787" + c.path + "/":                     "",
			"http://ringcx.example.com" + c.path:                       "must be https",
			"http://127.0.0.1.example.com" + c.path:                    "must be https",
			"http://192.168.0.1" + c.path:                              "must be https",
			"ftp://ringcx.example.com" + c.path:                        "scheme must be https",
			"https://user:" + canary + "@ringcx.example.com" + c.path:  "user name or password",
			"https://" + canary + "@ringcx.example.com" + c.path:       "user name or password",
			"https://ringcx.example.com" + c.path + "?token=" + canary: "query or a fragment",
			"https://ringcx.example.com" + c.path + "?":                "query or a fragment",
			"https://ringcx.example.com" + c.path + "#" + canary:       "query or a fragment",
			"ringcx.example.com" + c.path:                              "https://host/path",
			"ringcx.example.com":                                       "https://host/path",
			"user:" + canary + "@ringcx.example.com" + c.path:          "https://host/path",
			"aws80:" + canary:                                          "https://host/path",
			canary:                                                     "https://host/path",
			"https://":                                                 "https://host/path",
			"https://ringcx.example.com/%zz" + canary + c.path:         "https://host/path",
			"": "https://host/path",
			"https://ringcx.example.com/" + canary +
				"/voice/api/v1/admin": map[string]string{attrAPIURL: "https://ringcx.example.com/voice/api",
				attrRingCentralURL: "write https://ringcx.example.com"}[c.attribute],
		} {
			base := complete[modeRingCentral]
			for from, s := range map[string]settings{
				"block":       settingsOf(t, merged(base, block{c.attribute: given}), nil),
				"environment": settingsOf(t, base, env{c.attribute: given}),
			} {
				found, details := problemsOf(s)
				switch {
				case given == "" && from == "environment", want == "" && given != "":
					if len(found) > 0 {
						t.Errorf("%s = %q from the %s: %q: %s", c.attribute, given, from, found, details)
					}
				case !slices.Equal(found, []string{c.attribute + ": Invalid " + c.attribute}) || !strings.Contains(details, want):
					t.Errorf("%s = %q from the %s: %q: %s; want %q", c.attribute, given, from, found, details, want)
				case from == "environment" && !strings.Contains(details, environment[c.attribute]):
					t.Errorf("%s = %q: the variable is not named: %s", c.attribute, given, details)
				case strings.Contains(details, canary):
					t.Errorf("%s = %q: repeated: %s", c.attribute, given, details)
				}
			}
		}
	}
}

// A bare host is what people write first. What is advised exists: RingCX's own hosts are no portals, and a portal has
// no /voice.
func TestBareHost(t *testing.T) {
	for host, roots := range map[string][]string{
		"https://ringcx.ringcentral.com": {"/voice/api"},
		"https://engage.ringcentral.com": {"/voice/api"},
		"https://portal.vacd.biz":        {"/api"},
		"https://portal.virtualacd.biz":  {"/api"},
		"https://ringcx.example.com":     {"/voice/api", "/api"},
	} {
		for _, path := range []string{"", "/", "/voice", "/api/v1"} {
			_, details := problemsOf(settingsOf(t, merged(complete[modeLegacy], block{attrAPIURL: host + path}), nil))
			for _, root := range []string{"/voice/api", "/api"} {
				advised := regexp.MustCompile(regexp.QuoteMeta(host+root) + `\b`).MatchString(details)
				if want := slices.Contains(roots, root); advised != want {
					t.Errorf("%s: advised to write %s: %t, want %t: %s", host+path, host+root, advised, want, details)
				}
			}
		}
	}
}

func TestFormats(t *testing.T) {
	for attribute, values := range map[string]struct{ good, bad []string }{
		attrRequestTimeout: {good: []string{"30s", "2m", "1h30m", "500ms"}, bad: []string{"30", "soon", "0s", "-5s", "2 m"}},
		attrMaxRetries: {good: []string{"0", "6", "100"}, bad: []string{"-1", "many", "1.5", "6 ",
			"99999999999999999999"}},
		attrAPIToken: {good: []string{"aws80:c2353445"}, bad: []string{"aws80:c2353445\n", " aws80:c2353445", "tökén",
			"abc"}},
	} {
		base := complete[modeAPIToken]
		for _, value := range append(values.good, values.bad...) {
			b := merged(base)
			delete(b, attribute)
			found, details := problemsOf(settingsOf(t, b, env{attribute: value}))
			bad := slices.Contains(values.bad, value)
			if bad != slices.Equal(found, []string{attribute + ": Invalid " + attribute}) || !bad && len(found) > 0 {
				t.Errorf("%s = %q: %q, %s", environment[attribute], value, found, details)
			}
			if bad && !strings.Contains(details, environment[attribute]) {
				t.Errorf("%s = %q: the variable is not named: %s", environment[attribute], value, details)
			}
			if attribute == attrMaxRetries {
				continue // a number in the block
			}
			found, details = problemsOf(settingsOf(t, merged(base, block{attribute: value}), nil))
			if bad != (len(found) == 1) || strings.Contains(details, environment[attribute]) {
				t.Errorf("%s = %q: %q, %s", attribute, value, found, details)
			}
		}
	}
	for n, bad := range map[int]bool{-1: true, 0: false, 10: false} {
		found, _ := problemsOf(settingsOf(t, merged(complete[modeAPIToken], block{attrMaxRetries: n}), nil))
		if bad != (len(found) == 1) {
			t.Errorf("max_retries = %d: %q", n, found)
		}
	}
}

// No problem repeats a value that is, or may be, a secret.
func TestProblemsHoldNoSecret(t *testing.T) {
	const canary = "canary-c2353445\n"
	secrets := []string{attrClientSecret, attrJWT, attrRCAccessToken, attrPassword, attrAPIToken}
	for _, mode := range append([]string{"", "wrong"}, allModes...) {
		b, e := block{attrAPIURL: "https://u:" + canary + "@h"}, env{attrRingCentralURL: "https://u:" +
			strings.TrimSpace(canary) + "@h"}
		if mode != "" {
			b[attrAuthMode] = mode
		}
		for _, name := range secrets {
			b[name], e[name] = canary, canary
		}
		for from, s := range map[string]settings{"block": settingsOf(t, b, nil),
			"environment": settingsOf(t, nil, merged(e, env{attrAuthMode: mode})), "both": settingsOf(t, b, e)} {
			found, details := problemsOf(s)
			if len(found) == 0 {
				t.Errorf("%q from the %s: no problems, so nothing is tested", mode, from)
			}
			if text := strings.Join(found, "\n") + details; strings.Contains(text, "canary") {
				t.Errorf("%q from the %s: a secret in %s", mode, from, text)
			}
			s := fmt.Sprintf("%v %+v %#v", s.jwt.value, s.password.value, ringcx.Secret(canary))
			if strings.Contains(s, "canary") {
				t.Errorf("a secret prints: %s", s)
			}
		}
	}
}

// White space around a value, as file() gives it, is an error about the white space, and costs no login.
func TestWhiteSpaceAroundValues(t *testing.T) {
	for mode, b := range complete {
		for name, value := range b {
			text, ok := value.(string)
			if !ok || name == attrAuthMode {
				continue
			}
			for _, spaced := range []string{text + "\n", text + "\r\n", " " + text, text + "\t"} {
				without := merged(b)
				delete(without, name)
				for from, s := range map[string]settings{
					"block":       settingsOf(t, merged(b, block{name: spaced}), nil),
					"environment": settingsOf(t, without, env{name: spaced}),
				} {
					found, details := problemsOf(s)
					if !slices.Contains(found, name+": Invalid "+name) && !slices.Contains(found, "Invalid "+name) ||
						!strings.Contains(details, "white space") {
						t.Errorf("%s, %s = %q in the %s: %q, %s", mode, name, spaced, from, found, details)
					}
				}
			}
		}
	}
}

// The variables of a pull request from a fork are there, and their secrets are empty.
func TestForkedPullRequest(t *testing.T) {
	found, _ := problemsOf(settingsOf(t, block{}, env{attrAuthMode: modeRingCentral, attrClientID: "your-client-id",
		attrClientSecret: "", attrJWT: ""}))
	wantSame(t, "problems", found, []string{"client_secret: Missing client_secret", "jwt: Missing jwt"})
}
