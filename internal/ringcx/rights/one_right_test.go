package rights_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// onlyRight leaves the admin one right.
func (r *rightsRig) onlyRight(right string) {
	for _, role := range []string{"MANAGE_USERS", "MANAGE_RIGHTS"} {
		if role != right {
			r.TakeRole(1001, role)
		}
	}
}

// A login with MANAGE_RIGHTS alone makes, changes, reads, assigns, takes back and deletes a document.
func TestRightsAloneManageDocuments(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		r.onlyRight("MANAGE_RIGHTS")
		b := &block{noRole: true}
		for _, err := range b.apply(t.Context(), r.admin(t)) {
			t.Error(err)
		}
		for _, err := range b.refresh(t.Context(), r.admin(t)) {
			t.Error(err)
		}
		if !b.assigned || b.document.ID == "" {
			t.Errorf("a plan sees %+v", b)
		}
		for _, err := range b.destroy(t.Context(), r.admin(t)) {
			t.Error(err)
		}
		if got := r.RightsDocuments(); len(got) != 1 || len(got[0].Assigned) != 2 {
			t.Errorf("the documents are %+v", got)
		}
	})
}

// A login with MANAGE_RIGHTS alone finds what somebody else took away, by the lists of the object itself.
func TestRightsAloneFindDrift(t *testing.T) {
	t.Parallel()
	for name, drift := range map[string]struct {
		act                func(r *rightsRig, id int)
		assigned, document bool // what is left
	}{
		"nothing":        {func(*rightsRig, int) {}, true, true},
		"others have it": {func(r *rightsRig, id int) { r.Assign(id, 1004) }, true, true},
		"the assignment is taken away": {
			func(r *rightsRig, id int) { r.Unassign(id, 1002) }, false, true,
		},
		"the assignment is taken away, and others have the document": {
			func(r *rightsRig, id int) { r.Unassign(id, 1002); r.Assign(id, 1004) }, false, true,
		},
		"the assignment is taken away, and the user has another document": {
			func(r *rightsRig, id int) { r.Unassign(id, 1002); r.Assign(r.others, 1002) }, false, true,
		},
		"the user is deleted": {func(r *rightsRig, _ int) { r.DeleteUser(1002) }, false, true},
		"the document is deleted": {
			func(r *rightsRig, id int) { r.DeleteRightsDocument(id) }, false, false,
		},
		"the document is deleted, and its owner has no other one": {
			func(r *rightsRig, id int) { r.DeleteRightsDocument(id); r.DeleteRightsDocument(r.others) }, false, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
				r.onlyRight("MANAGE_RIGHTS")
				b := &block{noRole: true}
				for _, err := range b.apply(t.Context(), r.admin(t)) {
					t.Error(err)
				}
				drift.act(r, r.RightsDocuments()[1].ID)
				for _, err := range b.refresh(t.Context(), r.admin(t)) {
					t.Error(err)
				}
				if b.assigned != drift.assigned || (b.document.ID != "") != drift.document {
					t.Errorf("a plan sees %+v", b)
				}
			})
		})
	}
}

// A login with MANAGE_RIGHTS alone does not take for gone what is out of its sight, also where RingCX gives empty lists
// of that.
func TestRightsAloneOutOfSight(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		r.GiveRole(2001, "MANAGE_RIGHTS")
		r.TakeRole(2001, "MANAGE_USERS")
		other := r.as(r.Config(t, ringcxtest.Engage, 4)) // sees its own tree only
		seen := mustIdentity(t, other)
		if _, there, err := other.Document(t.Context(), r.othersKey(), seen, time.Time{}); there || err == nil {
			t.Errorf("a document: there %t, %v", there, err)
		}
		if has, err := other.IsAssigned(t.Context(), fmt.Sprint(r.others), crmID, seen); has || err == nil {
			t.Errorf("an assignment: %t, %v", has, err)
		}
	})
}

// A login with MANAGE_USERS alone gives, finds and takes roles.
func TestUsersAloneManageRoles(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		r.onlyRight("MANAGE_USERS")
		c := r.admin(t)
		seen := mustIdentity(t, c)
		if err := c.Roles.Add(t.Context(), ivrID, auditRole); err != nil {
			t.Fatal(err)
		}
		if has, err := r.admin(t).HasRole(t.Context(), ivrID, auditRole, seen); !has || err != nil {
			t.Errorf("given: %t, %v", has, err)
		}
		if err := c.Roles.Drop(t.Context(), ivrID, auditRole, seen); err != nil {
			t.Error(err)
		}
		if has, err := r.admin(t).HasRole(t.Context(), ivrID, auditRole, seen); has || err != nil {
			t.Errorf("taken: %t, %v", has, err)
		}
		_, err := c.Documents.Create(t.Context(), adminID, salesAccount, ivrRights)
		ringcxtest.WantError(t, err, "needs the role MANAGE_RIGHTS or SUPER_USER")
	})
}

// That a write had no effect is said only if RingCX showed so, and a success without one is no success.
func TestNoEffectIsSaidOnProof(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		write, list simulator.Route
		do          func(t *testing.T, r *rightsRig, c *client) error
	}{
		"a role is given": {
			simulator.RouteRoleAdd, simulator.RouteRoleList, func(t *testing.T, _ *rightsRig, c *client) error {
				return c.Roles.Add(t.Context(), ivrID, auditRole)
			}},
		"a document is assigned": {
			simulator.RouteAssign, simulator.RouteAssignments, func(t *testing.T, r *rightsRig, c *client) error {
				_, err := c.Assignments.Assign(t.Context(), fmt.Sprint(r.others), ivrID)
				return err
			}},
		"a document is taken from a user": {
			simulator.RouteUnassign, simulator.RouteAssignments, func(t *testing.T, r *rightsRig, c *client) error {
				return c.Assignments.Unassign(t.Context(), fmt.Sprint(r.others), crmID, mustIdentity(t, c))
			}},
		"a document is deleted": {
			simulator.RouteRightsDelete, simulator.RouteRights, func(t *testing.T, r *rightsRig, c *client) error {
				free := r.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: salesAccount, Name: "free"})
				key := rights.DocumentKey{OwnerID: adminID, ID: fmt.Sprint(free)}
				return c.Documents.Delete(t.Context(), key, mustIdentity(t, c), time.Time{})
			}},
	} {
		for _, shown := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) {
				r := newRightsRig(t, simulator.Config{})
				r.Inject(simulator.Fault{Route: c.write, Kind: simulator.FaultGarbage, Body: "true"})
				if !shown {
					r.Inject(simulator.Fault{Route: c.list, Kind: simulator.FaultStatus, Status: 403, After: 1})
				}
				err := c.do(t, r, r.admin(t))
				if err == nil || strings.Contains(err.Error(), "no effect") != shown {
					t.Errorf("%s, and RingCX shows what became of it: %t: got %v", name, shown, err)
				}
			})
		}
	}
}
