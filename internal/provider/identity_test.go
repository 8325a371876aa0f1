package provider

import (
	"bytes"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// A token's identity is { id }, and stays so from its creation to its end.
func TestIdentity(t *testing.T) {
	for _, mode := range allModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			block := rig.login(mode, simulator.DefaultUserName)
			s := rig.rpc(t, block)
			before := len(rig.Tokens(simulator.DefaultUserName)) // mode api_token has one to log in with

			created := s.apply(s.absent(), map[string]any{})
			token := rig.Tokens(simulator.DefaultUserName)[before]
			read := s.refreshed(created)
			updated := s.apply(read, map[string]any{"store_token": false})
			again := s.refreshed(updated)
			adopted := s.importBy(idOf(token), nil)
			wantNoProblem(t, adopted.Diagnostics)
			unread := adopted.ImportedResources[0]
			for when, i := range map[string]instance{
				"import by id, before the read": {unread.State, unread.Private, unread.Identity},
				"create":                        created, "read": read, "update": updated, "read without the token": again,
				// In configurations of their own, since this one has read the token as another resource.
				"import by id":       rig.rpc(t, block).imported(idOf(token), nil),
				"import by identity": rig.rpc(t, block).imported("", s.identity(idOf(token))),
			} {
				if got := s.idOf(i.identity); got != idOf(token) {
					t.Errorf("%s: identity %v, want the id %s", when, got, idOf(token))
				}
				if got := s.stateOf(i)["id"]; got != idOf(token) {
					t.Errorf("%s: id %v, want %s", when, got, idOf(token))
				}
			}

			if gone := s.apply(again, nil); s.stateOf(gone) != nil {
				t.Errorf("state after destroy: %v", s.stateOf(gone))
			}
			if n := len(rig.Tokens(simulator.DefaultUserName)); n != before {
				t.Errorf("%d tokens after destroy, want %d", n, before)
			}
		})
	}
}

// A revoked token leaves the state, and Terraform is still told its identity:
// without one it fails with "Missing Resource Identity After Read", also where
// the state was written by a Terraform that knew no identity.
func TestIdentityOfRevokedToken(t *testing.T) {
	for name, config := range map[string]map[string]any{
		"stored":     {},
		"not stored": {"store_token": false},
	} {
		for _, old := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", old state"}[old], func(t *testing.T) {
				t.Parallel()
				rig := newRig(t, simulator.Config{})
				block := rig.login(modeLegacy, simulator.DefaultUserName)
				s := rig.rpc(t, block)
				token := s.refreshed(s.apply(s.absent(), config))
				id := s.idOf(token.identity)
				if old {
					token.identity = nil
				}
				rig.Revoke(rig.Tokens(simulator.DefaultUserName)[0])

				nextRun := rig.rpc(t, block)
				resp := nextRun.read(token)
				if d := resp.Diagnostics; len(d) != 1 || d[0].Severity != tfprotov6.DiagnosticSeverityWarning ||
					d[0].Summary != "Removed from the state, because it is gone in RingCX" {
					t.Errorf("want one warning that the token is gone:\n%s", textOf(d))
				}
				if got := s.decode(s.tokenType(), resp.NewState); got != nil {
					t.Errorf("state after the token was revoked: %v", got)
				}
				if got := s.idOf(resp.NewIdentity); got != id || id == nil {
					t.Errorf("identity %v, want the former %v", got, id)
				}
			})
		}
	}
}

// State that an older Terraform wrote gets its identity at the next read or
// update.
func TestIdentityForOldState(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))
	token := s.apply(s.absent(), map[string]any{})
	want := s.idOf(token.identity)
	token.identity = nil

	if got := s.idOf(s.refreshed(token).identity); got != want {
		t.Errorf("identity after read: %v, want %v", got, want)
	}
	updated := s.apply(token, map[string]any{"store_token": false})
	if got := s.idOf(updated.identity); got != want {
		t.Errorf("identity after update: %v, want %v", got, want)
	}
}

// An import by identity brings the token back, and costs a login and a list.
func TestImportByIdentity(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	token := rig.Mint(simulator.DefaultUserName)
	rig.Mint(simulator.DefaultUserName)
	s := rig.rpc(t, rig.login(modeEngage, simulator.DefaultUserName))

	imported := s.imported("", s.identity(idOf(token)))
	rig.wantCounts(t, "import by identity", counts{simulator.RouteEngageLogin: 1, simulator.RouteTokenList: 1})
	want := map[string]any{
		"id": idOf(token), "token": token, "store_token": true, "keepers": nil, "created_at": nil, "owner": nil,
	}
	for name, value := range s.stateOf(imported) {
		if value != want[name] {
			t.Errorf("%s is %v, want %v", name, value, want[name])
		}
	}
	s.wantNoChange(imported, map[string]any{})
	rig.wantCounts(t, "a plan after it", counts{})
}

// wantNoChange expects the plan for this configuration to change nothing.
func (s *rpc) wantNoChange(prior instance, config map[string]any) {
	s.t.Helper()
	plan := s.plan(prior, config)
	wantNoProblem(s.t, plan.Diagnostics)
	was, _ := prior.state.Unmarshal(s.tokenType())
	will, _ := plan.PlannedState.Unmarshal(s.tokenType())
	if !was.Equal(will) {
		s.t.Errorf("planned a change from %v to %v", s.decode(s.tokenType(), prior.state),
			s.decode(s.tokenType(), plan.PlannedState))
	}
	if len(plan.RequiresReplace) > 0 {
		s.t.Errorf("planned a replacement for %v", plan.RequiresReplace)
	}
	if !bytes.Equal(plan.PlannedIdentity.IdentityData.MsgPack, prior.identity.IdentityData.MsgPack) {
		s.t.Errorf("planned the identity %v, was %v", s.idOf(plan.PlannedIdentity), s.idOf(prior.identity))
	}
}

// What is no id is refused, never repeated, and nobody is asked about it.
func TestImportRefused(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	token := rig.Mint(simulator.DefaultUserName)
	s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))

	for name, wrong := range map[string]any{
		"a token": token, "a token without its platform": strings.TrimPrefix(token, "aws80:"),
		"an id in upper case": strings.ToUpper(idOf(token)), "an id with a line break": idOf(token) + "\n",
		"half an id": idOf(token)[:32], "nothing": "", "null": nil,
	} {
		byIdentity := s.importBy("", s.identity(wrong))
		wantOneError(t, byIdentity.Diagnostics, "Not the id of an API token", "sha256sum")
		text, _ := wrong.(string)
		byID := s.importBy(text, nil)
		wantOneError(t, byID.Diagnostics, "Not the id of an API token", "sha256sum")
		for _, output := range []string{textOf(byIdentity.Diagnostics), textOf(byID.Diagnostics)} {
			rig.wantNoSecret(t, output)
			if text != "" && strings.Contains(output, text) {
				t.Errorf("%s is repeated: %s", name, output)
			}
		}
	}
	rig.wantCounts(t, "refused imports", counts{})
}

// An id that the user's list does not hold is an error that names it.
func TestImportNotListed(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))
	for _, id := range []string{idOf(rig.Mint("ivr@example.com")), idOf("never was")} {
		wantOneError(t, s.importBy("", s.identity(id)).Diagnostics, "No such API token", id)
		wantOneError(t, s.importBy(id, nil).Diagnostics, "No such API token", id)
	}
}
