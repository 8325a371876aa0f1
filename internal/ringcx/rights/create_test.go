package rights_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Rule 2: a create takes nothing over that is there, and sends nothing then.
func TestRule2NeverAdopts(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		c := r.admin(t)
		others := ivrRights
		others.Name = "OTHERS" // in any letter case
		_, documentErr := c.Documents.Create(t.Context(), adminID, salesAccount, others)
		_, assignErr := c.Assignments.Assign(t.Context(), fmt.Sprint(r.others), crmID)
		for what, err := range map[string]error{
			crmID + ":" + auditRole:            c.Roles.Add(t.Context(), crmID, auditRole),
			fmt.Sprint(adminID, ":", r.others): documentErr,
			fmt.Sprint(r.others, ":", crmID):   assignErr,
		} {
			var exists *rights.ExistsError
			if !errors.As(err, &exists) || exists.ID != what {
				t.Errorf("got %v, want an error with the id %s to import by", err, what)
			}
		}
		if n := r.writes(); n > 0 {
			t.Errorf("%d requests that change something", n)
		}
	})
}

// Rule 2: a create whose reply was lost is settled by the list, late ones too, and is sent once.
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
				d, err := c.Documents.Create(t.Context(), adminID, salesAccount, ivrRights)
				if err != nil {
					t.Fatal(err)
				}
				f.Route = simulator.RouteAssign
				r.Inject(f)
				if _, err := c.Assignments.Assign(t.Context(), d.ID, ivrID); err != nil {
					t.Fatal(err)
				}
				r.Settle()
				if n := r.Count(simulator.RouteRightsCreate); n != 1 {
					t.Errorf("%d creates were sent, want 1", n)
				}
				if n := r.Count(simulator.RouteAssign); n != 1 {
					t.Errorf("%d assignments were sent, want 1", n)
				}
				docs := r.RightsDocuments()
				if len(docs) != 2 || fmt.Sprint(docs[1].ID) != d.ID || !slices.Equal(docs[1].Assigned, []int{1002}) {
					t.Errorf("got the document %s; there are %+v", d.ID, docs)
				}
			})
		})
	}
}

// Rule 2: a create that is never carried out is an error that says what to do, and what somebody else makes meanwhile
// is not taken for it.
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
		d, err := r.admin(t).Documents.Create(t.Context(), adminID, salesAccount, ivrRights)
		if d.ID != "" || strings.Contains(fmt.Sprint(err), "1001:7002") {
			t.Errorf("got %q, %v", d.ID, err)
		}
		ringcxtest.WantError(t, err, "1001:7003")
		if n := r.Count(simulator.RouteRightsCreate); n != 1 {
			t.Errorf("%d creates were sent, want 1", n)
		}
	})
}

// Rule 2: neither what was there before nor one of several is taken over, and after RingCX's own refusal nobody waits
// for a list.
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
				d, err := r.admin(t).Documents.Create(t.Context(), c.owner, salesAccount, ivrRights)
				if d.ID != "" {
					t.Errorf("the document %s was taken over", d.ID)
				}
				ringcxtest.WantError(t, err, c.says)
				if n := r.Count(simulator.RouteRightsOwned); c.lists > 0 && n > c.lists {
					t.Errorf("%d lists, want %d", n, c.lists)
				}
				r.wantHarmless(t)
			})
		})
	}
}

// makeAll creates documents of one owner at once, and returns what failed.
func (r *rightsRig) makeAll(t *testing.T, c *client, names ...string) []error {
	r.Inject(simulator.Fault{Kind: simulator.FaultSlow, Delay: 100 * time.Millisecond, Act: true})
	errs := make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		want := ivrRights
		want.Name = name
		wg.Go(func() { _, errs[i] = c.Documents.Create(t.Context(), adminID, salesAccount, want) })
	}
	wg.Wait()
	r.ClearFaults()
	return errs
}

// Creates that wait for each other share a list: what one looks at after its request the next one looks at before its
// own. A document that is listed in part is read alone.
func TestRule8CreatesShareLists(t *testing.T) {
	t.Parallel()
	for form, alone := range map[simulator.ListedRights]int{simulator.ListedWhole: 1, simulator.ListedInPart: 10} {
		synctest.Test(t, func(t *testing.T) {
			r := newRightsRig(t, simulator.Config{Rights: simulator.Rights{Listed: form}})
			names := strings.Split("a b c d e f g h i j", " ")
			for _, err := range r.makeAll(t, r.admin(t), names...) {
				if err != nil {
					t.Error(err)
				}
			}
			if l, a, p := r.Count(simulator.RouteRightsOwned), r.Count(simulator.RouteRights),
				r.Count(simulator.RouteRightsCreate); l != len(names)+1 || a != alone || p != len(names) {
				t.Errorf("form %d: %d lists, %d documents read alone, %d creates", form, l, a, p)
			}
			if got := r.RightsDocuments(); len(got) != 1+len(names) {
				t.Errorf("there are %+v", got)
			}
			r.wantHarmless(t)
		})
	}
}

// Rule 2: the list that a create looks at is not older than the create: a name that somebody else takes before it, or
// while it waits for others, is found.
func TestRule2NameTakenMeanwhile(t *testing.T) {
	t.Parallel()
	wantTaken := func(t *testing.T, err error) {
		t.Helper()
		var exists *rights.ExistsError
		if !errors.As(err, &exists) {
			t.Errorf("got %v", err)
		}
	}
	taken := simulator.RightsDocument{OwnerID: 1001, AccountID: salesAccount, Name: "taken"}
	for nth := range 4 {
		synctest.Test(t, func(t *testing.T) {
			r := newRightsRig(t, simulator.Config{Rights: simulator.Rights{NameTaken: simulator.NameTakenOverwrites}})
			r.Before(simulator.RouteRightsOwned, nth+1, func() { r.AddRightsDocument(taken) })
			errs := r.makeAll(t, r.admin(t), "a", "b", "c", "taken")
			theirs := 0
			for _, d := range r.RightsDocuments() {
				if d.Name == taken.Name && len(d.Products) == 0 {
					theirs++
				}
			}
			if theirs != 1 {
				t.Errorf("before list %d: %d documents of somebody else", nth+1, theirs)
			}
			if nth == 0 || errs[3] != nil { // it may be made before somebody else takes its name
				wantTaken(t, errs[3])
			}
			r.wantHarmless(t)
		})
	}
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{Rights: simulator.Rights{NameTaken: simulator.NameTakenOverwrites}})
		c, want := r.admin(t), ivrRights
		for range 2 { // so that the list confirms the second one
			want.Name += " more"
			if _, err := c.Documents.Create(t.Context(), adminID, salesAccount, want); err != nil {
				t.Fatal(err)
			}
		}
		r.AddRightsDocument(taken)
		want.Name = taken.Name
		_, err := c.Documents.Create(t.Context(), adminID, salesAccount, want)
		wantTaken(t, err)
		r.wantHarmless(t)
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
			"products[ACD]: configured READ, UPDATE (cascade), stored (cascade)"},
		"another owner": {simulator.Rights{Owner: simulator.OwnerCaller}, ivrID,
			"owner_user_id: configured 1002, stored 1001"},
		"another owner, without a body": {simulator.Rights{Owner: simulator.OwnerCaller,
			Create: simulator.CreateCreatedEmpty}, ivrID, "owner_user_id: configured 1002, stored 1001"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRightsRig(t, simulator.Config{Rights: c.reading})
				d, err := r.admin(t).Documents.Create(t.Context(), c.owner, salesAccount, ivrRights)
				var otherwise *rights.StoredOtherwiseError
				if !errors.As(err, &otherwise) || !otherwise.TakenBack || d.ID != "" ||
					!slices.Contains(otherwise.Differences, c.want) {
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
		_, err := r.admin(t).Documents.Create(t.Context(), adminID, salesAccount, ivrRights)
		ringcxtest.WantError(t, err, "master document")
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
		d, err := r.admin(t).Documents.Create(t.Context(), adminID, salesAccount, ivrRights)
		if d.ID != "7002" {
			t.Errorf("got %+v", d)
		}
		ringcxtest.WantError(t, err, "The new rights document could not be deleted again")
	})
}
