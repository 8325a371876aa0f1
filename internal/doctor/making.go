package doctor

import (
	"errors"
	"slices"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// making is the create of a token, as far as it has come.
type making struct {
	before  []ringcx.Token // the user's tokens before it
	reply   record         // to its last request; zero if none was sent
	token   ringcx.Token   // as the list spells it; zero until it is known
	ours    bool           // it is the one in the reply; otherwise it was found in the list
	revoked bool
	owed    int       // requests by which RingCX may still make a token, as far as the create knows
	at      time.Time // of the reply
}

// owedAfter is the number of requests by which RingCX may still make a token after a create.
func owedAfter(created ringcx.Created, err error) int {
	var undecided *ringcx.UndecidedError
	switch {
	case !errors.As(err, &undecided):
		return created.Unaccounted
	case undecided.ListErr != nil:
		return max(1, undecided.Unaccounted)
	}
	return undecided.Unaccounted
}

// leftovers decides which new tokens in the list are ours. sent is the number of requests that may have made a token
// that nobody has seen. As tokens have no properties, that many new ones, or fewer, are taken for theirs; of more than
// that nobody can tell which are ours, and none of them is touched. The token in the reply is ours and not among them.
func leftovers(before, now []ringcx.Token, token ringcx.Token, ours bool, sent int) (mine, foreign []ringcx.Token) {
	known := map[string]bool{token.ID(): ours}
	for _, t := range before {
		known[t.ID()] = true
	}
	for _, t := range now {
		if !known[t.ID()] {
			mine = append(mine, t)
		}
	}
	if !ours && !token.IsZero() && !slices.Contains(mine, token) { // it was found in an earlier list
		mine = append(mine, token)
	}
	if len(mine) > sent {
		return nil, mine
	}
	return mine, nil
}
