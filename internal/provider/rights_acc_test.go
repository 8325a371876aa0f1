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
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The rules are those of ringcx/rights.go. Package ringcx tests what they decide
// on; here is what Terraform sees of it.

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
			DNIS = { permissions = [] }
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
		OwnerID: 1001, AccountID: "99990001", Name: "others", AccountPermissions: []string{"READ"}, Assigned: []int{1002, 1003},
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
				"ringcx_user_role.audit": "create", "ringcx_rights_document.ivr": "update", "ringcx_rights_document_assignment.ivr": "create",
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

// Rule 1: nothing that happens on the server plans a replacement; an edit does.
func TestAccRule1(t *testing.T) {
	t.Parallel()
	rig, _ := newRightsRig(t, simulator.Rights{})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(rightsModule)
	w.apply()
	id := rig.documentNamed(t, "IVR service").ID
	rig.ChangeRightsDocument(id, func(d *simulator.RightsDocument) {
		d.AccountID, d.Name, d.Cascade, d.Products, d.Resources = "99990006", "renamed", true, nil, d.Resources[:1]
	})
	o := w.wantPlan(map[string]string{"ringcx_rights_document.ivr": "update"})
	if !strings.Contains(o.text(), "The rights document was moved") {
		t.Error(o.text())
	}
	rig.ChangeRightsDocument(id, func(d *simulator.RightsDocument) { d.AccountID = "99990001" })
	w.apply()
	w.wantEmptyPlan()

	w.config(strings.NewReplacer("99990001", "99990006", "IVR@example.com", "dialer@example.com").Replace(rightsModule))
	w.wantPlan(map[string]string{
		"ringcx_user_role.audit": "replace", "ringcx_rights_document.ivr": "replace", "ringcx_rights_document_assignment.ivr": "replace",
	})
	w.applyPlan()
	w.wantEmptyPlan()
	w.config(strings.NewReplacer("99990001", "99990006", "IVR@example.com", "dialer@example.com", `"IVR service"`, `"Dialer"`, `["READ"]`, `["REPORT"]`).Replace(rightsModule))
	w.wantPlan(map[string]string{"ringcx_rights_document.ivr": "update"})
	w.applyPlan()
	w.destroy()
	rig.wantHarmless(t, 1)
}

// Rule 2: what is there already is an error with the import block, which adopts it.
func TestAccRule2Import(t *testing.T) {
	t.Parallel()
	rig, others := newRightsRig(t, simulator.Rights{})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	const config = `
		resource "ringcx_user_role" "r" {
			user_id = "1003"
			role    = "ACCESS_AUDIT_LOG"
		}
		resource "ringcx_rights_document" "r" {
			account_id          = "99990001"
			name                = "others"
			account_permissions = ["READ"]
			products            = { ACD = { permissions = ["READ"], cascade = true } }
		}
		resource "ringcx_rights_document_assignment" "r" {
			rights_document_id = "7001"
			user_id            = "1003"
		}
	`
	w.config(config)
	text := w.wantRefusal([]string{"It is there already"}, "apply", "-json", "-auto-approve").text()
	imports := ""
	for kind, id := range map[string]string{"user_role": "1003:ACCESS_AUDIT_LOG",
		"rights_document": fmt.Sprint("1001:", others), "rights_document_assignment": fmt.Sprint(others, ":1003")} {
		if block := fmt.Sprintf("to = ringcx_%s.NAME\n    id = %q", kind, id); !strings.Contains(text, block) {
			t.Errorf("no %s in\n%s", block, text)
		}
		imports += fmt.Sprintf("import {\n  to = ringcx_%s.r\n  id = %q\n}\n", kind, id)
	}
	rig.ResetRequests()
	w.config(config + imports)
	w.wantPlan(map[string]string{"ringcx_user_role.r": "import", "ringcx_rights_document.r": "import",
		"ringcx_rights_document_assignment.r": "import"})
	w.applyPlan()
	w.wantEmptyPlan()
	rig.wantHarmless(t, 1)
	for _, r := range rig.Requests() {
		if r.Method != "GET" && r.Route != simulator.RouteEngageLogin {
			t.Errorf("an import sends %s", r.Route)
		}
	}
	for _, bad := range []string{"", "1003", "x:y", "1003:", ":ACCESS_AUDIT_LOG", "../1:ACCESS_AUDIT_LOG"} {
		w.terraform("state", "rm", "ringcx_user_role.r")
		w.config(config)
		w.wantRefusal(nil, "import", "ringcx_user_role.r", bad)
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
	for id, said := range map[string]string{
		"1001:7002": "Not a rights document to manage",
		"1001:7003": "Not a rights document to manage",
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
		w.wantRefusal([]string{said}, "plan", "-json")
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

// Rule 3: an error keeps the state, and another login proves nothing.
func TestAccRule3(t *testing.T) {
	t.Parallel()
	rig, _ := newRightsRig(t, simulator.Rights{})
	rig.GiveRole(2001, "MANAGE_RIGHTS")
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(strings.Replace(rightsModule, "data.ringcx_user.ivr.user_id", `"1002"`, 2) + "\n")
	w.apply()
	inState := len(w.state())
	for _, route := range []simulator.Route{simulator.RouteUsers, simulator.RouteRights, simulator.RouteAssignments} {
		for _, fault := range unproven {
			fault.Route = route
			if fault.Kind == simulator.FaultSlow {
				continue
			}
			remove := rig.Inject(fault)
			w.wantRefusal(nil, "plan", "-json")
			remove()
		}
	}
	w.login(rig.login(modeEngage, otherUser))
	w.config(strings.NewReplacer("data.ringcx_user.ivr.user_id", `"1002"`, `data "ringcx_user" "ivr" { user_name = "IVR@example.com" }`, "").Replace(rightsModule))
	w.wantRefusal([]string{"Cannot tell whether it is gone", "role ACCESS_AUDIT_LOG of user 1002 may be there"},
		"apply", "-json", "-auto-approve")
	if got := len(w.state()); got != inState {
		t.Errorf("%d objects in the state, want %d", got, inState)
	}
	w.login(rig.login(modeEngage, adminUser))
	w.config(rightsModule)
	w.wantEmptyPlan()

	rig.DeleteRightsDocument(rig.documentNamed(t, "IVR service").ID)
	rig.TakeRole(1002, "ACCESS_AUDIT_LOG")
	w.wantPlan(map[string]string{
		"ringcx_user_role.audit": "create", "ringcx_rights_document.ivr": "create", "ringcx_rights_document_assignment.ivr": "create",
	})
	w.applyPlan()
	w.wantEmptyPlan()
	w.destroy()
	rig.wantHarmless(t, 1)
}

// Rule 5: what RingCX took from others is restored, and a warning says so.
func TestAccRule5(t *testing.T) {
	t.Parallel()
	rig, others := newRightsRig(t, simulator.Rights{Assign: simulator.AssignReplaces})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(`
		resource "ringcx_rights_document_assignment" "r" {
			rights_document_id = "7001"
			user_id            = "1004"
		}
	`)
	text := w.apply().text()
	for _, said := range []string{"RingCX took the rights document from others", "user 1002 (ivr@example.com)",
		"user 1003 (crm@example.com)"} {
		if !strings.Contains(text, said) {
			t.Errorf("no %q in\n%s", said, text)
		}
	}
	wantSame(t, "assigned", rig.Assigned(others), []int{1002, 1003, 1004})
	w.wantEmptyPlan()
	w.destroy()
	wantSame(t, "assigned", rig.Assigned(others), []int{1002, 1003})
	rig.wantHarmless(t, 1)
}

// Rule 6: rights stored otherwise are an error. A new document is taken back;
// after a change the state holds the truth, and the plan shows the difference.
func TestAccRule6(t *testing.T) {
	t.Parallel()
	rig, others := newRightsRig(t, simulator.Rights{Stored: simulator.StoredTrimmed})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(rightsModule)
	w.wantRefusal([]string{"RingCX stored something else than was asked for",
		"account_permissions: asked for READ, stored nothing", "was deleted again"},
		"apply", "-json", "-auto-approve")
	rig.wantHarmless(t, 1)

	rig.HandOverDocument(others)
	document := func(permissions string) string {
		return `
			import {
				to = ringcx_rights_document.r
				id = "1001:7001"
			}
			resource "ringcx_rights_document" "r" {
				account_id          = "99990001"
				name                = "mine"
				account_permissions = [` + permissions + `]
			}
		`
	}
	w.config(document(`"READ"`))
	w.must("state", "rm", "ringcx_user_role.audit")
	w.wantRefusal([]string{"RingCX stored something else", "account_permissions: asked for READ, stored nothing"},
		"apply", "-json", "-auto-approve")
	w.wantState("ringcx_rights_document.r", "name", "mine")
	w.wantPlan(map[string]string{"ringcx_rights_document.r": "update"})
	w.config(document(""))
	w.wantEmptyPlan()
}

// Rule 7: the provider's own user keeps what it works with, and the plan says so.
func TestAccRule7(t *testing.T) {
	t.Parallel()
	for _, mode := range allModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig, others := newRightsRig(t, simulator.Rights{})
			rig.Assign(others, 1001)
			w := newWorkspace(t, 0, rig.login(mode, adminUser))
			w.config(fmt.Sprintf(`
				resource "ringcx_user_role" "own" {
					user_id = "1001"
					role    = "MANAGE_RIGHTS"
				}
				resource "ringcx_rights_document_assignment" "own" {
					rights_document_id = "%[1]d"
					user_id            = "1001"
				}
				import {
					to = ringcx_user_role.own
					id = "1001:MANAGE_RIGHTS"
				}
				import {
					to = ringcx_rights_document_assignment.own
					id = "%[1]d:1001"
				}
			`, others))
			w.apply()
			rig.ResetRequests()
			w.config("")
			w.wantRefusal([]string{"Refused to take rights from the provider's own user", "The role MANAGE_RIGHTS",
				"The assignment"}, "plan", "-json")
			if n := rig.Count(simulator.RouteRoleRemove, simulator.RouteUnassign); n > 0 {
				t.Errorf("%d requests that take something away", n)
			}
			rig.wantHarmless(t, 1)
		})
	}
}

// Rule 8: a plan over 100 documents, roles and assignments reads one list of
// users, and each document and its assignments once.
func TestAccRule8Cost(t *testing.T) {
	t.Parallel()
	const n = 100
	users := simulator.DefaultUsers()
	for i := range n {
		users = append(users, simulator.User{ID: 3000 + i, Name: fmt.Sprintf("api-%d@example.com", i), ParentID: 1001,
			Roles: []string{"USER"}})
	}
	rig := newRig(t, simulator.Config{Users: users})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(fmt.Sprintf(`
		data "ringcx_user" "u" {
			count     = %[1]d
			user_name = "api-${count.index}@example.com"
		}
		resource "ringcx_user_role" "u" {
			count   = %[1]d
			user_id = data.ringcx_user.u[count.index].user_id
			role    = "ACCESS_AUDIT_LOG"
		}
		resource "ringcx_rights_document" "u" {
			count               = %[1]d
			account_id          = "99990001"
			name                = "API user ${count.index}"
			account_permissions = ["READ"]
		}
		resource "ringcx_rights_document_assignment" "u" {
			count              = 2 * %[1]d
			rights_document_id = ringcx_rights_document.u[floor(count.index / 2)].rights_document_id
			user_id            = data.ringcx_user.u[(count.index * 7) %% %[1]d].user_id
		}
	`, n))
	w.apply()
	for _, mode := range allModes {
		w.login(rig.login(mode, adminUser))
		rig.ResetRequests()
		w.wantEmptyPlan()
		rig.wantCounts(t, mode+": plan",
			logins(mode, 1).and(simulator.RouteUsers, 1).and(simulator.RouteRights, n).and(simulator.RouteAssignments, n))
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
	for _, name := range []string{"NEW_ROLE", "NEW_PERMISSION", "NEW_PRODUCT", "NEW_TYPE"} {
		if !strings.Contains(text, fmt.Sprintf("%q is not a", name)) {
			t.Errorf("no warning of %s:\n%s", name, text)
		}
	}
	w.wantEmptyPlan()
	w.destroy()

	for said, config := range map[string]string{
		`"USER" cannot be used here`:  `resource "ringcx_user_role" "r" { | user_id = "1002" | role = "USER" | }`,
		`"../1" cannot be used here`:  `resource "ringcx_user_role" "r" { | user_id = "../1" | role = "WFO_ACCESS" | }`,
		`".." cannot be used here`:    `resource "ringcx_user_role" "r" { | user_id = "1002" | role = ".." | }`,
		`"07" cannot be used here`:    `resource "ringcx_rights_document_assignment" "r" { | rights_document_id = "07" | user_id = "1002" | }`,
		"Two elements for one object": `resource "ringcx_rights_document" "r" { | account_id = "1" | name = "r" | resources = [for p in ["READ", "UPDATE"] : { type = "GATE", id = "1", permissions = [p] }] | }`,
		"Set exactly one of":          `data "ringcx_user" "r" {}`,
		"exactly one of user_id":      `data "ringcx_user" "r" { | user_id = "1" | rc_user_id = "2" | }`,
		`"mine" cannot be used here`:  `data "ringcx_rights_documents" "r" { relation = "mine" }`,
	} {
		w.config(strings.ReplaceAll(config, " | ", "\n"))
		w.wantRefusal([]string{said}, "plan", "-json")
	}
}

func TestAccUserDataSource(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{Users: append(simulator.DefaultUsers(),
		simulator.User{ID: 1005, Name: "Twin@example.com", ParentID: 1001},
		simulator.User{ID: 1006, Name: "twin@example.com", ParentID: 1001})})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(`
		data "ringcx_user" "by_id" { user_id = "1003" }
		data "ringcx_user" "by_name" { user_name = "CRM@Example.com" }
		data "ringcx_user" "by_rc_id" { rc_user_id = "400001003" }
	`)
	w.apply()
	rig.wantCounts(t, "three lookups", counts{simulator.RouteEngageLogin: 1, simulator.RouteUsers: 1})
	for name, userName := range map[string]string{"by_id": crmUser, "by_name": "CRM@Example.com", "by_rc_id": crmUser} {
		wantList(t, []any{w.state()["data.ringcx_user."+name]}, map[string]any{
			"user_id": "1003", "user_name": userName, "first_name": "CRM", "last_name": "Service", "enabled": true, "roles": []any{"USER"},
			"parent_user_id": "1001", "rc_user_id": "400001003", "managed_by_ringcentral": false, "root_user": false,
		})
	}
	for said, by := range map[string]string{
		`has the user_name "nobody@example.com"`: `user_name = "nobody@example.com"`,
		`has the user_id "2001"`:                 `user_id = "2001"`, // out of sight
		"Several such users":                     `user_name = "TWIN@example.com"`,
	} {
		w.config(`data "ringcx_user" "u" { ` + by + ` }`)
		w.wantRefusal([]string{said}, "plan", "-json")
	}
}

func TestAccRightsDocumentsDataSource(t *testing.T) {
	t.Parallel()
	rig, _ := newRightsRig(t, simulator.Rights{})
	rig.AddRightsDocument(simulator.RightsDocument{
		OwnerID: 1002, AccountID: "99990006", Name: "second", Cascade: true, Master: true,
		Resources: []simulator.ResourceRights{{Type: "GATE", ID: 5, Permissions: []string{"UPDATE", "READ"}}},
	})
	w := newWorkspace(t, 0, rig.login(modeAPIToken, adminUser))
	w.config(`
		data "ringcx_rights_documents" "visible" {}
		data "ringcx_rights_documents" "owned" { relation = "owned" }
		data "ringcx_rights_documents" "assigned" {
			user_id  = "1002"
			relation = "assigned"
		}
	`)
	w.apply()
	rig.wantCounts(t, "three lists", counts{
		simulator.RouteWhoAmI: 1, simulator.RouteRightsVisible: 1, simulator.RouteRightsOwned: 1, simulator.RouteRightsAssigned: 1,
	})
	first := map[string]any{
		"id": "1001:7001", "rights_document_id": "7001", "owner_user_id": "1001", "account_id": "99990001", "name": "others", "cascade": false, "master": false,
		"account_permissions": []any{"READ"}, "products": map[string]any{"ACD": map[string]any{"permissions": []any{"READ"}, "cascade": true}}, "resources": []any{},
	}
	second := map[string]any{
		"id": "1002:7002", "rights_document_id": "7002", "owner_user_id": "1002", "account_id": "99990006", "name": "second", "cascade": true, "master": true,
		"account_permissions": []any{}, "products": map[string]any{},
		"resources": []any{map[string]any{"type": "GATE", "id": "5", "permissions": []any{"READ", "UPDATE"},
			"cascade": false}},
	}
	state := w.state()
	wantList(t, state["data.ringcx_rights_documents.visible"]["rights_documents"], first, second)
	wantList(t, state["data.ringcx_rights_documents.owned"]["rights_documents"], first)
	wantList(t, state["data.ringcx_rights_documents.assigned"]["rights_documents"], first)
	for _, fault := range unproven {
		fault.Route = simulator.RouteRightsVisible
		if fault.Kind == simulator.FaultSlow || fault.Body == "{}" { // an empty map is how RingCX lists none
			continue
		}
		remove := rig.Inject(fault)
		w.wantRefusal([]string{"Cannot read the rights documents"}, "plan", "-json")
		remove()
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
	rig.test(t, resource.TestCase{
		TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: append(steps, resource.TestStep{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
		}}),
	})
	rig.wantHarmless(t, 1)
}

// `terraform query` finds roles and documents, and what it finds can be imported.
func TestAccRightsQuery(t *testing.T) {
	rig, others := newRightsRig(t, simulator.Rights{})
	rig.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: "99990001", Name: "system", System: true})
	for name, value := range rig.login(modeLegacy, adminUser) {
		t.Setenv(environment[name], value)
	}
	role := map[string]knownvalue.Check{"user_id": knownvalue.StringExact("1003"),
		"role": knownvalue.StringExact("ACCESS_AUDIT_LOG")}
	document := map[string]knownvalue.Check{"owner_user_id": knownvalue.StringExact("1001"),
		"rights_document_id": knownvalue.StringExact(fmt.Sprint(others))}
	rig.test(t, resource.TestCase{
		TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_14_0)},
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
