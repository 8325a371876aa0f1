package rights_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Rule 4: what changes beside an update is an error that names it, and the truth comes with it.
func TestRule4Beside(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		c := r.admin(t)
		d, err := c.Documents.Create(t.Context(), adminID, salesAccount, ivrRights)
		if err != nil {
			t.Fatal(err)
		}
		r.Before(simulator.RouteRights, 2, func() { // the read after the write
			r.ChangeRightsDocument(r.RightsDocuments()[1].ID, func(d *simulator.RightsDocument) {
				d.AccountID, d.AccountPermissions = "99990006", []string{"DELETE"}
			})
		})
		got, err := c.Documents.Update(t.Context(), rights.DocumentKey{OwnerID: adminID, ID: d.ID}, otherIVRRights)
		var otherwise *rights.StoredOtherwiseError
		if !errors.As(err, &otherwise) || !slices.Equal(otherwise.Beside, []string{"accountId"}) ||
			!slices.Equal(otherwise.Differences, []string{"account_permissions: configured nothing, stored DELETE"}) {
			t.Errorf("got %v", err)
		}
		if got.AccountID != "99990006" || !slices.Equal(got.Account, []string{"DELETE"}) || got.Name != otherIVRRights.Name {
			t.Errorf("the truth is %+v", got)
		}
	})
}

// Rule 4: an update is made of what is there now, not of what was there before.
func TestRule4SecondAdmin(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]simulator.Fault{"": {}, "lost": {Kind: simulator.FaultDropAfter},
		"refused": {Kind: simulator.FaultStatus, Status: 503}} {
		t.Run(name, func(t *testing.T) {
			underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
				c := r.admin(t)
				d, err := c.Documents.Create(t.Context(), adminID, salesAccount, ivrRights)
				if err != nil {
					t.Fatal(err)
				}
				key := rights.DocumentKey{OwnerID: adminID, ID: d.ID}
				r.ChangeRightsDocument(r.RightsDocuments()[1].ID, func(d *simulator.RightsDocument) { d.System = true })
				if f.Kind != "" {
					f.Route, f.Times = simulator.RouteRightsUpdate, 1
					r.Inject(f)
				}
				got, err := c.Documents.Update(t.Context(), key, otherIVRRights)
				stored := r.RightsDocuments()[1]
				if err != nil || !got.Equal(otherIVRRights) || !stored.System || stored.Name != otherIVRRights.Name {
					t.Errorf("got %+v, %v; stored is %+v", got, err, stored)
				}
			})
		})
	}
}

// Rule 5: whom an assignment took the document from has it again at once, and the rest of the run sends everybody.
func TestRule5Restores(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, reading simulator.Rights) {
		c, others := r.admin(t), fmt.Sprint(r.others)
		done, err := c.Assignments.Assign(t.Context(), others, ivrID)
		replaces := reading.Assign == simulator.AssignReplaces
		want, requests := 0, 1
		if replaces {
			want, requests = 2, 2
		}
		if err != nil || len(done.Restored) != want || len(done.Lost) > 0 || r.Count(simulator.RouteAssign) != requests {
			t.Errorf("got %+v, %v after %d requests", done, err, r.Count(simulator.RouteAssign))
		}
		if err := c.Assignments.Unassign(t.Context(), others, ivrID, mustIdentity(t, c)); err != nil {
			t.Error(err)
		}
		r.ResetRequests()
		done, err = c.Assignments.Assign(t.Context(), others, ivrID)
		if err != nil || len(done.Restored)+len(done.Lost) > 0 || r.Count(simulator.RouteAssign) != 1 {
			t.Errorf("the second time: got %+v, %v after %d requests", done, err, r.Count(simulator.RouteAssign))
		}
		if got := r.Assigned(r.others); len(got) != 3 {
			t.Errorf("assigned to %v", got)
		}
	})
}

// Rule 5: whom somebody else took it from is named, and does not have it again.
func TestRule5NotOursToGiveBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{})
		r.Before(simulator.RouteAssign, 1, func() { r.Unassign(r.others, 1003) })
		done, err := r.admin(t).Assignments.Assign(t.Context(), fmt.Sprint(r.others), ivrID)
		if err != nil || len(done.Restored) > 0 || len(done.Lost) != 1 || done.Lost[0].ID != crmID ||
			r.Count(simulator.RouteAssign) != 1 {
			t.Errorf("got %+v, %v", done, err)
		}
		r.wantHarmless(t)
	})
}

// Rule 5: what could not be given back is an error that names everybody.
func TestRule5CannotRestore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{Rights: simulator.Rights{Assign: simulator.AssignReplaces}})
		r.Inject(simulator.Fault{Route: simulator.RouteAssign, After: 1, Kind: simulator.FaultStatus, Status: 403})
		_, err := r.admin(t).Assignments.Assign(t.Context(), fmt.Sprint(r.others), ivrID)
		ringcxtest.WantError(t, err, "could not be restored for user 1003 (crm@example.com), user 1004 (dialer@example.com)")
		ringcxtest.WantError(t, err, "403")
	})
}

// Rule 6: an update that RingCX stores otherwise is an error with the truth.
func TestRule6Update(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{Rights: simulator.Rights{Stored: simulator.StoredTrimmed}})
		key := r.othersKey()
		r.HandOverDocument(r.others)
		got, err := r.admin(t).Documents.Update(t.Context(), key, ivrRights)
		var otherwise *rights.StoredOtherwiseError
		if !errors.As(err, &otherwise) || otherwise.TakenBack || len(otherwise.Differences) == 0 ||
			len(got.Account) > 0 || got.Name != ivrRights.Name {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

// Rule 7: a document that users have is not deleted, and the login keeps what it works with.
func TestRule7(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		for _, mode := range ringcxtest.Modes {
			c := r.as(r.Config(t, mode, 0))
			seen := mustIdentity(t, c)
			r.Assign(r.others, 1001)
			err := c.Documents.Delete(t.Context(), r.othersKey(), seen, time.Time{})
			var inUse *rights.InUseError
			if !errors.As(err, &inUse) || len(inUse.Users) != 3 {
				t.Errorf("%s: got %v, want an error that names three users", mode, err)
			}
			for what, err := range map[string]error{
				"MANAGE_USERS":  c.Roles.Drop(t.Context(), adminID, "MANAGE_USERS", seen),
				"MANAGE_RIGHTS": c.Roles.Drop(t.Context(), adminID, "MANAGE_RIGHTS", seen),
				"SUPER_USER":    c.Roles.Drop(t.Context(), adminID, "SUPER_USER", seen),
				"assignment":    c.Assignments.Unassign(t.Context(), fmt.Sprint(r.others), adminID, seen),
			} {
				var own *rights.OwnUserError
				if !errors.As(err, &own) || !strings.Contains(own.What, what) {
					t.Errorf("%s: %s: got %v", mode, what, err)
				}
			}
		}
		if n := r.writes(); n > 0 {
			t.Errorf("%d requests that change something", n)
		}
	})
}

// Rule 7: where nobody can tell whose login it is, or who has a document, nothing is taken away.
func TestRule7CannotTell(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{})
		free := r.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: salesAccount, Name: "free"})
		for _, route := range []simulator.Route{simulator.RouteWhoAmI, simulator.RouteAssignments} {
			r.Inject(simulator.Fault{Route: route, Kind: simulator.FaultStatus, Status: 403})
		}
		c := r.as(r.Config(t, ringcxtest.APIToken, 0))
		seen := mustIdentity(t, c)
		ringcxtest.WantError(t, c.Roles.Drop(t.Context(), crmID, "MANAGE_USERS", seen), "ask RingCX which user is logged in")
		ringcxtest.WantError(t, c.Assignments.Unassign(t.Context(), fmt.Sprint(r.others), crmID, seen),
			"ask RingCX which user is logged in")
		key := rights.DocumentKey{OwnerID: adminID, ID: fmt.Sprint(free)}
		ringcxtest.WantError(t, c.Documents.Delete(t.Context(), key, seen, time.Time{}),
			"list the users that the rights document is assigned to")
		if n := r.writes(); n > 0 {
			t.Errorf("%d requests that change something", n)
		}
	})
}
