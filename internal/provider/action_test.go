package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The action revokes the token that it names and no other, whether Terraform
// manages it or not, and reports what it does.
func TestRevoke(t *testing.T) {
	for _, mode := range allModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			s := rig.rpc(t, rig.login(mode, simulator.DefaultUserName))
			for range 2 {
				rig.Mint(simulator.DefaultUserName)
			}
			leaked := rig.Mint(simulator.DefaultUserName)
			keep := slices.DeleteFunc(rig.AllTokens(), func(token string) bool { return token == leaked })

			messages, diags := s.revoke(idOf(leaked))
			wantNoProblem(t, diags)
			if got := rig.AllTokens(); !slices.Equal(got, keep) {
				t.Errorf("%d tokens are left, want the %d others", len(got), len(keep))
			}
			if n := rig.Count(simulator.RouteTokenDelete); n != 1 {
				t.Errorf("%d requests to revoke, want 1", n)
			}
			output := strings.Join(messages, "\n")
			rig.wantNoSecret(t, output)
			for _, words := range []string{"Looking for", "Revoking", "Revoked the API token " + simulator.DefaultPlatformID +
				":… (" + idOf(leaked)[:12] + ")"} {
				if !strings.Contains(output, words) {
					t.Errorf("the progress lacks %q:\n%s", words, output)
				}
			}
		})
	}
}

// That a list lacks a token proves nothing where this process never saw it there: it may be another user's, and alive.
func TestRevokeNotListed(t *testing.T) {
	for _, mode := range allModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			block := rig.login(mode, simulator.DefaultUserName)
			whose := map[string]string{
				modeEngage:      fmt.Sprintf("the user %q", simulator.DefaultUserName),
				modeLegacy:      fmt.Sprintf("the user %q", simulator.DefaultUserName),
				modeRingCentral: "the user with the id ", modeAPIToken: "the user of the API token " +
					short(idOf(block[attrAPIToken])),
			}[mode]
			gone, others := rig.Mint(simulator.DefaultUserName), rig.Mint("ivr@example.com")
			rig.Revoke(gone)
			before := len(rig.AllTokens())
			for name, id := range map[string]string{"revoked before": idOf(gone), "somebody else's": idOf(others),
				"never was": idOf("any")} {
				messages, diags := rig.rpc(t, block).revoke(id)
				wantOneError(t, diags, "not found, and not revoked", whose, id, "another user")
				wantNoPath(t, diags)
				output := strings.Join(messages, "\n") + textOf(diags)
				if strings.Contains(output, "Nothing to revoke") || strings.Contains(output, "gone") {
					t.Errorf("%s: taken for gone:\n%s", name, output)
				}
				rig.wantNoSecret(t, output)
			}
			if n := rig.Count(simulator.RouteTokenDelete); n != 0 || len(rig.AllTokens()) != before {
				t.Errorf("%d requests to revoke, want none", n)
			}
		})
	}
}

// What this process saw in the list, and RingCX does not accept any more, is gone, and no error.
func TestRevokeGone(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	first, second := rig.Mint(simulator.DefaultUserName), rig.Mint(simulator.DefaultUserName)
	s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))
	_, diags := s.revoke(idOf(first))
	wantNoProblem(t, diags)
	rig.Revoke(second)
	for name, id := range map[string]string{"by this process": idOf(first), "by somebody else": idOf(second)} {
		messages, diags := s.revoke(id)
		wantNoProblem(t, diags)
		output := strings.Join(messages, "\n")
		if !strings.Contains(output, "gone already") || !strings.Contains(output, "Nothing to revoke") ||
			strings.Contains(output, "Revoked") {
			t.Errorf("revoked %s: the progress does not report that there was nothing to do:\n%s", name, output)
		}
		rig.wantNoSecret(t, output)
	}
	if n := rig.Count(simulator.RouteTokenDelete); n != 1 {
		t.Errorf("%d requests to revoke, want that of the first", n)
	}
}

// A list that lacks what RingCX accepts is behind: the token is revoked.
func TestRevokeWhatALateListLacks(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	first, second := rig.Mint(simulator.DefaultUserName), rig.Mint(simulator.DefaultUserName)
	block := rig.login(modeAPIToken, simulator.DefaultUserName)
	s := rig.rpc(t, block)
	_, diags := s.revoke(idOf(first))
	wantNoProblem(t, diags)
	rig.Inject(simulator.Fault{Route: simulator.RouteTokenList, Credential: block[attrAPIToken],
		Kind: simulator.FaultGarbage, Body: "[]"})
	messages, diags := s.revoke(idOf(second))
	wantNoProblem(t, diags)
	if output := strings.Join(messages, "\n"); !strings.Contains(output, "Revoked the API token") ||
		slices.Contains(rig.AllTokens(), second) {
		t.Errorf("not revoked:\n%s", output)
	}
}

// Without its credential the rest of the run could do nothing.
func TestRevokeOwnCredential(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	block := rig.login(modeAPIToken, simulator.DefaultUserName)
	messages, diags := rig.rpc(t, block).revoke(idOf(block[attrAPIToken]))
	wantOneError(t, diags, "Refused to revoke the provider's own credential", idOf(block[attrAPIToken]))
	rig.wantNoSecret(t, textOf(diags)+strings.Join(messages, "\n"))
	if n := rig.Count(simulator.RouteTokenDelete); n != 0 {
		t.Errorf("%d requests to revoke, want none", n)
	}
}

// What is no id is refused without being repeated: in validation, and again
// when the action runs, since an id that is unknown at plan is not validated.
// It must not be taken for the id of a token that is gone.
func TestRevokeInvalidID(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	token := rig.Mint(simulator.DefaultUserName)
	s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))
	for name, wrong := range map[string]string{
		"a token": token, "an id in upper case": strings.ToUpper(idOf(token)), "half an id": idOf(token)[:32], "nothing": "",
	} {
		messages, invoked := s.revoke(wrong)
		for when, diags := range map[string][]*tfprotov6.Diagnostic{"validated": s.validateRevoke(wrong),
			"invoked": invoked} {
			wantOneError(t, diags, "Not the id of an API token")
			wantNoPath(t, diags)
			output := textOf(diags) + strings.Join(messages, "\n")
			if wrong != "" && (strings.Contains(output, wrong) || strings.Contains(output, short(wrong))) {
				t.Errorf("%s, %s: it is repeated: %s", name, when, output)
			}
			rig.wantNoSecret(t, output)
		}
	}
	rig.wantCounts(t, "refused ids", counts{})

	wantNoProblem(t, s.validateRevoke(notKnown))
	wantNoProblem(t, s.validateRevoke(idOf(token)))
}

func (s *rpc) validateRevoke(id any) []*tfprotov6.Diagnostic {
	s.t.Helper()
	return answer(s.server.ValidateActionConfig(s.t.Context(), &tfprotov6.ValidateActionConfigRequest{
		ActionType: revokeType, Config: s.revokeConfig(id),
	})).Diagnostics
}

// Planning an action does nothing at all.
func TestRevokePlan(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	token := rig.Mint(simulator.DefaultUserName)
	s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))
	for _, id := range []any{idOf(token), notKnown} {
		resp := answer(s.server.PlanAction(t.Context(), &tfprotov6.PlanActionRequest{ActionType: revokeType,
			Config: s.revokeConfig(id)}))
		wantNoProblem(t, resp.Diagnostics)
	}
	rig.wantCounts(t, "a plan", counts{})
}

// The action never reports a token as revoked that may be alive.
func TestRevokeFaults(t *testing.T) {
	for name, c := range map[string]struct {
		fault   simulator.Fault
		revoked bool // in the end, and reported so
	}{
		"the list fails": {fault: simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultStatus,
			Status: 500}},
		"the list is cut": {fault: simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultCut}},
		"refused": {fault: simulator.Fault{Route: simulator.RouteTokenDelete, Kind: simulator.FaultStatus,
			Status: 403}},
		"a server fault": {fault: simulator.Fault{Route: simulator.RouteTokenDelete, Kind: simulator.FaultStatus,
			Status: 500}},
		"the reply is lost": {fault: simulator.Fault{Route: simulator.RouteTokenDelete, Kind: simulator.FaultDropAfter},
			revoked: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			token := rig.Mint(simulator.DefaultUserName)
			rig.Inject(c.fault)
			s := newRPC(t, nil)
			block := asBlock(rig.login(modeLegacy, simulator.DefaultUserName))
			block[attrMaxRetries] = 0
			wantNoProblem(t, s.configure(block, false).Diagnostics)

			messages, diags := s.revoke(idOf(token))
			output := strings.Join(messages, "\n")
			if c.revoked {
				wantNoProblem(t, diags)
			} else {
				wantOneError(t, diags, "Cannot revoke the API token")
			}
			if alive := len(rig.AllTokens()) > 0; alive == c.revoked || strings.Contains(output, "Revoked") != c.revoked {
				t.Errorf("alive: %t, and the progress is:\n%s", alive, output)
			}
			rig.wantNoSecret(t, output+textOf(diags))
		})
	}
}
