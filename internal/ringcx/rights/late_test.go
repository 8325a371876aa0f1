package rights_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// whenLate runs a test where RingCX shows what was changed some seconds late, in lists alone and everywhere.
func whenLate(t *testing.T, test func(t *testing.T, r *rightsRig)) {
	for _, lag := range []time.Duration{5 * time.Second, 15 * time.Second, 45 * time.Second} {
		for _, reads := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, reads too: %t", lag, reads), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					r := newRightsRig(t, simulator.Config{ListLag: lag, Rights: simulator.Rights{LateReads: reads}})
					time.Sleep(time.Minute) // what is there at the start is in every list
					test(t, r)
					r.wantHarmless(t)
				})
			})
		}
	}
}

// What RingCX shows late is made once, by one apply, and a destroy right after it takes away all of it.
func TestLateRightsAreMadeOnce(t *testing.T) {
	t.Parallel()
	whenLate(t, func(t *testing.T, r *rightsRig) {
		b := &block{}
		for _, err := range b.apply(t.Context(), r.admin(t)) {
			t.Errorf("apply: %v", err)
		}
		for _, err := range b.refresh(t.Context(), r.admin(t)) {
			t.Errorf("plan: %v", err)
		}
		if !b.role || !b.assigned || b.document.ID == "" {
			t.Errorf("a plan sees %+v", b)
		}
		for _, err := range b.destroy(t.Context(), r.admin(t)) {
			t.Errorf("destroy: %v", err)
		}
		for _, problem := range r.untouched() {
			t.Error(problem)
		}
		if n := r.Count(simulator.RouteRightsCreate); n != 1 {
			t.Errorf("%d creates, want 1", n)
		}
	})
}

// A document that was in the reply to its create, and that RingCX did not show before the run was stopped, is not
// forgotten by the next run, and a destroy does not say done while it lives.
func TestLateDocumentIsNotForgotten(t *testing.T) {
	t.Parallel()
	made := func(t *testing.T, r *rightsRig) (rights.DocumentKey, time.Time) {
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, stop)
		d, err := r.admin(t).Documents.Create(ctx, adminID, salesAccount, ivrRights)
		if d.ID == "" {
			t.Fatalf("it is not recorded: %v", err)
		}
		return rights.DocumentKey{OwnerID: adminID, ID: d.ID}, time.Now()
	}
	whenLate(t, func(t *testing.T, r *rightsRig) {
		key, at := made(t, r)
		c := r.admin(t)
		if d, there, err := c.Document(t.Context(), key, mustIdentity(t, c), at); !there || d.ID != key.ID || err != nil {
			t.Errorf("the next plan: there %t, %v", there, err)
		}
	})
	whenLate(t, func(t *testing.T, r *rightsRig) {
		key, at := made(t, r)
		c := r.admin(t)
		if err := c.Documents.Delete(t.Context(), key, mustIdentity(t, c), at); err != nil {
			t.Error(err)
		}
		if got := r.RightsDocuments(); len(got) != 1 {
			t.Errorf("it is destroyed, and there are %+v", got)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{ListLag: 15 * time.Second, Rights: simulator.Rights{LateReads: true}})
		time.Sleep(time.Minute)
		key, at := made(t, r)
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, stop)
		c := r.admin(t)
		if _, there, err := c.Document(ctx, key, mustIdentity(t, c), at); there || !isUnproven(err) {
			t.Errorf("a plan that is stopped: there %t, %v", there, err)
		}
	})
}

// After a minute the absence of a document counts, whatever the clock said when it was made.
func TestLateDocumentIsGoneAfterAMinute(t *testing.T) {
	t.Parallel()
	for name, made := range map[string]time.Duration{"just made": 0, "made in the future": 24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			r := newRightsRig(t, simulator.Config{})
			id := r.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: salesAccount, Name: "free"})
			r.DeleteRightsDocument(id)
			c, start := r.admin(t), time.Now()
			key := rights.DocumentKey{OwnerID: adminID, ID: fmt.Sprint(id)}
			if _, there, err := c.Document(t.Context(), key, mustIdentity(t, c), start.Add(made)); there || err != nil {
				t.Errorf("%s: there %t, %v", name, there, err)
			}
			if took := time.Since(start); took != time.Minute {
				t.Errorf("%s: that took %s", name, took)
			}
		})
	}
}
