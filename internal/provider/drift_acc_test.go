package provider

import (
	"bytes"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// drift is one row of the drift policy, after the provider has created a token.
type drift struct {
	*workspace
	rig   *rig
	mode  string
	was   map[string]string // the login
	token string
}

const (
	driftStored   = `resource "ringcx_api_token" "t" {}`
	driftUnstored = `resource "ringcx_api_token" "t" { store_token = false }`
)

// The drift policy: when a token is taken to be gone, and when it is not.
func TestAccDrift(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		config string
		modes  []string // to create the token in; where the mode makes no difference, one
		then   func(*drift)
	}{
		{name: "in the list", config: driftStored, modes: []string{modeEngage}, then: (*drift).listed},
		{name: "revoked", config: driftStored, modes: []string{modeEngage}, then: (*drift).revoked},
		{name: "revoked, not stored", config: driftUnstored, modes: []string{modeEngage}, then: (*drift).revoked},
		{name: "other login", config: driftStored, modes: []string{modeEngage, modeAPIToken}, then: (*drift).otherLogin},
		{name: "other login, revoked", config: driftStored, modes: []string{modeEngage}, then: (*drift).otherLoginRevoked},
		{name: "other login, not stored", config: driftUnstored, modes: allModes, then: (*drift).otherLoginUnstored},
		{name: "same user by another login, not stored", config: driftUnstored, modes: allModes,
			then: (*drift).anotherLoginUnstored},
	} {
		for _, mode := range row.modes {
			t.Run(row.name+"/"+mode, func(t *testing.T) {
				t.Parallel()
				rig := newRig(t, simulator.Config{})
				was := rig.login(mode, adminUser)
				w := newWorkspace(t, 0, was)
				w.config(row.config)
				w.apply()
				tokens := rig.Tokens(adminUser)
				row.then(&drift{w, rig, mode, was, tokens[len(tokens)-1]})
				w.wantNotPrinted(rig.Secrets()...)
			})
		}
	}
}

func (d *drift) wantAdd() {
	d.t.Helper()
	d.wantPlan(map[string]string{tokenAddress: "create"})
}

// wantOtherLogin expects an error about the login, and that nothing has changed.
func (d *drift) wantOtherLogin() {
	d.t.Helper()
	state, tokens := d.file(stateFile), d.rig.AllTokens()
	d.wantRefusal([]string{"The provider is logged in as another user", "Log in as the user who owns the token"},
		"apply", "-json", "-auto-approve")
	if !bytes.Equal(state, d.file(stateFile)) {
		d.t.Error("the state has changed")
	}
	if !slices.Equal(tokens, d.rig.AllTokens()) {
		d.t.Error("tokens were created or revoked")
	}
}

func (d *drift) listed() {
	if o := d.wantEmptyPlan(); len(o.diagnostics) > 0 {
		d.t.Errorf("want no diagnostics, got:\n%s", o.text())
	}
}

func (d *drift) revoked() {
	d.rig.Revoke(d.token)
	d.wantAdd()
}

func (d *drift) otherLogin() {
	tokens := d.rig.AllTokens()
	d.login(d.rig.login(modeEngage, otherUser))
	d.rig.ResetRequests()
	o := d.wantEmptyPlan()
	d.rig.wantCounts(d.t, "plan", counts{simulator.RouteEngageLogin: 1, simulator.RouteTokenList: 2})
	if len(o.diagnostics) != 1 || o.diagnostics[0].Severity != "warning" || o.diagnostics[0].Address != tokenAddress {
		d.t.Errorf("want one warning at %s, got:\n%s", tokenAddress, o.text())
	}
	d.apply()
	d.wantState(tokenAddress, "token", d.token)
	if !slices.Equal(tokens, d.rig.AllTokens()) {
		d.t.Error("tokens were created or revoked")
	}
	d.destroy() // it revokes itself
	if slices.Contains(d.rig.AllTokens(), d.token) {
		d.t.Error("the token is alive after destroy")
	}
}

func (d *drift) otherLoginRevoked() {
	d.login(d.rig.login(modeEngage, otherUser))
	d.rig.Revoke(d.token)
	d.wantAdd()
}

// Nobody can ask RingCX whether the token is alive, so that it makes no
// difference whether it is.
func (d *drift) otherLoginUnstored() {
	d.login(d.rig.login(d.mode, otherUser))
	d.wantOtherLogin()
	d.login(d.was)
	d.wantEmptyPlan()

	d.rig.Revoke(d.token)
	d.login(d.rig.login(d.mode, otherUser))
	d.wantOtherLogin()
	d.login(d.was)
	d.wantAdd()
}

// The same user may log in in another way, where the login tells who it is. A
// permanent token does not, unless the list shows it beside the former one; and
// a legacy portal and RingCentral have a numeric id in common only, which users
// of two platforms share.
func (d *drift) anotherLoginUnstored() {
	d.rig.Revoke(d.token)
	for _, mode := range allModes {
		d.login(d.rig.login(mode, adminUser))
		noFact := slices.Contains([]string{modeLegacy + modeRingCentral, modeRingCentral + modeLegacy}, d.mode+mode)
		if mode == modeAPIToken && d.mode != modeAPIToken || noFact {
			d.wantOtherLogin()
		} else {
			d.wantAdd()
		}
	}
}

// unproven are answers to a list that prove nothing.
var unproven = map[string]simulator.Fault{
	"403":        {Kind: simulator.FaultStatus, Status: 403},
	"500":        {Kind: simulator.FaultStatus, Status: 500},
	"429":        {Kind: simulator.FaultStatus, Status: 429},
	"HTML":       {Kind: simulator.FaultHTML},
	"HTML 502":   {Kind: simulator.FaultHTML, Status: 502},
	"null":       {Kind: simulator.FaultGarbage, Body: "null"},
	"object":     {Kind: simulator.FaultGarbage, Body: "{}"},
	"no strings": {Kind: simulator.FaultGarbage, Body: "[1, null]"},
	"empty":      {Kind: simulator.FaultEmpty},
	"204":        {Kind: simulator.FaultEmpty, Status: 204},
	"cut":        {Kind: simulator.FaultCut},
	"dropped":    {Kind: simulator.FaultDropBefore},
	"redirect":   {Kind: simulator.FaultRedirect},
	"slow":       {Kind: simulator.FaultSlow, Delay: time.Minute},
}

// An answer that is no list is an error, for the list of the provider's user and
// for one that is asked for with the token itself. The state stays as it was,
// nothing is created, and the plan is empty when RingCX is itself again.
func TestAccDriftUnproven(t *testing.T) {
	t.Parallel()
	inList := maps.Clone(unproven)
	// A 401 to the token itself, and to no other, is a refusal.
	inList["401"] = simulator.Fault{Kind: simulator.FaultStatus, Status: 401}
	for _, c := range []struct {
		name, config, login, doing string
		faults                     map[string]simulator.Fault
	}{
		{name: "list", config: driftStored + "\n" + `resource "ringcx_api_token" "u" { store_token = false }`,
			login: adminUser, doing: "list the user's API tokens", faults: inList},
		{name: "with the token itself", config: driftStored, login: otherUser,
			doing: "ask RingCX whether the token is still accepted", faults: unproven},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
			w.config(c.config)
			w.apply()
			w.login(rig.login(modeEngage, c.login))
			state, tokens := w.file(stateFile), rig.AllTokens()
			for name, fault := range c.faults {
				fault.Route, fault.User = simulator.RouteTokenList, adminUser
				remove := rig.Inject(fault)
				if fault.Kind == simulator.FaultSlow {
					w.env["RINGCX_REQUEST_TIMEOUT"] = "3s"
				}
				o := w.wantRefusal([]string{"Cannot read the API token", c.doing}, "apply", "-json", "-auto-approve")
				remove()
				delete(w.env, "RINGCX_REQUEST_TIMEOUT")
				if n := len(o.of("error")); n != len(tokens) {
					t.Errorf("%s: %d errors, want one for each token:\n%s", name, n, o.text())
				}
				if !slices.Equal(tokens, rig.AllTokens()) {
					t.Fatalf("%s: tokens were created or revoked", name)
				}
				if !bytes.Equal(state, w.file(stateFile)) {
					t.Errorf("%s: the state has changed", name)
				}
			}
			w.wantEmptyPlan()
			w.wantNotPrinted(rig.Secrets()...)
		})
	}
}
