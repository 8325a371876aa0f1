package ringcx

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Every order of events of up to three creates of one user, with what RingCX holds beside the ledger: requests that are
// answered, refused, lost or answered with an error, and carried out before, after or never; another administrator's
// creates; lists that lag; a stop. After each step no token is claimed twice, none is unnamed, and nobody waits for
// ever.
//
// The walk goes breadth first, so that the first order that breaks an invariant is a shortest one.
func TestLedgerWalk(t *testing.T) {
	for _, c := range []struct{ creates, again, foreign int }{
		{creates: 1, again: 2, foreign: 2},
		{creates: 2, again: 1, foreign: 1},
		{creates: 2, again: 2, foreign: 0},
		{creates: 3, again: 0, foreign: 1},
		{creates: 3, again: 1, foreign: 0},
	} {
		t.Run(fmt.Sprintf("%d creates, %d sent again, %d foreign", c.creates, c.again, c.foreign), func(t *testing.T) {
			t.Parallel()
			start := &world{ledger: newLedger(listOf(1)), foreign: c.foreign, again: c.again}
			start.tokens = []walkToken{{listed: true, before: true}}
			start.creates = make([]walkCreate, c.creates)
			visited, finished := walk(t, start)
			t.Logf("%d states, %d of them final", visited, finished)
			if finished == 0 {
				t.Error("no order of events comes to an end")
			}
		})
	}
}

// walkTokens are the tokens that RingCX makes, in this order.
var walkTokens = func() (tokens []Token) {
	for n := range 20 {
		tokens = append(tokens, testToken(n))
	}
	return tokens
}()

// world is a ledger, and RingCX and the creates around it.
type world struct {
	ledger  ledger
	tokens  []walkToken // that RingCX holds; walkTokens[n] is the nth
	creates []walkCreate
	foreign int // creates of another administrator to come
	again   int // creates that may be sent again
	path    *step
}

// step is the last event of a path.
type step struct {
	event string
	after *step
}

func (s *step) String() string {
	if s == nil {
		return ""
	}
	return s.after.String() + "\n  " + s.event
}

type walkToken struct {
	before  bool // it was there before
	foreign bool // another administrator made it
	listed  bool
}

type walkCreate struct {
	state   createState
	sent    int      // requests
	current *request // the last of them
	pending int      // requests that RingCX may still carry out
	acted   int      // the token that the last request made; 0: none yet
	ended   bool     // RingCX itself has ended the last request
	token   Token    // that it returned
}

type createState int

const (
	waiting createState = iota // to begin, or to begin again
	sent
	doubting
	undecided // its request was given up
	done
)

func walk(t *testing.T, start *world) (visited, finished int) {
	t.Helper()
	seen := map[string]bool{start.key(): true}
	for queue := []*world{start}; len(queue) > 0; queue = queue[1:] {
		w := queue[0]
		visited++
		next := w.next()
		if len(next) == 0 {
			finished++
		}
		if broken := w.broken(len(next) == 0); broken != "" {
			t.Fatalf("%s, after:%s", broken, w.path)
		}
		for _, n := range next {
			if key := n.key(); !seen[key] {
				seen[key] = true
				queue = append(queue, n)
			}
		}
		queue[0] = nil
	}
	return visited, finished
}

// broken says which invariant does not hold; "" if all do.
func (w *world) broken(final bool) string {
	claimed := make(map[Token]bool)
	for i, c := range w.creates {
		if claimed[c.token] && !c.token.IsZero() {
			return "a token is claimed twice"
		}
		claimed[c.token] = true
		if c.token == walkTokens[0] {
			return fmt.Sprintf("create %d took a token that was there before", i)
		}
	}
	inFlight, doubts := len(w.ledger.in(running)), len(w.ledger.in(inDoubt))
	want := open
	switch {
	case doubts > 0 && inFlight > 0:
		want = draining
	case doubts > 0:
		want = looking
	}
	if w.ledger.phase() != want {
		return fmt.Sprintf("phase %d with %d running and %d in doubt", w.ledger.phase(), inFlight, doubts)
	}
	if final && inFlight+doubts > 0 {
		return "a create waits for ever"
	}
	return w.unnamed(inFlight + doubts)
}

// unnamed says whether a token is alive that nobody knows of. Tokens are interchangeable, so what counts is their
// number: each must be that of a request that is counted, or stand in for a token of another administrator that was
// taken over. While creates go on, and before the final look, the question is open.
func (w *world) unnamed(open int) string {
	if open > 0 || w.ledger.mustLookAgain() {
		return ""
	}
	unknown, foreign := 0, 0
	for n, token := range w.tokens {
		if !w.ledger.knows(walkTokens[n].ID()) {
			unknown++
		}
		if token.foreign {
			foreign++
		}
	}
	if unknown > w.ledger.owed()+foreign {
		return fmt.Sprintf("%d tokens are alive that nobody knows of, %d requests are counted, %d tokens are foreign",
			unknown, w.ledger.owed(), foreign)
	}
	return ""
}

// next returns the worlds after each event that is possible now.
func (w *world) next() []*world {
	var next []*world
	event := func(name string, happen func(*world)) {
		n := w.clone()
		n.path = &step{name, w.path}
		happen(n)
		next = append(next, n)
	}
	for i := range w.creates {
		w.ofCreate(i, event)
	}
	if w.foreign > 0 {
		event("another administrator creates a token", func(n *world) {
			n.foreign--
			n.tokens = append(n.tokens, walkToken{foreign: true})
		})
	}
	if slices.ContainsFunc(w.tokens, func(t walkToken) bool { return !t.listed }) {
		event("the list shows everything", func(n *world) {
			for i := range n.tokens {
				n.tokens[i].listed = true
			}
		})
	}
	switch fresh := w.ledger.fresh(w.list()); {
	case w.ledger.phase() == looking && w.endedAreListed():
		event("the list is read", (*world).look)
	case w.ledger.mustLookAgain():
		event("the final look", func(n *world) { n.ledger.lookedAgain(n.list(), fresh, n.ledger.begun) })
	case w.ledger.idle() && len(fresh) > 0:
		event("a list is read while nothing is under way", func(n *world) { n.ledger.sawBefore(n.list(), n.ledger.begun) })
	}
	return next
}

// endedAreListed holds what is promised of RingCX: where it has answered with an error of its own, its work has ended,
// and a list that is read after the lag shows it.
func (w *world) endedAreListed() bool {
	return !slices.ContainsFunc(w.creates, func(c walkCreate) bool {
		return c.state == doubting && c.ended && c.acted > 0 && !w.tokens[c.acted].listed
	})
}

// ofCreate adds the events that are possible for one create.
func (w *world) ofCreate(i int, event func(string, func(*world))) {
	c := w.creates[i]
	mine := func(name string, happen func(*world, *walkCreate)) {
		event(fmt.Sprintf("create %d %s", i, name), func(n *world) { happen(n, &n.creates[i]) })
	}
	finish := func(_ *world, c *walkCreate) { c.state = done }
	switch c.state {
	case waiting:
		mine("is stopped while it waits", finish)
		if w.ledger.phase() == open {
			mine("begins", (*world).begin)
		}
	case sent:
		w.answers(c, mine)
	case undecided:
		mine("gives up", finish)
		if w.again > 0 {
			mine("is sent again", func(n *world, c *walkCreate) { n.again--; c.state = waiting })
		}
	case doubting, done:
	}
	if c.pending > 0 {
		mine("is carried out", (*world).act)
	}
}

func (w *world) begin(c *walkCreate) {
	if c.sent > 0 {
		w.ledger.sentAgain()
	}
	c.current, c.state, c.acted, c.ended = w.ledger.begin(), sent, 0, false
	c.sent++
	c.pending++
}

// act has RingCX carry out a request of a create: the last one, or if that is carried out already, an earlier one.
func (w *world) act(c *walkCreate) {
	c.pending--
	w.tokens = append(w.tokens, walkToken{})
	if (c.state == sent || c.state == doubting) && c.acted == 0 && !c.ended {
		c.acted = len(w.tokens) - 1
	}
}

// answers adds the ways in which a request that was sent can end.
func (w *world) answers(c walkCreate, mine func(string, func(*world, *walkCreate))) {
	if c.acted > 0 {
		for _, confirmed := range []bool{true, false} {
			mine(fmt.Sprintf("is answered with its token, confirmed: %t", confirmed), func(n *world, c *walkCreate) {
				if !n.ledger.made(c.current, walkTokens[c.acted], confirmed) {
					n.doubt(c, false)
					return
				}
				c.token, c.state = walkTokens[c.acted], done
			})
		}
	} else {
		mine("is refused", func(n *world, c *walkCreate) {
			n.ledger.notMade(c.current)
			c.pending--
			c.state = done
		})
	}
	mine("gets no answer", func(n *world, c *walkCreate) { n.doubt(c, false) })
	mine("is answered with an error of RingCX", func(n *world, c *walkCreate) { n.doubt(c, true) })
}

func (w *world) doubt(c *walkCreate, ended bool) {
	c.state, c.ended = doubting, ended
	if ended && c.acted == 0 {
		c.pending-- // and it never will
	}
	w.ledger.doubt(c.current, Token{}, ended)
}

func (w *world) look() {
	w.ledger.resolve(w.ledger.fresh(w.list()))
	for i := range w.creates {
		c := &w.creates[i]
		if c.state != doubting {
			continue
		}
		switch o := c.current.outcome; {
		case !o.token.IsZero():
			c.token, c.state = o.token, done
		case o.candidates != nil:
			c.state = done
		default:
			c.state = undecided
		}
	}
}

func (w *world) list() tokenList {
	list := make(tokenList)
	for n, t := range w.tokens {
		if t.listed {
			list[walkTokens[n].ID()] = walkTokens[n]
		}
	}
	return list
}

func (w *world) clone() *world {
	n := *w
	n.tokens, n.creates = slices.Clone(w.tokens), slices.Clone(w.creates)
	n.ledger.tokens = make(map[string]*entry, len(w.ledger.tokens))
	for id, t := range w.ledger.tokens {
		copied := *t
		n.ledger.tokens[id] = &copied
	}
	copies := make(map[*request]*request)
	n.ledger.requests = nil
	for _, r := range w.ledger.requests {
		copied := *r
		copies[r] = &copied
		n.ledger.requests = append(n.ledger.requests, &copied)
	}
	for i := range n.creates {
		n.creates[i].current = copies[n.creates[i].current]
	}
	return &n
}

// key is the same for worlds that differ in nothing that matters: creates are interchangeable, and so are tokens.
func (w *world) key() string {
	flag := func(set bool) byte {
		if set {
			return 'y'
		}
		return 'n'
	}
	tokens := make([]string, len(w.tokens))
	for n, t := range w.tokens {
		known := byte('-')
		if e := w.ledger.tokens[walkTokens[n].ID()]; e != nil {
			known = '0' + byte(e.origin)
		}
		tokens[n] = string([]byte{flag(t.foreign), flag(t.listed), known})
	}
	creates := make([]string, len(w.creates))
	for i, c := range w.creates {
		var state requestState
		if c.current != nil {
			state = c.current.state
		}
		creates[i] = string(
			[]byte{'0' + byte(c.state), '0' + byte(c.sent), '0' + byte(c.pending), flag(c.ended), '0' + byte(state)},
		)
		if c.acted > 0 && c.state != done {
			creates[i] += tokens[c.acted]
			tokens[c.acted] += "*"
		}
	}
	requests := make([]string, len(w.ledger.requests))
	for i, r := range w.ledger.requests {
		requests[i] = string([]byte{'0' + byte(r.state)})
	}
	for _, part := range [][]string{tokens, creates, requests} {
		slices.Sort(part)
	}
	return string([]byte{'0' + byte(w.foreign), '0' + byte(w.again), flag(w.ledger.lookDue)}) +
		strings.Join(slices.Concat(tokens, []string{"|"}, creates, []string{"|"}, requests), ",")
}
