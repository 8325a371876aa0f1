package provider

import (
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// What the guides say of logins and lists, beside cost_acc_test.go.

// A plan and its apply are two processes, and each logs in once.
func TestAccOneLoginForEachProcess(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{modeEngage, modeRingCentral} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 0, rig.login(mode, simulator.DefaultUserName))
			w.config(`
				data "ringcx_accounts" "visible" {}
				resource "ringcx_api_token" "t" { count = 3 }
			`)
			wantLogins := func(when string, want int) {
				t.Helper()
				for route, n := range logins(mode, want) {
					if got := rig.Count(route); got != n {
						t.Errorf("%s: %d requests to %s, want %d", when, got, route, n)
					}
				}
				rig.ResetRequests()
			}
			w.plan()
			wantLogins("a plan", 1)
			w.applyPlan()
			wantLogins("an apply of a saved plan", 1)
			w.apply("-replace=ringcx_api_token.t[0]")
			wantLogins("a plan and an apply by one command", 2)
		})
	}
}

// Creating tokens for three owners costs three logins and six lists, and a rotation three more logins, in its plan.
func TestAccCostOfOwners(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 11, rig.login(modeEngage, otherUser))
	w.config(`
		variable "passwords" {
			type      = map(string)
			ephemeral = true
		}
		variable "at" { default = "1" }
		resource "ringcx_api_token" "t" {
			for_each = toset(["` + ivrUser + `", "` + crmUser + `", "dialer@example.com"])
			keepers  = { at = var.at }
			owner    = {
				username    = each.key
				password_wo = var.passwords[each.key]
			}
		}
	`)
	passwords := map[string]string{}
	for _, owner := range []string{ivrUser, crmUser, "dialer@example.com"} {
		passwords[owner] = passwordOf(owner)
	}
	w.variable("passwords", asMap(passwords))
	w.plan()
	rig.wantCounts(t, "the plan of three owners' tokens", counts{})
	w.applyPlan()
	rig.wantCounts(t, "three owners' tokens", logins(modeEngage, 3).and(simulator.RouteTokenCreate, 3).
		and(simulator.RouteTokenList, 6))
	w.variable("at", "2")
	w.plan()
	if n := rig.Count(simulator.RouteEngageLogin); n != 3 {
		t.Errorf("%d logins in the plan of a rotation, want 3", n)
	}
	rig.ResetRequests()
	w.applyPlan()
	if n := rig.Count(simulator.RouteEngageLogin); n != 3 {
		t.Errorf("%d logins in the apply of a rotation, want 3", n)
	}
}

// The plan file of the run that turns store_token off holds the token, as part of the prior state. Later ones do not.
func TestAccPlanThatStopsStoring(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
	w.config(`resource "ringcx_api_token" "t" {}`)
	w.apply()
	token := rig.Tokens(simulator.DefaultUserName)[0]
	planHolds := func() bool {
		return holds([]byte(w.must("show", "-json", planFile).stdout), spellings(token), searchDepth)
	}
	w.config(`resource "ringcx_api_token" "t" { store_token = false }`)
	if w.plan(); !planHolds() {
		t.Error("the plan file does not hold the token any more: the guides are to say so")
	}
	w.applyPlan()
	if w.plan(); planHolds() {
		t.Error("a later plan file holds the token")
	}
}
