package provider

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

func stringList(values []string) knownvalue.Check {
	checks := make([]knownvalue.Check, len(values))
	for i, v := range values {
		checks[i] = knownvalue.StringExact(v)
	}
	return knownvalue.ListExact(checks)
}

// stateValue checks the value of one attribute.
func stateValue(address, attribute string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), want)
}

// The ids are sorted, whatever the order of RingCX's list, and the tokens are in
// the order of the ids.
func TestAccAPITokensDataSource(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{Shuffle: true})
	block := rig.admin(t, modeEngage)
	const address = "data.ringcx_api_tokens.all"
	read := func(body string) string { return block + `data "ringcx_api_tokens" "all" { ` + body + ` }` }
	none := []statecheck.StateCheck{
		stateValue(address, "ids", knownvalue.ListSizeExact(0)),
		stateValue(address, "tokens", knownvalue.Null()),
	}
	var tokens, ids []string
	for range 5 {
		tokens = append(tokens, rig.Mint(ivrUser))
	}
	slices.SortFunc(tokens, func(a, b string) int {
		if idOf(a) < idOf(b) {
			return -1
		}
		return 1
	})
	for _, token := range tokens {
		ids = append(ids, idOf(token))
	}
	ivr := providerBlock(rig.login(modeEngage, ivrUser))
	rig.test(t, 0, resource.TestCase{Steps: []resource.TestStep{
		{Config: read(""), ConfigStateChecks: none},
		{Config: read("store_tokens = true"), ConfigStateChecks: []statecheck.StateCheck{
			stateValue(address, "tokens", knownvalue.ListSizeExact(0)),
		}},
		{Config: ivr + `data "ringcx_api_tokens" "all" {}`, ConfigStateChecks: []statecheck.StateCheck{
			stateValue(address, "ids", stringList(ids)),
			stateValue(address, "tokens", knownvalue.Null()),
		}},
		{Config: ivr + `data "ringcx_api_tokens" "all" { store_tokens = true }`, ConfigStateChecks: []statecheck.StateCheck{
			stateValue(address, "ids", stringList(ids)),
			stateValue(address, "tokens", stringList(tokens)),
		}},
		{Config: ivr + `data "ringcx_api_tokens" "all" { store_tokens = false }`, ConfigStateChecks: []statecheck.StateCheck{
			stateValue(address, "ids", stringList(ids)),
			stateValue(address, "tokens", knownvalue.Null()),
		}},
	}})
}

// The list holds every permanent token of the user: none enters a file unless it
// is asked for.
func TestAccAPITokensDataSourceLeavesSecretsOut(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	tokens := []string{rig.Mint(adminUser), rig.Mint(adminUser)}
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	const consumer = `
		resource "terraform_data" "count" { input = length(data.ringcx_api_tokens.all.ids) }
	`
	w.config(`data "ringcx_api_tokens" "all" {}` + consumer)
	w.plan()
	w.must("show", "-json", planFile)
	w.applyPlan()
	w.must("show", "-json")
	w.wantNoSecret(rig.Secrets()...)

	w.config(`data "ringcx_api_tokens" "all" { store_tokens = true }` + consumer)
	w.plan()
	w.must("apply", "-no-color", planFile)
	if places := w.leaks(tokens...); !slices.Equal(places, []string{planFile, stateFile}) {
		t.Errorf("tokens that are asked for stand in %v, want plan and state", places)
	}
	w.wantNotPrinted(rig.Secrets()...)
}

func TestAccAccountsDataSource(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(`
		data "ringcx_accounts" "all" {}
		resource "terraform_data" "sales" {
			input = one([for a in data.ringcx_accounts.all.accounts : a if a.account_name == "Sales"])
		}
		output "accounts" { value = data.ringcx_accounts.all.accounts }
	`)
	w.plan()
	w.must("show", "-json", planFile)
	w.applyPlan()
	w.must("show", "-json")
	w.wantNoSecret(rig.Secrets()...) // the account objects hold passwords

	account := func(id, name string, archived bool, rest ...any) map[string]any {
		a := map[string]any{"account_id": id, "account_name": name, "archived": archived}
		for i, attribute := range []string{"main_account_id", "main_account_name", "account_type", "rc_account_id"} {
			a[attribute] = rest[i]
		}
		return a
	}
	wantList(t, w.state()["data.ringcx_accounts.all"]["accounts"],
		account("88880001", "Partner", false, nil, nil, nil, nil),
		account("99990001", "Sales", false, "99990000", "Example Main", "OMNI", "400131426008"),
		account("99990003", "Old campaigns", true, "99990000", "Example Main", "VOICE", "400131426008"),
		account("99990006", "Support", false, "99990000", "Example Main", "OMNI", "400131426008"),
	)
	rig.wantCounts(t, "plan and apply", counts{simulator.RouteEngageLogin: 1, simulator.RouteAccounts: 1})
}

func TestAccUsersDataSource(t *testing.T) {
	t.Parallel()
	for name, rolesAsStrings := range map[string]bool{"roles as objects": false, "roles as strings": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{RolesAsStrings: rolesAsStrings})
			rig.DisableUser(crmUser)
			w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
			w.config(`
				data "ringcx_users" "all" {}
				data "ringcx_users" "active" { active_only = true }
				data "ringcx_users" "again" { active_only = false }
			`)
			w.apply()
			rig.wantCounts(t, "three reads", counts{simulator.RouteEngageLogin: 1, simulator.RouteUsers: 2})

			user := func(id, name, first, last string, enabled bool, parent any, roles ...any) map[string]any {
				return map[string]any{
					"user_id": id, "user_name": name, "first_name": first, "last_name": last,
					"enabled": enabled, "parent_user_id": parent, "roles": roles,
					"rc_user_id": "40000" + id, "managed_by_ringcentral": false, "root_user": parent == nil,
				}
			}
			admin := user("1001", adminUser, "Ada", "Admin", true, nil, "MANAGE_RIGHTS", "MANAGE_USERS", "USER")
			ivr := user("1002", ivrUser, "IVR", "Service", true, "1001", "USER")
			crm := user("1003", crmUser, "CRM", "Service", false, "1001", "USER")
			dialer := user("1004", "dialer@example.com", "Dialer", "Service", true, "1001", "USER")
			state := w.state()
			wantList(t, state["data.ringcx_users.all"]["users"], admin, ivr, crm, dialer)
			wantList(t, state["data.ringcx_users.again"]["users"], admin, ivr, crm, dialer)
			wantList(t, state["data.ringcx_users.active"]["users"], admin, ivr, dialer)
			w.wantNoSecret(rig.Secrets()...)
		})
	}
}

// An answer that is no list is an error, and so is a missing right, in words
// that help.
func TestAccDataSourcesRefused(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 0, rig.login(modeEngage, ivrUser))
	w.config(`data "ringcx_users" "all" {}`)
	w.wantRefusal([]string{"Cannot read the users", "403 Forbidden", "needs the role MANAGE_USERS"}, "plan", "-json")

	w.config(`
		data "ringcx_accounts" "all" {}
		data "ringcx_api_tokens" "all" {}
	`)
	rig.Mint(ivrUser)
	for _, fault := range unproven {
		if fault.Kind == simulator.FaultSlow {
			continue
		}
		remove := rig.Inject(fault)
		w.login(rig.login(modeAPIToken, ivrUser))
		w.wantRefusal([]string{"Cannot read the accounts", "Cannot read the API tokens"}, "plan", "-json")
		remove()
	}
	w.wantNotPrinted(rig.Secrets()...)
}

// Why the example for unmanaged tokens has its form: a data source inside a check block, and an output of what a data
// source lists, make a plan that changes nothing else end with 2.
func TestAccWhatMakesAPlanEndWithTwo(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]string{
		"data source inside check": `
			check "c" {
				data "ringcx_api_tokens" "all" {}
				assert {
					condition     = length(data.ringcx_api_tokens.all.ids) >= 0
					error_message = "never"
				}
			}
		`,
		"output": `
			data "ringcx_api_tokens" "all" {}
			output "ids" { value = data.ringcx_api_tokens.all.ids }
		`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
			w.config(config)
			w.apply()
			rig.Mint(simulator.DefaultUserName)
			if o := w.terraform("plan", "-json", "-detailed-exitcode"); o.code != 2 {
				t.Errorf("exit code %d, want 2\n%s", o.code, o.text())
			}
		})
	}
}
