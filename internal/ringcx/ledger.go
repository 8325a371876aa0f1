package ringcx

import (
	"context"
	"maps"
	"slices"
	"time"
)

// doubt is a create of unknown outcome that waits for its verdict.
type unresolvedCreate struct {
	ctx     context.Context // of the create; settling outlives it
	login   *login          // which sent it
	reply   Token           // what the reply held, where the list must confirm it
	ended   bool            // RingCX itself answered, so that it is not at work on it any more
	outcome chan outcome
}

// outcome is what became of a create in doubt. With all fields zero, no token
// shows yet.
type outcome struct {
	token      Token    // the create made this one
	unclaimed  []string // ids of other new tokens, which requests that were given up may have made
	candidates []string // ids of the new tokens, of which nobody can say which is the create's
	err        error    // the list could not be read
}

// judge decides what became of creates in doubt, given the tokens that are new
// in their user's list and that no other create of this process has made, and
// how many requests of this process may have made one.
//
//   - A reply that the list confirms is believed.
//   - The other creates take over new tokens, one each: tokens have no
//     properties, so any is as good as another. Where there are fewer new tokens
//     than creates, the rest made none yet.
//   - Where there are more, but no more than requests were given up, all are
//     this process's: what no create takes over is named.
//   - Where there are more than that, somebody else was creating too; nobody can
//     tell whose is whose, and to take one could mean to revoke somebody's
//     working token later.
func judge(unresolved []*unresolvedCreate, fresh tokenList, unaccounted int) []outcome {
	outcomes := make([]outcome, len(unresolved))
	left := maps.Clone(fresh)
	var open []int
	for i, d := range unresolved {
		if listed, ok := findToken(d.reply, left); ok {
			outcomes[i].token = listed
			delete(left, listed.ID())
			unaccounted--
		} else {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return outcomes // what is left, the last look names
	}
	ids := slices.Sorted(maps.Keys(left))
	for n, i := range open {
		switch {
		case len(ids) > max(unaccounted, len(open)):
			outcomes[i].candidates = ids
		case n < len(ids):
			outcomes[i].token = left[ids[n]]
		}
	}
	if len(ids) > len(open) && len(ids) <= unaccounted {
		outcomes[open[0]].unclaimed = ids[len(open):]
	}
	return outcomes
}

// begin waits until creates of the user may run, counts one as running, and
// returns how many tokens the user has before it.
func (o *owner) begin(ctx context.Context) (before int, err error) {
	for {
		o.mu.Lock()
		if err := ctx.Err(); err != nil {
			defer o.mu.Unlock()
			return o.count, err
		}
		if len(o.unresolved) == 0 {
			defer o.mu.Unlock()
			o.started++
			o.running++
			return o.count, nil
		}
		settled := o.settled
		o.mu.Unlock()
		select {
		case <-settled:
		case <-ctx.Done():
		}
	}
}

// end ends a create that certainly made no token.
func (o *owner) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.running--
	o.settleIfIdle()
}

// sentAgain notes that a create is sent once more: what the earlier request may
// make yet is looked for at the end.
func (o *owner) sentAgain() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.finalCheckDue = true
}

// claim ends a create that made t. Where t has been seen before it reports
// false and ends nothing: two creates cannot make the same token, so such a
// reply is no answer.
func (o *owner) claim(t Token) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.claimed[t.ID()] || o.existing[t.ID()] {
		return false
	}
	o.take(t)
	o.running--
	o.settleIfIdle()
	return true
}

// take gives a token to a create. The lock is held.
func (o *owner) take(t Token) {
	o.claimed[t.ID()] = true
	o.created[t.ID()] = t
	o.count++
}

// settle ends a create in doubt and returns what became of it.
func (o *owner) settle(d *unresolvedCreate) outcome {
	d.outcome = make(chan outcome, 1)
	o.mu.Lock()
	o.running--
	o.unaccounted++
	if len(o.unresolved) == 0 {
		o.settled = make(chan struct{})
	}
	o.unresolved = append(o.unresolved, d)
	o.settleIfIdle()
	o.mu.Unlock()
	return <-d.outcome // bounded: see findMissing
}

// settleIfIdle starts to look for the tokens of creates in doubt once no create
// of the user is on the wire. None can start, and no doubt be added, until it
// has ended. The lock is held.
func (o *owner) settleIfIdle() {
	if o.running > 0 || len(o.unresolved) == 0 {
		return
	}
	unresolved := o.unresolved
	go func() {
		outcomes := o.outcomes(unresolved)
		o.mu.Lock()
		o.unresolved = nil
		close(o.settled)
		o.mu.Unlock()
		for i, d := range unresolved {
			d.outcome <- outcomes[i]
		}
	}()
}

// outcomes finds out what became of creates in doubt, and notes it.
func (o *owner) outcomes(unresolved []*unresolvedCreate) []outcome {
	fresh, err := o.findMissing(unresolved)
	if err != nil {
		return slices.Repeat([]outcome{{err: err}}, len(unresolved))
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	outcomes := judge(unresolved, fresh, o.unaccounted)
	for i, v := range outcomes {
		for _, id := range slices.Concat(v.candidates, v.unclaimed) {
			o.claimed[id] = true
		}
		switch {
		case !v.token.IsZero():
			o.take(v.token)
		case unresolved[i].ended && v.candidates == nil:
			o.unaccounted-- // RingCX's work on it has ended, and there is no token
		}
	}
	o.unaccounted = max(0, o.unaccounted-len(fresh))
	return outcomes
}

// findMissing reads the list until it holds a new token for each of the
// creates in doubt, for as long as RingCX may be at work on one of them: as long
// as one request may take, and the lag of its list. Where RingCX itself answered,
// its work has ended, and one repetition shows what a list that lags held back.
// When the run is cancelled, one repetition has to do as well.
func (o *owner) findMissing(unresolved []*unresolvedCreate) (tokenList, error) {
	l, c := unresolved[0].login, o.client
	deadline := time.Now().Add(c.listLag)
	if slices.ContainsFunc(unresolved, func(d *unresolvedCreate) bool { return !d.ended }) {
		deadline = deadline.Add(c.wire.timeout)
	}
	pause := min(c.listLag, c.wire.timeout/16)
	for {
		fresh, err := l.rereadTokens(unresolved[0].ctx)
		if err == nil && len(fresh) >= len(unresolved) || !time.Now().Before(deadline) {
			return fresh, err
		}
		if sleep(unresolved[0].ctx, min(pause, time.Until(deadline))) != nil {
			if latest := time.Now().Add(c.listLag); deadline.After(latest) {
				deadline = latest
			}
			time.Sleep(time.Until(deadline))
		}
		pause = min(2*pause, c.listLag)
	}
}

// lookAgain reads the list anew, also when the run has been cancelled, and
// returns the tokens in it that are new and nobody's. To wait for RingCX's limit
// is not to look, so it is not bounded by a request's time before the run ends.
func (l *login) rereadTokens(ctx context.Context) (tokenList, error) {
	ctx, cancel := linger(ctx, l.client.wire.timeout)
	defer cancel()
	l.tokens.changed()
	list, err := l.tokens.get(ctx)
	if err != nil {
		return nil, err
	}
	return l.owner.fresh(list.tokens), nil
}

// lastLook is for the create of a user that is the last to end, where one was
// sent again: an earlier request may have been carried out since. What nobody
// claims is named, by this create alone. It never fails a create.
func (l *login) finalCheck(ctx context.Context, o *owner) Aftermath {
	o.mu.Lock()
	due := o.finalCheckDue && o.running == 0 && len(o.unresolved) == 0
	o.mu.Unlock()
	if !due {
		return o.aftermath()
	}
	fresh, err := l.rereadTokens(ctx)
	if err != nil {
		return o.aftermath()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if list, ok := l.tokens.cached(); ok {
		before := len(o.unconfirmed)
		o.unconfirmed = slices.DeleteFunc(o.unconfirmed, list.has)
		o.unaccounted -= before - len(o.unconfirmed)
	}
	a := Aftermath{User: o.identity}
	for _, id := range slices.Sorted(maps.Keys(fresh)) {
		if !o.claimed[id] {
			o.claimed[id] = true
			a.Unclaimed = append(a.Unclaimed, id)
		}
	}
	o.unaccounted = max(0, o.unaccounted-len(a.Unclaimed))
	o.finalCheckDue = o.unaccounted > 0
	a.Unaccounted = o.unaccounted
	return a
}

// aftermath says what is unaccounted for now.
func (o *owner) aftermath() Aftermath {
	o.mu.Lock()
	defer o.mu.Unlock()
	return Aftermath{User: o.identity, Unaccounted: o.unaccounted}
}
