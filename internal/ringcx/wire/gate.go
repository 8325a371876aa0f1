package wire

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	// maxRefusedWindows is the number of windows that a run waits while RingCX refuses everything.
	maxRefusedWindows = 5

	// slotTime is how long a request without an answer blocks the next one, while requests go one at a time. RingCX's
	// gateway refuses at once, so a request that is still unanswered by then was accepted and is only slow.
	slotTime = 500 * time.Millisecond
)

// gate holds back the requests that count against the same limit of RingCX. When one of them is refused, all of them
// wait, and then they go one after the other as the limit allows. pace decides when.
type gate struct {
	oneByOne bool // send one request at a time even before the first refusal

	mu           sync.Mutex
	pace         pace
	queue        []*ticket     // waiting requests, in the order in which they will be sent
	slot         *pass         // the request that must be answered before the next one is sent; nil: none
	refusedSince time.Time     // the first refusal since RingCX last accepted a request
	last         refusal       // the last refusal
	change       chan struct{} // closed when any of these fields changes
}

// ticket is a place in the queue.
type ticket struct{ priority bool }

// pass is the right to send one request.
type pass struct {
	refusals int       // how many there were when it was handed out
	noted    time.Time // when the request was counted as accepted; zero: not yet
	done     bool      // answered
	timer    *time.Timer
}

// refusal is the last refusal for rate.
type refusal struct {
	err   Error         // a copy, because the caller of the refused request gets the original
	pause time.Duration // how long requests wait after it
	left  int           // how many requests were waiting when the gate gave up; 0: it has not
}

// heldBackError ends the wait of a request because RingCX refuses everything.
type heldBackError struct{ refusal }

func (e heldBackError) Error() string { return e.err.Error() }

// enter waits until a request may be sent, and returns how long it waited. The wait ends with the run, even if ctx
// outlives the run.
func (g *gate) enter(ctx context.Context, priority bool) (*pass, time.Duration, error) {
	start := time.Now()
	run := Run(ctx)
	g.mu.Lock()
	defer g.mu.Unlock()
	me := g.join(priority)
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

// join adds a request to the queue: at its end, or with priority after the other requests that have priority.
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

// forever is the wait of requests that only a change will wake.
const forever = time.Hour

// untilTurn decides when a waiting request may be sent: it must be the first in the queue, pace must allow it, and if
// the next request may be refused, no other may be unanswered.
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

// shouldGiveUp decides whether to stop waiting: RingCX has refused everything for five windows, or asks for a longer
// pause than that. A request that comes after that pause is tried again.
func (g *gate) shouldGiveUp(now time.Time) bool {
	if !now.Before(g.pace.pausedUntil) {
		return false
	}
	outlasted := !g.refusedSince.IsZero() && !now.Before(g.end())
	return outlasted || g.last.pause > maxRefusedWindows*g.pace.window
}

// end is when waiting ends if RingCX keeps refusing. Zero means that it refuses nothing now.
func (g *gate) end() time.Time {
	if g.refusedSince.IsZero() {
		return time.Time{}
	}
	return g.refusedSince.Add(maxRefusedWindows * g.pace.window)
}

// giveUp notes how many requests were waiting when the first of them stopped waiting.
func (g *gate) giveUp(left int) {
	if g.last.left == 0 {
		g.last.left = left
	}
}

// admit hands out a pass, and the slot if requests go one at a time.
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

// note counts a request as accepted, and frees its slot for the next.
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

// passed notes that a request was not refused for its rate.
func (g *gate) passed(p *pass) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.refusedSince = time.Time{}
	g.note(p)
	p.done = true
}

// refused notes that a request was refused for its rate. asked is the pause that RingCX asked for, or negative if it
// named none.
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

// await waits for a change without holding the lock.
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
