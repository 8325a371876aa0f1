package wire

import (
	"slices"
	"time"
)

// pace holds what is known about one of RingCX's limits. RingCX documents how many requests it accepts in a minute, but
// neither how it counts the minute nor a header that says when the minute ends. So a refusal shows how many it accepts,
// and from then on no more are sent in any minute. This is right whether RingCX counts fixed minutes or the last 60
// seconds.
//
// golang.org/x/time/rate does not fit: a bucket that is full at first and refills lets nearly twice the limit into one
// window.
//
// The caller passes the time and does the locking.
type pace struct {
	window time.Duration // the longest period in which RingCX counts

	refusals    int         // number of refusals so far; the last one covers all requests sent before it
	pausedUntil time.Time   // no request is sent before this
	windowStart time.Time   // start of the present window: the first request that was accepted in it
	count       int         // requests accepted since then
	passedAt    []time.Time // when requests were accepted, during the last window

	limit        int           // number of requests accepted in span; 0: not known
	span         time.Duration // window, or less if RingCX named a shorter pause
	trustedSpans int           // for how many spans the limit is trusted
	trustedUntil time.Time     // when that ends
}

// next returns when the next request may be sent: now, if nothing prevents it.
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

// careful reports whether requests go one at a time because the next one may be refused: from a refusal until a whole
// window in which no request had to wait.
func (p *pace) careful(now time.Time) bool {
	return p.refusals > 0 && now.Before(latest(p.pausedUntil, p.trustedUntil).Add(p.window))
}

// passed notes when a request was accepted.
func (p *pace) passed(refusals int, now time.Time) {
	p.passedAt = slices.DeleteFunc(p.passedAt, func(t time.Time) bool { return now.Sub(t) >= p.window })
	p.passedAt = append(p.passedAt, now)
	if refusals < p.refusals {
		p.limit++ // it was sent before the last refusal, so it is part of the limit
		return
	}
	p.roll(now)
	if p.count == 0 {
		p.windowStart = now
	}
	p.count++
}

// withdraw undoes passed for a request that was refused after all.
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

// refused learns from a refusal. asked is the pause that RingCX asked for, or negative if it named none.
func (p *pace) refused(refusals int, now time.Time, asked time.Duration) {
	if refusals < p.refusals {
		// It was sent before the last refusal, so the pause that is running covers it.
		p.pausedUntil = latest(p.pausedUntil, now.Add(asked))
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

// pauseEnd decides how long no request is sent. If RingCX names no pause, it lasts until the end of the window that
// began with the first accepted request. An earlier try would be one more refusal, and by RingCentral's documentation
// starts the wait again (API.md, section 2.6). If no request of ours was accepted in the window (another program used
// it up), the window may have begun just now.
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

// learn takes the limit from a refusal: it is the number of requests accepted in the window. That may be too low if
// another program used a part of it. So the limit is trusted for one window at first and then tested, at the cost of a
// refusal. Each test that confirms it doubles the time for which it is trusted.
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

// roll starts a new window if the present one has ended.
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
