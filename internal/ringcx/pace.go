package ringcx

import (
	"slices"
	"time"
)

// pace is what is known of one of RingCX's limits. RingCX documents how many
// requests it lets through in a minute, and neither how it counts the minute nor
// a header that says when it is over. So a refusal tells how many it lets
// through, and from then on no more go in any minute than that: this is right
// whether RingCX counts fixed minutes or the last sixty seconds.
//
// It is not golang.org/x/time/rate: a bucket that is full at first and fills up
// again lets nearly twice the limit into one window.
//
// It takes the time from its caller, and leaves locking to it.
type pace struct {
	window time.Duration // in which RingCX counts, at most

	refusals    int         // refusals so far; what was sent in an earlier era is covered by the last refusal
	pausedUntil time.Time   // nothing goes before this
	windowStart time.Time   // when the present window began: with the first request that was let through in it
	count       int         // requests let through since
	passedAt    []time.Time // when requests were let through in the last window

	limit        int           // so many go through in span; 0: nothing is known
	span         time.Duration // window, or less where RingCX said so
	trustedSpans int           // for so many spans the limit is believed
	trustedUntil time.Time     // until then it is believed
}

// next returns when the next request may go: now, if nothing stands against it.
func (p *pace) next(now time.Time) time.Time {
	if now.Before(p.pausedUntil) {
		return p.pausedUntil
	}
	if p.limit == 0 || !now.Before(p.trustedUntil) || len(p.passedAt) < p.limit {
		return now
	}
	oldest := p.passedAt[len(p.passedAt)-p.limit]
	return latest(now, earliest(oldest.Add(p.span), p.trustedUntil))
}

// careful reports whether requests go one at a time, for the next one may be
// refused: from a refusal on, until a window has gone by in which nothing was
// held back.
func (p *pace) careful(now time.Time) bool {
	return p.refusals > 0 && now.Before(latest(p.pausedUntil, p.trustedUntil).Add(p.window))
}

// passed notes that a request was let through, and when it was.
func (p *pace) passed(refusals int, now time.Time) {
	p.passedAt = slices.DeleteFunc(p.passedAt, func(t time.Time) bool { return now.Sub(t) >= p.window })
	p.passedAt = append(p.passedAt, now)
	if refusals < p.refusals {
		p.limit++ // it was under way when the limit was met, and is part of it
		return
	}
	p.roll(now)
	if p.count == 0 {
		p.windowStart = now
	}
	p.count++
}

// withdraw takes back what passed noted at a time: the request was refused after all.
func (p *pace) withdraw(refusals int, at time.Time) {
	if i := slices.Index(p.passedAt, at); i >= 0 {
		p.passedAt = slices.Delete(p.passedAt, i, i+1)
	}
	switch {
	case refusals < p.refusals:
		p.limit--
	case p.count > 0:
		p.count--
	}
}

// refused draws the conclusions from a refusal. asked is the pause that RingCX
// asked for, negative where it asked for none.
func (p *pace) refused(refusals int, now time.Time, asked time.Duration) {
	if refusals < p.refusals {
		p.pausedUntil = latest(p.pausedUntil, now.Add(asked)) // sent before the last refusal: the pause that is running covers it
		return
	}
	p.roll(now)
	p.pausedUntil = p.pauseEnd(now, asked)
	if p.count > 0 {
		p.learn(now)
	}
	p.refusals++
	p.count = 0
}

// pauseEnd decides how long nothing goes. Where RingCX does not say, it is until
// the window that began with the first request let through is over: not earlier,
// since each try in vain is a refusal more, and by RingCentral's documentation
// starts the wait anew (API.md, section 2.6).
// A window in which nothing of ours was let through (another program used it up)
// may have begun just now.
func (p *pace) pauseEnd(now time.Time, asked time.Duration) time.Time {
	switch {
	case asked >= 0:
		return now.Add(asked)
	case p.count > 0:
		return p.windowStart.Add(p.window)
	default:
		return now.Add(p.window)
	}
}

// learn takes the limit from a refusal: what was let through in the window. It
// may be too low, where another program had its share. So it is believed for one
// window at first, and then put to the test, which costs a refusal; each test
// that it stands doubles the time for which it is believed.
func (p *pace) learn(now time.Time) {
	if p.count == p.limit {
		p.trustedSpans *= 2
	} else {
		p.trustedSpans = 1
	}
	p.limit = p.count
	p.span = min(p.pausedUntil.Sub(p.windowStart), p.window)
	p.trustedUntil = now.Add(time.Duration(p.trustedSpans) * p.span)
}

// roll ends a window that is over.
func (p *pace) roll(now time.Time) {
	if now.Sub(p.windowStart) >= p.window {
		p.count = 0
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
