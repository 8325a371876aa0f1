package provider

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// apiUsers are the default users, and n API users below the first.
func apiUsers(n int) []simulator.User {
	users := simulator.DefaultUsers()
	for i := range n {
		users = append(users, simulator.User{ID: 3000 + i, Name: fmt.Sprintf("api-%d@example.com", i), ParentID: 1001,
			Roles: []string{"USER"}})
	}
	return users
}

// apiUsersConfig gives n API users a role and makes a rights document for each.
func apiUsersConfig(n int) string {
	return fmt.Sprintf(`
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
	`, n)
}

// What rights cost: an apply and a destroy over API users with a role, a rights document and an assignment each take at
// most eight requests for each user, a plan one, and six beside. Answers take a moment, so that as many requests run at
// a time as Terraform lets.
func TestAccCostOfRights(t *testing.T) {
	t.Parallel()
	const n = 30
	rig := newRig(t, simulator.Config{Users: apiUsers(n)})
	rig.Inject(simulator.Fault{Kind: simulator.FaultSlow, Delay: 20 * time.Millisecond, Act: true})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(apiUsersConfig(n) + fmt.Sprintf(`
		resource "ringcx_rights_document_assignment" "u" {
			count              = %[1]d
			rights_document_id = ringcx_rights_document.u[count.index].rights_document_id
			user_id            = data.ringcx_user.u[count.index].user_id
		}
	`, n))
	wantAtMost := func(what string, each int) {
		t.Helper()
		got := counts{}
		for _, r := range rig.Requests() {
			got[r.Route]++
		}
		t.Logf("%s: %d requests: %v", what, rig.Count(), got)
		if allowed := each*n + 6; rig.Count() > allowed {
			t.Errorf("%s: %d requests, want at most %d: %v", what, rig.Count(), allowed, got)
		}
		rig.ResetRequests()
	}
	w.apply()
	wantAtMost("apply", 8)
	w.wantEmptyPlan()
	wantAtMost("plan", 1)
	w.destroy()
	wantAtMost("destroy", 8)
	rig.wantHarmless(t, 0)
}

// Whatever lists show of rights documents, a plan finds what somebody else did to one of several, and agrees with an
// apply.
func TestAccRightsListedInPart(t *testing.T) {
	t.Parallel()
	for _, listed := range []simulator.ListedRights{
		simulator.ListedWhole, simulator.ListedInPart, simulator.ListedEmptied, simulator.ListedWithoutEntries,
		simulator.ListedOtherwise,
	} {
		t.Run(fmt.Sprint(listed), func(t *testing.T) {
			t.Parallel()
			rig, _ := newRightsRig(t, simulator.Rights{Listed: listed})
			w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
			w.config(`
				resource "ringcx_rights_document" "r" {
					count               = 4
					account_id          = "99990001"
					name                = "API user ${count.index}"
					account_permissions = ["READ"]
					products            = { ACD = { permissions = ["READ"] } }
				}
			`)
			w.apply()
			w.wantEmptyPlan()
			for i := range 4 {
				rig.ChangeRightsDocument(rig.documentNamed(t, fmt.Sprint("API user ", i)).ID, func(d *simulator.RightsDocument) {
					d.Resources = []simulator.ResourceRights{{Type: "GATE", ID: 5, Permissions: []string{"READ"}}}
				})
				w.wantPlan(map[string]string{fmt.Sprintf("ringcx_rights_document.r[%d]", i): "update"})
				w.applyPlan()
			}
			w.wantEmptyPlan()
			w.destroy()
			rig.wantHarmless(t, 1)
		})
	}
}

// What another administrator does after the plan of a destroy and before any of its requests is respected: what is gone
// is gone, and a document that others were given stays, with an error that names them.
func TestAccRightsDestroyMeanwhile(t *testing.T) {
	t.Parallel()
	const given = "gave the document to somebody"
	for what, act := range map[string]func(rig *rig, id int){
		"deleted the document": func(rig *rig, id int) { rig.DeleteRightsDocument(id) },
		"took the assignment":  func(rig *rig, id int) { rig.Unassign(id, 1002) },
		"took the role":        func(rig *rig, _ int) { rig.TakeRole(1002, "ACCESS_AUDIT_LOG") },
		given:                  func(rig *rig, id int) { rig.Assign(id, 1004) },
	} {
		for _, before := range []simulator.Route{
			simulator.RouteEngageLogin, simulator.RouteUnassign, simulator.RouteAssignments, simulator.RouteRightsOwned,
		} {
			t.Run(what+" before "+string(before), func(t *testing.T) {
				t.Parallel()
				rig, others := newRightsRig(t, simulator.Rights{})
				w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
				w.config(rightsModule)
				w.apply()
				id := rig.documentNamed(t, "IVR service").ID
				w.plan("-destroy")
				rig.Before(before, 1, func() { act(rig, id) })
				o := w.terraform("apply", "-json", planFile)
				left := 1
				if what == given {
					left = 2
				}
				if (o.code == 0) != (left == 1) || left == 2 && !strings.Contains(o.text(), "user 1004 (dialer@example.com)") {
					t.Errorf("exit status %d:\n%s", o.code, o.text())
				}
				if n := len(w.state()); n != left-1 {
					t.Errorf("%d objects are left in the state", n)
				}
				wantSame(t, "roles", rig.Roles(1002), []string{"USER"})
				wantSame(t, "others", rig.Assigned(others), []int{1002, 1003})
				rig.wantHarmless(t, left)
			})
		}
	}
}
