package provider

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// unknownBlock is a provider block whose secret another resource will produce.
func (r *rig) unknownBlock() map[string]any {
	block := asBlock(r.login(modeLegacy, simulator.DefaultUserName))
	block[attrPassword] = notKnown
	return block
}

// workingEnv would log in, if the environment were asked for what is unknown.
func (r *rig) workingEnv() map[string]string {
	env := map[string]string{}
	for name, value := range r.login(modeLegacy, simulator.DefaultUserName) {
		env[envOf(name)] = value
	}
	return env
}

// keptToken is a token that an earlier run has left in state.
func (r *rig) keptToken(t *testing.T) instance {
	t.Helper()
	s := r.rpc(t, r.login(modeLegacy, simulator.DefaultUserName))
	kept := s.refreshed(s.apply(s.absent(), map[string]any{}))
	r.ResetRequests()
	return kept
}

func (s *rpc) readTokens() *tfprotov6.ReadDataSourceResponse {
	s.t.Helper()
	return answer(s.server.ReadDataSource(s.t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "ringcx_api_tokens",
		Config:   s.object(s.schemas.DataSourceSchemas["ringcx_api_tokens"].ValueType(), map[string]any{}),
	}))
}

// A client that can defer is asked to, for every object.
func TestUnknownDeferred(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	kept := rig.keptToken(t)
	s := newRPC(t, rig.workingEnv())
	wantNoProblem(t, s.validate(rig.unknownBlock()))
	wantNoProblem(t, s.configure(rig.unknownBlock(), true).Diagnostics)

	read, plan, imported, data := s.read(kept), s.plan(s.absent(), map[string]any{}),
		s.importBy(s.stateOf(kept)["id"].(string), nil), s.readTokens()
	for what, got := range map[string]struct {
		deferred *tfprotov6.Deferred
		diags    []*tfprotov6.Diagnostic
	}{
		"read": {read.Deferred, read.Diagnostics}, "plan": {plan.Deferred, plan.Diagnostics},
		"import": {imported.Deferred, imported.Diagnostics}, "data source": {data.Deferred, data.Diagnostics},
	} {
		wantNoProblem(t, got.diags)
		if got.deferred == nil || got.deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown {
			t.Errorf("%s: deferred %v, want it on account of the provider block", what, got.deferred)
		}
	}
	if !maps.Equal(s.decode(s.tokenType(), read.NewState), s.stateOf(kept)) {
		t.Error("a deferred read changes the state")
	}
	rig.wantCounts(t, "deferred", counts{})
}

// For any other client a plan goes through: what is in state is kept, what is
// new is planned, and what needs RingCX is an error. Nobody is asked,
// and the environment does not stand in for what is unknown.
func TestUnknownKeepsState(t *testing.T) {
	for name, old := range map[string]bool{"": false, "old state": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			kept := rig.keptToken(t)
			prior := kept
			if old {
				prior.identity = nil
			}
			s := newRPC(t, rig.workingEnv())
			wantNoProblem(t, s.configure(rig.unknownBlock(), false).Diagnostics)

			read := s.read(prior)
			wantNoProblem(t, read.Diagnostics)
			if read.Deferred != nil || !maps.Equal(s.decode(s.tokenType(), read.NewState), s.stateOf(kept)) {
				t.Errorf("read gives %v, want the state as it was", s.decode(s.tokenType(), read.NewState))
			}
			if string(read.Private) != string(kept.private) {
				t.Errorf("private state %s, want %s", read.Private, kept.private)
			}
			if got, want := s.idOf(read.NewIdentity), s.stateOf(kept)["id"]; got != want {
				t.Errorf("identity %v, want %v", got, want)
			}

			s.wantNoChange(instance{read.NewState, read.Private, read.NewIdentity}, map[string]any{})
			create := s.plan(s.absent(), map[string]any{})
			wantNoProblem(t, create.Diagnostics)
			if planned := s.decode(s.tokenType(), create.PlannedState); planned["token"] != any(notKnown) {
				t.Errorf("planned %v, want a token that is not known yet", planned)
			}
			wantNoProblem(t, s.plan(kept, nil).Diagnostics)
			rig.wantCounts(t, "a plan with an unknown provider block", counts{})
		})
	}
}

// What must have an answer now is an error that tells why there is none and what to do.
func TestUnknownSaysWhy(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	id := idOf(rig.Mint(simulator.DefaultUserName))
	s := newRPC(t, rig.workingEnv())
	block := rig.unknownBlock()
	block[attrAPIURL] = notKnown
	wantNoProblem(t, s.configure(block, false).Diagnostics)

	_, revoked := s.revoke(id)
	listed := s.list(0, false)
	if len(listed) != 1 {
		t.Fatalf("%d results, want one with the error", len(listed))
	}
	for what, diags := range map[string][]*tfprotov6.Diagnostic{
		"data source": s.readTokens().Diagnostics, "import": s.importBy(id, nil).Diagnostics,
		"import by identity": s.importBy("", s.identity(id)).Diagnostics,
		"ephemeral":          s.openToken(id).Diagnostics, "list": listed[0].Diagnostics, "action": revoked,
	} {
		t.Run(what, func(t *testing.T) {
			wantOneError(t, diags, "RingCX cannot be asked yet", attrAPIURL+", "+attrPassword, "-target", "depends_on")
		})
	}
	rig.wantCounts(t, "errors", counts{})
}

// Once everything is known, as during apply, all works with the same block.
func TestKnownAgain(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	planned := newRPC(t, nil)
	wantNoProblem(t, planned.configure(rig.unknownBlock(), false).Diagnostics)
	plan := planned.plan(planned.absent(), map[string]any{})
	wantNoProblem(t, plan.Diagnostics)

	s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))
	resp := s.applied(s.absent(), map[string]any{}, plan)
	wantNoProblem(t, resp.Diagnostics)
	if tokens := rig.Tokens(simulator.DefaultUserName); len(tokens) != 1 || s.idOf(resp.NewIdentity) != idOf(tokens[0]) {
		t.Errorf("tokens %d, identity %v", len(tokens), s.idOf(resp.NewIdentity))
	}
}

// Where the login is unknown, a stored token is revoked with itself, and that is tried again like anything else: also
// where the number of retries is unknown too.
func TestUnknownRetries(t *testing.T) {
	t.Parallel()
	for _, route := range []simulator.Route{simulator.RouteTokenDelete, simulator.RouteTokenList} {
		rig := newRig(t, simulator.Config{})
		kept := rig.keptToken(t)
		block := rig.unknownBlock()
		block[attrMaxRetries] = notKnown
		s := newRPC(t, nil)
		wantNoProblem(t, s.configure(block, false).Diagnostics)
		rig.Inject(simulator.Fault{Route: route, Kind: simulator.FaultStatus, Status: 503, Times: 2})
		s.apply(kept, nil)
		if err := rig.wantTokens(0); err != nil {
			t.Errorf("%s: %v", route, err)
		}
	}
}
