package rights_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// A deletion is believed when the object's own list lacks it, whatever something in front of RingCX answers.
func TestDeletionIsConfirmedByItsList(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]simulator.Fault{
		"204":       {Kind: simulator.FaultEmpty, Status: 204},
		"200 true":  {Kind: simulator.FaultGarbage, Body: "true"},
		"200 empty": {Kind: simulator.FaultEmpty},
		"202":       {Kind: simulator.FaultEmpty, Status: 202},
		"a page":    {Kind: simulator.FaultHTML},
		"404":       {Kind: simulator.FaultStatus, Status: 404},
		"410":       {Kind: simulator.FaultStatus, Status: 410},
	} {
		for what, route := range map[string]simulator.Route{
			"role": simulator.RouteRoleRemove, "assignment": simulator.RouteUnassign, "document": simulator.RouteRightsDelete,
			"document that is not given any more": simulator.RouteRightsDelete,
		} {
			synctest.Test(t, func(t *testing.T) {
				r := newRightsRig(t, simulator.Config{})
				free := r.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: salesAccount, Name: "free"})
				key := rights.DocumentKey{OwnerID: adminID, ID: fmt.Sprint(free)}
				answer.Route = route
				remove := r.Inject(answer)
				if what == "document that is not given any more" {
					r.Inject(simulator.Fault{Route: simulator.RouteRights, Kind: simulator.FaultStatus, Status: 404, After: 1})
				}
				destroy := func() error {
					c := r.admin(t)
					seen := mustIdentity(t, c)
					switch route {
					case simulator.RouteRoleRemove:
						return c.Roles.Drop(t.Context(), crmID, auditRole, seen)
					case simulator.RouteUnassign:
						return c.Assignments.Unassign(t.Context(), fmt.Sprint(r.others), crmID, seen)
					}
					return c.Documents.Delete(t.Context(), key, seen, time.Time{})
				}
				if err := destroy(); err == nil {
					t.Errorf("%s, answered %s: it is done, and lives", what, name)
				}
				remove()
				r.ClearFaults()
				if err := destroy(); err != nil {
					t.Errorf("%s, answered %s: the next run: %v", what, name, err)
				}
				lives := map[simulator.Route]bool{
					simulator.RouteRoleRemove:   slices.Contains(r.Roles(1003), auditRole),
					simulator.RouteUnassign:     slices.Contains(r.Assigned(r.others), 1003),
					simulator.RouteRightsDelete: len(r.RightsDocuments()) == 2,
				}
				if lives[route] {
					t.Errorf("%s, answered %s: it lives after the next run", what, name)
				}
			})
		}
	}
}
