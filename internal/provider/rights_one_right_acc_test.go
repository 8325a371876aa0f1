package provider

import (
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The guide on API users says which role each object needs. Each line of it is tried here with a login that has that
// role and no other.

// With MANAGE_RIGHTS alone documents and assignments are made, changed, watched, repaired and destroyed.
func TestAccRightsAloneManageDocuments(t *testing.T) {
	t.Parallel()
	for _, mode := range allModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig, others := newRightsRig(t, simulator.Rights{})
			rig.TakeRole(1001, "MANAGE_USERS")
			w := newWorkspace(t, 0, rig.login(mode, adminUser))
			config := func(permission string) {
				w.config(`
					resource "ringcx_rights_document" "ivr" {
						account_id          = "99990001"
						name                = "IVR service"
						account_permissions = ["` + permission + `"]
					}
					resource "ringcx_rights_document_assignment" "ivr" {
						rights_document_id = ringcx_rights_document.ivr.rights_document_id
						user_id            = "1002"
					}
					data "ringcx_rights_documents" "ivr" {
						user_id  = "1002"
						relation = "assigned"
					}
				`)
			}
			config("READ")
			w.apply()
			config("REPORT")
			w.wantPlan(map[string]string{"ringcx_rights_document.ivr": "update"})
			w.applyPlan()

			id := rig.documentNamed(t, "IVR service").ID
			rig.Unassign(id, 1002)
			w.wantPlan(map[string]string{"ringcx_rights_document_assignment.ivr": "create"})
			w.applyPlan()
			rig.DeleteRightsDocument(id)
			w.wantPlan(map[string]string{
				"ringcx_rights_document.ivr": "create", "ringcx_rights_document_assignment.ivr": "create",
			})
			w.applyPlan()
			w.destroy()
			if n := len(w.state()); n > 0 {
				t.Errorf("%d objects are left in the state", n)
			}
			wantSame(t, "others", rig.Assigned(others), []int{1002, 1003})
			rig.wantHarmless(t, 1)
		})
	}
}

// With MANAGE_USERS alone users are looked up, and roles given, watched, repaired and taken.
func TestAccRightsUsersAloneManageRoles(t *testing.T) {
	t.Parallel()
	rig, _ := newRightsRig(t, simulator.Rights{})
	rig.TakeRole(1001, "MANAGE_RIGHTS")
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(`
		data "ringcx_users" "all" {}
		data "ringcx_user" "ivr" { user_name = "ivr@example.com" }
		resource "ringcx_user_role" "audit" {
			user_id = data.ringcx_user.ivr.user_id
			role    = "ACCESS_AUDIT_LOG"
		}
	`)
	w.apply()
	w.wantEmptyPlan()
	rig.TakeRole(1002, "ACCESS_AUDIT_LOG")
	w.wantPlan(map[string]string{"ringcx_user_role.audit": "create"})
	w.applyPlan()
	w.destroy()
	wantSame(t, "roles", rig.Roles(1002), []string{"USER"})
	rig.wantHarmless(t, 1)
}
