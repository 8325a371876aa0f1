package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// everyKind is a token of each kind: of the provider's user, stored and not, and of an owner, whose secret is needed to
// create it alone.
const everyKind = `
	variable "secret" {
		default   = null
		ephemeral = true
	}
	resource "ringcx_api_token" "stored" {}
	resource "ringcx_api_token" "unstored" { store_token = false }
	resource "ringcx_api_token" "owners" {
		owner = { api_token_wo = var.secret }
	}
`

const (
	storedAddress   = "ringcx_api_token.stored"
	unstoredAddress = "ringcx_api_token.unstored"
	ownersAddress   = "ringcx_api_token.owners"
)

// kinds is a workspace of everyKind.
type kinds struct {
	*workspace
	rig    *rig
	mode   string
	was    map[string]string // the login
	secret string            // of the owner
	alive  []string
}

func newKinds(t *testing.T, mode string) *kinds {
	t.Helper()
	rig := newRig(t, simulator.Config{})
	k := &kinds{rig: rig, mode: mode, was: rig.login(mode, adminUser), secret: rig.Mint(ivrUser)}
	k.workspace = newWorkspace(t, 11, k.was)
	k.config(everyKind)
	k.variable("secret", k.secret)
	k.apply()
	k.withoutSecret()
	k.alive = rig.AllTokens()
	return k
}

func (k *kinds) withoutSecret() { delete(k.env, "TF_VAR_secret") }

// tokenAt is the token that the state has at an address, found by its id.
func (k *kinds) tokenAt(address string) string {
	k.t.Helper()
	for _, token := range k.rig.AllTokens() {
		if idOf(token) == k.state()[address]["id"] {
			return token
		}
	}
	k.t.Fatalf("the token of %s is not alive", address)
	return ""
}

// wantUnharmed expects that every token is alive, and that the state knows those that are its.
func (k *kinds) wantUnharmed(when string) {
	k.t.Helper()
	k.rig.wantAlive(k.t, when, k.alive)
	for _, address := range []string{storedAddress, unstoredAddress, ownersAddress} {
		if token := k.tokenAt(address); !slices.Contains(k.alive, token) {
			k.t.Errorf("%s: %s has another token", when, address)
		}
	}
}

// errorsAt is the first line of the error at each address.
func (o outcome) errorsAt() map[string]string {
	at := map[string]string{}
	for _, d := range o.of("error") {
		at[d.Address] = d.Summary
	}
	return at
}

// trouble is a failure that does not prove what became of a token, and the error that each kind of token gets from it;
// "" where there is none.
type trouble struct {
	name                     string
	begin                    func(k *kinds) (end func())
	stored, unstored, owners string
}

// troubles are those that a token must outlive, in a mode.
func troubles(mode string) []trouble {
	const cannotRead = "Cannot read the API token"
	fault := func(f simulator.Fault) func(*kinds) func() {
		f.Route = simulator.RouteTokenList
		return func(k *kinds) func() { return k.rig.Inject(f) }
	}
	stray401 := func(of func(*kinds) simulator.Fault) func(*kinds) func() {
		return func(k *kinds) func() {
			f := of(k)
			f.Route, f.Kind, f.Status, f.Times = simulator.RouteTokenList, simulator.FaultStatus, 401, 1
			return k.rig.Inject(f)
		}
	}
	disabled := func(user string) func(*kinds) func() {
		return func(k *kinds) func() {
			k.rig.DisableUser(user)
			return func() { k.rig.EnableUser(user) }
		}
	}
	// A permanent token is a login that cannot be renewed.
	strayOwn := ""
	if mode == modeAPIToken {
		strayOwn = cannotRead
	}
	// Other logins go as a bearer, and so are not in the header that is lost.
	dropped := ""
	if mode == modeLegacy || mode == modeAPIToken {
		dropped = cannotRead
	}
	return []trouble{
		{name: "one stray 401 for the provider",
			begin:    stray401(func(*kinds) simulator.Fault { return simulator.Fault{User: adminUser} }),
			unstored: strayOwn}, // a stored token is asked itself
		{name: "one stray 401 for an owner's token",
			begin: stray401(func(k *kinds) simulator.Fault { return simulator.Fault{Credential: k.tokenAt(ownersAddress)} })},
		{name: "a proxy's page with 403", begin: fault(simulator.Fault{Kind: simulator.FaultHTML, Status: 403}),
			stored: cannotRead, unstored: cannotRead, owners: unprovenSummary},
		{name: "a proxy's page with 401", begin: fault(simulator.Fault{Kind: simulator.FaultHTML, Status: 401}),
			stored: cannotRead, unstored: cannotRead, owners: unprovenSummary},
		{name: "access denied",
			begin: fault(simulator.Fault{Kind: simulator.FaultStatus, Status: 403,
				Body: `{"errorCode":"access.denied.exception","generalMessage":"access.denied"}`}), stored: cannotRead,
			unstored: cannotRead, owners: unprovenSummary},
		{name: "401 for everybody", begin: fault(simulator.Fault{Kind: simulator.FaultStatus, Status: 401}),
			stored: cannotRead, unstored: cannotRead, owners: unprovenSummary},
		{name: "an outage", begin: fault(simulator.Fault{Kind: simulator.FaultStatus, Status: 503}), stored: cannotRead,
			unstored: cannotRead, owners: unprovenSummary},
		{name: "a gateway that drops X-Auth-Token", begin: fault(simulator.Fault{Kind: simulator.FaultDropHeader}),
			stored: dropped, unstored: dropped, owners: unprovenSummary},
		{name: "a disabled owner", begin: disabled(ivrUser), owners: unprovenSummary},
		{name: "a disabled login", begin: disabled(adminUser), stored: cannotRead, unstored: cannotRead},
		{name: "another platform, with the same numbers", begin: func(k *kinds) func() {
			other := newRig(k.t, simulator.Config{PlatformID: "aws81"})
			login := other.login(k.mode, adminUser)
			if k.mode == modeEngage {
				login[attrPlatformID] = other.Config().PlatformID
			}
			k.login(login)
			return func() {
				k.login(k.was)
				other.wantWrites(k.t, "the other platform", "")
			}
		}, stored: cannotRead, unstored: "The provider is logged in as another user", owners: unprovenSummary},
	}
}

// A failure that does not prove that a token is gone changes nothing: in every mode, tokens of every kind stay in the
// state and alive, and the plan is empty in the end.
func TestAccEvidence(t *testing.T) {
	t.Parallel()
	for _, mode := range allModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			k := newKinds(t, mode)
			for _, trouble := range troubles(mode) {
				end := trouble.begin(k)
				o := k.terraform("apply", "-json", "-auto-approve")
				got := o.errorsAt()
				for address, want := range map[string]string{storedAddress: trouble.stored, unstoredAddress: trouble.unstored,
					ownersAddress: trouble.owners} {
					if got[address] != want {
						t.Errorf("%s: %s: got the error %q, want %q\n%s", trouble.name, address, got[address], want, o.text())
					}
				}
				if len(o.changes) > 0 {
					t.Errorf("%s: planned %v", trouble.name, o.changes)
				}
				end()
				k.wantUnharmed(trouble.name)
			}
			if o := k.wantEmptyPlan(); len(o.diagnostics) > 0 {
				t.Errorf("in the end: %s", o.text())
			}
			k.wantNotPrinted(k.rig.Secrets()...)
		})
	}
}

// A token that really was revoked is found in the next plan, in every mode, also where RingCX refuses it with Spring
// Boot's default error body.
func TestAccRevokedIsFound(t *testing.T) {
	t.Parallel()
	create := map[string]string{storedAddress: "create", unstoredAddress: "create", ownersAddress: "create"}
	for _, mode := range allModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			k := newKinds(t, mode)
			for _, body := range []string{"", `{"timestamp":1,"status":401,"error":"Unauthorized",` +
				`"message":"No message available","path":"/voice/api/v1/admin/token"}`} {
				ids := map[string]bool{}
				for address := range create {
					token := k.tokenAt(address)
					ids[idOf(token)] = true
					if body != "" {
						k.rig.Inject(simulator.Fault{Route: simulator.RouteTokenList, Credential: token, Kind: simulator.FaultStatus,
							Status: 401, Body: body})
					}
					k.rig.Revoke(token)
				}
				k.variable("secret", k.secret)
				wantWhyGone(t, k.wantPlan(create), ids)
				if n := strings.Count(k.must("plan", "-no-color").stdout, "Removed from the state, because it is gone in "+
					"RingCX"); n != 1 {
					t.Errorf("Terraform prints %d warnings of one summary, want one", n)
				}
				k.applyPlan()
				k.withoutSecret()
				k.wantEmptyPlan()
				for address := range create {
					k.tokenAt(address)
				}
				if n := len(k.rig.AllTokens()); n != len(k.alive) {
					t.Errorf("%d tokens are alive, want %d as before", n, len(k.alive))
				}
			}
		})
	}
}

// wantWhyGone expects the plan to say of each of these tokens that it is gone, and what proves it.
func wantWhyGone(t *testing.T, o outcome, ids map[string]bool) {
	t.Helper()
	for id := range ids {
		found := false
		for _, w := range o.of("warning") {
			found = found || strings.HasPrefix(w.Summary, "Removed from the state") && strings.Contains(w.Detail, id) &&
				(strings.Contains(w.Detail, "RingCX refuse") || strings.Contains(w.Detail, "two lists"))
		}
		if !found {
			t.Errorf("the plan does not say why %s is gone:\n%s", id, o.text())
		}
	}
}

// A destroy that RingCX does not let through forgets nothing. It never needs an owner's secret, also while another
// token of the configuration is gone, and revokes by the provider's session what a token may not do to itself.
func TestAccDestroyEvidence(t *testing.T) {
	t.Parallel()
	for _, mode := range allModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			k := newKinds(t, mode)
			for _, args := range [][]string{{"destroy", "-json", "-auto-approve", "-refresh=false"},
				{"destroy", "-json", "-auto-approve"}} {
				for name, f := range map[string]simulator.Fault{
					"403":         {Kind: simulator.FaultStatus, Status: 403},
					"a page, 403": {Kind: simulator.FaultHTML, Status: 403},
				} {
					remove := []func(){}
					for _, route := range []simulator.Route{simulator.RouteTokenList, simulator.RouteTokenDelete} {
						f.Route = route
						remove = append(remove, k.rig.Inject(f))
					}
					o := k.wantRefusal([]string{"Cannot "}, args...)
					for _, end := range remove {
						end()
					}
					k.wantUnharmed(strings.Join(args, " ") + " under " + name)
					for _, token := range k.state() {
						// Terraform gives no address for what it destroys.
						if named := strings.Contains(o.text(), fmt.Sprint(token["id"])); !named &&
							slices.Contains(args, "-refresh=false") {
							t.Errorf("no error names the token %s:\n%s", token["id"], o.text())
						}
					}
				}
			}
			k.wantEmptyPlan()

			for n, status := range []int{400, 404, 405} {
				address := []string{storedAddress, unstoredAddress, ownersAddress}[n]
				k.rig.Inject(simulator.Fault{Route: simulator.RouteTokenDelete, Credential: k.tokenAt(address),
					Kind: simulator.FaultStatus, Status: status})
			}
			k.rig.Revoke(k.tokenAt(storedAddress)) // and nobody has the owner's secret
			k.destroy()
			if n := len(k.rig.AllTokens()); n != len(k.alive)-3 || len(k.state()) != 0 {
				t.Errorf("%d tokens are alive and %d in the state, want %d and none", n, len(k.state()), len(k.alive)-3)
			}
			k.wantNotPrinted(k.rig.Secrets()...)
		})
	}
}

// What Read could not tell, the owner's own list settles where the plan has the owner's secret: a living token stays,
// and one that is gone is made anew, also while RingCX still gives no clear answer for it.
func TestAccSettledByTheOwner(t *testing.T) {
	t.Parallel()
	const newFirst = "\nlifecycle { create_before_destroy = true }\n}"
	for _, mode := range allModes {
		for name, config := range map[string]string{
			"destroy first": everyKind, "create first": strings.TrimRight(strings.TrimSpace(everyKind), "}") + newFirst,
		} {
			t.Run(mode+"/"+name, func(t *testing.T) {
				t.Parallel()
				k := newKinds(t, mode)
				k.config(config)
				token := k.tokenAt(ownersAddress)
				k.rig.Inject(simulator.Fault{Route: simulator.RouteTokenList, Credential: token, Kind: simulator.FaultStatus,
					Status: 403})
				k.wantRefusal([]string{unprovenSummary, "set the secret in owner for one plan"}, "plan", "-json")

				k.variable("secret", k.secret)
				o := k.wantEmptyPlan()
				if len(o.diagnostics) != 1 || o.diagnostics[0].Summary != unprovenSummary ||
					o.diagnostics[0].Severity != "warning" {
					t.Errorf("want one warning, got:\n%s", o.text())
				}
				k.applyPlan()
				k.wantUnharmed("settled: alive")

				k.rig.Revoke(token)
				renewed := k.rig.Mint(ivrUser) // also by another secret of the same user
				k.alive = append(k.alive, renewed)
				k.variable("secret", renewed)
				o = k.wantPlan(map[string]string{ownersAddress: "replace"})
				if !strings.Contains(o.text(), "Removed from the state, because it is gone in RingCX") {
					t.Errorf("no diagnostic about it:\n%s", o.text())
				}
				k.applyPlan()
				k.withoutSecret()
				k.wantEmptyPlan()
				if is := k.tokenAt(ownersAddress); is == token || len(k.rig.AllTokens()) != len(k.alive) {
					t.Errorf("%d tokens are alive, want %d and a new one of the owner", len(k.rig.AllTokens()), len(k.alive))
				}
				k.destroy()
				if n := len(k.rig.AllTokens()); n != len(k.alive)-3 {
					t.Errorf("%d tokens are alive after destroy, want %d", n, len(k.alive)-3)
				}
			})
		}
	}
}
