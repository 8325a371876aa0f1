package rights

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// mayHaveActed decides whether a write may have been carried out, or may still be: unless it failed before it was sent
// (in the login, or while waiting), or RingCX refused it for its rate or for an expired session.
func mayHaveActed(op string, err error) bool {
	e := wire.AsError(err)
	return e == nil || e.Op == op && !e.NotActed
}

// patience is how long to wait for the outcome of a write: after a success RingCX may show it late, a lost request may
// be carried out for as long as one may take, and after a refusal in RingCX's own words nothing follows.
func (a *admin) patience(err error) time.Duration {
	switch e := wire.AsError(err); {
	case e == nil:
		return a.ringcx.Grace()
	case e.OwnShape && e.Status < http.StatusInternalServerError:
		return 0
	}
	return a.ringcx.Wire().Timeout()
}

// awaited asks until shown reports true, or until the patience ends. What cannot be told yet is asked again. It asks at
// least once, even if the run is cancelled, so that the effect of a write is recorded.
func (a *admin) awaited(
	ctx context.Context, patience time.Duration, shown func(context.Context) (bool, error),
) (bool, error) {
	last := time.Now().Add(patience)
	ask, cancel := wire.Linger(ctx, a.ringcx.Wire().Timeout())
	defer cancel()
	for n := 0; ; n++ {
		ok, err := shown(ask)
		var unproven *ringcx.UnprovenError
		if ok || err != nil && !errors.As(err, &unproven) || !time.Now().Before(last) {
			return ok, err
		}
		if wire.Sleep(ctx, min(a.ringcx.Wire().Backoff(n), a.ringcx.ListLag(), time.Until(last))) != nil {
			return false, err
		}
	}
}

// settled reports whether an answer is final that is not the expected one and not the old one either. first is when it
// was there first; a list may lag.
func (a *admin) settled(first *time.Time) bool {
	if first.IsZero() {
		*first = time.Now()
	}
	return time.Since(*first) >= a.ringcx.ListLag()
}

// effect returns nil once shown reports that a write has had its effect. Not the answer decides what became of it: a
// repetition may be answered with 400 or 409, and `false` may mean that there was nothing to do (API.md, section 7.5).
// err is the failure of the write.
func (a *admin) effect(
	ctx context.Context, op string, r wire.Reply, err error, shown func(context.Context) (bool, error),
) error {
	is, listErr := a.awaited(ctx, a.patience(err), shown)
	if is && listErr == nil {
		return nil
	}
	return noEffect(op, r, err, listErr)
}

// noEffect is the error of a write whose effect RingCX does not show, and of the list that was to show it.
func noEffect(op string, r wire.Reply, err, listErr error) error {
	return errors.Join(unconfirmed(op, r, err, listErr), listErr)
}

// unconfirmed is the error of a write itself: its own, or that RingCX says that it has done it. That there is no effect
// yet is said only if RingCX showed so, and after its own refusal nothing can follow.
func unconfirmed(op string, r wire.Reply, err, listErr error) *wire.Error {
	cause, outcome := "the change does not show", "It has no effect yet, but RingCX may still carry it out."
	if listErr != nil {
		cause, outcome = "it is not known whether that had an effect", "RingCX may have carried it out, or may still do so."
	}
	e := wire.AsError(err)
	if e == nil {
		e = &wire.Error{Op: op, Status: r.Status, Cause: cause}
	}
	if !e.OwnShape {
		e.Hint = strings.TrimSpace(outcome + " Check in RingCX before the next run. " + e.Hint)
	}
	return e
}
