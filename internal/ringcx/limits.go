package ringcx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// limited names a limit of RingCX or RingCentral.
type limited int

const (
	limitedAdmin limited = iota
	limitedRefresh
	limitedLogin
	limitedOAuth
)

// limitOf says which limit a call counts against. Documented are 120 a minute for administrative requests, 5 for the
// exchange, and 5 for RingCentral's OAuth server, which is another host (API.md, section 2.6). The other logins count
// with the exchange. No document says that a refresh counts as a login, and refreshes must not wait for logins: work in
// progress would wait for work that has not begun.
func limitOf(op operation) limited {
	switch op {
	case opOAuth:
		return limitedOAuth
	case opExchange, opEngageLogin, opLegacyLogin:
		return limitedLogin
	case opRefresh:
		return limitedRefresh
	default:
		return limitedAdmin
	}
}

// newGates makes a gate for each limit. Logins go one at a time from the start: only five a minute are allowed, and
// each one sent in parallel beyond that would be refused.
func newGates(window time.Duration) map[limited]*gate {
	gates := make(map[limited]*gate)
	for _, l := range []limited{limitedAdmin, limitedRefresh, limitedLogin, limitedOAuth} {
		gates[l] = &gate{oneByOne: l == limitedLogin || l == limitedOAuth, pace: pace{window: window}}
	}
	return gates
}

type priorityKey struct{}

// withPriority makes requests with this context go before those that are already waiting.
func withPriority(ctx context.Context) context.Context {
	return context.WithValue(ctx, priorityKey{}, true)
}

func hasPriority(ctx context.Context) bool { return ctx.Value(priorityKey{}) != nil }

// heldBack is the error for a request that a gate did not let through. It repeats the last refusal, and says how many
// requests were waiting and why waiting ended.
func (w *wire) heldBack(c call, err error) *Error {
	var held heldBackError
	if !errors.As(err, &held) {
		return w.notSent(c, err)
	}
	e := held.err
	e.Op, e.NotActed = string(c.op), true
	left := fmt.Sprintf("%d requests were", held.left)
	if held.left == 1 {
		left = "1 request was"
	}
	longest := maxRefusedWindows * w.gates[limitOf(c.op)].pace.window
	if held.pause > longest {
		e.Hint = fmt.Sprintf("%s %s, which is longer than a run waits, and %s left waiting. Run the same command again after that time.",
			e.server("RingCX asks to wait", "RingCentral asks to wait"), held.pause.Round(time.Second), left)
		return &e
	}
	e.Hint = fmt.Sprintf("%s refused every request of this kind for %s, so the run stopped waiting, and %s left. %s",
		e.server("RingCX", "RingCentral"), longest, left, hint(c, &Error{Status: http.StatusTooManyRequests}))
	return &e
}
