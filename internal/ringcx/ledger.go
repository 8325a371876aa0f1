package ringcx

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// unresolvedCreate is a create whose outcome is not known yet.
type unresolvedCreate struct {
	ctx     context.Context // of the create; finding out the outcome outlives it
	login   *login          // the login that sent it
	reply   Token           // the token in the reply, if the list must confirm it
	ended   bool            // RingCX itself answered, so it has finished with the request
	outcome chan outcome
}

// outcome says what became of an unresolved create. All fields are zero if no token has appeared yet.
type outcome struct {
	token      Token    // the token that the create made
	unclaimed  []string // ids of other new tokens, which requests that were given up may have made
	candidates []string // ids of new tokens of which one may be the create's, if nobody can say which
	err        error    // the list could not be read
}

// judge decides what became of unresolved creates. fresh holds the tokens that are new in their user's list and that no
// other create of this process made; unaccounted is the number of requests of this process that may have made one.
//
//   - If the list confirms the token in a create's reply, the create made it.
//   - Each other create takes over one new token. Tokens have no properties, so it does not matter which. If there are
//     fewer new tokens than creates, the remaining creates have not made one yet.
//   - If there are more new tokens than creates, but not more than requests, this process made all of them: those that
//     no create takes over are reported.
//   - If there are more than that, somebody else created tokens too. Nobody can say which is whose, and taking a wrong
//     one could later revoke a token that is in use.
//   - A new entry of the list that cannot be used as a token can be taken over by nobody, and may be what a create made.
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
		return outcomes // finalCheck reports the tokens that are left
	}
	ids := slices.Sorted(maps.Keys(left))
	undecidable := len(ids) > max(unaccounted, len(open)) ||
		slices.ContainsFunc(ids, func(id string) bool { return !left[id].usable() })
	for n, i := range open {
		switch {
		case undecidable:
			outcomes[i].candidates = ids
		case n < len(ids):
			outcomes[i].token = left[ids[n]]
		}
	}
	if !undecidable && len(ids) > len(open) {
		outcomes[open[0]].unclaimed = ids[len(open):]
	}
	return outcomes
}

// begin waits until creates of the user may run, counts one as running, and returns how many tokens the user had before
// it.
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

// sentAgain notes that a create is sent again, so that finalCheck looks for a token of the earlier request.
func (o *owner) sentAgain() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.finalCheckDue = true
}

// claim ends a create that made t. If t was seen before, it returns false and ends nothing: two creates cannot make the
// same token, so the reply was wrong.
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

// take records a token as made by a create. The caller holds the lock.
func (o *owner) take(t Token) {
	o.claimed[t.ID()] = true
	o.created[t.ID()] = t
	o.count++
}

// settle ends a create of unknown outcome and returns the outcome, once it is known or can no longer be found out.
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
	return <-d.outcome // findMissing limits how long this takes
}

// settleIfIdle resolves the unresolved creates once no create of the user is running. Until that has ended, no create
// can start and none can be added. The caller holds the lock.
func (o *owner) settleIfIdle() {
	if o.running > 0 || len(o.unresolved) == 0 {
		return
	}
	unresolved := o.unresolved
	go func() {
		fresh, err := o.findMissing(unresolved)
		outcomes := o.resolve(fresh, err)
		for i, d := range unresolved {
			d.outcome <- outcomes[i]
		}
	}()
}

// resolve records what became of the unresolved creates. err means that the list could not be read.
func (o *owner) resolve(fresh tokenList, err error) []outcome {
	o.mu.Lock()
	defer o.mu.Unlock()
	unresolved := o.unresolved
	o.unresolved = nil
	close(o.settled)
	if err != nil {
		return slices.Repeat([]outcome{{err: err}}, len(unresolved))
	}
	outcomes := judge(unresolved, fresh, o.unaccounted-o.disputed)
	for i, v := range outcomes {
		for _, id := range slices.Concat(v.candidates, v.unclaimed) {
			o.claimed[id] = true
		}
		o.unaccounted -= len(v.unclaimed)
		if v.candidates != nil {
			o.disputed++
		}
		switch {
		case !v.token.IsZero():
			o.take(v.token)
			o.unaccounted--
		case unresolved[i].ended && v.candidates == nil:
			o.unaccounted-- // RingCX has finished with the request, and there is no token
		}
	}
	o.unaccounted = max(0, o.unaccounted)
	return outcomes
}

// findMissing reads the list until it shows a new token for each unresolved create, but no longer than RingCX may be
// working on one of them: the timeout of one request, plus the time by which the list may lag. If RingCX itself
// answered, it has finished with the request, and only the lag matters. When the run is cancelled, it reads the list
// only once more, after the lag.
func (o *owner) findMissing(unresolved []*unresolvedCreate) (tokenList, error) {
	l, c := unresolved[0].login, o.client
	deadline := time.Now().Add(c.listLag)
	if slices.ContainsFunc(unresolved, func(d *unresolvedCreate) bool { return !d.ended }) {
		deadline = deadline.Add(c.wire.Timeout())
	}
	pause := min(c.listLag, c.wire.Timeout()/16)
	for {
		fresh, err := l.rereadTokens(unresolved[0].ctx)
		if err == nil && len(fresh) >= len(unresolved) || !time.Now().Before(deadline) {
			return fresh, err
		}
		if wire.Sleep(unresolved[0].ctx, min(pause, time.Until(deadline))) != nil {
			if latest := time.Now().Add(c.listLag); deadline.After(latest) {
				deadline = latest
			}
			time.Sleep(time.Until(deadline))
		}
		pause = min(2*pause, c.listLag)
	}
}

// rereadTokens reads the list again, even if the run has been cancelled, and returns the new tokens in it that nothing
// claims. Time spent waiting for a rate limit does not count towards its timeout while the run goes on.
func (l *login) rereadTokens(ctx context.Context) (tokenList, error) {
	ctx, cancel := wire.Linger(ctx, l.client.wire.Timeout())
	defer cancel()
	list, err := l.client.tokens.Afresh(ctx, l)
	if err != nil {
		return nil, err
	}
	return l.owner.fresh(list.tokens), nil
}

// finalCheck runs in the last create of a user to end, if a create was sent again: RingCX may have carried out an
// earlier request since. It reports the tokens that no create claims, once for all creates, and never makes a create
// fail.
func (l *login) finalCheck(ctx context.Context, o *owner) Aftermath {
	o.mu.Lock()
	due, started := o.finalCheckDue && o.running == 0 && len(o.unresolved) == 0, o.started
	o.mu.Unlock()
	if !due {
		return o.aftermath()
	}
	fresh, err := l.rereadTokens(ctx)
	o.mu.Lock()
	defer o.mu.Unlock()
	if err != nil || o.started != started { // a new token may be that of a create which has begun since
		return o.left()
	}
	if list, ok := l.client.tokens.Kept(l); ok {
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

// aftermath returns what is unaccounted for now, but for unresolved creates: these report what becomes of them.
func (o *owner) aftermath() Aftermath {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.left()
}

// left is aftermath for a caller that holds the lock.
func (o *owner) left() Aftermath {
	return Aftermath{User: o.identity, Unaccounted: max(0, o.unaccounted-len(o.unresolved))}
}
