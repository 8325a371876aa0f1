package provider

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// What a command costs is counted in the simulator's log and never timed. The
// counts are exact, so that a request more shows as well as a request for each
// token does.

// logins is what one login costs in a mode.
func logins(mode string, n int) counts {
	switch mode {
	case modeRingCentral:
		return counts{simulator.RouteOAuth: n, simulator.RouteExchange: n}
	case modeEngage:
		return counts{simulator.RouteEngageLogin: n}
	case modeLegacy:
		return counts{simulator.RouteLegacyLogin: n}
	default:
		return counts{} // an API token needs no login
	}
}

// and adds to the counts.
func (c counts) and(route simulator.Route, n int) counts {
	c[route] += n
	return c
}

// A plan over 1000 tokens, half of which are not stored, is one login and one
// list in every mode.
func TestAccCostOfRefresh(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 7, rig.login(modeEngage, simulator.DefaultUserName)) // for_each of import blocks
	var config strings.Builder
	for name, store := range map[string]bool{"stored": true, "unstored": false} {
		const n = 500
		imports := make([]string, n)
		for i := range imports {
			id := idOf(rig.Mint(simulator.DefaultUserName))
			if !store {
				id += withoutToken
			}
			imports[i] = fmt.Sprintf("%d = { at = %d, id = %q }", i, i, id)
		}
		// By count, since Terraform takes several times as long for a for_each of this size.
		fmt.Fprintf(&config, `
			resource "ringcx_api_token" %[1]q {
				count       = %[2]d
				store_token = %[3]t
			}
			import {
				for_each = { %[4]s }
				to       = ringcx_api_token.%[1]s[each.value.at]
				id       = each.value.id
			}
		`, name, n, store, strings.Join(imports, ", "))
	}
	w.config(config.String())
	w.apply()
	rig.wantCounts(t, "import", logins(modeEngage, 1).and(simulator.RouteTokenList, 1))

	for _, mode := range allModes {
		w.login(rig.login(mode, simulator.DefaultUserName))
		w.wantEmptyPlan()
		rig.wantCounts(t, mode+": plan", logins(mode, 1).and(simulator.RouteTokenList, 1))
	}
}

// Creating and revoking tokens is one request each, and a constant.
func TestAccCostOfCreateAndDestroy(t *testing.T) {
	t.Parallel()
	const n = 50
	for _, mode := range allModes {
		for _, store := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/store_token=%t", mode, store), func(t *testing.T) {
				rig := newRig(t, simulator.Config{})
				w := newWorkspace(t, 0, rig.login(mode, simulator.DefaultUserName))
				before := len(rig.AllTokens())
				w.config(fmt.Sprintf(`
					resource "ringcx_api_token" "t" {
						count       = %d
						store_token = %t
					}
				`, n, store))

				w.apply()
				// One list is what the outcome of a lost create would be compared with, another confirms the first create.
				rig.wantCounts(t, "create", logins(mode, 1).and(simulator.RouteTokenList, 2).and(simulator.RouteTokenCreate, n))

				w.destroy()
				// The plan's refresh logs in and lists. What is applied does so again, in another process, only where the
				// values are not in the state: a token that is at hand revokes itself. One more list proves the first
				// revocation.
				times := 1
				if !store {
					times = 2
				}
				rig.wantCounts(t, "destroy",
					logins(mode, times).and(simulator.RouteTokenList, times+1).and(simulator.RouteTokenDelete, n))
				if err := rig.wantTokens(before); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// Where there is nothing to ask, nobody is asked: not even whether the host
// can be reached, and whether the login is right.
func TestAccCostOfNothing(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	login := rig.login(modeEngage, simulator.DefaultUserName)
	w := newWorkspace(t, 0, login)
	const none = `
		resource "ringcx_api_token" "t" { count = 0 }
		output "ids" { value = ringcx_api_token.t[*].id }
	`

	w.config(`provider "ringcx" {}`)
	w.wantEmptyPlan()
	w.apply()
	w.config(none)
	w.wantEmptyPlan()
	w.apply()
	rig.wantCounts(t, "no resources", counts{})

	login[attrAPIURL] = "http://" + unreachable(t) + "/voice/api"
	w.login(login)
	w.wantEmptyPlan()
	w.apply()
	w.destroy()

	// The address is what it is taken for.
	w.config(`data "ringcx_accounts" "all" {}`)
	w.wantRefusal([]string{"Could not log in to RingCX"}, "plan", "-json")
}

// unreachable is an address of this machine on which nobody listens.
func unreachable(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// One list serves everything in a plan that asks for tokens.
func TestAccCostOfOneList(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 11, rig.login(modeEngage, simulator.DefaultUserName)) // ephemeral resources
	resources := `
		resource "ringcx_api_token" "t" {
			count = 5
		}
	`
	w.config(resources)
	w.apply()
	rig.ResetRequests()
	w.config(resources + `
		data "ringcx_api_tokens" "ids" {}
		data "ringcx_api_tokens" "values" {
			store_tokens = true
		}
		ephemeral "ringcx_api_tokens" "all" {}
		ephemeral "ringcx_api_token" "t" {
			count = 5
			id    = ringcx_api_token.t[count.index].id
		}
		ephemeral "ringcx_access_token" "session" {}
	`)
	w.wantEmptyPlan()
	rig.wantCounts(t, "plan", logins(modeEngage, 1).and(simulator.RouteTokenList, 1))
}

// Data sources that ask for the same are answered by one request.
func TestAccCostOfDataSources(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
	w.config(`
		data "ringcx_accounts" "a" { count = 2 }
		data "ringcx_users" "all" { count = 2 }
		data "ringcx_users" "active" {
			count       = 2
			active_only = true
		}
	`)
	w.wantEmptyPlan()
	// Active users are another question than users.
	rig.wantCounts(t, "plan", logins(modeEngage, 1).and(simulator.RouteAccounts, 1).and(simulator.RouteUsers, 2))
}

// Tokens that a run makes are known to it: to create them and to hand each over
// by an ephemeral costs as many lists for thirty as for three.
func TestAccCostOfDelivery(t *testing.T) {
	t.Parallel()
	for _, n := range []int{3, 30} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 11, rig.login(modeEngage, simulator.DefaultUserName)) // ephemeral resources
			overrideStandIns(t, w)
			w.config(fmt.Sprintf(`
				resource "ringcx_api_token" "t" {
					count       = %[1]d
					store_token = false
				}
				ephemeral "ringcx_api_token" "t" {
					count = %[1]d
					id    = ringcx_api_token.t[count.index].id
				}
				resource "aws_secretsmanager_secret_version" "t" {
					count                    = %[1]d
					secret_id                = "s"
					secret_string_wo         = ephemeral.ringcx_api_token.t[count.index].token
					secret_string_wo_version = 1
				}
			`, n))
			w.apply()
			rig.wantCounts(t, "create and hand over",
				logins(modeEngage, 1).and(simulator.RouteTokenList, 2).and(simulator.RouteTokenCreate, n))
			for i := range n {
				at := fmt.Sprintf("[%d]", i)
				w.wantState("aws_secretsmanager_secret_version.t"+at, "id", w.state()["ringcx_api_token.t"+at]["id"])
			}
			w.wantNoSecret(rig.Secrets()...)
		})
	}
}
