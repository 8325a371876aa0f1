package wire

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func newTestGate(oneByOne bool) *gate {
	return &gate{oneByOne: oneByOne, pace: pace{window: time.Minute}}
}

// enter is gate.enter for calls that must succeed.
func enter(t *testing.T, g *gate) *pass {
	t.Helper()
	p, _, err := g.enter(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Ten requests are refused at once, as Terraform sends them. That counts as one refusal of the process: one pause, and
// then they go one after the other.
func TestGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 10
		g := newTestGate(false)
		var passes []*pass
		for range n {
			passes = append(passes, enter(t, g))
		}
		time.Sleep(time.Second)
		for _, p := range passes {
			g.refused(p, &Error{}, -1)
		}
		start := time.Now()
		var mu sync.Mutex
		var entered []time.Duration
		var wg sync.WaitGroup
		for range n {
			wg.Go(func() {
				p, _, err := g.enter(t.Context(), false)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				entered = append(entered, time.Since(start))
				mu.Unlock()
				time.Sleep(100 * time.Millisecond)
				g.passed(p)
			})
		}
		wg.Wait()
		for i, e := range entered {
			if want := time.Minute + time.Duration(i)*100*time.Millisecond; e != want {
				t.Errorf("request %d went after %s, want %s", i, e, want)
			}
		}
	})
}

// While requests go one at a time, a slow one keeps its slot only for a moment. If it is refused late, it does not
// count as accepted.
func TestSlowRequestFreesItsSlot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newTestGate(true)
		slow := enter(t, g)
		start := time.Now()
		next := enter(t, g)
		if d := time.Since(start); d != slotTime {
			t.Errorf("the next went after %s, want %s", d, slotTime)
		}
		g.passed(next)
		enter(t, g)
		if d := time.Since(start); d != slotTime {
			t.Errorf("the one after went after %s, want at once", d)
		}
		g.refused(slow, &Error{}, -1)
		if n := g.pace.limit; n != 1 {
			t.Errorf("a limit of %d was learnt, want 1", n)
		}
	})
}

// Requests with priority go before the others, in the order in which they came.
func TestGatePriority(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newTestGate(true)
		first := enter(t, g)
		var mu sync.Mutex
		var order []string
		var wg sync.WaitGroup
		for _, name := range []string{"a", "b", "own 1", "own 2"} {
			wg.Go(func() {
				p, _, err := g.enter(t.Context(), strings.HasPrefix(name, "own"))
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				order = append(order, name)
				mu.Unlock()
				g.passed(p)
			})
			synctest.Wait()
		}
		g.passed(first)
		wg.Wait()
		if got := strings.Join(order, ", "); got != "own 1, own 2, a, b" {
			t.Errorf("they went in the order %s", got)
		}
	})
}

// A cancelled request does not wait, and does not delay the others. Nor does one whose context outlives its run; if it
// does not need to wait, it is sent.
func TestGateCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newTestGate(false)
		run, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		lingering, cancel := Linger(run, time.Hour)
		defer cancel()
		g.refused(enter(t, g), &Error{}, -1)
		for _, ctx := range []context.Context{run, lingering} {
			start := time.Now()
			if _, _, err := g.enter(ctx, false); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > time.Second {
				t.Errorf("got %v after %s", err, time.Since(start))
			}
		}
		if _, waited, err := g.enter(t.Context(), false); err != nil || waited != 59*time.Second {
			t.Errorf("the next got %v after %s", err, waited)
		}
		if _, _, err := newTestGate(true).enter(lingering, false); err != nil {
			t.Errorf("a gate without a queue: %v", err)
		}
	})
}

// All waiting ends after five minutes in which everything was refused. Later requests do not wait as long again.
func TestGateGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newTestGate(true)
		g.passed(enter(t, g))
		start := time.Now()
		tries := 0
		refuse := func() error { // until the gate gives up
			for {
				p, _, err := g.enter(t.Context(), false)
				if err != nil {
					return err
				}
				tries++
				time.Sleep(time.Millisecond)
				g.refused(p, &Error{Status: http.StatusTooManyRequests}, -1)
			}
		}
		var wg sync.WaitGroup
		for range 7 {
			wg.Go(func() {
				var held heldBackError
				if err := refuse(); !errors.As(err, &held) || held.left != 7 {
					t.Errorf("got %v with %d left, want 7", err, held.left)
				}
				if d := time.Since(start).Round(time.Second); d != 5*time.Minute {
					t.Errorf("it ended after %s, want five minutes", d)
				}
			})
		}
		wg.Wait()
		if tries != 5 {
			t.Errorf("%d requests were refused, want one for each window", tries)
		}
		if err, d := refuse(), time.Since(start); err == nil || d > 6*time.Minute {
			t.Errorf("a later request got %v after %s, want an error without a wait", err, d)
		}
	})
}

// A pause that is longer than a run waits ends the waiting at once, even if a request that was sent before is accepted
// meanwhile.
func TestGateGivesUpAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newTestGate(false)
		one, other := enter(t, g), enter(t, g)
		start := time.Now()
		g.refused(one, &Error{}, 24*time.Hour)
		g.passed(other)
		var held heldBackError
		_, _, err := g.enter(t.Context(), false)
		if !errors.As(err, &held) || held.pause != 24*time.Hour || time.Since(start) > 0 {
			t.Errorf("got %v with a pause of %s after %s", err, held.pause, time.Since(start))
		}
	})
}

// The request whose refusal ends the waiting is among those that are left waiting, because it would have been sent
// again.
func TestGateCountsTheRefusedOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newTestGate(true)
		refused := enter(t, g)
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				var held heldBackError
				if _, _, err := g.enter(t.Context(), false); !errors.As(err, &held) || held.left != 3 {
					t.Errorf("got %v with %d left, want 3", err, held.left)
				}
			})
		}
		synctest.Wait()
		g.refused(refused, &Error{}, 24*time.Hour)
		wg.Wait()
	})
}

// A request that stops waiting lets the next one have its turn.
func TestLeavingTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const pause = 10 * time.Second
		g := newTestGate(false)
		g.refused(enter(t, g), &Error{}, pause)
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, _, err := g.enter(ctx, false); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want that it was cancelled", err)
			}
		})
		synctest.Wait()
		wg.Go(func() {
			if _, waited, err := g.enter(t.Context(), false); err != nil || waited != pause {
				t.Errorf("the next one waited for %s: %v", waited, err)
			}
		})
		synctest.Wait()
		stop()
		wg.Wait()
	})
}
