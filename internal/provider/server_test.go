package provider

import (
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Waiting ends at once, also in calls that begin after the stop: each of them answers with an error that says why, and
// sends nothing, not even in the background.
func TestStopHoldsForLaterCalls(t *testing.T) {
	t.Parallel()
	type planned = *tfprotov6.PlanResourceChangeResponse // of a create
	for what, call := range map[string]func(s *rpc, kept instance, plan planned) []*tfprotov6.Diagnostic{
		"create": func(s *rpc, _ instance, plan planned) []*tfprotov6.Diagnostic {
			return s.applied(s.absent(), map[string]any{}, plan).Diagnostics
		},
		"delete": func(s *rpc, kept instance, _ planned) []*tfprotov6.Diagnostic {
			return s.applied(kept, nil, s.plan(kept, nil)).Diagnostics
		},
		"read": func(s *rpc, kept instance, _ planned) []*tfprotov6.Diagnostic {
			return s.read(kept).Diagnostics
		},
		"import": func(s *rpc, kept instance, _ planned) []*tfprotov6.Diagnostic {
			return s.importBy(s.stateOf(kept)["id"].(string), nil).Diagnostics
		},
		"data source": func(s *rpc, _ instance, _ planned) []*tfprotov6.Diagnostic {
			return s.readTokens().Diagnostics
		},
		"ephemeral": func(s *rpc, kept instance, _ planned) []*tfprotov6.Diagnostic {
			return s.openToken(s.stateOf(kept)["id"]).Diagnostics
		},
		"list": func(s *rpc, _ instance, _ planned) []*tfprotov6.Diagnostic {
			return s.list(0, false)[0].Diagnostics
		},
		"action": func(s *rpc, kept instance, _ planned) []*tfprotov6.Diagnostic {
			_, diags := s.revoke(s.stateOf(kept)["id"])
			return diags
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			kept := rig.keptToken(t)
			s := rig.rpc(t, rig.login(modeEngage, simulator.DefaultUserName))
			plan := s.plan(s.absent(), map[string]any{})
			rig.ResetRequests()
			answer(s.server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{}))

			wantOneError(t, call(s, kept, plan), "cancelled")
			rig.wantCounts(t, "after the stop", counts{})
		})
	}
}

// What nobody is there to record is undone, but for what may be somebody else's.
func TestUnattended(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault simulator.Fault
		call  func(s *rpc, kept instance)
		alive int // the kept token among them; any other is named in the file
	}{
		"create": {call: func(s *rpc, _ instance) {
			resp := s.applied(s.absent(), map[string]any{}, s.plan(s.absent(), map[string]any{}))
			wantOneError(s.t, resp.Diagnostics, "destroyed again")
			if null, err := resp.NewState.IsNull(); err != nil || !null {
				s.t.Error("what was destroyed is in the state")
			}
		}, alive: 1},
		"create that took over": {fault: simulator.Fault{Kind: simulator.FaultDropAfter}, call: func(s *rpc, _ instance) {
			s.applied(s.absent(), map[string]any{}, s.plan(s.absent(), map[string]any{}))
		}, alive: 2},
		"update": {call: func(s *rpc, kept instance) { s.apply(kept, map[string]any{"store_token": false}) }, alive: 1},
		"delete": {call: func(s *rpc, kept instance) { s.applied(kept, nil, s.plan(kept, nil)) }, alive: 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			kept := rig.keptToken(t)
			s := rig.rpc(t, rig.login(modeEngage, simulator.DefaultUserName))
			if c.fault.Kind != "" {
				c.fault.Route, c.fault.Times = simulator.RouteTokenCreate, 1
				rig.Inject(c.fault)
			}
			s.server.Leave()
			c.call(s, kept)
			if alive := len(rig.AllTokens()); alive != c.alive {
				t.Errorf("%d tokens are alive, want %d", alive, c.alive)
			}
			named, err := os.ReadFile(s.unrecorded)
			for _, token := range rig.AllTokens() {
				id := sha256Hex(token)
				if id != s.stateOf(kept)["id"] && !strings.Contains(string(named), id) {
					t.Errorf("%s is alive and not named: %v", id, err)
				}
			}
		})
	}
}
