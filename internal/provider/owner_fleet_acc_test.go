package provider

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// fleet mints tokens for API users that share one provider block. The passwords
// come in an ephemeral variable, and may be left out.
const fleet = `
	variable "passwords" {
		type      = map(string)
		default   = {}
		ephemeral = true
	}
	variable "owners" { default = ["ivr@example.com", "crm@example.com"] }
	variable "each" { default = 15 }
	locals {
		services = merge([for owner in var.owners : { for n in range(var.each) : "${owner} ${n}" => owner }]...)
	}
	resource "ringcx_api_token" "fleet" {
		for_each = local.services
		owner = {
			username    = each.value
			password_wo = try(var.passwords[each.value], null)
		}
	}
	output "ids" { value = { for name, token in ringcx_api_token.fleet : name => token.id } }
`

// asMap writes a map of strings as HCL.
func asMap(values map[string]string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		parts = append(parts, quote(name)+" = "+quote(values[name]))
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

// Two owners with 15 tokens each by one for_each: a login for each owner to
// create them, a list for each to read them, and nothing of theirs to read and
// revoke them. The provider's own user has nothing to do with it.
func TestAccOwnerFleet(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 11, rig.login(modeEngage, otherUser))
	w.config(fleet)
	passwords := asMap(map[string]string{ivrUser: passwordOf(ivrUser), crmUser: passwordOf(crmUser)})

	w.variable("passwords", passwords)
	if o := w.plan(); len(o.changes) != 30 {
		t.Fatalf("planned %v", o.changes)
	}
	rig.wantCounts(t, "plan of a create", counts{})
	w.must("show", "-json", planFile)
	// One owner's creates go on while the other's list is on its way.
	rig.Inject(simulator.Fault{Route: simulator.RouteTokenList, User: crmUser, Kind: simulator.FaultSlow,
		Delay: 300 * time.Millisecond, Times: 1})
	w.applyPlan()
	rig.wantCounts(t, "create", counts{simulator.RouteEngageLogin: 2, simulator.RouteTokenList: 4,
		simulator.RouteTokenCreate: 30})
	for _, owner := range []string{ivrUser, crmUser} {
		if n := len(rig.Tokens(owner)); n != 15 {
			t.Errorf("%s has %d tokens, want 15", owner, n)
		}
	}

	// From here on without any password.
	delete(w.env, "TF_VAR_passwords")
	w.wantEmptyPlan()
	rig.wantCounts(t, "plan", counts{simulator.RouteTokenList: 2})

	// One revoked is one to add. To add it takes its owner's password.
	revoked := rig.Tokens(crmUser)[7]
	rig.Revoke(revoked)
	for _, o := range []outcome{w.plan(), w.wantRefusal([]string{"Missing secret of the owner", crmUser}, "apply",
		"-json", "-auto-approve")} {
		problems := append(o.of("error"), o.of("warning")...)
		if len(o.changes) != 1 || !slices.ContainsFunc(problems, func(d diagnostic) bool {
			return d.Summary == "Missing secret of the owner" && strings.Contains(d.Detail, crmUser)
		}) {
			t.Errorf("planned %v, want one create:\n%s", o.changes, o.text())
		}
	}
	// One of them is needed.
	w.variable("passwords", asMap(map[string]string{ivrUser: "outdated", crmUser: passwordOf(crmUser)}))
	rig.ResetRequests()
	if o := w.plan(); len(o.changes) != 1 || !slices.Equal(slices.Collect(maps.Values(o.changes)), []string{"create"}) {
		t.Errorf("planned %v, want one create", o.changes)
	}
	w.applyPlan()
	rig.wantCounts(t, "plan and repair", counts{simulator.RouteEngageLogin: 1, simulator.RouteTokenList: 4,
		simulator.RouteTokenCreate: 1})
	w.wantEmptyPlan()

	// One token less takes itself away; all the others likewise, in the end.
	delete(w.env, "TF_VAR_passwords")
	w.must("show", "-json", planFile)
	w.wantNoSecret(passwordOf(ivrUser), passwordOf(crmUser), passwordOf(otherUser))
	rig.ResetRequests()
	w.destroy()
	rig.wantCounts(t, "destroy", counts{simulator.RouteTokenList: 3, simulator.RouteTokenDelete: 30})
	if err := rig.wantTokens(0); err != nil {
		t.Error(err)
	}
	w.forget()
	w.must("show", "-json")
	w.wantNoSecret(rig.Secrets()...)
}

// An owner who cannot log in is an error at that owner's tokens, in RingCX's
// words; the tokens of the others are minted.
func TestAccOwnerLoginFails(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{modeEngage, modeLegacy} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 11, rig.login(mode, otherUser))
			w.config(fleet)
			w.variable("each", "3")
			const wrong = "not-the-pässword+1&2"
			w.variable("passwords", asMap(map[string]string{ivrUser: passwordOf(ivrUser), crmUser: wrong}))
			o := w.wantRefusal([]string{
				"Cannot create the API token", `for the owner "crm@example.com"`, "RingCX answered 401", "RingCX said:",
				"Check username",
			}, "apply", "-json", "-auto-approve")
			errs := o.of("error")
			if len(errs) != 3 {
				t.Errorf("%d errors, want one for each token of the owner:\n%s", len(errs), o.text())
			}
			for _, e := range errs {
				if !strings.HasPrefix(e.Address, `ringcx_api_token.fleet["`+crmUser) ||
					strings.Contains(e.Snippet.Code, "owner = {") {
					t.Errorf("an error at another resource, or one that prints the owner's lines: %s", e)
				}
			}
			if got := len(rig.Tokens(ivrUser)); got != 3 {
				t.Errorf("%d tokens of the other owner, want 3", got)
			}
			failed := 0
			for _, r := range rig.Requests() {
				if r.User == crmUser {
					failed++
				}
			}
			if failed != 1 {
				t.Errorf("%d logins of the owner with a wrong password, want one: more could lock the user out", failed)
			}
			w.wantNoSecret(wrong, passwordOf(ivrUser))
			w.wantNotPrinted(rig.Secrets()...)

			w.variable("passwords", asMap(map[string]string{crmUser: passwordOf(crmUser)}))
			if o := w.apply(); len(o.changes) != 3 {
				t.Errorf("planned %v, want the three that are missing", o.changes)
			}
			delete(w.env, "TF_VAR_passwords")
			w.wantEmptyPlan()
			w.destroy()
			if err := rig.wantTokens(0); err != nil {
				t.Error(err)
			}
		})
	}
}
