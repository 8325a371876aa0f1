package simulator_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Every kind of fault that leaves the work open can do it after it has answered or dropped the connection.
func TestLate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault  simulator.Fault
		status int // 0: no answer
	}{
		"401":         {simulator.Fault{Kind: simulator.FaultStatus, Status: 401}, 401},
		"429":         {simulator.Fault{Kind: simulator.FaultStatus, Status: 429}, 429},
		"503":         {simulator.Fault{Kind: simulator.FaultStatus, Status: 503}, 503},
		"html":        {simulator.Fault{Kind: simulator.FaultHTML, Status: 502}, 502},
		"empty":       {simulator.Fault{Kind: simulator.FaultEmpty}, 200},
		"garbage":     {simulator.Fault{Kind: simulator.FaultGarbage, Body: "?"}, 200},
		"redirect":    {simulator.Fault{Kind: simulator.FaultRedirect}, 302},
		"cut":         {simulator.Fault{Kind: simulator.FaultCut, Body: "aws80:"}, 200},
		"drop before": {simulator.Fault{Kind: simulator.FaultDropBefore}, 0},
		"drop after":  {simulator.Fault{Kind: simulator.FaultDropAfter}, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBubble(t, simulator.Config{})
			credential := b.minted(ivr)
			test.fault.Late = time.Second
			test.fault.Times = 1
			b.sim.Inject(test.fault)
			start := time.Now()
			a, err := b.try("POST", voiceToken, "", credential, acceptText)
			if a.status != test.status || (err != nil) != (test.status == 0) {
				t.Errorf("%s: %+v, %v", name, a, err)
			}
			// Who may do what was judged on arrival, and work once begun is not taken back.
			b.sim.ClearFaults()
			b.sim.DisableUser(ivr)
			time.Sleep(time.Second - 1)
			if made := len(b.sim.Tokens(ivr)) - 1; made != 0 {
				t.Errorf("%s: %d tokens made before their time", name, made)
			}
			b.sim.Settle()
			if made := len(b.sim.Tokens(ivr)) - 1; made != 1 || time.Since(start) != time.Second {
				t.Errorf("%s: %d tokens made after %v", name, made, time.Since(start))
			}
		})
	}
}

// A refused request causes no work. A deletion may be late too, even with a credential that has ended since.
func TestLateWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, simulator.Config{AcceptStrict: true})
		used, doomed := b.sim.Mint(ivr), b.sim.Mint(ivr)
		b.sim.Inject(simulator.Fault{Kind: simulator.FaultStatus, Status: 502, Late: time.Second})
		b.do("POST", voiceToken, "", "X-Auth-Token: unknown", acceptText)
		b.do("POST", voiceToken, "", "X-Auth-Token: "+used, "Accept: application/json")
		b.do("DELETE", voiceToken+"/"+doomed, "", b.minted(crm))
		b.do("DELETE", voiceToken+"/"+doomed, "", "X-Auth-Token: "+used)
		b.sim.Revoke(used)
		if got := b.sim.Tokens(ivr); len(got) != 1 {
			t.Errorf("tokens %v before the work is done", got)
		}
		b.sim.Settle()
		if got := b.sim.Tokens(ivr); len(got) != 0 {
			t.Errorf("tokens %v after it", got)
		}
		b.sim.Settle() // nothing to wait for
	})
}

// A hanging request ends with its client or with the fault, and acts before, late, or not at all.
func TestHang(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault         simulator.Fault
		at, afterward int // tokens made when the client gives up, and in the end
	}{
		"not acted": {simulator.Fault{}, 0, 0},
		"acted":     {simulator.Fault{Act: true}, 1, 1},
		"in time":   {simulator.Fault{Late: 10 * time.Second}, 1, 1},
		"late":      {simulator.Fault{Late: time.Minute}, 0, 1},
	} {
		for _, removed := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, simulator.Config{})
				credential := b.sim.Mint(admin)
				test.fault.Kind = simulator.FaultHang
				remove := b.sim.Inject(test.fault)
				ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
				defer cancel()
				if removed {
					time.AfterFunc(30*time.Second-1, remove)
				}
				r, err := http.NewRequestWithContext(ctx, "POST", b.url+voiceToken, nil)
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("X-Auth-Token", credential)
				start := time.Now()
				if resp, err := b.client.Do(r); err == nil {
					resp.Body.Close()
					t.Errorf("%s: status %d", name, resp.StatusCode)
				}
				if waited := time.Since(start); removed != (waited == 30*time.Second-1) || removed == (ctx.Err() != nil) {
					t.Errorf("%s: answered after %v, the client says %v", name, waited, ctx.Err())
				}
				if made := len(b.sim.Tokens(admin)) - 1; made != test.at {
					t.Errorf("%s: %d tokens made so far", name, made)
				}
				b.sim.Settle()
				if made := len(b.sim.Tokens(admin)) - 1; made != test.afterward {
					t.Errorf("%s: %d tokens made in the end", name, made)
				}
				if last := b.sim.Requests()[0]; last.Status != 0 || last.Fault != simulator.FaultHang {
					t.Errorf("%s: logged as %+v", name, last)
				}
			})
		}
	}
}

// Settle also waits for a slow fault that acts after its delay, because the client may have gone.
func TestSettleWaitsForSlowWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, simulator.Config{})
		b.client.Timeout = time.Second
		credential := b.minted(admin)
		b.sim.Inject(simulator.Fault{Kind: simulator.FaultSlow, Delay: time.Minute})
		if a, err := b.try("POST", voiceToken, "", credential, acceptText); err == nil {
			t.Errorf("%+v", a)
		}
		b.sim.Settle()
		if made := len(b.sim.Tokens(admin)) - 1; made != 1 {
			t.Errorf("%d tokens made", made)
		}
	})
}
