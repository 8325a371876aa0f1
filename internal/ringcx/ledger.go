package ringcx

import (
	"maps"
	"slices"
)

// ledger holds what this process knows of one user's tokens, and its own create requests for that user, so that the
// outcome of a create whose reply was lost can be found out: tokens have no label, and the only trace of a create is
// one more token in the list.
//
// Creates run in parallel until one is in doubt. Then no other begins; when the running ones have ended, the list is
// read, and judge decides. Each token stands once, with what is known of it, and each request that is owed an answer
// stands once; numbers are counted from these.
//
// A ledger has no lock, no clock and no I/O: holder drives it.
type ledger struct {
	tokens   map[string]*entry // by id
	requests []*request        // that are under way, or may still make a token, in the order in which they were sent
	begun    int               // requests so far, to tell whether one has begun since
	lookDue  bool              // a request was sent again, or not confirmed, since the last final look
}

// origin says where a token comes from.
type origin int

const (
	thereBefore origin = iota // a list showed it while no create was under way
	madeHere                  // a create of this process returned it
	named                     // it was named to the person, because nobody knows who made it
)

// entry is what is known of one token.
type entry struct {
	origin origin
	token  Token // if it was made here, and not revoked since
	alive  bool  // as far as this process has seen
}

// request is one POST that creates a token.
type request struct {
	state   requestState
	reply   Token   // the token in the reply, if the list must confirm it
	ended   bool    // RingCX itself answered, so it has finished with the request
	outcome outcome // once the request is not in doubt any more
}

type requestState int

const (
	running     requestState = iota // not answered yet
	inDoubt                         // its outcome is not known, and is about to be found out
	givenUp                         // no list has shown its token yet
	disputed                        // given up, and its token may be one that somebody else created
	unconfirmed                     // the token in its reply was recorded, and the list may spell it otherwise
	settled                         // nothing more can come of it; not in the ledger any more
)

// phase says what creates of the user may do.
type phase int

const (
	open     phase = iota // creates may begin
	draining              // a create is in doubt: none may begin until the running ones have ended
	looking               // none is running: the list is read until it shows what became of those in doubt
)

func newLedger(before tokenList) ledger {
	l := ledger{tokens: make(map[string]*entry, len(before))}
	l.sawBefore(before, 0)
	return l
}

// phase is derived from the requests, so that the two cannot disagree.
func (l *ledger) phase() phase {
	switch {
	case len(l.in(inDoubt)) == 0:
		return open
	case len(l.in(running)) > 0:
		return draining
	}
	return looking
}

// in returns the requests that are in one of the states.
func (l *ledger) in(states ...requestState) []*request {
	var found []*request
	for _, r := range l.requests {
		if slices.Contains(states, r.state) {
			found = append(found, r)
		}
	}
	return found
}

// idle reports whether no list can show a token of a request of this process that was not there before.
func (l *ledger) idle() bool { return len(l.requests) == 0 && !l.lookDue }

// owed is the number of requests that have ended and may still make a token, but for those in doubt: these report what
// becomes of them.
func (l *ledger) owed() int { return len(l.in(givenUp, disputed, unconfirmed)) }

// count is the number of tokens that the user is known to have.
func (l *ledger) count() int {
	n := 0
	for _, t := range l.tokens {
		if t.alive {
			n++
		}
	}
	return n
}

// begin adds a request that is about to be sent. The phase must be open.
func (l *ledger) begin() *request {
	r := &request{state: running}
	l.requests = append(l.requests, r)
	l.begun++
	return r
}

// settle takes a request out of the ledger.
func (l *ledger) settle(r *request) {
	r.state = settled
	l.requests = slices.DeleteFunc(l.requests, func(other *request) bool { return other == r })
}

// notMade ends a request that certainly made no token.
func (l *ledger) notMade(r *request) { l.settle(r) }

// made ends a request that made t. If t was known before, it returns false and ends nothing: two creates cannot make
// the same token, so the reply was wrong. Where nothing has confirmed t, the list may spell it otherwise: then the
// token in the list belongs to no create, and has to be reported.
func (l *ledger) made(r *request, t Token, confirmed bool) bool {
	if l.knows(t.ID()) {
		return false
	}
	l.take(t)
	if confirmed {
		l.settle(r)
	} else {
		r.state, r.reply = unconfirmed, t
		l.lookDue = true
	}
	return true
}

// doubt notes that nobody knows what became of a request. reply is the token in its reply, if the list must confirm it;
// ended means that RingCX itself answered.
func (l *ledger) doubt(r *request, reply Token, ended bool) {
	r.state, r.reply, r.ended = inDoubt, reply, ended
}

// sentAgain notes that a create is sent again: the final look then asks for a token of the earlier request.
func (l *ledger) sentAgain() { l.lookDue = true }

// doubtsEnded reports whether RingCX itself has answered every request in doubt, and so has finished with it.
func (l *ledger) doubtsEnded() bool {
	return !slices.ContainsFunc(l.in(inDoubt), func(r *request) bool { return !r.ended })
}

// judged returns what has become of the requests in doubt, by the new tokens of a list that was read since.
func (l *ledger) judged(fresh tokenList) []outcome {
	doubts := l.in(inDoubt)
	return judge(doubts, fresh, len(doubts)+len(l.in(givenUp, unconfirmed)))
}

// foresee reports whether these new tokens settle every request in doubt, and whether they are in dispute. A dispute
// settles nothing before the last list: until then our own token may still come, and has to be named with the others.
func (l *ledger) foresee(fresh tokenList) (settled, inDispute bool) {
	settled = true
	for _, o := range l.judged(fresh) {
		settled = settled && !o.token.IsZero()
		inDispute = inDispute || o.candidates != nil
	}
	return settled, inDispute
}

// resolve records what became of the requests in doubt.
func (l *ledger) resolve(fresh tokenList) {
	doubts := l.in(inDoubt)
	for i, o := range l.judged(fresh) {
		r := doubts[i]
		r.outcome = o
		l.name(o.candidates...)
		l.name(o.unclaimed...)
		l.settleOldest(len(o.unclaimed))
		switch {
		case !o.token.IsZero():
			l.take(o.token)
			l.settle(r)
		case o.candidates != nil:
			r.state = disputed
		case r.ended:
			l.settle(r) // RingCX has finished with the request, and there is no token
		default:
			r.state = givenUp
		}
	}
}

// unreadable gives the requests in doubt up, because the list could not be read.
func (l *ledger) unreadable(err error) {
	for _, r := range l.in(inDoubt) {
		r.state, r.outcome = givenUp, outcome{err: err}
	}
}

// settleOldest settles requests that were given up, for as many tokens that nobody claims: it does not matter which
// made which. Those whose token is disputed come last.
func (l *ledger) settleOldest(n int) {
	left := slices.Concat(l.in(givenUp), l.in(unconfirmed), l.in(disputed))
	for _, r := range left[:min(n, len(left))] {
		l.settle(r)
	}
}

// mustLookAgain reports whether the list has to be read once more: the last create has ended, and an earlier request
// may have been carried out since.
func (l *ledger) mustLookAgain() bool { return l.lookDue && len(l.in(running, inDoubt)) == 0 }

// lookedAgain names the new tokens of a list that no create claims, and returns their ids. The list proves nothing if a
// create has begun since it was requested, after begun of them.
func (l *ledger) lookedAgain(list tokenList, fresh tokenList, begun int) (unclaimed []string) {
	if l.begun != begun {
		return nil
	}
	for _, r := range l.in(unconfirmed) {
		if list.has(r.reply.ID()) {
			l.settle(r)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(fresh)) {
		if !l.knows(id) {
			l.name(id)
			unclaimed = append(unclaimed, id)
		}
	}
	l.settleOldest(len(unclaimed))
	l.lookDue = l.owed() > 0
	return unclaimed
}

// sawBefore notes the tokens of a list as there before the creates to come, unless a create has begun since it was
// requested, after begun of them.
func (l *ledger) sawBefore(list tokenList, begun int) {
	if l.begun != begun {
		return
	}
	for _, t := range l.tokens {
		t.alive = false
	}
	for id := range list {
		l.mustKnow(id)
		l.tokens[id].alive = true
	}
}

// mustKnow notes a token as there before, even if a list that lags does not show it.
func (l *ledger) mustKnow(id string) {
	if !l.knows(id) {
		l.tokens[id] = &entry{origin: thereBefore}
	}
}

// take records a token as made by a create of this process.
func (l *ledger) take(t Token) { l.tokens[t.ID()] = &entry{origin: madeHere, token: t, alive: true} }

// name records tokens that are named to the person. No create claims them any more.
func (l *ledger) name(ids ...string) {
	for _, id := range ids {
		l.tokens[id] = &entry{origin: named}
	}
}

// revoked notes that a token was revoked. It stays known: a list that lags may show it again.
func (l *ledger) revoked(id string) {
	if t := l.tokens[id]; t != nil {
		t.alive, t.token = false, Token{}
	}
}

// knows reports whether a token is known, and so is not what a create in doubt has made.
func (l *ledger) knows(id string) bool { return l.tokens[id] != nil }

// created returns a token that this process created and did not revoke.
func (l *ledger) created(id string) (Token, bool) {
	if t := l.tokens[id]; t != nil && !t.token.IsZero() {
		return t.token, true
	}
	return Token{}, false
}

// fresh returns the tokens of a list that nothing is known of.
func (l *ledger) fresh(list tokenList) tokenList {
	fresh := make(tokenList)
	for id, t := range list {
		if !l.knows(id) {
			fresh[id] = t
		}
	}
	return fresh
}
