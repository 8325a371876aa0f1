package rights_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Rule 3: RingCX's word that it has no such thing is not enough.
func TestRule3NotFoundIsNotEnough(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{})
		free := rights.DocumentKey{OwnerID: adminID, ID: fmt.Sprint(r.AddRightsDocument(simulator.RightsDocument{
			OwnerID: 1001, AccountID: salesAccount, Name: "free",
		}))}
		r.HandOverDocument(7002)
		seen := mustIdentity(t, r.admin(t))
		status := func(route simulator.Route, status, after int) func() {
			return r.Inject(simulator.Fault{Route: route, Kind: simulator.FaultStatus, Status: status, After: after})
		}
		remove := status(simulator.RouteRights, 404, 0)
		if _, there, err := r.admin(t).Document(t.Context(), free, seen, time.Time{}); there || !isUnproven(err) {
			t.Errorf("a document that its owner's list has: there %t, %v", there, err)
		}
		remove()
		remove = status(simulator.RouteRoleList, 404, 0)
		if has, err := r.admin(t).HasRole(t.Context(), ivrID, auditRole, seen); has || err == nil {
			t.Errorf("a role of a user in sight: %t, %v", has, err)
		}
		remove()
		remove = status(simulator.RouteRoleList, 403, 0)
		r.Inject(simulator.Fault{Route: simulator.RouteUsers, Kind: simulator.FaultGarbage, Body: `[]`})
		if has, err := r.admin(t).HasRole(t.Context(), ivrID, auditRole, seen); has || err == nil {
			t.Errorf("a role of a user out of sight: %t, %v", has, err)
		}
		remove()
		status(simulator.RouteRightsDelete, 403, 0)
		status(simulator.RouteRights, 404, 1)
		ringcxtest.WantError(t, r.admin(t).Documents.Delete(t.Context(), free, seen, time.Time{}), "403")
		r.wantHarmless(t)
	})
}

// Rule 3: gone needs a 404, a list without it, and the login that saw it last.
func TestRule3Gone(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		c, b := r.admin(t), &block{}
		wantNoErrors(t, b.apply(t.Context(), c))
		id := r.RightsDocuments()[1].ID
		r.TakeRole(1002, auditRole)
		r.DeleteRightsDocument(id)
		ask := func(c *client, seen ringcx.Identity) map[string]error {
			role, roleErr := c.HasRole(t.Context(), ivrID, auditRole, seen)
			_, document, documentErr := c.Document(t.Context(), b.document, seen, time.Time{})
			assigned, assignedErr := c.IsAssigned(t.Context(), b.document.ID, ivrID, seen)
			if role || document || assigned {
				t.Errorf("there: role %t, document %t, assigned %t", role, document, assigned)
			}
			return map[string]error{"role": roleErr, "document": documentErr, "assignment": assignedErr}
		}
		for what, err := range ask(r.admin(t), b.seen) {
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		for name, seen := range map[string]ringcx.Identity{"another login": {Host: "127.0.0.1",
			UserName: "other@example.com"}, "no login": {}} {
			for what, err := range ask(r.admin(t), seen) {
				if !isUnproven(err) {
					t.Errorf("%s, %s: got %v", name, what, err)
				}
			}
		}
		for what, fault := range map[string]simulator.Fault{
			"403":         {Kind: simulator.FaultStatus, Status: 403},
			"500":         {Kind: simulator.FaultStatus, Status: 500},
			"a page, 403": {Kind: simulator.FaultHTML, Status: 403},
			"a page, 404": {Kind: simulator.FaultHTML, Status: 404},
			"a page":      {Kind: simulator.FaultHTML},
			"null":        {Kind: simulator.FaultGarbage, Body: "null"},
			"cut":         {Kind: simulator.FaultCut},
		} {
			for _, route := range []simulator.Route{
				simulator.RouteUsers, simulator.RouteRoleList, simulator.RouteRights,
				simulator.RouteRightsOwned, simulator.RouteRightsAssigned, simulator.RouteAssignments,
			} {
				fault.Route = route
				remove := r.Inject(fault)
				errs := ask(r.admin(t), b.seen)
				remove()
				concerned := concernedBy(route, what)
				for object, err := range errs {
					if (err != nil) != slices.Contains(concerned, object) {
						t.Errorf("%s on %s: %s: got %v", what, route, object, err)
					}
				}
			}
		}
	})
}

// concernedBy names the objects of which nothing is proven with a fault on a route.
func concernedBy(route simulator.Route, fault string) []string {
	if route == simulator.RouteUsers && fault == "403" {
		return []string{"role"} // documents and assignments are shown without MANAGE_USERS
	}
	return map[simulator.Route][]string{
		simulator.RouteUsers:          {"role", "document", "assignment"},
		simulator.RouteRoleList:       {"role"},
		simulator.RouteRights:         {"document"},
		simulator.RouteRightsOwned:    {"document"},
		simulator.RouteRightsAssigned: {"assignment"},
		simulator.RouteAssignments:    {"document", "assignment"},
	}[route]
}

func isUnproven(err error) bool {
	var unproven *ringcx.UnprovenError
	return errors.As(err, &unproven)
}

// Rule 3: a user who moves out of sight has lost nothing, whatever that looks like.
func TestRule3OutOfSight(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, reading simulator.Rights) {
		other := r.as(r.Config(t, ringcxtest.Engage, 4)) // sees its own tree only
		r.GiveRole(2001, "MANAGE_RIGHTS")
		seen, err := other.Identity(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, there, err := other.Document(t.Context(),
			r.othersKey(), seen, time.Time{}); there || err == nil {
			t.Errorf("a document out of sight: there %t, %v", there, err)
		}
		if has, err := other.IsAssigned(t.Context(), fmt.Sprint(r.others), crmID,
			ringcx.Identity{UserName: simulator.DefaultUserName}); has || err == nil {
			t.Errorf("an assignment out of sight: %t, %v", has, err)
		}
		if has, err := other.HasRole(t.Context(), crmID, auditRole,
			ringcx.Identity{UserName: simulator.DefaultUserName}); has || err == nil {
			t.Errorf("a role out of sight: %t, %v", has, err)
		}
	})
}

// Rule 3: the empty lists of a user whom RingCX does not show any more prove nothing. The provider's own user may be
// missing in the list of users, and is in sight all the same.
func TestRule3InSight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{})
		r.DeleteRightsDocument(r.others)
		r.Inject(simulator.Fault{Route: simulator.RouteUsers, Kind: simulator.FaultGarbage, Body: `[{"userId": 1004}]`})
		c := r.admin(t)
		seen := mustIdentity(t, c)
		if _, there, err := c.Document(t.Context(), r.othersKey(), seen, time.Time{}); there || err != nil {
			t.Errorf("a document of the own user: there %t, %v", there, err)
		}
		if has, err := c.HasRole(t.Context(), adminID, "WFO_ACCESS", seen); has || err != nil {
			t.Errorf("a role of the own user: %t, %v", has, err)
		}
		if has, err := c.HasRole(t.Context(), ivrID, auditRole, seen); has || !isUnproven(err) {
			t.Errorf("a role out of sight: %t, %v", has, err)
		}
		if has, err := c.IsAssigned(t.Context(), r.othersKey().ID, ivrID, seen); has || !isUnproven(err) {
			t.Errorf("an assignment out of sight: %t, %v", has, err)
		}
		_, there, err := c.Document(t.Context(), rights.DocumentKey{OwnerID: ivrID, ID: "9"}, seen, time.Time{})
		if there || !isUnproven(err) {
			t.Errorf("a document of somebody out of sight: there %t, %v", there, err)
		}
	})
}

// Rule 3: who stands below a user who has a document has not got it by that.
func TestRule3ChildrenHaveNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{})
		c := r.admin(t)
		r.Inject(simulator.Fault{
			Route: simulator.RouteAssignments, Kind: simulator.FaultGarbage,
			Body: `[{"userId": 1003, "children": [{"userId": 1002}]}]`,
		})
		if has, err := c.IsAssigned(t.Context(), fmt.Sprint(r.others), ivrID, mustIdentity(t, c)); has || err != nil {
			t.Errorf("got %t, %v", has, err)
		}
	})
}
