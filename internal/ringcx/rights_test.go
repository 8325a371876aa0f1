package ringcx_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The rules are those of rights.go.

// Under every reading the module is made, changed and taken away, and nothing of
// anybody else's is touched.
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

// Rule 2: a create takes nothing over that is there, and sends nothing then.
func TestRule2NeverAdopts(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		c := r.admin(t)
		others := ivrRights
		others.Name = "OTHERS" // in any letter case
		_, documentErr := c.CreateDocument(t.Context(), adminID, salesAccount, others)
		_, assignErr := c.Assign(t.Context(), fmt.Sprint(r.others), crmID)
		for what, err := range map[string]error{
			crmID + ":" + auditRole:            c.AddRole(t.Context(), crmID, auditRole),
			fmt.Sprint(adminID, ":", r.others): documentErr,
			fmt.Sprint(r.others, ":", crmID):   assignErr,
		} {
			var exists *ringcx.ExistsError
			if !errors.As(err, &exists) || exists.ID != what {
				t.Errorf("got %v, want an error with the id %s to import by", err, what)
			}
		}
		if n := r.writes(); n > 0 {
			t.Errorf("%d requests that change something", n)
		}
	})
}

// Rule 2: a create whose reply was lost is settled by the list, late ones too,
// and is sent once.
func TestRule2LostReplies(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]simulator.Fault{
		"a reset":                               {Kind: simulator.FaultDropAfter},
		"a cut body":                            {Kind: simulator.FaultCut, Act: true},
		"no body":                               {Kind: simulator.FaultEmpty, Act: true},
		"a page":                                {Kind: simulator.FaultHTML, Act: true},
		"502, done just before the timeout":     {Kind: simulator.FaultHTML, Status: 502, Late: timeout - time.Second},
		"no answer, done after it was given up": {Kind: simulator.FaultHang, Late: timeout + time.Second},
		"RingCX's own 500, done 50 ms later": {Kind: simulator.FaultStatus, Status: 500,
			Late: 50 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
				f.Times = 1
				c := r.admin(t)
				f.Route = simulator.RouteRightsCreate
				r.Inject(f)
				d, err := c.CreateDocument(t.Context(), adminID, salesAccount, ivrRights)
				if err != nil {
					t.Fatal(err)
				}
				f.Route = simulator.RouteAssign
				r.Inject(f)
				if _, err := c.Assign(t.Context(), d.ID, ivrID); err != nil {
					t.Fatal(err)
				}
				r.Settle()
				if n := r.Count(simulator.RouteRightsCreate); n != 1 {
					t.Errorf("%d creates were sent, want 1", n)
				}
				if n := r.Count(simulator.RouteAssign); n != 1 {
					t.Errorf("%d assignments were sent, want 1", n)
				}
				if docs := r.RightsDocuments(); len(docs) != 2 || fmt.Sprint(docs[1].ID) != d.ID || !slices.Equal(docs[1].Assigned, []int{1002}) {
					t.Errorf("got the document %s; there are %+v", d.ID, docs)
				}
			})
		})
	}
}

// Rule 2: a create that is never carried out is an error that says what to do,
// and what somebody else makes meanwhile is not taken for it.
func TestRule2NotOurs(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		r.Inject(simulator.Fault{Route: simulator.RouteRightsCreate, Kind: simulator.FaultDropBefore})
		r.Before(simulator.RouteRightsOwned, 2, func() {
			alike := simulator.RightsDocument{OwnerID: 1001, Name: ivrRights.Name}
			alike.AccountID = "99990006" // 7002: of another account
			r.AddRightsDocument(alike)
			alike.AccountID = salesAccount // 7003: other rights
			r.AddRightsDocument(alike)
		})
		d, err := r.admin(t).CreateDocument(t.Context(), adminID, salesAccount, ivrRights)
		if d.ID != "" || strings.Contains(fmt.Sprint(err), "1001:7002") {
			t.Errorf("got %q, %v", d.ID, err)
		}
		wantError(t, err, "1001:7003")
		if n := r.Count(simulator.RouteRightsCreate); n != 1 {
			t.Errorf("%d creates were sent, want 1", n)
		}
	})
}

// Rule 2: neither what was there before nor one of several is taken over, and
// after RingCX's own refusal nobody waits for a list.
func TestRule2TakesOverNothingElse(t *testing.T) {
	t.Parallel()
	twin := simulator.RightsDocument{
		OwnerID: 1001, AccountID: salesAccount, Name: ivrRights.Name, AccountPermissions: ivrRights.Account,
		Products:  []simulator.ProductRights{{Product: "ACD", Permissions: []string{"READ", "UPDATE"}, Cascade: true}},
		Resources: []simulator.ResourceRights{{Type: "GATE", ID: 5, Permissions: []string{"READ"}}},
	}
	for name, c := range map[string]struct {
		owner string
		fault simulator.Fault
		given func(*rightsRig)
		says  string
		lists int // of rights documents, at most; 0 is any number
	}{
		"two that are alike": {owner: adminID, fault: simulator.Fault{Kind: simulator.FaultDropBefore}, says: "1001:7003",
			given: func(r *rightsRig) {
				r.Before(simulator.RouteRightsOwned, 2, func() { r.AddRightsDocument(twin); r.AddRightsDocument(twin) })
			}},
		"an old one of the own user": {owner: ivrID, fault: simulator.Fault{Kind: simulator.FaultDropBefore}, says: "dropped",
			given: func(r *rightsRig) { r.AddRightsDocument(twin) }},
		"an old one in the answer": {owner: adminID, says: "does not name a new rights document",
			fault: simulator.Fault{Kind: simulator.FaultGarbage, Body: `{"rightsDocId": 7001, "ownerId": 1001}`}},
		"refused": {owner: adminID, fault: simulator.Fault{Kind: simulator.FaultStatus, Status: 400}, says: "400", lists: 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRightsRig(t, simulator.Config{})
				if c.given != nil {
					c.given(r)
				}
				c.fault.Route = simulator.RouteRightsCreate
				r.Inject(c.fault)
				d, err := r.admin(t).CreateDocument(t.Context(), c.owner, salesAccount, ivrRights)
				if d.ID != "" {
					t.Errorf("the document %s was taken over", d.ID)
				}
				wantError(t, err, c.says)
				if n := r.Count(simulator.RouteRightsOwned); c.lists > 0 && n > c.lists {
					t.Errorf("%d lists, want %d", n, c.lists)
				}
				r.wantHarmless(t)
			})
		})
	}
}

// Rule 3: RingCX's word that it has no such thing is not enough.
func TestRule3NotFoundIsNotEnough(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{})
		free := ringcx.DocumentKey{OwnerID: adminID, ID: fmt.Sprint(r.AddRightsDocument(simulator.RightsDocument{
			OwnerID: 1001, AccountID: salesAccount, Name: "free",
		}))}
		r.HandOverDocument(7002)
		seen := mustIdentity(t, r.admin(t))
		status := func(route simulator.Route, status, after int) func() {
			return r.Inject(simulator.Fault{Route: route, Kind: simulator.FaultStatus, Status: status, After: after})
		}
		remove := status(simulator.RouteRights, 404, 0)
		if _, there, err := r.admin(t).RightsDocument(t.Context(), free, seen); there || !isUnproven(err) {
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
		wantError(t, r.admin(t).DeleteDocument(t.Context(), free, seen), "403")
		r.wantHarmless(t)
	})
}

// Rule 3: gone needs a 404, a list without it, and the login that saw it last.
func TestRule3Gone(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		c, b := r.admin(t), &block{}
		for _, err := range b.apply(t.Context(), c) {
			t.Error(err)
		}
		id := r.RightsDocuments()[1].ID
		r.TakeRole(1002, auditRole)
		r.DeleteRightsDocument(id)
		ask := func(c *ringcx.Client, seen ringcx.Identity) map[string]error {
			role, roleErr := c.HasRole(t.Context(), ivrID, auditRole, seen)
			_, document, documentErr := c.RightsDocument(t.Context(), b.document, seen)
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
			"a page, 404": {Kind: simulator.FaultHTML, Status: 404},
			"a page":      {Kind: simulator.FaultHTML},
			"null":        {Kind: simulator.FaultGarbage, Body: "null"},
			"cut":         {Kind: simulator.FaultCut},
		} {
			for _, route := range []simulator.Route{
				simulator.RouteUsers, simulator.RouteRoleList, simulator.RouteRights, simulator.RouteRightsOwned, simulator.RouteRightsAssigned, simulator.RouteAssignments,
			} {
				fault.Route = route
				remove := r.Inject(fault)
				errs := ask(r.admin(t), b.seen)
				remove()
				concerned := map[simulator.Route][]string{
					simulator.RouteUsers: {"role", "document", "assignment"}, simulator.RouteRoleList: {"role"}, simulator.RouteRights: {"document"},
					simulator.RouteRightsOwned: {"document"}, simulator.RouteRightsAssigned: {"assignment"}, simulator.RouteAssignments: {"document", "assignment"},
				}[route]
				for object, err := range errs {
					if (err != nil) != slices.Contains(concerned, object) {
						t.Errorf("%s on %s: %s: got %v", what, route, object, err)
					}
				}
			}
		}
	})
}

func isUnproven(err error) bool {
	var unproven *ringcx.UnprovenError
	return errors.As(err, &unproven)
}

// Rule 3: a user who moves out of sight has lost nothing, whatever that looks like.
func TestRule3OutOfSight(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, reading simulator.Rights) {
		other := r.memoryClient(r.config(t, engage, 4)) // sees its own tree only
		r.GiveRole(2001, "MANAGE_RIGHTS")
		seen, err := other.Identity(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, there, err := other.RightsDocument(t.Context(),
			r.othersKey(), seen); there || err == nil {
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

// Rule 4: what changes beside an update is an error that names it, and the
// truth comes with it.
func TestRule4Beside(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		c := r.admin(t)
		d, err := c.CreateDocument(t.Context(), adminID, salesAccount, ivrRights)
		if err != nil {
			t.Fatal(err)
		}
		r.Before(simulator.RouteRights, 2, func() { // the read after the write
			r.ChangeRightsDocument(r.RightsDocuments()[1].ID, func(d *simulator.RightsDocument) {
				d.AccountID, d.AccountPermissions = "99990006", []string{"DELETE"}
			})
		})
		got, err := c.UpdateDocument(t.Context(), ringcx.DocumentKey{OwnerID: adminID, ID: d.ID}, otherIVRRights)
		var otherwise *ringcx.StoredOtherwiseError
		if !errors.As(err, &otherwise) || !slices.Equal(otherwise.Beside, []string{"accountId"}) ||
			!slices.Equal(otherwise.Differences, []string{"account_permissions: asked for nothing, stored DELETE"}) {
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
				d, err := c.CreateDocument(t.Context(), adminID, salesAccount, ivrRights)
				if err != nil {
					t.Fatal(err)
				}
				key := ringcx.DocumentKey{OwnerID: adminID, ID: d.ID}
				r.ChangeRightsDocument(r.RightsDocuments()[1].ID, func(d *simulator.RightsDocument) { d.System = true })
				if f.Kind != "" {
					f.Route, f.Times = simulator.RouteRightsUpdate, 1
					r.Inject(f)
				}
				got, err := c.UpdateDocument(t.Context(), key, otherIVRRights)
				if stored := r.RightsDocuments()[1]; err != nil || !got.Equal(otherIVRRights) || !stored.System || stored.Name != otherIVRRights.Name {
					t.Errorf("got %+v, %v; stored is %+v", got, err, stored)
				}
			})
		})
	}
}

// Rule 5: whom an assignment took the document from has it again at once, and
// the rest of the run sends everybody.
func TestRule5Restores(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, reading simulator.Rights) {
		c, others := r.admin(t), fmt.Sprint(r.others)
		done, err := c.Assign(t.Context(), others, ivrID)
		replaces := reading.Assign == simulator.AssignReplaces
		want, requests := 0, 1
		if replaces {
			want, requests = 2, 2
		}
		if err != nil || len(done.Restored) != want || len(done.Lost) > 0 || r.Count(simulator.RouteAssign) != requests {
			t.Errorf("got %+v, %v after %d requests", done, err, r.Count(simulator.RouteAssign))
		}
		if err := c.Unassign(t.Context(), others, ivrID, mustIdentity(t, c)); err != nil {
			t.Error(err)
		}
		r.ResetRequests()
		done, err = c.Assign(t.Context(), others, ivrID)
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
		done, err := r.admin(t).Assign(t.Context(), fmt.Sprint(r.others), ivrID)
		if err != nil || len(done.Restored) > 0 || len(done.Lost) != 1 || done.Lost[0].ID != crmID || r.Count(simulator.RouteAssign) != 1 {
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
		_, err := r.admin(t).Assign(t.Context(), fmt.Sprint(r.others), ivrID)
		wantError(t, err, "could not be given back to user 1003 (crm@example.com), user 1004 (dialer@example.com)")
		wantError(t, err, "403")
	})
}

// Rule 6: a document just made that says something else is taken back.
func TestRule6TakenBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reading simulator.Rights
		owner   string
		want    string
	}{
		"trimmed": {simulator.Rights{Stored: simulator.StoredTrimmed}, adminID,
			"products[ACD]: asked for READ, UPDATE (cascade), stored (cascade)"},
		"another owner": {simulator.Rights{Owner: simulator.OwnerCaller}, ivrID,
			"owner_user_id: asked for 1002, stored 1001"},
		"another owner, without a body": {simulator.Rights{Owner: simulator.OwnerCaller,
			Create: simulator.CreateCreatedEmpty}, ivrID, "owner_user_id: asked for 1002, stored 1001"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRightsRig(t, simulator.Config{Rights: c.reading})
				d, err := r.admin(t).CreateDocument(t.Context(), c.owner, salesAccount, ivrRights)
				var otherwise *ringcx.StoredOtherwiseError
				if !errors.As(err, &otherwise) || !otherwise.TakenBack || d.ID != "" || !slices.Contains(otherwise.Differences, c.want) {
					t.Errorf("got %+v, %v", d, err)
				}
				for _, problem := range r.untouched() {
					t.Error(problem)
				}
				r.wantHarmless(t)
			})
		})
	}
}

// Rule 6: nor is a document kept that is about all accounts.
func TestRule6Master(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{})
		r.Before(simulator.RouteRights, 1, func() {
			r.ChangeRightsDocument(7002, func(d *simulator.RightsDocument) { d.Master = true })
		})
		_, err := r.admin(t).CreateDocument(t.Context(), adminID, salesAccount, ivrRights)
		wantError(t, err, "master document")
		for _, problem := range r.untouched() {
			t.Error(problem)
		}
		r.wantHarmless(t)
	})
}

// Rule 6: one that cannot be taken back is recorded.
func TestRule6CannotTakeBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{Rights: simulator.Rights{Stored: simulator.StoredTrimmed}})
		r.Inject(simulator.Fault{Route: simulator.RouteRightsDelete, Kind: simulator.FaultStatus, Status: 403})
		d, err := r.admin(t).CreateDocument(t.Context(), adminID, salesAccount, ivrRights)
		if d.ID != "7002" {
			t.Errorf("got %+v", d)
		}
		wantError(t, err, "It could not be taken back")
	})
}

// Rule 6: an update that RingCX stores otherwise is an error with the truth.
func TestRule6Update(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{Rights: simulator.Rights{Stored: simulator.StoredTrimmed}})
		key := r.othersKey()
		r.HandOverDocument(r.others)
		got, err := r.admin(t).UpdateDocument(t.Context(), key, ivrRights)
		var otherwise *ringcx.StoredOtherwiseError
		if !errors.As(err, &otherwise) || otherwise.TakenBack || len(otherwise.Differences) == 0 || len(got.Account) > 0 || got.Name != ivrRights.Name {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

// Rule 3: the empty lists of a user whom RingCX does not show any more prove
// nothing. The provider's own user may be missing in the list of users, and is
// in sight all the same.
func TestRule3InSight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{})
		r.DeleteRightsDocument(r.others)
		r.Inject(simulator.Fault{Route: simulator.RouteUsers, Kind: simulator.FaultGarbage, Body: `[{"userId": 1004}]`})
		c := r.admin(t)
		seen := mustIdentity(t, c)
		if _, there, err := c.RightsDocument(t.Context(), r.othersKey(), seen); there || err != nil {
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
		if _, there, err := c.RightsDocument(t.Context(), ringcx.DocumentKey{OwnerID: ivrID, ID: "9"}, seen); there || !isUnproven(err) {
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
			Route: simulator.RouteAssignments, Kind: simulator.FaultGarbage, Body: `[{"userId": 1003, "children": [{"userId": 1002}]}]`,
		})
		if has, err := c.IsAssigned(t.Context(), fmt.Sprint(r.others), ivrID, mustIdentity(t, c)); has || err != nil {
			t.Errorf("got %t, %v", has, err)
		}
	})
}

// Rule 7: a document that users have is not deleted, and the login keeps what it
// works with.
func TestRule7(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		for _, mode := range modes {
			c := r.memoryClient(r.config(t, mode, 0))
			seen := mustIdentity(t, c)
			r.Assign(r.others, 1001)
			err := c.DeleteDocument(t.Context(), r.othersKey(), seen)
			var inUse *ringcx.InUseError
			if !errors.As(err, &inUse) || len(inUse.Users) != 3 {
				t.Errorf("%s: got %v, want an error that names three users", mode, err)
			}
			for what, err := range map[string]error{
				"MANAGE_USERS":  c.DropRole(t.Context(), adminID, "MANAGE_USERS", seen),
				"MANAGE_RIGHTS": c.DropRole(t.Context(), adminID, "MANAGE_RIGHTS", seen),
				"SUPER_USER":    c.DropRole(t.Context(), adminID, "SUPER_USER", seen),
				"assignment":    c.Unassign(t.Context(), fmt.Sprint(r.others), adminID, seen),
			} {
				var own *ringcx.OwnUserError
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

// Rule 7: where nobody can tell whose login it is, or who has a document,
// nothing is taken away.
func TestRule7CannotTell(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{})
		free := r.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: salesAccount, Name: "free"})
		for _, route := range []simulator.Route{simulator.RouteWhoAmI, simulator.RouteAssignments} {
			r.Inject(simulator.Fault{Route: route, Kind: simulator.FaultStatus, Status: 403})
		}
		c := r.memoryClient(r.config(t, apiToken, 0))
		seen := mustIdentity(t, c)
		wantError(t, c.DropRole(t.Context(), crmID, "MANAGE_USERS", seen), "ask RingCX whose login it is")
		wantError(t, c.Unassign(t.Context(), fmt.Sprint(r.others), crmID, seen), "ask RingCX whose login it is")
		wantError(t, c.DeleteDocument(t.Context(), ringcx.DocumentKey{OwnerID: adminID, ID: fmt.Sprint(free)}, seen),
			"list whom")
		if n := r.writes(); n > 0 {
			t.Errorf("%d requests that change something", n)
		}
	})
}

// Rule 8: writes to one document go one after the other, and so nobody loses it
// where each assignment replaces the list.
func TestRule8OneAfterTheOther(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		r.Inject(simulator.Fault{Kind: simulator.FaultSlow, Delay: 100 * time.Millisecond})
		c := r.admin(t)
		var wg sync.WaitGroup
		for _, user := range []string{adminID, ivrID} {
			wg.Go(func() {
				if _, err := c.Assign(t.Context(), fmt.Sprint(r.others), user); err != nil {
					t.Error(err)
				}
			})
		}
		for _, role := range []string{"WFO_ACCESS", "ASSUME_USERS", "ACCESS_SIBLINGS"} {
			wg.Go(func() {
				if err := c.AddRole(t.Context(), ivrID, role); err != nil {
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
		go func() { errs <- c.AddRole(ctx, ivrID, "WFO_ACCESS") }()
		synctest.Wait()
		go func() { errs <- c.AddRole(ctx, ivrID, "ASSUME_USERS") }()
		synctest.Wait()
		stop()
		wantError(t, <-errs, "cancelled before the request was sent")
		if err := <-errs; err != nil {
			t.Errorf("what was under way: %v", err) // goes to its end
		}
		if n := r.Count(simulator.RouteRoleAdd); n != 1 || !slices.Contains(r.Roles(1002), "WFO_ACCESS") {
			t.Errorf("%d requests, roles %v", n, r.Roles(1002))
		}
	})
}

// What is under way when the run is stopped is carried out and recorded, and
// what it did to others is made good.
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
		var key ringcx.DocumentKey
		stopped(simulator.RouteRoleAdd, func(ctx context.Context) error { return c.AddRole(ctx, ivrID, auditRole) })
		stopped(simulator.RouteRightsCreate, func(ctx context.Context) error {
			d, err := c.CreateDocument(ctx, adminID, salesAccount, ivrRights)
			key = ringcx.DocumentKey{OwnerID: adminID, ID: d.ID}
			return err
		})
		stopped(simulator.RouteRightsUpdate, func(ctx context.Context) error {
			_, err := c.UpdateDocument(ctx, key, otherIVRRights)
			return err
		})
		stopped(simulator.RouteAssign, func(ctx context.Context) error {
			_, err := c.Assign(ctx, fmt.Sprint(r.others), ivrID)
			return err
		})
		if got := r.Assigned(r.others); len(got) != 3 {
			t.Errorf("assigned to %v", got)
		}
		seen := mustIdentity(t, c)
		stopped(simulator.RouteUnassign,
			func(ctx context.Context) error { return c.Unassign(ctx, fmt.Sprint(r.others), ivrID, seen) })
		stopped(simulator.RouteRightsDelete,
			func(ctx context.Context) error { return c.DeleteDocument(ctx, key, seen) })
		stopped(simulator.RouteRoleRemove,
			func(ctx context.Context) error { return c.DropRole(ctx, ivrID, auditRole, seen) })
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
			if _, there, err := c.RightsDocument(t.Context(),
				ringcx.DocumentKey{OwnerID: adminID,
					ID: fmt.Sprint(r.others)}, ringcx.Identity{}); !there || err != nil {
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
	for _, bad := range []string{"", "..", ".", "a/b", "%2e%2e", "A B", "1002?x", "-1", "007"} {
		for what, err := range map[string]error{
			"role":      c.AddRole(t.Context(), ivrID, bad),
			"user":      c.AddRole(t.Context(), bad, auditRole),
			"drop":      c.DropRole(t.Context(), ivrID, bad, ringcx.Identity{}),
			"drop from": c.DropRole(t.Context(), bad, auditRole, ringcx.Identity{}),
			"document": c.DeleteDocument(t.Context(), ringcx.DocumentKey{OwnerID: adminID, ID: bad},
				ringcx.Identity{}),
			"owner": c.DeleteDocument(t.Context(), ringcx.DocumentKey{OwnerID: bad, ID: "7001"},
				ringcx.Identity{}),
			"assignment": c.Unassign(t.Context(), bad, ivrID, ringcx.Identity{}),
			"assigned":   c.Unassign(t.Context(), "7001", bad, ringcx.Identity{}),
		} {
			if err == nil {
				t.Errorf("%s %q is taken", what, bad)
			}
		}
		if _, err := c.CreateDocument(t.Context(), bad, salesAccount, ivrRights); err == nil {
			t.Errorf("owner %q is taken", bad)
		}
	}
	if n := r.Count(); n > 0 {
		t.Errorf("%d requests", n)
	}
}

// A change of the rights of the provider's own user ends its session, which may
// have cached them.
func TestOwnRightsEndTheSession(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{Rights: simulator.Rights{SessionKeepsRoles: true}})
		r.TakeRole(1001, "MANAGE_RIGHTS")
		c := r.admin(t)
		_, err := c.CreateDocument(t.Context(), adminID, salesAccount, ivrRights)
		wantError(t, err, "needs the role MANAGE_RIGHTS or SUPER_USER")
		var e *ringcx.Error
		if !errors.As(err, &e) || e.Status != http.StatusForbidden {
			t.Errorf("got %v", err)
		}
		if err := c.AddRole(t.Context(), adminID, "MANAGE_RIGHTS"); err != nil {
			t.Fatal(err)
		}
		if _, err := c.CreateDocument(t.Context(), adminID, salesAccount, ivrRights); err != nil {
			t.Errorf("after the role was given: %v", err)
		}
		r.wantHarmless(t)
	})
}

func mustIdentity(t *testing.T, c *ringcx.Client) ringcx.Identity {
	t.Helper()
	identity, err := c.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return identity
}
