package ringcx

import (
	"context"
	"sync"
	"time"
)

// gate holds back every request of the process while RingCX refuses for rate:
// the limit is the account's, so what one request learns holds for all, and
// none storms it. When a pause is over one request goes ahead as the probe;
// the others follow when it was not refused.
type gate struct {
	mu      sync.Mutex
	closed  bool
	until   time.Time     // no request before this
	probing bool          // one request is finding out whether the limit is over
	level   int           // refusals in a row, for the exponential pause
	change  chan struct{} // closed when the gate's state changes
}

// pass is the right to send one request.
type pass struct{ probe bool }

// enter waits until a request may be sent and returns how long that took.
func (g *gate) enter(ctx context.Context) (pass, time.Duration, error) {
	start := time.Now()
	for {
		if err := ctx.Err(); err != nil {
			return pass{}, time.Since(start), err
		}
		g.mu.Lock()
		if !g.closed {
			g.mu.Unlock()
			return pass{}, time.Since(start), nil
		}
		wait := time.Until(g.until)
		if wait <= 0 && !g.probing {
			g.probing = true
			g.mu.Unlock()
			return pass{probe: true}, time.Since(start), nil
		}
		if g.change == nil {
			g.change = make(chan struct{})
		}
		change := g.change
		g.mu.Unlock()
		if wait <= 0 {
			wait = time.Hour // the probe's end is what is waited for
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-change:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// refused closes the gate. asked is the pause that RingCX asked for; where it
// asked for none (asked < 0), backoff gives one by the number of refusals in a row.
func (g *gate) refused(p pass, asked time.Duration, backoff func(level int) time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed && !p.probe && asked < 0 {
		return // sent before the gate closed: the pause that is running covers it
	}
	pause := asked
	if asked < 0 {
		pause = backoff(g.level)
		g.level++
	}
	if until := time.Now().Add(pause); until.After(g.until) {
		g.until = until
	}
	g.closed = true
	if p.probe {
		g.probing = false
	}
	g.wake()
}

// passed opens the gate if the request that was not refused was the probe.
func (g *gate) passed(p pass) {
	if !p.probe {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed, g.probing, g.level = false, false, 0
	g.wake()
}

func (g *gate) wake() {
	if g.change != nil {
		close(g.change)
		g.change = nil
	}
}
