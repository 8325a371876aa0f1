package rights_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// withUsers gives each document of a fleet to a user of its own, who has a role too, and makes all that the client's.
func (f *fleet) withUsers() {
	for i := range f.keys {
		id := f.others + 1 + i
		f.GiveRole(3000+i, auditRole)
		f.HandOverRole(3000+i, auditRole)
		f.Assign(id, 3000+i)
		f.HandOverAssignment(id, 3000+i)
	}
}

func usersFor(n int) []simulator.User {
	users := simulator.DefaultUsers()
	for i := range n {
		users = append(users, simulator.User{ID: 3000 + i, Name: fmt.Sprintf("api-%d@example.com", i), ParentID: 1001,
			Roles: []string{"USER"}})
	}
	return users
}

// atOnce does something for each document of a fleet at the same time, and returns what failed.
func (f *fleet) atOnce(do func(i int) error) (errs []error) {
	errs = make([]error, len(f.keys))
	var wg sync.WaitGroup
	for i := range f.keys {
		wg.Go(func() { errs[i] = do(i) })
	}
	wg.Wait()
	return errs
}

// destroy takes away the roles and assignments, and then the documents, as Terraform does.
func (f *fleet) destroy(ctx context.Context, t *testing.T, c *client) (roles, assignments, documents []error) {
	seen := mustIdentity(t, c)
	user := func(i int) string { return fmt.Sprint(3000 + i) }
	roles = f.atOnce(func(i int) error { return c.Roles.Drop(ctx, user(i), auditRole, seen) })
	assignments = f.atOnce(func(i int) error { return c.Assignments.Unassign(ctx, f.keys[i].ID, user(i), seen) })
	documents = f.atOnce(func(i int) error { return c.Documents.Delete(ctx, f.keys[i], seen, time.Time{}) })
	return roles, assignments, documents
}

// Rule 8: what is taken away at the same time is looked for in one list. Who has a document is asked just before it is
// deleted, and whether RingCX still gives it just after.
func TestRule8DestroyCost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const n = 10
		f := newFleet(t, n, simulator.Config{Users: usersFor(n)})
		f.withUsers()
		f.Inject(simulator.Fault{Kind: simulator.FaultSlow, Delay: 50 * time.Millisecond, Act: true})
		a, b, c := f.destroy(t.Context(), t, f.admin(t))
		if err := errors.Join(errors.Join(a...), errors.Join(b...), errors.Join(c...)); err != nil {
			t.Error(err)
		}
		got := map[simulator.Route]int{}
		for _, q := range f.Requests() {
			got[q.Route]++
		}
		want := map[simulator.Route]int{
			simulator.RouteEngageLogin: 1,
			simulator.RouteRoleRemove:  n, simulator.RouteUsers: 1,
			simulator.RouteUnassign: n, simulator.RouteAssignments: 2 * n,
			simulator.RouteRightsDelete: n, simulator.RouteRights: n,
			simulator.RouteRightsOwned: 2, // before all, and after all
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("requests %v, want %v", got, want)
		}
		f.wantHarmless(t)
	})
}

// Rule 3: one that is not gone is no success, whatever the answer was, and does not hold up the others.
func TestRule3OneOfManyStays(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]simulator.Fault{
		"200 true": {Kind: simulator.FaultGarbage, Body: "true"},
		"403":      {Kind: simulator.FaultStatus, Status: 403},
		"404":      {Kind: simulator.FaultStatus, Status: 404},
		"503":      {Kind: simulator.FaultStatus, Status: 503},
		"hangs":    {Kind: simulator.FaultHang},
	} {
		for which, route := range []simulator.Route{
			simulator.RouteRoleRemove, simulator.RouteUnassign, simulator.RouteRightsDelete,
		} {
			synctest.Test(t, func(t *testing.T) {
				const n = 5
				f := newFleet(t, n, simulator.Config{Users: usersFor(n)})
				f.withUsers()
				cfg := f.Config(t, ringcxtest.Engage, 0)
				cfg.MaxRetries = 0
				answer.Route, answer.Times = route, 1
				f.Inject(answer)
				roles, assignments, documents := f.destroy(t.Context(), t, f.as(cfg))
				left := map[string]int{}
				for what, errs := range map[string][]error{"role": roles, "assignment": assignments, "document": documents} {
					for i, err := range errs {
						lives := map[string]bool{
							"role":       len(f.Roles(3000+i)) > 1,
							"assignment": len(f.Assigned(f.others+1+i)) > 0,
							"document":   strings.Contains(fmt.Sprint(f.RightsDocuments()), f.said[i].Name),
						}[what]
						if (err != nil) != lives {
							t.Errorf("%s, %s: %s %d lives: %t, and the error is %v", name, route, what, i, lives, err)
						}
						if lives {
							left[what]++
						}
					}
				}
				if want := []string{"map[role:1]", "map[assignment:1 document:1]", "map[document:1]"}[which]; want !=
					fmt.Sprint(left) {
					t.Errorf("%s, %s: left %v, want %s", name, route, left, want)
				}
				f.wantHarmless(t)
			})
		}
	}
}

// Another administrator takes away what a destroy is about to take away, before any of its requests: it is done then,
// and what else there is stays.
func TestRightsTakenMeanwhile(t *testing.T) {
	t.Parallel()
	for what, act := range map[string]func(r *rightsRig, id int){
		"the document": func(r *rightsRig, id int) { r.DeleteRightsDocument(id) },
		"the assignment and the role": func(r *rightsRig, id int) {
			r.Unassign(id, 1002)
			r.TakeRole(1002, auditRole)
		},
		"all": func(r *rightsRig, id int) {
			r.DeleteRightsDocument(id)
			r.TakeRole(1002, auditRole)
		},
	} {
		for _, outside := range []simulator.OutsideReply{simulator.OutsideNotFound, simulator.OutsideEmpty} {
			for _, route := range rightsRoutes {
				for nth := range 3 {
					synctest.Test(t, func(t *testing.T) {
						r := newRightsRig(t, simulator.Config{Rights: simulator.Rights{Outside: outside}})
						b := &block{}
						wantNoErrors(t, b.apply(t.Context(), r.admin(t)))
						id := r.RightsDocuments()[1].ID
						r.Before(route, nth+1, func() { act(r, id) })
						later := r.admin(t)
						for _, err := range b.destroy(t.Context(), later) {
							t.Errorf("%s, before %s, %d: %v", what, route, nth+1, err)
						}
						for _, problem := range r.untouched() {
							t.Errorf("%s, before %s, %d: %s", what, route, nth+1, problem)
						}
						r.wantHarmless(t)
					})
				}
			}
		}
	}
}

// Rule 3: what moves out of sight during a destroy is not taken for gone, also where RingCX gives empty lists of it and
// answers the deletion with 404.
func TestRule3OutOfSightMeanwhile(t *testing.T) {
	t.Parallel()
	for name, deleted := range map[string]simulator.Fault{
		"404":                             {Kind: simulator.FaultStatus, Status: 404},
		"403":                             {Kind: simulator.FaultStatus, Status: 403},
		"200, by something before RingCX": {Kind: simulator.FaultGarbage, Body: "true"},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := newRightsRig(t, simulator.Config{})
			free := r.AddRightsDocument(simulator.RightsDocument{OwnerID: 1003, AccountID: salesAccount, Name: "free"})
			c := r.admin(t)
			seen := mustIdentity(t, c)
			none := rights.DocumentKey{OwnerID: crmID, ID: "9"}
			if err := c.Documents.Delete(t.Context(), none, seen, time.Time{}); err != nil { // the lists are kept now
				t.Error(err)
			}
			for route, fault := range map[simulator.Route]simulator.Fault{
				simulator.RouteRightsDelete:   {Kind: simulator.FaultStatus, Status: 404},
				simulator.RouteUnassign:       deleted,
				simulator.RouteRoleRemove:     deleted,
				simulator.RouteRights:         {Kind: simulator.FaultStatus, Status: 404},
				simulator.RouteRightsVisible:  {Kind: simulator.FaultGarbage, Body: "{}"},
				simulator.RouteRightsOwned:    {Kind: simulator.FaultGarbage, Body: "{}"},
				simulator.RouteRightsAssigned: {Kind: simulator.FaultGarbage, Body: "{}"},
				simulator.RouteAssignments:    {Kind: simulator.FaultGarbage, Body: "[]"},
				simulator.RouteRoleList:       {Kind: simulator.FaultGarbage, Body: "[]"},
				simulator.RouteUsers:          {Kind: simulator.FaultGarbage, Body: `[{"userId": 1002, "roles": ["USER"]}]`},
			} {
				fault.Route = route
				r.Inject(fault)
			}
			c.UsersChanged()
			key := rights.DocumentKey{OwnerID: crmID, ID: fmt.Sprint(free)}
			for what, err := range map[string]error{
				"a document":    c.Documents.Delete(t.Context(), key, seen, time.Time{}),
				"an assignment": c.Assignments.Unassign(t.Context(), fmt.Sprint(r.others), dialerID, seen),
				"a role":        c.Roles.Drop(t.Context(), crmID, auditRole, seen),
			} {
				if err == nil {
					t.Errorf("answered %s: %s: taken for gone", name, what)
				}
			}
		})
	}
}

// Rule 3: a destroy by another login than the one that saw it last looks first, and proves nothing by what it does not
// see.
func TestRule3DestroyByAnotherLogin(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{})
		c, another := r.admin(t), ringcx.Identity{UserName: "other@example.com"}
		for what, err := range map[string]error{
			"a role":        c.Roles.Drop(t.Context(), ivrID, auditRole, another),
			"an assignment": c.Assignments.Unassign(t.Context(), fmt.Sprint(r.others), ivrID, another),
		} {
			if !isUnproven(err) {
				t.Errorf("%s: got %v", what, err)
			}
		}
		if n := r.writes(); n > 0 {
			t.Errorf("%d requests that change something", n)
		}
	})
}
