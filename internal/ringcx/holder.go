package ringcx

import (
	"context"
	"sync"
)

// holder is one RingCX user as the holder of tokens, whichever credentials are used to log in. It drives the ledger of
// the user's creates.
//
// It has one lock and one channel: whoever waits for anything of a user waits until the ledger has changed.
type holder struct {
	identity Identity

	mu            sync.Mutex
	change        chan struct{} // closed at the next change; nil if nobody waits
	ledger        ledger
	confirming    bool   // the list is being asked whether it confirms the first create
	confirmedForm string // form of the replies that the list has confirmed; see confirm
}

// newHolder makes a user whose tokens are those in a list.
func newHolder(identity Identity, list tokenList) *holder {
	h := &holder{identity: identity, ledger: newLedger(list)}
	if identity.Credential != "" {
		h.ledger.mustKnow(identity.Credential) // even if the list lags
	}
	return h
}

// until waits until ready reports true, or ctx has ended. The caller holds the lock.
func (h *holder) until(ctx context.Context, ready func() bool) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if ready() {
			return nil
		}
		if h.change == nil {
			h.change = make(chan struct{})
		}
		change := h.change
		h.mu.Unlock()
		select {
		case <-change:
		case <-ctx.Done():
		}
		h.mu.Lock()
	}
}

// changed wakes everybody who waits. The caller holds the lock.
func (h *holder) changed() {
	if h.change != nil {
		close(h.change)
		h.change = nil
	}
}

// update changes the ledger and wakes those who wait for that.
func (h *holder) update(change func(*ledger)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change(&h.ledger)
	h.changed()
}

// begin waits until creates of the user may run, begins one, and returns how many tokens the user had before it. again
// means that an earlier request of the same create was given up.
func (h *holder) begin(ctx context.Context, again bool) (r *request, before int, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.until(ctx, func() bool { return h.ledger.phase() == open }); err != nil {
		return nil, h.ledger.count(), err
	}
	before = h.ledger.count()
	if again {
		h.ledger.sentAgain()
	}
	return h.ledger.begin(), before, nil
}

// notMade ends a request that certainly made no token.
func (h *holder) notMade(r *request) { h.update(func(l *ledger) { l.notMade(r) }) }

// made ends a request that made t; see ledger.made.
func (h *holder) made(r *request, t Token, confirmed bool) (ok bool) {
	h.update(func(l *ledger) { ok = l.made(r, t, confirmed) })
	return ok
}

// unconfirmed reports whether nothing has confirmed the token that a request made.
func (h *holder) unconfirmed(r *request) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return r.state == unconfirmed
}

// settle finds out what became of a request in doubt. It waits until the running ones have ended; then the first of
// those in doubt asks look for all of them.
func (h *holder) settle(
	r *request, reply Token, ended bool, look func(ended bool) (tokenList, error),
) outcome {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ledger.doubt(r, reply, ended)
	h.changed()
	myTurn := func() bool { return h.ledger.phase() == looking && h.ledger.in(inDoubt)[0] == r }
	// Also after a stop: the running requests end within their timeout, and nobody could tell before what belongs to whom.
	_ = h.until(context.Background(), func() bool { return r.state != inDoubt || myTurn() })
	if r.state == inDoubt {
		allEnded := h.ledger.doubtsEnded()
		h.mu.Unlock()
		fresh, err := look(allEnded) // which limits how long the others wait
		h.mu.Lock()
		if err != nil {
			h.ledger.unreadable(err)
		} else {
			h.ledger.resolve(fresh)
		}
		h.changed()
	}
	return r.outcome
}

// foresee reports what the new tokens of a list would decide; see ledger.foresee.
func (h *holder) foresee(fresh tokenList) (settled, inDispute bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ledger.foresee(fresh)
}

// confirmFirst reports whether the list has confirmed a reply of this form. If it has not, the caller finds out, one
// after the other, and then calls done with the form that was confirmed, or with "". When ctx ends, the caller goes on
// beside the one who is finding out.
func (h *holder) confirmFirst(ctx context.Context, form string) (done func(confirmed string), known bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.confirmedForm == form {
		return nil, true
	}
	waited := h.until(ctx, func() bool { return h.confirmedForm == form || !h.confirming })
	if h.confirmedForm == form {
		return nil, true
	}
	h.confirming = true
	return func(confirmed string) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if confirmed != "" {
			h.confirmedForm = confirmed
		}
		if waited == nil {
			h.confirming = false
		}
		h.changed()
	}, false
}

// aftermath returns what is not accounted for now, but for creates in doubt: these report what becomes of them.
func (h *holder) aftermath() Aftermath {
	h.mu.Lock()
	defer h.mu.Unlock()
	return Aftermath{User: h.identity, Unaccounted: h.ledger.owed()}
}

// mustLookAgain returns what lookedAgain needs, if a final look is due.
func (h *holder) mustLookAgain() (begun int, due bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ledger.begun, h.ledger.mustLookAgain()
}

// idle returns what sawBefore needs, if a list that is requested now shows only what was there before creates to come.
func (h *holder) idle() (begun int, idle bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ledger.begun, h.ledger.idle()
}

// has reports whether a token is known to belong to the user.
func (h *holder) has(id string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ledger.knows(id)
}

// shares reports whether a list holds a token of this user. A token belongs to one user, so the list is then this
// user's too.
func (h *holder) shares(list tokenList) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, t := range list {
		if t.usable() && h.ledger.knows(id) {
			return true
		}
	}
	return false
}

// created returns a token that this process created for the user, who may be nil.
func (h *holder) created(id string) (Token, bool) {
	if h == nil {
		return Token{}, false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ledger.created(id)
}

// fresh returns the tokens of a list that nothing is known of.
func (h *holder) fresh(list tokenList) tokenList {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ledger.fresh(list)
}
