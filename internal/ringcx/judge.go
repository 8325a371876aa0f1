package ringcx

import (
	"cmp"
	"maps"
	"slices"
)

// outcome says what became of a create in doubt. All fields are zero if no token has appeared yet.
type outcome struct {
	token      Token    // the token that the create made
	unclaimed  []string // ids of other new tokens, which requests that were given up may have made
	candidates []string // ids of new tokens of which one may be the create's, if nobody can say which
	err        error    // the list could not be read
}

// judge decides what became of creates in doubt. fresh holds the tokens that are new in their user's list and that no
// other create of this process made; sent is the number of requests of this process that may have made one.
//
//   - If the list confirms the token in a create's reply, the create made it.
//   - Each other create takes over one new token. Tokens have no properties, so it does not matter which. If there are
//     fewer new tokens than creates, the remaining creates have not made one yet. Creates that RingCX itself has ended
//     come first: it has finished with them, while the others may still make a token, which would be in no account if
//     one of them had taken over that of an ended create.
//   - If there are more new tokens than creates, but not more than requests, this process made all of them: those that
//     no create takes over are reported.
//   - If there are more than that, somebody else created tokens too. Nobody can say which is whose, and taking a wrong
//     one could later revoke a token that is in use.
//   - A new entry of the list that cannot be used as a token is taken over by nobody, and may be what a create made.
func judge(doubts []*request, fresh tokenList, sent int) []outcome {
	outcomes := make([]outcome, len(doubts))
	left := maps.Clone(fresh)
	var open []int
	for i, r := range doubts {
		if listed, ok := findToken(r.reply, left); ok {
			outcomes[i].token = listed
			delete(left, listed.ID())
			sent--
		} else {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return outcomes // the final look reports the tokens that are left
	}
	slices.SortStableFunc(open, func(i, j int) int { return cmp.Compare(rank(doubts[i]), rank(doubts[j])) })
	ids := slices.Sorted(maps.Keys(left))
	undecidable := len(ids) > max(sent, len(open)) ||
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

// rank orders creates in doubt: those that RingCX itself has ended come first.
func rank(r *request) int {
	if r.ended {
		return 0
	}
	return 1
}
