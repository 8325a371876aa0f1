package ringcx

import (
	"slices"
	"testing"
)

// withOneOwed returns a ledger with a request that was given up, for a user who has one token.
func withOneOwed() *ledger {
	l := newLedger(listOf(1))
	l.doubt(l.begin(), Token{}, false)
	l.resolve(nil)
	return &l
}

// only is a list of the tokens with these numbers.
func only(numbers ...int) tokenList {
	list := make(tokenList)
	for _, n := range numbers {
		list[testToken(n).ID()] = testToken(n)
	}
	return list
}

// The final look names a token once, and is due again only while a request is owed.
func TestLookedAgain(t *testing.T) {
	l := withOneOwed()
	l.sentAgain()
	if !l.made(l.begin(), testToken(2), true) || !l.mustLookAgain() {
		t.Fatal("no final look is due after a create that was sent again")
	}
	list := only(0, 2)
	if unclaimed := l.lookedAgain(list, l.fresh(list), l.begun); len(unclaimed) != 0 || l.owed() != 1 {
		t.Errorf("the first look names %v, %d are owed", unclaimed, l.owed())
	}
	if !l.mustLookAgain() || l.idle() {
		t.Error("no further look is due, though a request is owed")
	}
	list = only(0, 1, 2)
	if unclaimed := l.lookedAgain(list, l.fresh(list), l.begun-1); unclaimed != nil {
		t.Errorf("a list from before the last create names %v", unclaimed)
	}
	if unclaimed := l.lookedAgain(list, l.fresh(list), l.begun); !slices.Equal(unclaimed, []string{testToken(1).ID()}) {
		t.Errorf("the second look names %v, want the late token", unclaimed)
	}
	if l.owed() != 0 || l.mustLookAgain() || !l.idle() || len(l.fresh(list)) != 0 {
		t.Errorf("%d are owed, and a look is due: %t, though all is known", l.owed(), l.mustLookAgain())
	}
}

// What a list that is read for creates in doubt leaves behind: tokens that nobody claims are known from then on, and
// stand for requests that were given up.
func TestResolve(t *testing.T) {
	for _, c := range []struct {
		name      string
		fresh     tokenList
		known     int // of the new tokens
		owed      int
		candidate bool
	}{
		{name: "nothing new", fresh: only(), owed: 2},
		{name: "one token", fresh: only(1), known: 1, owed: 1},
		{name: "a token for each request", fresh: only(1, 2), known: 2},
		{name: "more than this process can have made", fresh: only(1, 2, 3), known: 3, owed: 2, candidate: true},
	} {
		l := withOneOwed()
		r := l.begin()
		l.doubt(r, Token{}, false)
		l.resolve(c.fresh)
		if known := len(c.fresh) - len(l.fresh(c.fresh)); known != c.known || l.owed() != c.owed {
			t.Errorf("%s: %d are known and %d owed, want %d and %d", c.name, known, l.owed(), c.known, c.owed)
		}
		if candidate := len(r.outcome.candidates) > 0; candidate != c.candidate || l.phase() != open {
			t.Errorf("%s: candidates: %v, phase %d", c.name, r.outcome.candidates, l.phase())
		}
	}
}

// A token that was revoked, or that a later list does not show, is not counted any more. It stays known, because a list
// that lags may show it again.
func TestCount(t *testing.T) {
	l := newLedger(listOf(3))
	l.made(l.begin(), testToken(3), true)
	l.revoked(testToken(3).ID())
	l.revoked("of another user")
	if _, ok := l.created(testToken(3).ID()); ok || l.count() != 3 {
		t.Errorf("%d tokens after a revocation, want 3; the revoked one can be had: %t", l.count(), ok)
	}
	l.sawBefore(only(0, 4), l.begun)
	if l.count() != 2 || !l.knows(testToken(1).ID()) || !l.knows(testToken(3).ID()) || !l.knows(testToken(4).ID()) {
		t.Errorf("%d tokens, want the two in the list, and the others known", l.count())
	}
}
