package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ringcx/terraform-provider-ringcx/internal/doctor"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// at is where the simulator seems to be: in these tests there is no network, and time is free.
const at = "http://127.0.0.1"

// scene is what a run finds.
type scene struct {
	tenant   simulator.Config
	env      map[string]string         // beside what the mode needs; "" takes a variable away
	before   func(s *simulator.Server) // what else happens to the tenant
	ctx      func(context.Context, *simulator.Server) context.Context
	args     []string
	input    string // what somebody types; "": there is no terminal
	way      func(http.Handler) http.Handler
	terminal bool // the output goes to one
}

// outcome is what a run leaves.
type outcome struct {
	status         int
	stdout, stderr string
	report         doctor.Report // with -json
	sim            *simulator.Server
}

// run examines a scene in a mode, and searches what is printed for everything that must not be.
func (sc scene) run(t *testing.T, mode string) (o outcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		sim := simulator.New(sc.tenant)
		o.sim = sim
		env := sc.environment(sim, mode)
		if sc.before != nil {
			sc.before(sim)
		}
		ctx := t.Context()
		if sc.ctx != nil {
			ctx = sc.ctx(ctx, sim)
		}
		var stdout, stderr bytes.Buffer
		handler := http.Handler(sim)
		if sc.way != nil {
			handler = sc.way(handler)
		}
		o.status = run(ctx, sc.args, world{
			stdin: strings.NewReader(sc.input), stdout: &stdout, stderr: &stderr, asks: sc.input != "",
			colours: sc.terminal, shows: sc.terminal,
			getenv: func(name string) string { return env[name] },
			tune:   func(cfg *ringcx.Config) { cfg.Transport = ringcxtest.Memory{To: handler} },
		})
		sim.ClearFaults()
		sim.Settle()
		o.stdout, o.stderr = stdout.String(), stderr.String()
		if slices.Contains(sc.args, "-json") && strings.Contains(o.stdout, strings.TrimPrefix(at, "http://")) {
			t.Errorf("the report names the host:\n%s", o.stdout)
		}
		for _, r := range sim.Undocumented() {
			t.Errorf("undocumented request %s %s: %s", r.Method, r.Route, r.Undocumented)
		}
		for _, words := range []string{"the state", "provider block", "trimspace", "same command"} {
			if strings.Contains(o.stdout+o.stderr, words) {
				t.Errorf("what has neither state nor provider block speaks of %q:\n%s", words, o.stdout+o.stderr)
			}
		}
		for _, leak := range leaks(sim, env, o.stdout+o.stderr) {
			t.Errorf("printed: %s", leak)
		}
	})
	if slices.Contains(sc.args, "-json") && o.status != statusUsage {
		decoder := json.NewDecoder(strings.NewReader(o.stdout))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&o.report); err != nil || decoder.More() {
			t.Fatalf("%v in\n%s", err, o.stdout)
		}
		validate(t, o.stdout)
	}
	return o
}

// environment logs in as the first user, with a token where the mode wants one.
func (sc scene) environment(sim *simulator.Server, mode string) map[string]string {
	cfg := sim.Config()
	settings := cfg.LoginSettings(mode, at, cfg.Users[0])
	if mode == ringcxtest.APIToken {
		settings = append(settings, simulator.Setting{Attribute: "api_token", Value: sim.Mint(cfg.Users[0].Name)})
	}
	env := simulator.Environment(settings)
	maps.Copy(env, sc.env)
	return env
}

// leaks are the secrets, names and ids in play that a text holds.
func leaks(sim *simulator.Server, env map[string]string, text string) (found []string) {
	// "Service" is a name here, and 401 an id.
	text = strings.ReplaceAll(text, http.StatusText(http.StatusServiceUnavailable), "")
	text = strings.ReplaceAll(text, "401 "+http.StatusText(http.StatusUnauthorized), "")
	look := func(what string) {
		if what != "" && strings.Contains(text, what) {
			found = append(found, what)
		}
	}
	secrets := sim.Secrets()
	for _, name := range []string{"CLIENT_SECRET", "JWT", "RC_ACCESS_TOKEN", "PASSWORD", "API_TOKEN"} {
		secrets = append(secrets, env["RINGCX_"+name])
	}
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret),
			base64.StdEncoding.EncodeToString([]byte(secret)), secret[strings.IndexByte(secret, ':')+1:]} {
			look(form)
		}
	}
	words := namesIn(sim.Config(), env)
	for _, d := range sim.RightsDocuments() {
		words = append(words, d.Name)
	}
	for _, word := range words {
		whole := `(^|\W)` + regexp.QuoteMeta(word) + `(\W|$)`
		if word != "" && strings.Contains(text, word) && regexp.MustCompile(whole).MatchString(text) {
			found = append(found, word)
		}
	}
	return found
}

// namesIn are the names and ids in play.
func namesIn(cfg simulator.Config, env map[string]string) []string {
	names := []string{cfg.ClientID, cfg.PlatformID, env["RINGCX_USERNAME"], env["RINGCX_CLIENT_ID"],
		env["RINGCX_PLATFORM_ID"]}
	for _, u := range cfg.Users {
		names = append(names, u.Name, u.FirstName, u.LastName, strconv.Itoa(u.ID), strconv.FormatInt(u.RingCentralID(), 10))
	}
	for _, a := range cfg.Accounts {
		names = append(names, a.ID, a.Name, a.MainID, a.MainName, a.RCAccountID)
	}
	for _, o := range cfg.Objects {
		names = append(names, o.Name, strconv.Itoa(o.ID))
	}
	return names
}

// entry returns the check with an id.
func (o outcome) entry(t *testing.T, id string) doctor.Entry {
	t.Helper()
	for _, e := range o.report.Checks {
		if e.ID == id {
			return e
		}
	}
	t.Fatalf("no check %s in\n%s", id, o.stdout)
	return doctor.Entry{}
}

// with returns the ids of the checks of a status.
func (o outcome) with(status doctor.Status) (ids []string) {
	for _, e := range o.report.Checks {
		if e.Status == status {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// asDocumented fails for each check that saw something otherwise than documented.
func (o outcome) asDocumented(t *testing.T, when string) {
	t.Helper()
	for _, e := range o.report.Checks {
		if e.Assumption == doctor.Otherwise {
			t.Errorf("%s: %+v", when, e)
		}
	}
}
