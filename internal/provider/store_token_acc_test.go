package provider

import (
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// With store_token = false the secret stands nowhere, and everything else works
// through the id. Flipping it changes what is stored, and not the token.
func TestAccStoreToken(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
	const address = "ringcx_api_token.t"
	without := `
		resource "ringcx_api_token" "t" { store_token = false }
		output "id" { value = ringcx_api_token.t.id }
	`
	with := `
		resource "ringcx_api_token" "t" {}
		output "id" { value = ringcx_api_token.t.id }
	`
	token := func() string { return rig.Tokens(simulator.DefaultUserName)[0] }
	show := func() {
		w.must("show", "-json", planFile)
		w.must("show", planFile)
	}

	// Create, as people do it: a saved plan, looked at, applied.
	w.config(without)
	w.wantPlan(map[string]string{address: "create"})
	rig.wantCounts(t, "plan of a create", counts{})
	show()
	w.applyPlan()
	w.must("show", "-json")
	w.must("output", "-json")
	w.wantState(address, "id", idOf(token()))
	w.wantState(address, "token", nil)
	w.wantNoSecret(rig.Secrets()...)

	rig.ResetRequests()
	w.wantEmptyPlan()
	rig.wantCounts(t, "plan", counts{simulator.RouteEngageLogin: 1, simulator.RouteTokenList: 1})

	// Drift.
	revoked := token()
	rig.Revoke(revoked)
	w.wantPlan(map[string]string{address: "create"})
	w.applyPlan()
	w.wantState(address, "id", idOf(token()))
	w.wantEmptyPlan()
	w.wantNoSecret(rig.Secrets()...)

	// Stored from now on. The search that found nothing finds it everywhere.
	kept := token()
	w.config(with)
	w.wantPlan(map[string]string{address: "update"})
	rig.ResetRequests()
	w.applyPlan()
	rig.wantCounts(t, "store_token = true", counts{simulator.RouteEngageLogin: 1, simulator.RouteTokenList: 1})
	w.wantState(address, "id", idOf(kept))
	w.wantState(address, "token", kept)
	w.wantEmptyPlan()
	show()
	if places := w.leaks(kept); len(places) != 3 {
		t.Errorf("the search finds a stored token in %v, want the output, the plan and the state", places)
	}

	// Not stored any more.
	w.config(without)
	w.wantPlan(map[string]string{address: "update"})
	rig.ResetRequests()
	w.applyPlan()
	rig.wantCounts(t, "store_token = false", counts{})
	w.forget() // the plan and the backup hold the state of before
	w.wantState(address, "id", idOf(kept))
	w.wantState(address, "token", nil)
	w.wantEmptyPlan()
	show()
	w.wantNoSecret(rig.Secrets()...)

	rig.ResetRequests()
	w.destroy()
	for _, r := range rig.Requests() {
		if r.Route == simulator.RouteTokenDelete && r.Path != "/voice/api/v1/admin/token/"+kept {
			t.Errorf("deleted %s", r.Path)
		}
	}
	if err := rig.wantTokens(0); err != nil {
		t.Error(err)
	}
	w.wantNoSecret(rig.Secrets()...)
}

// A token is imported without being stored by what follows its id, since import
// has no configuration with store_token.
func TestAccStoreTokenImport(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	token := rig.Mint(simulator.DefaultUserName)
	const address = "ringcx_api_token.t"
	const config = `resource "ringcx_api_token" "t" { store_token = false }`

	t.Run("command", func(t *testing.T) {
		w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
		w.config(config)
		w.must("import", address, idOf(token)+",store_token=false")
		w.wantState(address, "id", idOf(token))
		w.wantState(address, "token", nil)
		w.wantState(address, "store_token", false)
		w.wantEmptyPlan()
		w.wantNoSecret(rig.Secrets()...)
	})
	t.Run("block", func(t *testing.T) {
		w := newWorkspace(t, 5, rig.login(modeEngage, simulator.DefaultUserName))
		w.config(config + `
			import {
				to = ringcx_api_token.t
				id = "` + idOf(token) + `,store_token=false"
			}
		`)
		w.plan()
		w.must("show", "-json", planFile)
		w.applyPlan()
		w.wantState(address, "token", nil)
		w.wantEmptyPlan()
		w.wantNoSecret(rig.Secrets()...)
	})
	t.Run("with the token", func(t *testing.T) { // so that the searches above prove something
		w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
		w.config(config)
		w.must("import", address, idOf(token))
		w.wantState(address, "token", token)
		if places := w.leaks(token); len(places) != 1 || places[0] != stateFile {
			t.Errorf("the search finds the token in %v, want the state", places)
		}
		w.wantPlan(map[string]string{address: "update"})
	})
	if err := rig.wantTokens(1); err != nil {
		t.Error(err)
	}
}
