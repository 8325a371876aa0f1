package ringcx

import (
	"context"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// confirm decides whether the token in the reply to a create is the new token, and returns it as RingCX's list spells
// it.
//
// The first create of each user is checked against the list. Later replies of the same form are accepted without that,
// so that n creates cost one extra list request. If the list does not show the token yet, RingCX is asked with the
// token as credential: if RingCX accepts it, the list lags.
//
// confirm must not lose a token that exists. So it takes no longer than one request may, it ends at once when the run
// is stopped, and if RingCX cannot be asked, it accepts a token of a documented form as not confirmed: the caller names
// it, and the final look looks for it in the list.
func (l *login) confirm(ctx context.Context, h *holder, reply Token) (t Token, confirmed, ok bool) {
	form := formOf(reply)
	ctx, cancel := context.WithTimeout(ctx, l.client.wire.Timeout())
	defer cancel()
	done, known := h.confirmFirst(ctx, form)
	if known {
		return reply, true, true
	}
	confirmedForm := ""
	defer func() { done(confirmedForm) }()
	list, err := l.client.tokens.Get(ctx, l)
	if err == nil {
		if listed, ok := findToken(reply, list.tokens); ok {
			if listed == reply {
				confirmedForm = form
			}
			return listed, true, true
		}
	}
	switch right, err := l.confirmByItself(ctx, reply); {
	case err == nil && right:
		confirmedForm = form
		return reply, true, true
	case err == nil || answerOf(err) == refused || !documentedForm.MatchString(reply.Reveal()):
		return Token{}, false, false
	}
	return reply, false, true
}

// confirmByItself asks RingCX with the token in a reply. The reply is wrong if that is another user's token: its own
// list holds it, and the list that the user gets afterwards does not.
func (l *login) confirmByItself(ctx context.Context, reply Token) (right bool, err error) {
	own, err := l.client.listWith(ctx, reply)
	if err != nil {
		return false, err
	}
	if !own.has(reply.ID()) {
		return true, nil
	}
	l.client.tokens.Changed(l)
	if list, err := l.client.tokens.Get(ctx, l); err == nil {
		return list.has(reply.ID()), nil
	}
	return true, nil
}

// lookFor reads the list until it shows a new token for each create in doubt, but no longer than RingCX may be working
// on one of them: the timeout of one request, plus the time by which the list may lag. If RingCX itself has answered
// all of them (ended), it has finished with them, and only the lag matters. When the run is cancelled, it reads the
// list only once more, after the lag. While it is in dispute whose the new tokens are, it reads on, so that every one
// of them is named; then it does not matter if the last list could not be read.
func (l *login) lookFor(ctx context.Context, h *holder, ended bool) (tokenList, error) {
	lag, timeout := l.client.listLag, l.client.wire.Timeout()
	deadline := time.Now().Add(lag)
	if !ended {
		deadline = deadline.Add(timeout)
	}
	pause := min(lag, timeout/16)
	var disputed tokenList
	for {
		_, fresh, err := l.reread(ctx, h)
		if err == nil {
			settled, inDispute := h.foresee(fresh)
			if settled {
				return fresh, nil
			}
			if inDispute {
				disputed = fresh
			}
		}
		if !time.Now().Before(deadline) {
			if err != nil && disputed != nil {
				return disputed, nil
			}
			return fresh, err
		}
		if wire.Sleep(ctx, min(pause, time.Until(deadline))) != nil {
			if latest := time.Now().Add(lag); deadline.After(latest) {
				deadline = latest
			}
			time.Sleep(time.Until(deadline))
		}
		pause = min(2*pause, lag)
	}
}

// reread reads the list again, even if the run has been cancelled, and returns it with the new tokens in it: nothing is
// known of them, and they are in no state. Time spent waiting for a rate limit does not count towards its timeout while
// the run goes on.
func (l *login) reread(ctx context.Context, h *holder) (list *listing, fresh tokenList, err error) {
	ctx, cancel := wire.Linger(ctx, l.client.wire.Timeout())
	defer cancel()
	l.client.tokens.Changed(l)
	if list, err = l.client.tokens.Get(ctx, l); err != nil {
		return nil, nil, err
	}
	fresh = h.fresh(list.tokens)
	for id := range fresh {
		if l.client.InState(id) {
			delete(fresh, id)
		}
	}
	return list, fresh, nil
}

// finalLook reads the list once more for the last create of a user to end, if a create was sent again: RingCX may have
// carried out an earlier request since. It reports the tokens that no create claims, once for all creates, and never
// makes a create fail. After a stop it only counts: nothing that merely confirms is asked for any more.
func (l *login) finalLook(ctx context.Context, h *holder) Aftermath {
	begun, due := h.mustLookAgain()
	if !due || ctx.Err() != nil {
		return h.aftermath()
	}
	list, fresh, err := l.reread(ctx, h)
	if err != nil {
		return h.aftermath()
	}
	var unclaimed []string
	h.update(func(ledger *ledger) { unclaimed = ledger.lookedAgain(list.tokens, fresh, begun) })
	after := h.aftermath()
	after.Unclaimed = unclaimed
	return after
}
