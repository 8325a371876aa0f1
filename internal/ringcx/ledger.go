package ringcx

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// ledger keeps account of the creates of one process, so that the outcome of a
// create whose reply was lost can be found out: tokens have no label, and the
// only trace of a create is one token more in the list (ringcx-api.md 5).
//
// Creates run in parallel until the outcome of one is in doubt. Then no new one
// starts; when those on the wire have ended, the lists of the users concerned
// are compared with what they held before, and judge decides.
type ledger struct {
	mu      sync.Mutex
	claimed map[string]bool // ids of this process's making: handed to a create, or named in an error
	running int             // creates that may be on the wire
	doubts  []*doubt        // creates that have ended, outcome unknown
	settled chan struct{}   // closed when the doubts are settled
}

// doubt is a create of unknown outcome that waits for its verdict.
type doubt struct {
	ctx     context.Context // of the create; settling outlives its end by two request timeouts
	user    *user
	said    Token // what the reply said, where the list must confirm it
	slow    bool  // nobody answered in time: RingCX may act after we have looked
	recheck bool  // an earlier try of this create was given up as not carried out
	verdict chan verdict
}

// verdict is what became of a create in doubt. With all fields zero, RingCX
// made no token.
type verdict struct {
	token      Token    // the create made this one
	strays     []string // ids of other new tokens, which a try that was given up may have made after all
	candidates []string // ids of the new tokens, of which nobody can say which is the create's
	err        error    // the list could not be read
}

// judge decides what became of creates in doubt, given the tokens that are new
// in their user's list and that no other create of this process has made. A
// reply that the list confirms is believed. The other creates take over new
// tokens, one each: tokens have no properties, so any is as good as another.
// Where there are fewer new tokens than creates, the rest made none. Where there
// are more, somebody else was creating too; nobody can tell whose is whose, and
// to take one could mean to revoke somebody's working token later.
func judge(doubts []*doubt, fresh tokenList) []verdict {
	verdicts := make([]verdict, len(doubts))
	left := maps.Clone(fresh)
	var open []int
	for i, d := range doubts {
		if said, ok := left[d.said.ID()]; ok {
			verdicts[i].token = said
			delete(left, said.ID())
		} else {
			open = append(open, i)
		}
	}
	ids := slices.Sorted(maps.Keys(left))
	for n, i := range open {
		switch {
		case len(ids) > len(open):
			verdicts[i].candidates = ids
		case n < len(ids):
			verdicts[i].token = left[ids[n]]
		}
	}
	if len(open) == 0 {
		for i, d := range doubts {
			if d.recheck {
				verdicts[i].strays = ids
			}
		}
	}
	return verdicts
}

// begin waits until creates may run, and counts one as running.
func (l *ledger) begin(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		l.mu.Lock()
		if len(l.doubts) == 0 {
			l.running++
			l.mu.Unlock()
			return nil
		}
		settled := l.settled
		l.mu.Unlock()
		select {
		case <-settled:
		case <-ctx.Done():
		}
	}
}

// end ends a create that certainly made no token.
func (l *ledger) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
	l.settleIfIdle()
}

// claim ends a create that made t. Where t has been seen before it reports
// false and ends nothing: two creates cannot make the same token, so such a
// reply is no answer.
func (l *ledger) claim(u *user, t Token) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.claimed[t.ID()] || u.had[t.ID()] {
		return false
	}
	l.claimed[t.ID()] = true
	l.running--
	l.settleIfIdle()
	return true
}

// settle ends a create in doubt and returns what became of it.
func (l *ledger) settle(d *doubt) verdict {
	d.verdict = make(chan verdict, 1)
	l.mu.Lock()
	l.running--
	if len(l.doubts) == 0 {
		l.settled = make(chan struct{})
	}
	l.doubts = append(l.doubts, d)
	l.settleIfIdle()
	l.mu.Unlock()
	return <-d.verdict // bounded: the list has its own tries and timeouts
}

// settleIfIdle starts the comparison once no create is on the wire. None can
// start, and no doubt be added, until it has ended.
func (l *ledger) settleIfIdle() {
	if l.running > 0 || len(l.doubts) == 0 {
		return
	}
	byUser := make(map[*user][]*doubt)
	for _, d := range l.doubts {
		byUser[d.user] = append(byUser[d.user], d)
	}
	go func() {
		for u, doubts := range byUser {
			l.settleUser(u, doubts)
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.doubts = nil
		close(l.settled)
	}()
}

func (l *ledger) settleUser(u *user, doubts []*doubt) {
	ctx, cancel := linger(doubts[0].ctx, 2*u.client.wire.timeout)
	defer cancel()
	list, err := l.look(ctx, u, doubts)
	if err != nil {
		for _, d := range doubts {
			d.verdict <- verdict{err: err}
		}
		return
	}
	verdicts := judge(doubts, l.fresh(u, list))
	l.mu.Lock()
	for _, v := range verdicts {
		for _, id := range v.candidates {
			l.claimed[id] = true
		}
		if !v.token.IsZero() {
			l.claimed[v.token.ID()] = true
		}
	}
	for id := range list {
		u.had[id] = true
	}
	l.mu.Unlock()
	for i, d := range doubts {
		d.verdict <- verdicts[i]
	}
}

// looks is how often the list is read again where a create was not answered in
// time.
const looks = 4

// look reads the user's list as it is now. Where a create was not answered in
// time RingCX may still be at it, so that a list without its token proves
// nothing yet: look again for as long as a request may take.
func (l *ledger) look(ctx context.Context, u *user, doubts []*doubt) (tokenList, error) {
	slow := slices.ContainsFunc(doubts, func(d *doubt) bool { return d.slow })
	for n := 1; ; n++ {
		u.client.changed()
		list, err := u.tokens.get(ctx)
		if err != nil || !slow || n > looks || len(l.fresh(u, list)) >= len(doubts) {
			return list, err
		}
		if err := sleep(ctx, u.client.wire.timeout/looks); err != nil {
			return nil, u.client.wire.notSent(listCall(opList, u.client.at), err)
		}
	}
}

// fresh returns the tokens of a list that were not there before and that no
// create of this process has been given.
func (l *ledger) fresh(u *user, list tokenList) tokenList {
	l.mu.Lock()
	defer l.mu.Unlock()
	fresh := make(tokenList)
	for id, t := range list {
		if !u.had[id] && !l.claimed[id] {
			fresh[id] = t
		}
	}
	return fresh
}

// baseline notes what the user had before the first create: what is there now
// and was not then is new. It is taken once; a later list could hold the token
// of a create in doubt. One create takes it and the others wait: the creates of
// other users make lists stale meanwhile, and each would ask for one of its own.
func (l *ledger) baseline(ctx context.Context, u *user) error {
	u.first.Lock()
	defer u.first.Unlock()
	l.mu.Lock()
	taken := u.had != nil
	l.mu.Unlock()
	if taken {
		return nil
	}
	list, err := u.tokens.get(ctx)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	u.had = make(map[string]bool, len(list))
	for id := range list {
		u.had[id] = true
	}
	return nil
}

// before counts the tokens that the user had before the first create.
func (l *ledger) before(u *user) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(u.had)
}
