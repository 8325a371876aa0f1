package doctor

import (
	"context"
	"slices"
	"strings"
)

// check is one question. Its answer is decided by a pure function where there is something to decide.
type check struct {
	id      string
	section string   // of API.md, "" where it tests nothing of it
	modes   []string // auth_modes that it concerns; none means all
	need    string   // the check that must not have failed, nor been left out; "": none
	always  bool     // it is not left out, not even after a stop
	run     func(context.Context, *examination) Outcome
}

// try makes one check, unless what it needs is missing. A panic in it must not leave a token behind.
func (c check) try(ctx context.Context, x *examination) (o Outcome) {
	defer func() {
		if recover() != nil {
			o = Outcome{Status: Fail, Assumption: NotTried, Seen: "this check broke: a bug in ringcx-doctor"}
		}
	}()
	needed := x.done[c.need]
	switch {
	case c.always && x.client != nil:
		return c.run(ctx, x)
	case len(c.modes) > 0 && !slices.Contains(c.modes, x.mode):
		return notForMode
	case strings.HasPrefix(c.id, "create.") && !x.CreateToken:
		return notAsked
	case x.client == nil:
		return leftOut("a setting is wrong")
	case ctx.Err() != nil:
		return skip("stopped before")
	case needed.missed:
		return skip("it needs " + c.need)
	case needed.Status == Fail, needed.Status == Skip:
		return leftOut("it needs " + c.need) // what failed, or was left out before, says enough
	}
	o = c.run(ctx, x)
	if ctx.Err() != nil { // whatever it saw may be of the stop, and not of RingCX
		return skip("stopped")
	}
	return o
}
