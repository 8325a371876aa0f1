package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The rules are those of internal/ringcx/rights/doc.go, where tests show what they decide
// on; here is what Terraform sees of it.

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
		"ringcx_user_role.audit": "replace", "ringcx_rights_document.ivr": "replace",
		"ringcx_rights_document_assignment.ivr": "replace",
	})
	w.applyPlan()
	w.wantEmptyPlan()
	w.config(strings.NewReplacer("99990001", "99990006", "IVR@example.com", "dialer@example.com", `"IVR service"`,
		`"Dialer"`, `["READ"]`, `["REPORT"]`).Replace(rightsModule))
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
	text := w.wantRefusal([]string{"Already exists in RingCX"}, "apply", "-json", "-auto-approve").text()
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
	w.config(strings.NewReplacer("data.ringcx_user.ivr.user_id", `"1002"`,
		`data "ringcx_user" "ivr" { user_name = "IVR@example.com" }`, "").Replace(rightsModule))
	w.wantRefusal([]string{"Cannot tell whether it is gone", "role ACCESS_AUDIT_LOG of user 1002 may still exist"},
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
		"ringcx_user_role.audit": "create", "ringcx_rights_document.ivr": "create",
		"ringcx_rights_document_assignment.ivr": "create",
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
	for _, want := range []string{"RingCX removed the rights document from other users", "user 1002 (ivr@example.com)",
		"user 1003 (crm@example.com)"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
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
	w.wantRefusal([]string{"RingCX stored something other than the configuration",
		"account_permissions: configured READ, stored nothing", "was deleted again"},
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
	w.wantRefusal([]string{"RingCX stored something other than the configuration",
		"account_permissions: configured READ, stored nothing"},
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
			resources := func(userID string) string {
				return fmt.Sprintf(`
					resource "ringcx_user_role" "own" {
						user_id = %[1]q
						role    = "MANAGE_RIGHTS"
					}
					resource "ringcx_rights_document_assignment" "own" {
						rights_document_id = "%[2]d"
						user_id            = %[1]q
					}
				`, userID, others)
			}
			w.config(resources("1001") + fmt.Sprintf(`
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
			for _, config := range []string{"", resources("1004")} { // destroyed, and replaced
				w.config(config)
				w.wantRefusal([]string{"Refused to remove rights from the provider's user", "The role MANAGE_RIGHTS",
					"The assignment"}, "plan", "-json")
			}
			if n := rig.Count(simulator.RouteRoleRemove, simulator.RouteUnassign); n > 0 {
				t.Errorf("%d requests that take something away", n)
			}
			rig.wantHarmless(t, 1)
		})
	}
}

// Rule 8: a plan over 100 documents, roles and assignments reads one list of
// users, one of documents and one document alone, and the assignments of each.
func TestAccRule8Cost(t *testing.T) {
	t.Parallel()
	const n = 100
	rig := newRig(t, simulator.Config{Users: apiUsers(n)})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(apiUsersConfig(n) + fmt.Sprintf(`
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
			logins(mode, 1).and(simulator.RouteUsers, 1).and(simulator.RouteRightsOwned, 1).and(simulator.RouteRights, 1).
				and(simulator.RouteAssignments, n))
	}
}

// A document without an owner is imported under nobody's number, and one that somebody else owns not under this one.
func TestAccRightsOwnerIsProven(t *testing.T) {
	t.Parallel()
	rig, others := newRightsRig(t, simulator.Rights{})
	nobodys := rig.AddRightsDocument(simulator.RightsDocument{
		AccountID: "99990001", Name: "nobody's", Assigned: []int{1001, 1002},
	})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	for id, want := range map[string]string{
		fmt.Sprint("1001:", nobodys): "RingCX does not say that user 1001 owns the rights document",
		fmt.Sprint("1002:", nobodys): "RingCX does not say that user 1002 owns the rights document",
		fmt.Sprint("1003:", others):  "is owned by user 1001",
	} {
		w.config(`
			resource "ringcx_rights_document" "r" {
				account_id = "99990001"
				name       = "nobody's"
			}
			import {
				to = ringcx_rights_document.r
				id = "` + id + `"
			}
		`)
		w.wantRefusal([]string{want}, "plan", "-json")
	}
	rig.wantHarmless(t, 2)
}

// A name that the owner has already is refused for a change as for a create, and so is one of white space.
func TestAccRightsNameOfADocument(t *testing.T) {
	t.Parallel()
	rig, _ := newRightsRig(t, simulator.Rights{})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	config := func(name string) {
		w.config(fmt.Sprintf(`
			resource "ringcx_rights_document" "r" {
				account_id          = "99990001"
				name                = %q
				account_permissions = ["READ"]
			}
		`, name))
	}
	config("mine")
	w.apply()
	config("Others")
	w.wantRefusal([]string{"Already exists in RingCX"}, "apply", "-json", "-auto-approve")
	if n := rig.Count(simulator.RouteRightsUpdate); n > 0 {
		t.Errorf("%d updates", n)
	}
	for _, name := range []string{"", " ", "\t"} {
		config(name)
		w.wantRefusal([]string{"A name must not be empty or only white space"}, "plan", "-json")
	}
	config("mine")
	w.destroy()
	rig.wantHarmless(t, 1)
}

// What leaves the state does so with a warning that says what was gone and what proved it, in one summary for all.
func TestAccRightsGoneSaysWhy(t *testing.T) {
	t.Parallel()
	const summary = "Removed from the state, because it is gone in RingCX"
	rig, _ := newRightsRig(t, simulator.Rights{})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(rightsModule)
	w.apply()
	id := rig.documentNamed(t, "IVR service").ID
	who := `, asked as the user "admin@example.com", who saw it last.`
	wantSaid := func(o outcome, sentences ...string) {
		t.Helper()
		if n := strings.Count(o.text(), summary); n != len(sentences) {
			t.Errorf("%d warnings, want %d:\n%s", n, len(sentences), o.text())
		}
		for _, sentence := range sentences {
			if !strings.Contains(o.text(), sentence+who) {
				t.Errorf("no %q in\n%s", sentence+who, o.text())
			}
		}
	}
	const assignment = "The assignment of the rights document %d to user 1002 is gone: neither the document's list of " +
		"users nor the user's list of documents contains it"

	rig.TakeRole(1002, "ACCESS_AUDIT_LOG")
	rig.Unassign(id, 1002)
	wantSaid(w.wantPlan(map[string]string{
		"ringcx_user_role.audit": "create", "ringcx_rights_document_assignment.ivr": "create",
	}), "The role ACCESS_AUDIT_LOG of user 1002 is gone: the user's list of roles does not contain it",
		fmt.Sprintf(assignment, id))
	w.applyPlan()

	rig.DeleteRightsDocument(id)
	wantSaid(w.wantPlan(map[string]string{
		"ringcx_rights_document.ivr": "create", "ringcx_rights_document_assignment.ivr": "create",
	}), fmt.Sprintf("The rights document 1001:%d is gone: RingCX answers 404 for it, and the list of its owner's rights "+
		"documents does not contain it", id), fmt.Sprintf(assignment, id))
	w.applyPlan()
	wantSaid(w.wantEmptyPlan())
	w.destroy()
	rig.wantHarmless(t, 1)
}
