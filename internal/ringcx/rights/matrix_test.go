package rights_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

var rightsRoutes = []simulator.Route{
	simulator.RouteUsers, simulator.RouteRoleList, simulator.RouteRoleAdd, simulator.RouteRoleRemove,
	simulator.RouteRightsOwned, simulator.RouteRightsAssigned,
	simulator.RouteRightsCreate, simulator.RouteRights, simulator.RouteRightsUpdate, simulator.RouteRightsDelete,
	simulator.RouteAssignments, simulator.RouteAssign, simulator.RouteUnassign, simulator.RouteWhoAmI,
}

// Every endpoint, with lists that lag and that do not, with a login that has every right and one that has MANAGE_RIGHTS
// alone, in faults and readings that take turns: the module is applied and destroyed under the fault, and then again
// without it. Nothing of anybody else's is touched, nothing is made twice, nothing that is there is called gone, and
// what a run could not do or tell the next one does.
func TestRightsFaultMatrix(t *testing.T) {
	all := readings()
	names := slices.Sorted(maps.Keys(all))
	for turn, route := range rightsRoutes {
		t.Run(string(route), func(t *testing.T) {
			t.Parallel()
			for n, f := range ringcxtest.Faults() {
				if (n/2+turn)%2 == 0 { // each fault comes twice in a row: once, and for ever
					continue
				}
				f.Route = route
				reading := names[n%len(names)]
				lag := time.Duration(n/len(names)%2) * time.Second
				mode := ringcxtest.Engage
				if route == simulator.RouteWhoAmI || n%3 == 0 {
					mode = ringcxtest.APIToken
				}
				synctest.Test(t, func(t *testing.T) {
					r := newRightsRig(t, simulator.Config{Rights: all[reading], ListLag: lag})
					b := &block{noRole: n%5 == 0}
					if b.noRole {
						r.onlyRight("MANAGE_RIGHTS")
					}
					for _, problem := range r.liveThrough(t, mode, f, b) {
						t.Errorf("%s, %s, lag %s: %+v: %s", mode, reading, lag, f, problem)
					}
				})
			}
		})
	}
}

// liveThrough applies and destroys a module under a fault and after it.
func (r *rightsRig) liveThrough(t *testing.T, mode string, f simulator.Fault, b *block) (problems []string) {
	cfg := r.Config(t, mode, 0)
	time.Sleep(time.Minute) // what is there at the start is in every list
	remove := r.Inject(f)
	errs := b.apply(t.Context(), r.as(cfg))
	r.Settle()
	later := r.as(cfg) // as a later plan, still under the fault
	problems = append(problems, b.wrongGone(t.Context(), later, r)...)
	applied := *b
	time.Sleep(time.Minute)
	errs = append(errs, b.destroy(t.Context(), later)...)
	remove()
	r.ClearFaults()
	r.Settle()
	time.Sleep(time.Minute)

	again := r.as(cfg)
	if b.seen = applied.seen; b.seen.Host == "" {
		b.seen, _ = again.Identity(t.Context())
	}
	for _, err := range slices.Concat(b.refresh(t.Context(), again), b.apply(t.Context(), again)) {
		problems = append(problems, fmt.Sprintf("the apply after the fault fails: %v; under the fault: %v", err,
			errors.Join(errs...)))
	}
	time.Sleep(time.Minute)
	for _, err := range b.destroy(t.Context(), r.as(cfg)) {
		problems = append(problems, fmt.Sprintf("the destroy after the fault fails: %v; under the fault: %v", err,
			errors.Join(errs...)))
	}
	problems = append(problems, r.untouched()...)
	problems = append(problems, r.Violations()...)
	return append(problems, r.Leaks(errs)...)
}

// A second administrator gives the same user a role, and the same document to somebody else, before any request of an
// apply and a destroy: that stays, and the document with it. Only what comes between the list of those who have a
// document and its deletion can be noticed by nobody.
func TestRightsSecondAdministrator(t *testing.T) {
	t.Parallel()
	for _, route := range rightsRoutes {
		if route == simulator.RouteRightsDelete {
			continue
		}
		for nth := range 4 {
			synctest.Test(t, func(t *testing.T) {
				r := newRightsRig(t, simulator.Config{})
				acted := 0 // on how many documents
				r.Before(route, nth+1, func() {
					r.GiveRole(1002, "WFO_ACCESS")
					for _, d := range r.RightsDocuments() {
						if d.ID != r.others {
							r.Assign(d.ID, 1004)
							acted++
						}
					}
				})
				c, b := r.admin(t), &block{}
				for _, err := range b.apply(t.Context(), c) {
					t.Errorf("%s, %d: apply: %v", route, nth+1, err)
				}
				for _, err := range b.destroy(t.Context(), r.admin(t)) {
					var inUse *rights.InUseError
					if acted == 0 || !errors.As(err, &inUse) {
						t.Errorf("%s, %d: destroy: %v", route, nth+1, err)
					}
				}
				if docs := r.RightsDocuments(); len(docs) != 1+acted {
					t.Errorf("%s, %d: %d documents are left, want %d", route, nth+1, len(docs), 1+acted)
				}
				r.wantHarmless(t)
			})
		}
	}
}
