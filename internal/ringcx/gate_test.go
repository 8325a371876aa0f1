package ringcx

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Ten requests are refused at once, as Terraform sends them. That is one
// refusal of the process: one pause, one probe, and the others behind it.
func TestGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 10
		step := func(level int) time.Duration { return time.Second << level }
		var g gate
		var passes []pass
		for range n {
			p, waited, err := g.enter(t.Context())
			if err != nil || waited != 0 || p.probe {
				t.Fatalf("an open gate gave %+v after %s, %v", p, waited, err)
			}
			passes = append(passes, p)
		}
		for _, p := range passes {
			g.refused(p, -1, step)
		}

		start := time.Now()
		var mu sync.Mutex
		var entered []time.Duration
		enter := func() (pass, bool) {
			p, _, err := g.enter(t.Context())
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			entered = append(entered, time.Since(start))
			return p, len(entered) == 1
		}
		var wg sync.WaitGroup
		for range n {
			wg.Go(func() {
				p, first := enter()
				time.Sleep(time.Second)
				if first { // the limit is not over: the next pause is twice as long
					g.refused(p, -1, step)
					p, _ = enter()
					time.Sleep(time.Second)
				}
				g.passed(p)
			})
		}
		wg.Wait()
		if entered[0] != time.Second {
			t.Errorf("the first probe went after %s, want one step", entered[0])
		}
		if entered[1] != 4*time.Second { // one step, a second of probing, two steps
			t.Errorf("the second probe went after %s, want 4s", entered[1])
		}
		for _, e := range entered[2:] {
			if e < 5*time.Second {
				t.Errorf("a request went after %s, before the probe had passed", e)
			}
		}
	})
}

// What RingCX asks for counts, and the longest of it.
func TestGateHonoursTheLongestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g gate
		for _, asked := range []time.Duration{3 * time.Second, 7 * time.Second, 5 * time.Second} {
			g.refused(pass{}, asked, nil)
		}
		p, waited, err := g.enter(t.Context())
		if err != nil || waited != 7*time.Second || !p.probe {
			t.Errorf("got %+v after %s, %v", p, waited, err)
		}
		g.passed(p)
	})
}

// A cancelled request does not wait, and does not hold up the others.
func TestGateCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g gate
		g.refused(pass{}, time.Minute, nil)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, waited, err := g.enter(ctx); !errors.Is(err, context.DeadlineExceeded) || waited != time.Second {
			t.Errorf("got %v after %s", err, waited)
		}
		if _, waited, err := g.enter(t.Context()); err != nil || waited != 59*time.Second {
			t.Errorf("the next got %v after %s", err, waited)
		}
	})
}
