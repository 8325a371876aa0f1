package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// wantAccounted fails unless each token that is alive is in the state or named in what was printed, and the state holds
// no other.
func (w *workspace) wantAccounted(rig *rig) {
	w.t.Helper()
	rig.Settle()
	recorded := map[string]bool{}
	for _, instance := range w.state() {
		id, _ := instance["id"].(string)
		recorded[id] = true
	}
	for _, token := range rig.AllTokens() {
		id := sha256Hex(token)
		if !recorded[id] && !strings.Contains(w.seen.String(), id) {
			w.t.Errorf("the token %s is alive, not in the state and not named", id)
		}
		delete(recorded, id)
	}
	if len(recorded) > 0 {
		w.t.Errorf("the state holds tokens that are not alive: %v", recorded)
	}
	if w.t.Failed() {
		w.t.Log(w.seen.String())
	}
}

// No token is lost when RingCX acts later than it answers, lists late, or spells tokens in two ways.
func TestAccLate(t *testing.T) {
	t.Parallel()
	const late = 50 * time.Millisecond
	status := func(status int) simulator.Fault {
		return simulator.Fault{Kind: simulator.FaultHTML, Status: status, Late: late, Times: 1}
	}
	for name, c := range map[string]struct {
		tenant simulator.Config
		fault  simulator.Fault
	}{
		"reset": {fault: simulator.Fault{Kind: simulator.FaultDropAfter, Late: late, Times: 1}},
		"500":   {fault: status(http.StatusInternalServerError)},
		"502":   {fault: status(http.StatusBadGateway)},
		"503":   {fault: status(http.StatusServiceUnavailable)},
		"RingCX's own 500": {fault: simulator.Fault{Kind: simulator.FaultStatus, Status: 500, Act: true,
			Times: 1}},
		"three timeouts": {fault: simulator.Fault{Kind: simulator.FaultHang, Late: 2 * time.Second, Times: 3}},
		"late list":      {tenant: simulator.Config{ListLag: late}},
		"reset, late list": {simulator.Config{ListLag: late}, simulator.Fault{Kind: simulator.FaultDropAfter,
			Times: 1}},
		"undocumented form, reset": {simulator.Config{OpaqueTokens: true},
			simulator.Fault{Kind: simulator.FaultDropAfter, Late: late, Times: 1}},
		"undocumented form, late list": {tenant: simulator.Config{OpaqueTokens: true, ListLag: late}},
		"two spellings":                {tenant: simulator.Config{Spelling: simulator.SpellingBareReply}},
		"two spellings, reset": {simulator.Config{Spelling: simulator.SpellingUpperReply},
			simulator.Fault{Kind: simulator.FaultDropAfter, Late: late, Times: 1}},
		"list with a line of prose": {simulator.Config{ListExtra: []string{"no \"token\" at all"}},
			simulator.Fault{Kind: simulator.FaultDropAfter, Times: 1}},
	} {
		for whose, config := range map[string]string{
			"own":      `resource "ringcx_api_token" "x" {}`,
			"five own": `resource "ringcx_api_token" "x" { count = 5 }`,
			"an owner's": fmt.Sprintf("resource \"ringcx_api_token\" \"x\" {\n  count = 2\n  owner = {\n    username = %s\n  "+
				"  password_wo = %s\n  }\n}\n",
				quote(ivrUser), quote(passwordOf(ivrUser))),
		} {
			t.Run(name+", "+whose, func(t *testing.T) {
				t.Parallel()
				rig := newRig(t, c.tenant)
				w := newWorkspace(t, 11, rig.login(modeEngage, simulator.DefaultUserName))
				w.env["RINGCX_REQUEST_TIMEOUT"], w.env["RINGCX_MAX_RETRIES"] = "1s", "3"
				w.config(config)
				if fault := c.fault; fault.Kind != "" {
					fault.Route = simulator.RouteTokenCreate
					rig.Inject(fault)
				}
				w.terraform("apply", "-json", "-auto-approve")
				w.wantAccounted(rig)

				// The next apply does what is left to do, and makes no token twice.
				rig.ClearFaults()
				w.apply()
				w.wantAccounted(rig)
				w.wantEmptyPlan()
			})
		}
	}
}

// Terraform folds warnings with the same summary into one. Each token that was taken over is named all the same.
func TestAccTakenOverIsPrinted(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
	w.config(`resource "ringcx_api_token" "x" { count = 3 }`)
	rig.Inject(simulator.Fault{Route: simulator.RouteTokenCreate, Kind: simulator.FaultDropAfter, Times: 3})
	output := w.must("apply", "-auto-approve", "-no-color").stdout
	for _, token := range rig.AllTokens() {
		if id := sha256Hex(token); !strings.Contains(output, "taken over: "+short(id)) {
			t.Errorf("%s is not named:\n%s", id, output)
		}
	}
	if err := rig.wantTokens(3); err != nil {
		t.Error(err)
	}
}

// A list that lags can show a token of the run before so late that another resource takes it over. Neither of the two
// is destroyed then, since that would revoke the token of the other.
func TestAccTokenInTwoResources(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{ListLag: 3 * time.Second})
	w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
	tokens := func(n int) string { return fmt.Sprintf(`resource "ringcx_api_token" "x" { count = %d }`, n) }
	w.config(tokens(1))
	w.apply()
	time.Sleep(time.Second) // created_at has no fractions of seconds
	rig.Inject(simulator.Fault{Route: simulator.RouteTokenCreate, Kind: simulator.FaultDropBefore, Times: 1})
	w.config(tokens(2))
	w.apply()
	first, second := w.state()["ringcx_api_token.x[0]"]["id"], w.state()["ringcx_api_token.x[1]"]["id"]
	if first != second {
		t.Fatal("the second resource has a token of its own: there is nothing to test")
	}
	for _, n := range []int{2, 1, 0} {
		w.config(tokens(n))
		w.wantRefusal([]string{"Two resources have the same API token"}, "apply", "-json", "-auto-approve")
	}
	if err := rig.wantTokens(1); err != nil {
		t.Error(err)
	}

	w.must("state", "rm", "ringcx_api_token.x[1]")
	w.config(tokens(2))
	w.apply()
	w.wantRecorded(rig, 2)
	w.wantEmptyPlan()
}

// A resource can be given another name by forgetting it and importing its token, in one run.
func TestAccForgetAndImport(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 7, rig.login(modeEngage, simulator.DefaultUserName))
	w.config(`resource "ringcx_api_token" "a" {}`)
	w.apply()
	w.config(fmt.Sprintf(`
		removed {
			from = ringcx_api_token.a
			lifecycle { destroy = false }
		}
		import {
			to = ringcx_api_token.b
			id = %q
		}
		resource "ringcx_api_token" "b" {}
	`, w.state()["ringcx_api_token.a"]["id"]))
	w.apply()
	w.wantRecorded(rig, 1)
	w.wantEmptyPlan()
}
