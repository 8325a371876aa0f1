package ringcx

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	defaultRateWindow = time.Minute // RingCX and RingCentral count requests by the minute

	// patience is for how many windows a run waits in which RingCX lets nothing through.
	maxRefusedWindows = 5

	// placeTime is how long a request keeps others from going where they go one
	// at a time. RingCX's gateway refuses at once: what has no answer by then was
	// let through and is slow, and its slowness is its own.
	slotTime = 500 * time.Millisecond
)

// gate holds back the requests that share one of RingCX's limits. What one of
// them learns holds for all: while one waits the others wait too, and then they
// go one after the other as the limit lets them. pace says when.
type gate struct {
	oneByOne bool // also before the first refusal

	mu           sync.Mutex
	pace         pace
	queue        []*ticket     // those who wait, in the order in which they go
	slot         *pass         // who has to be answered before the next may go; nil: nobody
	refusedSince time.Time     // the first refusal since RingCX last let something through
	last         refusal       // the last refusal
	change       chan struct{} // closed when anything of this changes
}

// ticket is a place in the queue.
type ticket struct{ priority bool }

// pass is the right to send one request.
type pass struct {
	refusals int
	noted    time.Time // when it was taken for let through; zero: not yet
	done     bool      // answered
	timer    *time.Timer
}

// refusal is why a gate is closed.
type refusal struct {
	err   Error         // a copy: the request's own goes on to its caller
	pause time.Duration // from then on
	left  int           // requests that were held back when waiting was given up; 0: it was not
}

// heldBackError ends the waiting of a request, because RingCX lets nothing through.
type heldBackError struct{ refusal }

func (e heldBackError) Error() string { return e.err.Error() }

// enter waits until a request may be sent and returns how long that took. The
// waiting ends with the run, also where ctx outlives it.
func (g *gate) enter(ctx context.Context) (*pass, time.Duration, error) {
	start := time.Now()
	run := runOf(ctx)
	g.mu.Lock()
	defer g.mu.Unlock()
	me := g.join(hasPriority(ctx))
	defer g.leave(me)
	for {
		if err := ctx.Err(); err != nil {
			return nil, time.Since(start), err
		}
		now := time.Now()
		wait := g.untilTurn(me, now)
		switch {
		case wait == 0:
			return g.admit(now), time.Since(start), nil
		case run.Err() != nil:
			return nil, time.Since(start), run.Err()
		case g.shouldGiveUp(now):
			g.giveUp(len(g.queue))
			return nil, time.Since(start), heldBackError{g.last}
		}
		if end := g.end(); now.Before(end) {
			wait = min(wait, end.Sub(now))
		}
		g.await(run, ctx, wait)
	}
}

// join enters the queue: last, or behind the last of those who go ahead.
func (g *gate) join(priority bool) *ticket {
	me := &ticket{priority}
	at := len(g.queue)
	if priority {
		if at = slices.IndexFunc(g.queue, func(t *ticket) bool { return !t.priority }); at < 0 {
			at = len(g.queue)
		}
	}
	g.queue = slices.Insert(g.queue, at, me)
	return me
}

func (g *gate) leave(me *ticket) {
	g.queue = slices.DeleteFunc(g.queue, func(t *ticket) bool { return t == me })
	g.wake()
}

// forever is the wait of those who are woken by a change.
const forever = time.Hour

// untilTurn decides when one who waits may go: first in the queue, when pace
// says so, and alone where the next request may be the one too many.
func (g *gate) untilTurn(me *ticket, now time.Time) time.Duration {
	if g.queue[0] != me {
		return forever
	}
	if wait := g.pace.next(now).Sub(now); wait > 0 {
		return wait
	}
	if g.slot != nil && (g.oneByOne || g.pace.careful(now)) {
		return forever
	}
	return 0
}

// hopeless decides whether to give up: RingCX has let nothing through for five
// windows, or asks for a longer pause. What comes later still may try once that
// pause is over.
func (g *gate) shouldGiveUp(now time.Time) bool {
	if !now.Before(g.pace.pausedUntil) {
		return false
	}
	outlasted := !g.refusedSince.IsZero() && !now.Before(g.end())
	return outlasted || g.last.pause > maxRefusedWindows*g.pace.window
}

// end is when waiting ends if nothing is let through before; zero: there is no end in sight.
func (g *gate) end() time.Time {
	if g.refusedSince.IsZero() {
		return time.Time{}
	}
	return g.refusedSince.Add(maxRefusedWindows * g.pace.window)
}

// giveUp notes how many requests were left when the first of them stopped waiting.
func (g *gate) giveUp(left int) {
	if g.last.left == 0 {
		g.last.left = left
	}
}

// admit hands out a pass, and with it the place.
func (g *gate) admit(now time.Time) *pass {
	p := &pass{refusals: g.pace.refusals}
	if g.oneByOne || g.pace.careful(now) {
		g.slot = p
		p.timer = time.AfterFunc(slotTime, func() {
			g.mu.Lock()
			defer g.mu.Unlock()
			g.note(p)
		})
	}
	return p
}

// note takes a request for let through, and gives its place to the next.
func (g *gate) note(p *pass) {
	if p.noted.IsZero() && !p.done {
		p.noted = time.Now()
		g.pace.passed(p.refusals, p.noted)
	}
	g.free(p)
}

func (g *gate) free(p *pass) {
	if p.timer != nil {
		p.timer.Stop()
	}
	if g.slot == p {
		g.slot = nil
	}
	g.wake()
}

// passed notes that a request was not refused for rate.
func (g *gate) passed(p *pass) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.refusedSince = time.Time{}
	g.note(p)
	p.done = true
}

// refused notes that a request was refused for rate. asked is the pause that
// RingCX asked for, negative where it asked for none.
func (g *gate) refused(p *pass, err *Error, asked time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if !p.noted.IsZero() {
		g.pace.withdraw(p.refusals, p.noted)
	}
	g.pace.refused(p.refusals, now, asked)
	if g.refusedSince.IsZero() {
		g.refusedSince = now
	}
	g.last = refusal{err: *err, pause: g.pace.pausedUntil.Sub(now)}
	if g.shouldGiveUp(now) {
		const itself = 1
		g.giveUp(len(g.queue) + itself)
	}
	p.done = true
	g.free(p)
}

// await waits for a change, outside the lock.
func (g *gate) await(run, ctx context.Context, wait time.Duration) {
	if g.change == nil {
		g.change = make(chan struct{})
	}
	change := g.change
	g.mu.Unlock()
	defer g.mu.Lock()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-run.Done():
	case <-ctx.Done():
	case <-change:
	case <-timer.C:
	}
}

func (g *gate) wake() {
	if g.change != nil {
		close(g.change)
		g.change = nil
	}
}
