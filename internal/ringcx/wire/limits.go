package wire

import (
	"errors"
	"fmt"
	"time"
)

// Limit is a limit of RingCX or RingCentral. The calls that count against the same limit wait for each other.
type Limit struct {
	Name string // tells one limit from another
	// OneByOne sends the calls one at a time from the start: so few are allowed that each one sent in parallel beyond
	// them would be refused.
	OneByOne bool
}

// gate returns the gate of a limit.
func (w *Client) gate(l Limit) *gate {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.gates[l] == nil {
		w.gates[l] = &gate{oneByOne: l.OneByOne, pace: pace{window: w.cfg.RateWindow}}
	}
	return w.gates[l]
}

// heldBack is the error for a request that a gate did not let through. It repeats the last refusal, and says how many
// requests were waiting and why waiting ended.
func (w *Client) heldBack(c Call, err error) *Error {
	var held heldBackError
	if !errors.As(err, &held) {
		return c.NotSent(err)
	}
	e := held.err
	e.Op, e.NotActed = c.Op, true
	left := fmt.Sprintf("%d requests were", held.left)
	if held.left == 1 {
		left = "1 request was"
	}
	longest := maxRefusedWindows * w.cfg.RateWindow
	if held.pause > longest {
		e.Hint = fmt.Sprintf("%s %s, which is longer than a run waits, and %s left waiting.",
			e.by("RingCX asks to wait"), held.pause.Round(time.Second), left)
		e.Rerun = "Run the same command again after that time."
		return &e
	}
	e.Rerun = continueText
	e.Hint = fmt.Sprintf("%s %s, so the run stopped waiting, and %s left. %s",
		e.by("RingCX refused every request of this kind for"), longest, left, rateHint)
	return &e
}
