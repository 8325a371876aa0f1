package provider

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/querycheck/queryfilter"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// rightsModule gives one API user a role and a rights document.
const rightsModule = `
	data "ringcx_user" "ivr" { user_name = "IVR@example.com" }
	resource "ringcx_user_role" "audit" {
		user_id = data.ringcx_user.ivr.user_id
		role    = "ACCESS_AUDIT_LOG"
	}
	resource "ringcx_rights_document" "ivr" {
		account_id          = "99990001"
		name                = "IVR service"
		account_permissions = ["READ"]
		products = {
			ACD  = { permissions = ["READ", "UPDATE"], cascade = true }
			DNIS = { permissions = [], cascade = true }
		}
		resources = [
			{ type = "GATE", id = "5", permissions = ["READ"] },
			{ type = "GATE", id = "6", permissions = ["UPDATE", "READ"], cascade = true },
		]
	}
	resource "ringcx_rights_document_assignment" "ivr" {
		rights_document_id = ringcx_rights_document.ivr.rights_document_id
		user_id            = data.ringcx_user.ivr.user_id
	}
`

// newRightsRig is a tenant where others have a role and a document already.
func newRightsRig(t *testing.T, rights simulator.Rights) (r *rig, others int) {
	t.Helper()
	r = newRig(t, simulator.Config{Rights: rights})
	others = r.AddRightsDocument(simulator.RightsDocument{
		OwnerID: 1001, AccountID: "99990001", Name: "others", AccountPermissions: []string{"READ"},
		Assigned: []int{1002, 1003},
		Products: []simulator.ProductRights{{Product: "ACD", Permissions: []string{"READ"}, Cascade: true}},
	})
	r.GiveRole(1003, "ACCESS_AUDIT_LOG")
	return r, others
}

// wantHarmless checks the simulator's log for what no client may do, and how
// many rights documents are left.
func (r *rig) wantHarmless(t *testing.T, documents int) {
	t.Helper()
	for _, problem := range r.Violations() {
		t.Error(problem)
	}
	if got := r.RightsDocuments(); len(got) != documents {
		t.Errorf("%d rights documents are left, want %d: %+v", len(got), documents, got)
	}
}

// The whole module applies in one go in each mode, plans empty, repairs in place
// what somebody else changed, and takes away what it gave and nothing else.
func TestAccRights(t *testing.T) {
	t.Parallel()
	for _, mode := range allModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig, others := newRightsRig(t, simulator.Rights{})
			w := newWorkspace(t, 0, rig.login(mode, adminUser))
			w.config(rightsModule)
			w.apply()
			w.wantEmptyPlan()
			doc := rig.documentNamed(t, "IVR service")
			wantSame(t, "roles", rig.Roles(1002), []string{"USER", "ACCESS_AUDIT_LOG"})
			wantSame(t, "assigned", doc.Assigned, []int{1002})

			rig.TakeRole(1002, "ACCESS_AUDIT_LOG")
			rig.GiveRole(1002, "WFO_ACCESS")
			rig.Unassign(doc.ID, 1002)
			rig.Assign(doc.ID, 1004)
			rig.ChangeRightsDocument(doc.ID,
				func(d *simulator.RightsDocument) { d.AccountPermissions = []string{"READ", "DELETE"} })
			w.wantPlan(map[string]string{
				"ringcx_user_role.audit": "create", "ringcx_rights_document.ivr": "update",
				"ringcx_rights_document_assignment.ivr": "create",
			})
			w.applyPlan()
			w.wantEmptyPlan()
			doc = rig.documentNamed(t, "IVR service")
			wantSame(t, "roles", rig.Roles(1002), []string{"USER", "ACCESS_AUDIT_LOG", "WFO_ACCESS"})
			wantSame(t, "assigned", doc.Assigned, []int{1002, 1004})
			wantSame(t, "permissions", doc.AccountPermissions, []string{"READ"})

			w.wantRefusal([]string{"The rights document is in use", "user 1004 (dialer@example.com)"}, "destroy",
				"-json", "-auto-approve")
			rig.Unassign(doc.ID, 1004)
			w.destroy()
			wantSame(t, "roles", rig.Roles(1002), []string{"USER", "WFO_ACCESS"})
			wantSame(t, "others", rig.Assigned(others), []int{1002, 1003})
			rig.wantHarmless(t, 1)
			w.wantNoSecret(rig.Secrets()...)
		})
	}
}

// Documents that RingCX brings, and those about all accounts, are assigned and
// not managed.
func TestAccRightsImportRefused(t *testing.T) {
	t.Parallel()
	rig, _ := newRightsRig(t, simulator.Rights{})
	rig.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: "99990001", Name: "system", System: true})
	rig.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: "99990001", Name: "master", Master: true})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	for id, want := range map[string]string{
		"1001:7002": "This rights document cannot be managed",
		"1001:7003": "This rights document cannot be managed",
		"1001:9":    "Nothing to import",
		"1002:7001": "owned by user 1001",
	} {
		w.config(`
			resource "ringcx_rights_document" "r" {
				account_id = "99990001"
				name       = "r"
			}
			import {
				to = ringcx_rights_document.r
				id = "` + id + `"
			}
		`)
		w.wantRefusal([]string{want}, "plan", "-json")
	}
	w.config(`
		resource "ringcx_rights_document_assignment" "r" {
			for_each           = toset(["7002", "7003"])
			rights_document_id = each.key
			user_id            = "1002"
		}
	`)
	w.apply()
	w.wantEmptyPlan()
	w.destroy()
	rig.wantHarmless(t, 3)
}

// One outage fails everything in a plan, and its cause is told once.
func TestAccRightsCauseIsToldOnce(t *testing.T) {
	t.Parallel()
	rig, _ := newRightsRig(t, simulator.Rights{})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(`
		resource "ringcx_user_role" "wfo" {
			user_id = "1002"
			role    = "WFO_ACCESS"
		}
		resource "ringcx_user_role" "assume" {
			user_id = "1002"
			role    = "ASSUME_USERS"
		}
		resource "ringcx_user_role" "siblings" {
			user_id = "1002"
			role    = "ACCESS_SIBLINGS"
		}
	`)
	w.apply()
	rig.Inject(simulator.Fault{Route: simulator.RouteUsers, Kind: simulator.FaultStatus, Status: 503})
	o := w.wantRefusal(nil, "plan", "-json")
	if errors, causes := len(o.of("error")), strings.Count(o.text(), "on the server's side"); errors != 3 || causes != 1 {
		t.Errorf("%d errors tell the cause %d times, want 3 and once:\n%s", errors, causes, o.text())
	}
}

// What RingCX's specification does not name is a warning, and is sent; what
// cannot be is an error.
func TestAccRightsNames(t *testing.T) {
	t.Parallel()
	rig, _ := newRightsRig(t, simulator.Rights{})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(`
		resource "ringcx_user_role" "new" {
			user_id = "1002"
			role    = "NEW_ROLE"
		}
		resource "ringcx_rights_document" "new" {
			account_id          = "99990001"
			name                = "new"
			account_permissions = ["NEW_PERMISSION"]
			products            = { NEW_PRODUCT = { permissions = ["READ"] } }
			resources           = [{ type = "NEW_TYPE", id = "1", permissions = ["READ"] }]
		}
	`)
	text := w.apply().text()
	for name, kind := range map[string]string{"NEW_ROLE": "role", "NEW_PERMISSION": "permission", "NEW_PRODUCT": "product",
		"NEW_TYPE": "resource type"} {
		if !strings.Contains(text, fmt.Sprintf("has no %s %q", kind, name)) {
			t.Errorf("no warning of %s:\n%s", name, text)
		}
	}
	w.wantEmptyPlan()
	w.destroy()

	for want, config := range map[string]string{
		`"USER" cannot be used here`: `resource "ringcx_user_role" "r" { | user_id = "1002" | role = "USER" | }`,
		`"../1" cannot be used here`: `resource "ringcx_user_role" "r" { | user_id = "../1" | role = "WFO_ACCESS" | }`,
		`".." cannot be used here`:   `resource "ringcx_user_role" "r" { | user_id = "1002" | role = ".." | }`,
		`"07" cannot be used here`: `resource "ringcx_rights_document_assignment" "r" { | ` +
			`rights_document_id = "07" | user_id = "1002" | }`,
		"Duplicate element in resources": `resource "ringcx_rights_document" "r" { | account_id = "1" | name = "r" | ` +
			`resources = [for p in ["READ", "UPDATE"] : { type = "GATE", id = "1", permissions = [p] }] | }`,
		"Entry without effect": `resource "ringcx_rights_document" "r" { | account_id = "1" | name = "r" | ` +
			`products = { ACD = { permissions = [] } } | }`,
		"contains a null value": `resource "ringcx_rights_document" "r" { | account_id = "1" | name = "r" | ` +
			`account_permissions = [true ? null : "READ"] | ` +
			`products = { ACD = { permissions = ["READ", true ? null : "UPDATE"] } } | }`,
		"Missing Attribute Configuration": `data "ringcx_user" "r" {}`,
		"[user_id,user_name,rc_user_id]":  `data "ringcx_user" "r" { | user_id = "1" | rc_user_id = "2" | }`,
		`got: "mine"`:                     `data "ringcx_rights_documents" "r" { relation = "mine" }`,
	} {
		w.config(strings.ReplaceAll(config, " | ", "\n"))
		if o := w.wantRefusal([]string{want}, "plan", "-json"); strings.Contains(o.text(), "report") {
			t.Errorf("somebody is to report what they wrote: %s", o.text())
		}
	}
}

// From Terraform 1.12 the state keeps the identities, and an import block may
// name them.
func TestAccRightsIdentity(t *testing.T) {
	t.Parallel()
	rig, _ := newRightsRig(t, simulator.Rights{})
	config := rig.admin(t, modeEngage) + rightsModule
	text := knownvalue.StringExact
	steps := []resource.TestStep{{Config: config, ConfigStateChecks: []statecheck.StateCheck{
		statecheck.ExpectIdentity("ringcx_user_role.audit",
			map[string]knownvalue.Check{"user_id": text("1002"), "role": text("ACCESS_AUDIT_LOG")}),
		statecheck.ExpectIdentity("ringcx_rights_document.ivr",
			map[string]knownvalue.Check{"owner_user_id": text("1001"), "rights_document_id": text("7002")}),
		statecheck.ExpectIdentity("ringcx_rights_document_assignment.ivr",
			map[string]knownvalue.Check{"rights_document_id": text("7002"), "user_id": text("1002")}),
	}}}
	for _, address := range []string{"ringcx_user_role.audit", "ringcx_rights_document.ivr",
		"ringcx_rights_document_assignment.ivr"} {
		steps = append(steps, resource.TestStep{ResourceName: address, ImportState: true,
			ImportStateKind: resource.ImportBlockWithResourceIdentity})
	}
	rig.test(t, 12, resource.TestCase{
		Steps: append(steps, resource.TestStep{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
		}}),
	})
	rig.wantHarmless(t, 1)
}

// `terraform query` finds roles and documents, and what it finds can be imported.
func TestAccRightsQuery(t *testing.T) {
	t.Parallel()
	rig, others := newRightsRig(t, simulator.Rights{})
	rig.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: "99990001", Name: "system", System: true})
	rig.loginByEnvironment(modeLegacy, adminUser)
	role := map[string]knownvalue.Check{"user_id": knownvalue.StringExact("1003"),
		"role": knownvalue.StringExact("ACCESS_AUDIT_LOG")}
	document := map[string]knownvalue.Check{"owner_user_id": knownvalue.StringExact("1001"),
		"rights_document_id": knownvalue.StringExact(fmt.Sprint(others))}
	rig.test(t, 14, resource.TestCase{
		Steps: []resource.TestStep{{Config: `data "ringcx_accounts" "all" {}`}, {
			Query: true,
			Config: `
				provider "ringcx" {}
				list "ringcx_user_role" "all" {
					provider = ringcx
				}
				list "ringcx_user_role" "crm" {
					provider         = ringcx
					include_resource = true
					config {
						user_id = "1003"
					}
				}
				list "ringcx_user_role" "one" {
					provider = ringcx
					limit    = 1
				}
				list "ringcx_rights_document" "all" {
					provider         = ringcx
					include_resource = true
				}
				list "ringcx_rights_document" "ivr" {
					provider = ringcx
					config {
						owner_user_id = "1002"
					}
				}
			`,
			QueryResultChecks: []querycheck.QueryResultCheck{
				querycheck.ExpectLength("ringcx_user_role.all", 3), // two are the admin's
				querycheck.ExpectLength("ringcx_user_role.crm", 1),
				querycheck.ExpectLength("ringcx_user_role.one", 1),
				querycheck.ExpectLength("ringcx_rights_document.all", 1),
				querycheck.ExpectLength("ringcx_rights_document.ivr", 0),
				querycheck.ExpectIdentity("ringcx_user_role.all", role),
				querycheck.ExpectResourceDisplayName("ringcx_user_role.crm", queryfilter.ByResourceIdentity(role),
					knownvalue.StringExact("ACCESS_AUDIT_LOG of user 1003 (crm@example.com)")),
				querycheck.ExpectResourceDisplayName("ringcx_rights_document.all",
					queryfilter.ByResourceIdentity(document), knownvalue.StringExact("others (1001:7001)")),
				querycheck.ExpectResourceKnownValues("ringcx_rights_document.all",
					queryfilter.ByResourceIdentity(document), []querycheck.KnownValueCheck{
						{Path: tfjsonpath.New("name"), KnownValue: knownvalue.StringExact("others")},
						{Path: tfjsonpath.New("account_id"), KnownValue: knownvalue.StringExact("99990001")},
					}),
			},
		}},
	})
}

// documentNamed is the one rights document of that name.
func (r *rig) documentNamed(t *testing.T, name string) simulator.RightsDocument {
	t.Helper()
	found := slices.DeleteFunc(r.RightsDocuments(), func(d simulator.RightsDocument) bool { return d.Name != name })
	if len(found) != 1 {
		t.Fatalf("%d rights documents are named %q, want 1", len(found), name)
	}
	return found[0]
}

// wantSame compares two lists, in any order.
func wantSame[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	tally := func(list []T) map[T]int {
		times := make(map[T]int)
		for _, v := range list {
			times[v]++
		}
		return times
	}
	if !maps.Equal(tally(got), tally(want)) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
