package rights_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The rules are those of doc.go. Rules 2 and 6 for creates are tested in create_test.go, rule 3 in gone_test.go, rules
// 4 to 7 for other writes in write_test.go.

// Under every reading the module is made, changed and taken away, and nothing of anybody else's is touched.
func TestRightsUnderEachReading(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		c, b := r.admin(t), &block{}
		for _, err := range b.apply(t.Context(), c) {
			t.Error(err)
		}
		later := r.admin(t)
		for _, problem := range b.wrongGone(t.Context(), later, r) {
			t.Error(problem)
		}
		for _, err := range b.destroy(t.Context(), later) {
			t.Error(err)
		}
		for _, problem := range r.untouched() {
			t.Error(problem)
		}
	})
}

// Rule 8: writes to one document go one after the other, and so nobody loses it where each assignment replaces the
// list.
func TestRule8OneAfterTheOther(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		r.Inject(simulator.Fault{Kind: simulator.FaultSlow, Delay: 100 * time.Millisecond})
		c := r.admin(t)
		var wg sync.WaitGroup
		for _, user := range []string{adminID, ivrID} {
			wg.Go(func() {
				if _, err := c.Assignments.Assign(t.Context(), fmt.Sprint(r.others), user); err != nil {
					t.Error(err)
				}
			})
		}
		for _, role := range []string{"WFO_ACCESS", "ASSUME_USERS", "ACCESS_SIBLINGS"} {
			wg.Go(func() {
				if err := c.Roles.Add(t.Context(), ivrID, role); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := r.Assigned(r.others); len(got) != 4 {
			t.Errorf("assigned to %v", got)
		}
		if got := r.Roles(1002); len(got) != 4 {
			t.Errorf("roles %v", got)
		}
	})
}

// Rule 8: waiting for another write ends with the run, and nothing is sent then.
func TestRule8Stopped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{})
		r.Inject(simulator.Fault{Route: simulator.RouteRoleAdd, Kind: simulator.FaultSlow, Delay: 20 * time.Second})
		c := r.admin(t)
		ctx, stop := context.WithCancel(t.Context())
		errs := make(chan error, 2)
		go func() { errs <- c.Roles.Add(ctx, ivrID, "WFO_ACCESS") }()
		synctest.Wait()
		go func() { errs <- c.Roles.Add(ctx, ivrID, "ASSUME_USERS") }()
		synctest.Wait()
		stop()
		ringcxtest.WantError(t, <-errs, "cancelled before the request was sent")
		if err := <-errs; err != nil {
			t.Errorf("what was under way: %v", err) // goes to its end
		}
		if n := r.Count(simulator.RouteRoleAdd); n != 1 || !slices.Contains(r.Roles(1002), "WFO_ACCESS") {
			t.Errorf("%d requests, roles %v", n, r.Roles(1002))
		}
	})
}

// What is under way when the run is stopped is carried out and recorded, and what it did to others is made good.
func TestRightsStopped(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		stopped := func(route simulator.Route, write func(context.Context) error) {
			ctx, stop := context.WithCancel(t.Context())
			defer r.Inject(simulator.Fault{Route: route, Kind: simulator.FaultSlow, Delay: 10 * time.Second, Act: true,
				Times: 1})()
			time.AfterFunc(5*time.Second, stop)
			if err := write(ctx); err != nil {
				t.Errorf("%s: %v", route, err)
			}
		}
		c := r.admin(t)
		var key rights.DocumentKey
		stopped(simulator.RouteRoleAdd, func(ctx context.Context) error { return c.Roles.Add(ctx, ivrID, auditRole) })
		stopped(simulator.RouteRightsCreate, func(ctx context.Context) error {
			d, err := c.Documents.Create(ctx, adminID, salesAccount, ivrRights)
			key = rights.DocumentKey{OwnerID: adminID, ID: d.ID}
			return err
		})
		stopped(simulator.RouteRightsUpdate, func(ctx context.Context) error {
			_, err := c.Documents.Update(ctx, key, otherIVRRights)
			return err
		})
		stopped(simulator.RouteAssign, func(ctx context.Context) error {
			_, err := c.Assignments.Assign(ctx, fmt.Sprint(r.others), ivrID)
			return err
		})
		if got := r.Assigned(r.others); len(got) != 3 {
			t.Errorf("assigned to %v", got)
		}
		seen := mustIdentity(t, c)
		stopped(simulator.RouteUnassign,
			func(ctx context.Context) error { return c.Assignments.Unassign(ctx, fmt.Sprint(r.others), ivrID, seen) })
		stopped(simulator.RouteRightsDelete,
			func(ctx context.Context) error { return c.Documents.Delete(ctx, key, seen, time.Time{}) })
		stopped(simulator.RouteRoleRemove,
			func(ctx context.Context) error { return c.Roles.Drop(ctx, ivrID, auditRole, seen) })
		for _, problem := range r.untouched() {
			t.Error(problem)
		}
	})
}

// Rule 8: whatever hangs on it, each list is one request.
func TestRule8Cost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{})
		c := r.admin(t)
		for range 20 {
			if _, there, err := c.Document(t.Context(),
				rights.DocumentKey{OwnerID: adminID,
					ID: fmt.Sprint(r.others)}, ringcx.Identity{}, time.Time{}); !there || err != nil {
				t.Error(there, err)
			}
			for _, user := range []string{crmID, dialerID} {
				if has, err := c.IsAssigned(t.Context(), fmt.Sprint(r.others), user,
					ringcx.Identity{}); !has || err != nil {
					t.Error(has, err)
				}
			}
			if has, err := c.HasRole(t.Context(), crmID, auditRole, ringcx.Identity{}); !has || err != nil {
				t.Error(has, err)
			}
		}
		if n := r.Count(); n != 4 { // login, users, document, assignments
			t.Errorf("%d requests, want 4", n)
		}
	})
}

// A role or an id that could lead to another path is never sent.
func TestRightsPathsAreSafe(t *testing.T) {
	t.Parallel()
	r := newRightsRig(t, simulator.Config{})
	c := r.admin(t)
	for _, bad := range []string{"", "..", ".", "a/b", "%2e%2e", "A B", "1002?x", "-", "-0", "--1", "-07", "007"} {
		for what, err := range map[string]error{
			"role":      c.Roles.Add(t.Context(), ivrID, bad),
			"user":      c.Roles.Add(t.Context(), bad, auditRole),
			"drop":      c.Roles.Drop(t.Context(), ivrID, bad, ringcx.Identity{}),
			"drop from": c.Roles.Drop(t.Context(), bad, auditRole, ringcx.Identity{}),
			"document": c.Documents.Delete(t.Context(), rights.DocumentKey{OwnerID: adminID, ID: bad},
				ringcx.Identity{}, time.Time{}),
			"owner": c.Documents.Delete(t.Context(), rights.DocumentKey{OwnerID: bad, ID: "7001"},
				ringcx.Identity{}, time.Time{}),
			"assignment": c.Assignments.Unassign(t.Context(), bad, ivrID, ringcx.Identity{}),
			"assigned":   c.Assignments.Unassign(t.Context(), "7001", bad, ringcx.Identity{}),
		} {
			if err == nil {
				t.Errorf("%s %q is taken", what, bad)
			}
		}
		if _, err := c.Documents.Create(t.Context(), bad, salesAccount, ivrRights); err == nil {
			t.Errorf("owner %q is taken", bad)
		}
	}
	if n := r.Count(); n > 0 {
		t.Errorf("%d requests", n)
	}
}

// A change of the rights of the provider's own user ends its session, which may have cached them.
func TestOwnRightsEndTheSession(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{Rights: simulator.Rights{SessionKeepsRoles: true}})
		r.TakeRole(1001, "MANAGE_RIGHTS")
		c := r.admin(t)
		_, err := c.Documents.Create(t.Context(), adminID, salesAccount, ivrRights)
		ringcxtest.WantError(t, err, "needs the role MANAGE_RIGHTS or SUPER_USER")
		var e *ringcx.Error
		if !errors.As(err, &e) || e.Status != http.StatusForbidden {
			t.Errorf("got %v", err)
		}
		if err := c.Roles.Add(t.Context(), adminID, "MANAGE_RIGHTS"); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Documents.Create(t.Context(), adminID, salesAccount, ivrRights); err != nil {
			t.Errorf("after the role was given: %v", err)
		}
		r.wantHarmless(t)
	})
}

func mustIdentity(t *testing.T, c *client) ringcx.Identity {
	t.Helper()
	identity, err := c.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return identity
}
