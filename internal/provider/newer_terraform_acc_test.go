package provider

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// What only a newer Terraform does, and what the pages say of it.

// The action revokes the token of the service that was destroyed, and of no other.
func TestAccRevokeActionAfterDestroy(t *testing.T) {
	t.Parallel()
	needCLI(t, 16)
	rig := newRig(t, simulator.Config{})
	w := exampleNamed(t, "actions/ringcx_revoke_api_token/action_after_destroy.tf", rig.login(modeEngage, adminUser))
	crm, ivr, other := rig.Mint(adminUser), rig.Mint(adminUser), rig.Mint(adminUser)
	wantLeft := func(when string, want ...string) {
		t.Helper()
		if left := rig.Tokens(adminUser); !slices.Equal(left, want) {
			t.Errorf("%s: the tokens %v are left, want %v", when, left, want)
		}
	}
	w.variable("token_ids", `{ crm = "`+idOf(crm)+`", ivr = "`+idOf(ivr)+`" }`)
	w.apply()
	wantLeft("created", crm, ivr, other)
	w.variable("token_ids", `{ ivr = "`+idOf(ivr)+`" }`)
	w.apply()
	wantLeft("one service is destroyed", ivr, other)
	w.destroy()
	wantLeft("all are destroyed", other)

	w.variable("token_ids", `{ other = "`+idOf(other)+`" }`)
	w.apply()
	if err := os.Remove(filepath.Join(w.dir, "action_after_destroy.tf")); err != nil {
		t.Fatal(err)
	}
	w.apply()
	wantLeft("the trigger is removed with the block", other)
}

// A plan that reads only what is to change does not find a token that somebody has revoked.
func TestAccMinimalRefresh(t *testing.T) {
	t.Parallel()
	if needCLI(t, 17).tofu {
		t.Skip("OpenTofu has no -minimal-refresh")
	}
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 17, rig.login(modeEngage, adminUser))
	w.config(`resource "ringcx_api_token" "t" {}`)
	w.apply()
	rig.Revoke(rig.Tokens(adminUser)[0])
	w.wantEmptyPlan("-minimal-refresh")
	w.wantPlan(map[string]string{tokenAddress: "create"})
}

// The block store of terraform_data writes an ephemeral value into the state, which the guide warns of.
func TestAccStoreBlockStoresTheToken(t *testing.T) {
	t.Parallel()
	if needCLI(t, 16).tofu {
		t.Skip("OpenTofu has no store block")
	}
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 16, rig.login(modeEngage, adminUser))
	w.config(`
		resource "ringcx_api_token" "t" {
			store_token = false
		}
		ephemeral "ringcx_api_token" "t" {
			id = ringcx_api_token.t.id
		}
		resource "terraform_data" "leak" {
			store {
				input = ephemeral.ringcx_api_token.t.token
			}
		}
	`)
	w.apply()
	if !bytes.Contains(w.file(stateFile), []byte(rig.Tokens(adminUser)[0])) {
		t.Error("the state does not hold the token any more: the guide is to say so")
	}
}

// A revoked token is a plain create in a plan, with a warning that has the reason, and -refresh-only says that it has
// been deleted.
func TestAccHowARevokedTokenShows(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(`resource "ringcx_api_token" "t" {}`)
	w.apply()
	rig.Revoke(rig.Tokens(adminUser)[0])
	o := w.wantPlan(map[string]string{tokenAddress: "create"})
	if len(o.of("warning")) != 1 || o.of("warning")[0].Summary != "Removed from the state, because it is gone in RingCX" {
		t.Errorf("beside the create:\n%s", o.text())
	}
	const deleted = tokenAddress + " has been deleted"
	if o := w.must("plan", "-no-color"); strings.Contains(o.stdout, deleted) {
		t.Errorf("a token that nothing refers to:\n%s", o.stdout)
	}
	if o := w.must("plan", "-refresh-only", "-no-color"); !strings.Contains(o.stdout, deleted) {
		t.Errorf("refresh-only says\n%s", o.stdout)
	}
	if o := w.plan("-refresh=false"); len(o.changes) != 0 || rig.Count(simulator.RouteTokenList) == 0 {
		t.Errorf("without a refresh: %v", o.changes)
	}

	w.config(`
		resource "ringcx_api_token" "t" {}
		output "id" { value = ringcx_api_token.t.id }
	`)
	w.apply()
	rig.Revoke(rig.Tokens(adminUser)[0])
	if o := w.must("plan", "-no-color"); !strings.Contains(o.stdout, deleted) ||
		!strings.Contains(o.stdout, "Objects have changed outside of ") {
		t.Errorf("a token that an output refers to:\n%s", o.stdout)
	}
}
