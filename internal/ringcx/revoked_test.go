package ringcx_test

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Something in front of RingCX answers each DELETE as RingCX would, and RingCX never hears of it: the token is alive,
// and nobody says that it was revoked. When it is gone, the revocation succeeds.
func TestRevocationsAnsweredInFront(t *testing.T) {
	for name, answer := range map[string]simulator.Fault{
		"true":       {Kind: simulator.FaultGarbage, Body: "true", ContentType: "text/plain"},
		"no content": {Kind: simulator.FaultEmpty, Status: http.StatusNoContent},
		"empty":      {Kind: simulator.FaultEmpty},
	} {
		for _, mode := range modes {
			for _, user := range []string{adminUser, ivrUser} {
				t.Run(fmt.Sprintf("%s/%s/%s", name, mode, user), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						s := newSituation(t, simulator.Config{}, user)
						s.cfg = s.Config(t, mode, 0)
						if user != adminUser {
							s.handle.Owner = user
						}
						on(simulator.RouteTokenDelete, answer)(s)
						client := s.MemoryClient(s.cfg)
						err := client.Delete(t.Context(), s.handle)
						ringcxtest.WantError(t, err, "nothing proves that it was revoked")
						ringcxtest.WantError(t, err, "The token is alive.")
						s.ClearFaults()
						if err := client.Delete(t.Context(), s.handle); err != nil || slices.Contains(s.AllTokens(), s.token) {
							t.Errorf("without it: %v", err)
						}
					})
				})
			}
		}
	}
}

// The first revocation of a form is proven by one list request, also where many run at once, and where the provider
// itself could not log in.
func TestProofOfRevocationsCostsOneList(t *testing.T) {
	const n = 20
	for _, reply := range []simulator.DeleteReply{simulator.DeleteTrue, simulator.DeleteNoContent} {
		rig := newRig(t, simulator.Config{Delete: reply})
		client := rig.Client(t, engage)
		rig.Inject(simulator.Fault{Route: simulator.RouteEngageLogin, Kind: simulator.FaultStatus, Status: 401})
		var handles []ringcx.Handle
		for range n {
			handles = append(handles, handle(rig.Mint(adminUser)))
		}
		var wg sync.WaitGroup
		for _, h := range handles {
			wg.Go(func() {
				if err := client.Delete(t.Context(), h); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		deletes, lists := rig.Count(simulator.RouteTokenDelete), rig.Count(simulator.RouteTokenList)
		if all := rig.Count(); deletes != n || lists != 1 || all != n+1 {
			t.Errorf("%d revocations, %d lists and %d requests in all for %d tokens, want one list", deletes, lists, all, n)
		}
	}
}

// A token that may be revoked, but may not list, is proven to be gone by the list of its user.
func TestRevocationOfTokenThatMayNotList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSituation(t, simulator.Config{}, adminUser)
		asked(simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden})(s)
		if err := s.MemoryClient(s.cfg).Delete(t.Context(), s.handle); err != nil {
			t.Error(err)
		}
		if n := s.Count(simulator.RouteTokenDelete); n != 1 {
			t.Errorf("%d requests to revoke it, want one", n)
		}
	})
}
