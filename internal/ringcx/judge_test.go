package ringcx

import (
	"fmt"
	"testing"
)

func listOf(n int) tokenList {
	list := make(tokenList)
	for i := range n {
		t := testToken(i)
		list[t.ID()] = t
	}
	return list
}

func testToken(n int) Token {
	return Token{Secret(fmt.Sprintf("aws80:00000000-0000-4000-8000-%012d", n))}
}

// Every number of unresolved creates with every number of new tokens and of requests that were given up, with and
// without replies that the list confirms.
func TestJudge(t *testing.T) {
	for unresolved := 1; unresolved <= 4; unresolved++ {
		for earlier := range 3 { // requests that other creates gave up
			for fresh := range 8 {
				for replied := range unresolved + 1 {
					checkJudge(t, unresolved, earlier, fresh, replied)
				}
			}
		}
	}
}

// requestsOf returns so many requests, the first of them with replies.
func requestsOf(n, replied int) []*request {
	requests := make([]*request, n)
	for i := range requests {
		requests[i] = &request{}
		if i < replied {
			requests[i].reply = testToken(i)
		}
	}
	return requests
}

func checkJudge(t *testing.T, unresolved, earlier, fresh, replied int) {
	t.Helper()
	name := fmt.Sprintf("%d unresolved, %d earlier, %d fresh, %d replies", unresolved, earlier, fresh, replied)
	ds := requestsOf(unresolved, replied)
	confirmed := min(replied, fresh)
	open, left := unresolved-confirmed, fresh-confirmed
	foreign := left > open+earlier // more than this process can have made
	taken := make(map[Token]bool)
	none, unclaimed := 0, 0
	for n, got := range judge(ds, listOf(fresh), unresolved+earlier) {
		unclaimed += len(got.unclaimed)
		switch {
		case len(got.candidates) > 0:
			if !foreign || len(got.candidates) != left || n < confirmed {
				t.Errorf("%s: candidates %v", name, got.candidates)
			}
		case got.token.IsZero():
			none++
		case taken[got.token]:
			t.Errorf("%s: a token is given twice", name)
		default:
			taken[got.token] = true
			if n < confirmed && got.token != testToken(n) {
				t.Errorf("%s: the reply was not believed", name)
			}
		}
	}
	if wantNone, wantUnclaimed := leftOver(open, left, foreign); none != wantNone || unclaimed != wantUnclaimed {
		t.Errorf("%s: %d made none and %d unclaimed, want %d and %d", name, none, unclaimed, wantNone, wantUnclaimed)
	}
}

// leftOver returns how many creates made no token, and how many tokens nobody claims, if so many creates stay open and
// so many new tokens are left once the replies are confirmed. Where a token is foreign, all are candidates.
func leftOver(open, left int, foreign bool) (none, unclaimed int) {
	if foreign || open == 0 {
		return 0, 0
	}
	return max(0, open-left), max(0, left-open)
}

// A create that RingCX itself has ended takes a token before one that RingCX may still be working on.
func TestJudgeEndedFirst(t *testing.T) {
	got := judge([]*request{{}, {ended: true}}, listOf(1), 2)
	if !got[0].token.IsZero() || got[1].token != testToken(0) {
		t.Errorf("the request that has not ended took the token: %t", !got[0].token.IsZero())
	}
}

// A token is found by its UUID, and spelled as in the list.
func TestFindToken(t *testing.T) {
	const uuid = "c2353445-bc74-af1a-2850-1d55a371c0a9"
	listed := Token{"aws80:" + uuid}
	list := tokenList{listed.ID(): listed, testToken(1).ID(): testToken(1)}
	for reply, want := range map[Secret]Token{
		"aws80:" + uuid:                        listed,
		uuid:                                   listed,
		"C2353445-BC74-AF1A-2850-1D55A371C0A9": listed,
		"c2353445-bc74-af1a-2850-1d55a371c0a0": {},
		"":                                     {},
		"opaque":                               {},
	} {
		if got, ok := findToken(Token{reply}, list); got != want || ok != !want.IsZero() {
			t.Errorf("a reply that is spelled otherwise: got %v", ok)
		}
	}
}

func TestIdentitySame(t *testing.T) {
	for _, c := range []struct {
		a, b Identity
		want bool
	}{
		{Identity{}, Identity{}, false},
		{Identity{UserID: "1"}, Identity{UserID: "1"}, false}, // may be of two platforms
		{Identity{UserID: "1", PlatformID: "a"}, Identity{UserID: "1", PlatformID: "a"}, true},
		{Identity{UserID: "1", PlatformID: "a"}, Identity{UserID: "1", PlatformID: "b"}, false},
		{Identity{UserID: "1", PlatformID: "a"}, Identity{UserID: "2", PlatformID: "a"}, false},
		{Identity{UserID: "1", UserName: "a@x"}, Identity{UserID: "1", UserName: "A@X"}, true},
		{Identity{UserID: "1", UserName: "a"}, Identity{UserID: "1", UserName: "b"}, false},
		{Identity{UserName: "a", PlatformID: "a"}, Identity{UserName: "a", PlatformID: "b"}, false},
		{Identity{UserName: "a", Host: "x"}, Identity{UserName: "a", Host: "y"}, false},
		{Identity{UserName: "a", Host: "x"}, Identity{UserName: "a"}, true}, // stored by a version that did not store hosts
		{Identity{UserID: "1", UserName: "a"}, Identity{UserName: "a"}, true},
		{Identity{UserID: "1"}, Identity{Credential: "c"}, false}, // not known
		{Identity{Credential: "c"}, Identity{Credential: "c"}, true},
		{Identity{Credential: "c"}, Identity{Credential: "d"}, false},
	} {
		if got := c.a.Same(c.b); got != c.want || got != c.b.Same(c.a) {
			t.Errorf("%+v and %+v: got %v", c.a, c.b, got)
		}
	}
}

// The tokens in a list count as there before the creates, unless one has begun since the list was requested.
func TestSawBefore(t *testing.T) {
	for name, begins := range map[string]bool{"idle": false, "a create has begun since": true} {
		l := newLedger(nil)
		begun := l.begun
		if !l.idle() {
			t.Errorf("%s: not idle at first", name)
		}
		if begins {
			l.begin()
		}
		l.sawBefore(listOf(2), begun)
		if there := l.knows(testToken(1).ID()); there == begins || there != (l.count() == 2) {
			t.Errorf("%s: there before: %v, %d tokens", name, there, l.count())
		}
		if l.idle() == begins {
			t.Errorf("%s: idle: %v", name, l.idle())
		}
	}
}

// How a user is named in messages.
func TestIdentityNames(t *testing.T) {
	for want, i := range map[string]Identity{
		`the user "a@x"`:                          {UserName: "a@x", UserID: "1", OwnerID: "2", Credential: "c"},
		"the user with the id 1":                  {UserID: "1", OwnerID: "2", Credential: "c"},
		"the user with the RingCentral id 2":      {OwnerID: "2", Credential: "c"},
		"the user of the API token 0123456789ab…": {Credential: "0123456789abcdef"},
		"the user": {Host: "h", PlatformID: "p"},
	} {
		if got := i.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// A JWT is identified by its subject, and any other text by its SHA-256.
func TestJWTSubject(t *testing.T) {
	const head, subject, none = "eyJhbGciOiJub25lIn0", "eyJzdWIiOiIxMDAyIn0", "e30"
	for credential, want := range map[Secret]string{
		head + "." + subject + ".YQ": "1002",
		head + "." + subject + ".Yg": "1002",
		head + "." + none + ".YQ":    Token{head + "." + none + ".YQ"}.ID(),
		"changeme":                   Token{"changeme"}.ID(),
	} {
		if got := JWTSubject(credential); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
