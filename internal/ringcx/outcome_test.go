package ringcx_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// failing is a list that fails n times after the first one.
func failing(n int) simulator.Fault {
	return simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 403, After: 1, Times: n}
}

// foreignReply is a token of a documented form that does not exist.
const foreignReply = "aws80:00000000-0000-4000-8000-000000000000"

type outcome int

const (
	made      outcome = iota // by the reply
	takenOver                // found in the list
	undecided                // an UndecidedError
	refused                  // an error, and certainly no token
)

// outcomeCase is a situation in which a create runs, and its outcome.
type outcomeCase struct {
	name                   string
	config                 simulator.Config
	owner                  bool
	faults                 []simulator.Fault
	want                   outcome
	unclaimed, unaccounted int
	creates                int
	reason                 string // in the error
}

// The outcome of a create in each situation, for a user who has one token before: what it returns, what it reports, and
// how often it is sent. A token is alive for each one that it returns or names.
func TestCreateOutcomes(t *testing.T) {
	dropped := onCreate(simulator.Fault{Kind: simulator.FaultDropBefore})
	lost := onCreate(simulator.Fault{Kind: simulator.FaultDropAfter})
	reply := func(token string, act bool) simulator.Fault {
		return onCreate(simulator.Fault{Kind: simulator.FaultGarbage, Body: token, ContentType: "text/plain", Act: act})
	}
	for _, c := range []outcomeCase{
		{name: "answered", want: made, creates: 1},
		{name: "answered, for an owner", owner: true, want: made, creates: 1},

		// The first reply is confirmed by the list, or by the token itself.
		{
			name: "the list lags", config: simulator.Config{ListLag: 2 * time.Second}, want: made, creates: 1,
		},
		{
			name: "the list fails, and the token is accepted", faults: []simulator.Fault{failing(1)}, want: made,
			creates: 1,
		},
		{
			name:   "the list fails, and the reply is refused",
			faults: []simulator.Fault{reply(foreignReply, false), failing(1)}, want: made, unaccounted: 1, creates: 2,
		},
		{
			name: "both fail, and the list shows it in the end", faults: []simulator.Fault{failing(2)},
			want: made, creates: 1,
		},
		{
			name: "both fail, and the list spells it otherwise", config: simulator.Config{Spelling: simulator.SpellingBareReply},
			faults: []simulator.Fault{failing(2)}, want: made, unclaimed: 1, creates: 1,
		},
		{
			name: "both fail, and so does the list in the end", faults: []simulator.Fault{failing(99)},
			want: made, unaccounted: 1, creates: 1,
		},
		{
			name: "both fail, and the reply may have been cut", config: simulator.Config{OpaqueTokens: true},
			faults: []simulator.Fault{failing(2)}, want: takenOver, creates: 1,
		},
		{name: "the list hangs", faults: []simulator.Fault{
			{Route: simulator.RouteTokenList, Kind: simulator.FaultHang, After: 1, Times: 1},
		}, want: made, creates: 1},

		// Without a reliable reply, the list decides.
		{name: "a lost reply", faults: []simulator.Fault{lost}, want: takenOver, creates: 1},
		{
			name: "a lost reply, for an owner", owner: true, faults: []simulator.Fault{lost}, want: takenOver, creates: 1,
		},
		{
			name: "a reply that is no token", faults: []simulator.Fault{reply("<html>", true)}, want: takenOver,
			creates: 1,
		},
		{
			name: "a reply that names a token of before", faults: []simulator.Fault{reply("", true)},
			want: takenOver, creates: 1,
		},
		{
			name: "a lost request", faults: []simulator.Fault{dropped}, want: made, unaccounted: 1, creates: 2,
		},
		{
			name:   "a lost request, refused then",
			faults: []simulator.Fault{dropped, onCreate(simulator.Fault{Kind: simulator.FaultStatus, Status: 429, Times: 99})},
			want:   undecided, unaccounted: 1, creates: 2 + 5, reason: "does not show a new token yet",
		},
		{
			name:   "RingCX's own refusal",
			faults: []simulator.Fault{onCreate(simulator.Fault{Kind: simulator.FaultStatus, Status: 403})}, want: undecided,
			creates: 1, reason: "lacks a right",
		},
		{
			name: "RingCX's own refusal, for an owner", owner: true,
			faults: []simulator.Fault{onCreate(simulator.Fault{Kind: simulator.FaultStatus, Status: 403})}, want: undecided,
			creates: 1, reason: ivrUser,
		},
		{
			name:   "RingCX's own fault",
			faults: []simulator.Fault{onCreate(simulator.Fault{Kind: simulator.FaultStatus, Status: 500, Times: 99})},
			want:   undecided, creates: 7, reason: "Tried 7 times",
		},
		{
			name: "a lost reply, and no list", faults: []simulator.Fault{lost, failing(99)}, want: undecided,
			unaccounted: 1, creates: 1, reason: "could not be read",
		},
		// A page of HTML with 401 may be a proxy's, after it passed the request on: so the list decides first.
		{
			name:   "the session has ended, says a page of HTML",
			faults: []simulator.Fault{onCreate(simulator.Fault{Kind: simulator.FaultHTML, Status: 401})},
			want:   made, unaccounted: 1, creates: 2,
		},
		{
			name: "the session has ended, says a page of HTML, for an owner", owner: true,
			faults: []simulator.Fault{onCreate(simulator.Fault{Kind: simulator.FaultHTML, Status: 401})},
			want:   made, unaccounted: 1, creates: 2,
		},
		{
			name:   "done, and the session has ended, says a page of HTML",
			faults: []simulator.Fault{onCreate(simulator.Fault{Kind: simulator.FaultHTML, Status: 401, Act: true})},
			want:   takenOver, creates: 1,
		},
		{
			name:   "a page of HTML with 401 in the new session too",
			faults: []simulator.Fault{onCreate(simulator.Fault{Kind: simulator.FaultHTML, Status: 401, Times: 99})},
			want:   undecided, unaccounted: 2, creates: 2, reason: "a proxy on the way may want a login of its own",
		},

		// What certainly made no token is a plain error.
		{
			name:   "refused for rate",
			faults: []simulator.Fault{onCreate(simulator.Fault{Kind: simulator.FaultStatus, Status: 429, Times: 99})},
			want:   refused, creates: 6, reason: "429",
		},
		{
			name:   "refused again after a renewal",
			faults: []simulator.Fault{onCreate(simulator.Fault{Kind: simulator.FaultStatus, Status: 401, Times: 99})},
			want:   refused, creates: 2, reason: "401",
		},
		{name: "the session cannot be renewed", faults: []simulator.Fault{
			onCreate(simulator.Fault{Kind: simulator.FaultStatus, Status: 401}),
			{Route: simulator.RouteRefresh, Kind: simulator.FaultStatus, Status: 401},
			{Route: simulator.RouteEngageLogin, Kind: simulator.FaultStatus, Status: 401, After: 1},
		}, want: refused, creates: 1, reason: "log in to RingCX"},
		{name: "the session cannot be renewed for an outage", faults: []simulator.Fault{
			onCreate(simulator.Fault{Kind: simulator.FaultStatus, Status: 401}),
			{Route: simulator.RouteRefresh, Kind: simulator.FaultStatus, Status: 503},
			{Route: simulator.RouteEngageLogin, Kind: simulator.FaultStatus, Status: 503, After: 1},
		}, want: refused, creates: 1, reason: "log in to RingCX"},
		{
			name:   "the first list fails",
			faults: []simulator.Fault{{Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 403}},
			want:   refused, reason: "list the user's API tokens",
		},
		{
			name: "the owner cannot log in", owner: true,
			faults: []simulator.Fault{{Route: simulator.RouteEngageLogin, Kind: simulator.FaultStatus, Status: 401}},
			want:   refused, reason: "log in to RingCX",
		},
		{
			name: "the session ends after the first list", config: simulator.Config{SessionLifetime: 10 * time.Second},
			faults: []simulator.Fault{
				{Route: simulator.RouteTokenList, Kind: simulator.FaultSlow, Delay: 20 * time.Second, Act: true, Times: 1},
				{Route: simulator.RouteRefresh, Kind: simulator.FaultStatus, Status: 401},
				{Route: simulator.RouteEngageLogin, Kind: simulator.FaultStatus, Status: 401, After: 1},
			}, want: refused, reason: "log in to RingCX",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, c.run)
		})
	}
}

func (c outcomeCase) run(t *testing.T) {
	rig := memoryRig(t, c.config)
	user := adminUser
	if c.owner {
		user = ivrUser
	}
	before := rig.Mint(user)
	time.Sleep(time.Minute)
	for _, f := range c.faults {
		if f.Kind == simulator.FaultGarbage && f.Body == "" {
			f.Body = before
		}
		rig.Inject(f)
	}
	created, err := c.create(t, rig)
	got := outcomeOf(created, err)
	after := created.Aftermath
	var u *ringcx.UndecidedError
	if errors.As(err, &u) {
		after = u.Aftermath
		if u.Before != 1 {
			t.Errorf("%d tokens before, want 1", u.Before)
		}
	}
	if got != c.want || len(after.Unclaimed) != c.unclaimed || after.Unaccounted != c.unaccounted {
		t.Errorf("got %v, %+v, %v", got, created, err)
	}
	if got != refused && after.User.UserName != user {
		t.Errorf("made for %+v", after.User)
	}
	if err != nil {
		ringcxtest.WantError(t, err, c.reason)
	}
	if n := rig.Count(simulator.RouteTokenCreate); n != c.creates {
		t.Errorf("%d creates were sent, want %d", n, c.creates)
	}
	c.checkTokens(t, slices.DeleteFunc(rig.Tokens(user), func(token string) bool { return token == before }), created, err)
	for _, leak := range rig.Leaks([]error{err}) {
		t.Error(leak)
	}
	time.Sleep(time.Hour) // lets a list end that no caller waits for
}

func (c outcomeCase) create(t *testing.T, rig *rig) (ringcx.Created, error) {
	t.Helper()
	cfg := rig.Config(t, engage, 0)
	if c.owner {
		return rig.MemoryClient(cfg).CreateFor(t.Context(), ownerCredentials(cfg, simulator.DefaultUsers()[1]))
	}
	return rig.MemoryClient(cfg).Create(t.Context())
}

func outcomeOf(created ringcx.Created, err error) outcome {
	var u *ringcx.UndecidedError
	switch {
	case errors.As(err, &u):
		return undecided
	case err != nil:
		return refused
	case created.TakenOver:
		return takenOver
	}
	return made
}

// checkTokens compares the new tokens that are alive with what the create returned.
func (c outcomeCase) checkTokens(t *testing.T, tokens []string, created ringcx.Created, err error) {
	t.Helper()
	alive := 1
	if err != nil {
		alive = 0
	}
	var u *ringcx.UndecidedError
	if errors.As(err, &u) && u.ListErr != nil {
		alive = 1 // and no list shows it
	}
	if len(tokens) != alive || err == nil && c.unclaimed == 0 && tokens[0] != created.Token.Reveal() {
		t.Errorf("%d new tokens are alive, want %d, the one that was returned", len(tokens), alive)
	}
}

// The texts of an UndecidedError, by what is known.
func TestUndecidedTexts(t *testing.T) {
	cause := &ringcx.Error{Op: "create an API token", Status: 502}
	whose := ringcx.Aftermath{User: ringcx.Identity{UserName: "ivr@example.com"}}
	const first = "Could not create an API token: RingCX answered 502 Bad Gateway.\n\n"
	for _, c := range []struct {
		name string
		err  *ringcx.UndecidedError
		want string
	}{
		{
			name: "the list could not be read",
			err:  &ringcx.UndecidedError{Cause: cause, ListErr: errors.New("WHY"), Before: 2, Aftermath: whose},
			want: first + "RingCX may have created a token, but the list that would show it could not be read. " +
				`No token was recorded. Before you apply again, look for the token. Number of tokens of the user ` +
				`"ivr@example.com" before this create: 2.` + " The list request failed:\nWHY",
		},
		{
			name: "somebody else was creating",
			err:  &ringcx.UndecidedError{Cause: cause, Candidates: []string{"ID1", "ID2"}, Before: 2, Aftermath: whose},
			want: first + `The list of the user "ivr@example.com" holds more new tokens than this run can have created, ` +
				`because somebody else created tokens for the same user at the same time, or entries that cannot be tokens. ` +
				"Nothing shows who created which, so this run took over none of them. Number of tokens before this create: 2. " +
				"The new entries have these ids:\n  ID1\n  ID2",
		},
		{name: "not yet", err: &ringcx.UndecidedError{Cause: cause, Before: 2, Aftermath: whose},
			want: first + `The list of the user "ivr@example.com" does not show a new token yet; RingCX may still create one. ` +
				`Before you apply again, look for the token. Number of tokens before this create: 2.`},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
		if !errors.Is(c.err, cause) {
			t.Errorf("%s: the cause is lost", c.name)
		}
	}
}

// A stop ends the wait of a create that would be sent again. The error counts the request that may still make a token.
func TestStopBeforeACreateIsSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{})
		rig.Inject(onCreate(simulator.Fault{Kind: simulator.FaultDropBefore, Times: 2}))
		client := rig.MemoryClient(rig.Config(t, engage, 0))
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := client.Create(ctx)
			var u *ringcx.UndecidedError
			if !errors.As(err, &u) || u.Unaccounted == 0 {
				t.Errorf("got %v, want an error that counts the request", err)
			}
		})
		time.Sleep(time.Second) // the first is unresolved; the second waits for it
		wg.Go(func() {
			if _, err := client.Create(t.Context()); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(timeout + 10*time.Second)
		if n := rig.Count(simulator.RouteTokenCreate); n != 2 {
			t.Fatalf("%d creates were sent, want 2", n)
		}
		stop()
		wg.Wait()
		if n := len(rig.AllTokens()); n != 1 {
			t.Errorf("%d tokens, want the second create's", n)
		}
	})
}

// A token is found by its id among those that this process created, and in its user's list.
func TestFind(t *testing.T) {
	for _, c := range []struct {
		name  string
		id    func(*testing.T, *situation, *ringcx.Client) string
		fails bool // the list
		found bool
		lists int
	}{
		{name: "made here, and no list can be read", id: func(t *testing.T, _ *situation, c *ringcx.Client) string {
			t.Helper()
			created, err := c.Create(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return created.Token.ID()
		}, fails: true, found: true, lists: 0},
		{
			name: "in the list", id: func(_ *testing.T, s *situation, _ *ringcx.Client) string { return idOf(s.token) },
			found: true, lists: 1,
		},
		{
			name: "in another user's list",
			id:   func(_ *testing.T, s *situation, _ *ringcx.Client) string { return idOf(s.Mint(otherUser)) }, lists: 1,
		},
		{
			name: "the list fails", id: func(_ *testing.T, s *situation, _ *ringcx.Client) string { return idOf(s.token) },
			fails: true, lists: 1,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{}, adminUser)
				client := s.MemoryClient(s.cfg)
				id := c.id(t, s, client)
				if c.fails {
					on(simulator.RouteTokenList, simulator.Fault{Kind: simulator.FaultStatus, Status: 403})(s)
				}
				s.ResetRequests()
				token, found, err := client.Find(t.Context(), id)
				if found != c.found || (err != nil) != (c.fails && !c.found) || found && token.ID() != id {
					t.Errorf("got %v, %v", found, err)
				}
				if n := s.Count(); n > c.lists+1 || s.Count(simulator.RouteTokenList) != c.lists {
					t.Errorf("%d requests, want %d lists", n, c.lists)
				}
			})
		})
	}
}
