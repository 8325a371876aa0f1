package ringcx_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

const (
	adminUser = simulator.DefaultUserName
	ivrUser   = "ivr@example.com"
	otherUser = "other@example.com"
)

// situation is a token of a user, and what has happened to it since it was last seen.
type situation struct {
	*rig
	token   string
	sibling string // of the same user
	handle  ringcx.Handle
	ivr     ringcx.Credentials // of an owner
}

// What becomes of a token in each situation: the verdict, the requests that it
// takes, and, where nobody can tell, what the error says is missing.
func TestLocate(t *testing.T) {
	unstored := func(s *situation) { s.handle.Token = ringcx.Token{} }
	revoked := func(s *situation) { s.Revoke(s.token); time.Sleep(time.Hour) }
	itself := func(f simulator.Fault) func(*situation) {
		return func(s *situation) {
			f.Route, f.Credential = simulator.RouteTokenList, s.token
			s.Inject(f)
		}
	}
	stray401 := simulator.Fault{Kind: simulator.FaultStatus, Status: 401, Times: 1}
	for _, c := range []struct {
		name   string
		owner  string // whose token it is
		happen []func(*situation)
		want   ringcx.Whereabouts
		reason string
		lists  int // requests for a list
	}{
		{"own, alive", adminUser, nil, ringcx.Listed, "", 1},
		{"own, alive, unstored", adminUser, []func(*situation){unstored}, ringcx.Listed, "", 1},
		{"own, revoked", adminUser, []func(*situation){revoked}, ringcx.Gone, "", 2},
		{"own, revoked, unstored", adminUser, []func(*situation){unstored, revoked}, ringcx.Gone, "", 2},
		{"own, the list lags", adminUser, []func(*situation){func(s *situation) { s.SetListLag(48 * time.Hour) }}, ringcx.Listed, "", 2},
		{"own, the list lags for two seconds, unstored", adminUser, []func(*situation){unstored, func(s *situation) {
			s.SetListLag(2 * time.Second)
			s.token = s.Mint(adminUser)
			s.handle.ID, s.handle.Made = idOf(s.token), time.Now()
		}}, ringcx.Listed, "", 2},
		{"own, revoked, and asked in vain", adminUser, []func(*situation){revoked, itself(simulator.Fault{Kind: simulator.FaultHTML, Status: 403})}, ringcx.Gone, "", 3},
		{"own, under another login", otherUser, nil, ringcx.Elsewhere, "", 2},
		{"own, under another login, unstored", otherUser, []func(*situation){unstored}, ringcx.Unproven, "not provably logged in", 1},
		{"own, under another login, revoked", otherUser, []func(*situation){revoked}, ringcx.Gone, "", 4},
		{"own, another host, unstored", adminUser, []func(*situation){unstored, revoked, func(s *situation) { s.handle.Login.Host = "elsewhere" }}, ringcx.Unproven, "not provably logged in", 1},
		{"own, another host, revoked", adminUser, []func(*situation){revoked, func(s *situation) { s.handle.Login.Host = "elsewhere" }}, ringcx.Unproven, "another host", 2},
		{"own, last seen by an older version", adminUser, []func(*situation){revoked, func(s *situation) { s.handle.Login.Host = "" }}, ringcx.Gone, "", 2},

		{"owner's, alive", ivrUser, nil, ringcx.Listed, "", 1},
		{"owner's, revoked", ivrUser, []func(*situation){revoked}, ringcx.Gone, "", 3},
		{"owner's, one stray 401", ivrUser, []func(*situation){itself(stray401)}, ringcx.Listed, "", 3},
		{"owner's, 403", ivrUser, []func(*situation){itself(simulator.Fault{Kind: simulator.FaultStatus, Status: 403})}, ringcx.Unproven, "neither accepted", 1},
		{"owner's, a page with 403", ivrUser, []func(*situation){itself(simulator.Fault{Kind: simulator.FaultHTML, Status: 403})}, ringcx.Unproven, "neither accepted", 1},
		{"owner's, a page with 401", ivrUser, []func(*situation){itself(simulator.Fault{Kind: simulator.FaultHTML, Status: 401})}, ringcx.Unproven, "neither accepted", 1},
		{"owner's, access denied", ivrUser, []func(*situation){revoked, itself(simulator.Fault{Kind: simulator.FaultStatus, Status: 403})}, ringcx.Unproven, "neither accepted", 1},
		{"owner's, a header is dropped", ivrUser, []func(*situation){func(s *situation) {
			s.Inject(simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultDropHeader})
		}}, ringcx.Unproven, "neither accepted", 1},
		{"owner's, everything is refused", ivrUser, []func(*situation){func(s *situation) {
			s.Inject(simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 401,
				Body: `{"timestamp":1,"status":401,"error":"Unauthorized","message":"No message available","path":"/x"}`})
		}}, ringcx.Unproven, "did not accept a credential", 2},
		{"owner's, revoked, with Spring Boot's body", ivrUser, []func(*situation){revoked, itself(simulator.Fault{
			Kind: simulator.FaultStatus, Status: 401, Body: `{"timestamp":1,"status":401,"error":"Unauthorized","message":"No message available","path":"/x"}`,
		})}, ringcx.Gone, "", 3},
		{"owner's, a disabled user", ivrUser, []func(*situation){func(s *situation) { s.DisableUser(ivrUser) }}, ringcx.Unproven, "disabled", 3},
		{"owner's, a disabled user of unknown name", ivrUser, []func(*situation){func(s *situation) {
			s.DisableUser(ivrUser)
			s.handle.Login, s.handle.Owner = ringcx.Identity{}, "jwt:1"
		}}, ringcx.Unproven, "disabled", 3},
		{"owner's, another host", ivrUser, []func(*situation){revoked, func(s *situation) { s.handle.Login.Host = "elsewhere" }}, ringcx.Unproven, "another host", 1},
		{"owner's, 500", ivrUser, []func(*situation){itself(simulator.Fault{Kind: simulator.FaultStatus, Status: 500})}, ringcx.Unproven, "neither accepted", 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, c.owner)
				for _, happen := range c.happen {
					happen(s)
				}
				client := s.memoryClient(s.config(t, engage, 0))
				s.ResetRequests()
				got, token, err := client.Locate(t.Context(), s.handle)
				if got != c.want {
					t.Errorf("got %v, %v; want %v", got, err, c.want)
				}
				if c.want == ringcx.Unproven {
					wantError(t, err, c.reason)
				} else if err != nil {
					t.Error(err)
				}
				if alive := got == ringcx.Listed || got == ringcx.Elsewhere; alive && token.Reveal() != s.token {
					t.Error("another token was found")
				}
				if n := s.Count(simulator.RouteTokenList); n != c.lists {
					t.Errorf("%d lists, want %d", n, c.lists)
				}
				for _, leak := range s.leaks([]error{err}) {
					t.Error(leak)
				}
			})
		})
	}
}

func newSituation(t *testing.T, owner string) *situation {
	t.Helper()
	s := &situation{rig: memoryRig(t, simulator.Config{})}
	s.sibling = s.Mint(owner)
	s.token = s.Mint(owner)
	s.handle = handle(s.token)
	s.handle.Login = ringcx.Identity{Host: "127.0.0.1", UserName: owner}
	s.handle.Made = time.Now()
	s.ivr = ownerCredentials(s.config(t, engage, 0), simulator.DefaultUsers()[1])
	if owner == ivrUser {
		s.handle.Owner = owner
	}
	time.Sleep(time.Hour)
	return s
}

func wantError(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("got %v, want an error with %q", err, words)
	}
}

// The list of a sibling of the same owner tells what a refusal alone does not,
// and one list serves all.
func TestLocateBySibling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSituation(t, ivrUser)
		sibling := s.handle
		sibling.ID, sibling.Token = idOf(s.sibling), ringcx.Token{Secret: ringcx.Secret(s.sibling)}
		s.Revoke(s.token)
		client := s.memoryClient(s.config(t, engage, 0))
		if where, _, err := client.Locate(t.Context(), sibling); where != ringcx.Listed || err != nil {
			t.Errorf("the sibling: got %v, %v", where, err)
		}
		s.ResetRequests()
		if where, _, err := client.Locate(t.Context(), s.handle); where != ringcx.Gone || err != nil {
			t.Errorf("got %v, %v; want it gone", where, err)
		}
		if n := s.Count(); n != 1 {
			t.Errorf("%d requests, want one: the token itself is asked", n)
		}
	})
}

// The owner's secret settles what could not be told without it.
func TestLocateFor(t *testing.T) {
	for name, c := range map[string]struct {
		revoke bool
		want   ringcx.Whereabouts
	}{"alive": {false, ringcx.Listed}, "revoked": {true, ringcx.Gone}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, ivrUser)
				if c.revoke {
					s.Revoke(s.token)
				}
				s.Inject(simulator.Fault{Route: simulator.RouteTokenList, Credential: s.token, Kind: simulator.FaultStatus, Status: 403})
				cfg := s.config(t, engage, 0)
				client := s.memoryClient(cfg)
				where, err := client.LocateFor(t.Context(), s.handle, ownerCredentials(cfg, simulator.DefaultUsers()[1]))
				if where != c.want || err != nil {
					t.Errorf("got %v, %v; want %v", where, err, c.want)
				}
			})
		})
	}
}

// A state whose id is not that of its token is refused, and nobody is asked.
func TestTamperedHandle(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	client := rig.client(t, apiToken)
	h := handle(rig.AllTokens()[0])
	h.ID = idOf("something else")
	_, _, err := client.Locate(t.Context(), h)
	for _, err := range []error{err, client.Delete(t.Context(), h)} {
		if !errors.Is(err, ringcx.ErrTampered) {
			t.Errorf("got %v", err)
		}
	}
	if n := rig.Count(); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}

// Whose a token is: by who the user is, and by lists that hold it or a sibling.
func TestOwnedBy(t *testing.T) {
	users := simulator.DefaultUsers()
	for _, c := range []struct {
		name  string
		login ringcx.Identity // as it was last seen
		user  int
		want  bool
	}{
		{"the same user", ringcx.Identity{UserName: ivrUser}, 1, true},
		{"the same user, nothing known", ringcx.Identity{}, 1, true},
		{"another user", ringcx.Identity{UserName: ivrUser}, 2, false},
		{"another user, nothing known", ringcx.Identity{}, 2, false},
		{"another name of the same user", ringcx.Identity{UserName: "former@example.com"}, 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, ivrUser)
				s.handle.Login = c.login
				cfg := s.config(t, engage, 0)
				got, err := s.memoryClient(cfg).OwnedBy(t.Context(), s.handle, ownerCredentials(cfg, users[c.user]))
				if got != c.want || err != nil {
					t.Errorf("got %v, %v; want %v", got, err, c.want)
				}
			})
		})
	}
}
