package wire

import (
	"testing"
	"time"
)

// at returns a time that is some seconds after a fixed start.
func at(seconds float64) time.Time {
	return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC).Add(time.Duration(seconds * float64(time.Second)))
}

const noRetryAfter time.Duration = -1

// paceAfter returns a pace after accepted requests at some times and one refusal.
func paceAfter(asked time.Duration, refused float64, through ...float64) *pace {
	p := &pace{window: time.Minute}
	for _, t := range through {
		p.passed(p.refusals, at(t))
	}
	p.refused(p.refusals, at(refused), asked)
	return p
}

// How long no request is sent after a refusal.
func TestPauseAfterARefusal(t *testing.T) {
	for name, c := range map[string]struct {
		asked   time.Duration
		refused float64
		through []float64
		want    float64
	}{
		"what is left of the window":           {noRetryAfter, 3, []float64{1, 2}, 61},
		"nothing of ours was let through":      {noRetryAfter, 3, nil, 63},
		"the window before is no part of it":   {noRetryAfter, 70, []float64{0, 1, 66}, 126},
		"the window was over":                  {noRetryAfter, 70, []float64{0, 1}, 130},
		"a window begins as the last one ends": {noRetryAfter, 61, []float64{0, 60}, 120},
		"as long as RingCX says":               {7 * time.Second, 3, []float64{1, 2}, 10},
		"as long as RingCX says, at the first": {90 * time.Second, 3, nil, 93},
	} {
		if got := paceAfter(c.asked, c.refused, c.through...).next(at(c.refused)); !got.Equal(at(c.want)) {
			t.Errorf("%s: the next goes %s, want %s", name, got.Sub(at(0)), at(c.want).Sub(at(0)))
		}
	}
}

// Requests that were sent before the limit was reached are part of it, and their refusals do not count as new ones.
func TestUnderWayAtARefusal(t *testing.T) {
	p := &pace{window: time.Minute}
	p.passed(0, at(0))
	p.passed(0, at(1))
	p.refused(0, at(2), noRetryAfter)
	p.passed(0, at(3))
	p.refused(0, at(4), noRetryAfter)
	if p.limit != 3 || !p.pausedUntil.Equal(at(60)) {
		t.Errorf("a limit of %d until %s, want 3 until 1m", p.limit, p.pausedUntil.Sub(at(0)))
	}
	p.refused(0, at(5), 2*time.Minute)
	if !p.pausedUntil.Equal(at(125)) {
		t.Errorf("closed until %s, want as long as the longest pause asked for", p.pausedUntil.Sub(at(0)))
	}
}

// A limit is trusted for one window, tested, and then trusted for twice as long. If the test finds another limit, that
// one is trusted for one window.
func TestLimitIsTested(t *testing.T) {
	p := paceAfter(noRetryAfter, 2, 0, 1)
	p.passed(p.refusals, at(60))
	p.passed(p.refusals, at(61))
	if got := p.next(at(61)); !got.Equal(at(62)) {
		t.Errorf("the test is at %s, want when the belief ends", got.Sub(at(0)))
	}
	p.refused(p.refusals, at(62), noRetryAfter)
	p.passed(p.refusals, at(120))
	p.passed(p.refusals, at(121))
	if got := p.next(at(122)); !got.Equal(at(180)) {
		t.Errorf("a limit that stood the test lets the next go at %s, want when the window is over", got.Sub(at(0)))
	}
	if got := p.next(at(182)); !got.Equal(at(182)) || !p.trustedUntil.Equal(at(182)) {
		t.Errorf("it is believed until %s, want for two windows", p.trustedUntil.Sub(at(0)))
	}
	for _, s := range []float64{190, 191, 192} {
		p.passed(p.refusals, at(s))
	}
	p.refused(p.refusals, at(193), noRetryAfter)
	if p.limit != 3 || !p.trustedUntil.Equal(at(253)) {
		t.Errorf("a limit of %d is believed until %s, want 3 for one window", p.limit, p.trustedUntil.Sub(at(0)))
	}
}

// While fewer requests than the limit were accepted in the last window, the next one goes at once.
func TestFewerThanTheLimit(t *testing.T) {
	p := paceAfter(noRetryAfter, 2, 0, 1)
	p.passed(p.refusals, at(60))
	p.passed(p.refusals, at(61))
	p.refused(p.refusals, at(62), noRetryAfter) // so it is trusted for two windows
	p.passed(p.refusals, at(121))
	if got := p.next(at(122)); !got.Equal(at(122)) || len(p.passedAt) != 1 {
		t.Errorf("the next goes at %s, with %d of the last window, want at once with 1", got.Sub(at(0)), len(p.passedAt))
	}
}

// What was accepted before a refusal is no part of the next limit, and a refusal before anything was accepted says
// nothing about the limit: another program has used it up.
func TestLimitIsOfOneWindow(t *testing.T) {
	p := paceAfter(7*time.Second, 3, 1, 2)
	p.passed(p.refusals, at(10))
	p.refused(p.refusals, at(11), 7*time.Second)
	if p.limit != 1 || p.span != 8*time.Second {
		t.Errorf("a limit of %d in %s, want 1 in 8s", p.limit, p.span)
	}
	p.refused(p.refusals, at(18), 7*time.Second)
	if p.limit != 1 || !p.pausedUntil.Equal(at(25)) {
		t.Errorf("a limit of %d until %s, want 1 until 25s", p.limit, p.pausedUntil.Sub(at(0)))
	}
}

// After a refusal requests go one at a time, until a window has passed in which none had to wait.
func TestCarefulAfterARefusal(t *testing.T) {
	p := &pace{window: time.Minute}
	if p.careful(at(0)) {
		t.Error("careful without a refusal")
	}
	p.refused(0, at(0), noRetryAfter)
	if !p.careful(at(119)) || p.careful(at(120)) {
		t.Error("want care for the pause and a window more")
	}
}

// A request that was counted as accepted and then refused counts neither for this limit nor for the previous one.
func TestWithdrawn(t *testing.T) {
	p := &pace{window: time.Minute}
	for _, s := range []float64{0, 1, 2} {
		p.passed(0, at(s))
	}
	p.withdraw(0, at(2))
	p.refused(0, at(3), noRetryAfter)
	if p.limit != 2 || len(p.passedAt) != 2 {
		t.Errorf("a limit of %d and %d let through, want 2 and 2", p.limit, len(p.passedAt))
	}
	p.passed(0, at(4)) // under way at the refusal
	p.withdraw(0, at(4))
	if p.limit != 2 || len(p.passedAt) != 2 {
		t.Errorf("a limit of %d and %d let through after the refusal, want 2 and 2", p.limit, len(p.passedAt))
	}
	p.withdraw(0, at(59)) // never noted
	if len(p.passedAt) != 2 {
		t.Errorf("%d let through, want 2", len(p.passedAt))
	}
	p.withdraw(0, at(0))
	if len(p.passedAt) != 1 || !p.passedAt[0].Equal(at(1)) {
		t.Errorf("%d let through, want the second", len(p.passedAt))
	}
}
