package ringcx_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
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
	cfg     ringcx.Config // of the provider
	token   string
	sibling string // of the same user
	handle  ringcx.Handle
	earlier []ringcx.Handle    // located before, in the same process
	ivr     ringcx.Credentials // of an owner
}

func newSituation(t *testing.T, cfg simulator.Config, owner string) *situation {
	t.Helper()
	s := &situation{rig: memoryRig(t, cfg)}
	s.cfg = s.Config(t, engage, 0)
	s.ivr = ownerCredentials(s.cfg, simulator.DefaultUsers()[1])
	s.sibling = s.Mint(owner)
	s.token = s.Mint(owner)
	s.handle = handle(s.token)
	s.handle.User = ringcx.Identity{Host: "127.0.0.1", UserName: owner}
	s.handle.CreatedAt = time.Now()
	if owner == ivrUser {
		s.handle.Owner = owner
	}
	time.Sleep(time.Hour)
	return s
}

// unstored and the following functions are events in the life of a token.
func unstored(s *situation)       { s.handle.Token = ringcx.Token{} }
func revoked(s *situation)        { s.Revoke(s.token); time.Sleep(time.Hour) }
func anotherHost(s *situation)    { s.handle.User.Host = "elsewhere" }
func ownerDisabled(s *situation)  { s.DisableUser(ivrUser) }
func siblingLocated(s *situation) { s.earlier = append(s.earlier, s.siblings()) }

// siblings returns the handle of another token of the same user.
func (s *situation) siblings() ringcx.Handle {
	h := s.handle
	h.ID, h.Token = idOf(s.sibling), ringcx.Token{Secret: ringcx.Secret(s.sibling)}
	return h
}

// lastSeen sets who had the token when it was last seen.
func lastSeen(login ringcx.Identity) func(*situation) {
	return func(s *situation) { s.handle.User = login }
}

// newlyMade uses a token that was made just now.
func newlyMade(owner string) func(*situation) {
	return func(s *situation) {
		s.token = s.Mint(owner)
		s.handle.ID, s.handle.CreatedAt = idOf(s.token), time.Now()
		if !s.handle.Token.IsZero() {
			s.handle.Token = ringcx.Token{Secret: ringcx.Secret(s.token)}
		}
	}
}

// asked injects a fault for requests with the token as credential, listed for list requests with any credential.
func asked(f simulator.Fault) func(*situation) {
	return func(s *situation) {
		f.Route, f.Credential = simulator.RouteTokenList, s.token
		s.Inject(f)
	}
}

func on(route simulator.Route, f simulator.Fault) func(*situation) {
	return func(s *situation) {
		f.Route = route
		s.Inject(f)
	}
}

// The verdict on a token in each situation, the requests that it takes, and, if it is not known, what the error says is
// missing.
func TestLocate(t *testing.T) {
	const list = simulator.RouteTokenList
	type happened = []func(*situation)
	status := func(code int) simulator.Fault { return simulator.Fault{Kind: simulator.FaultStatus, Status: code} }
	stray401 := simulator.Fault{Kind: simulator.FaultStatus, Status: 401, Times: 1}
	sessionEnds := simulator.Config{SessionLifetime: 10 * time.Second}
	for _, c := range []struct {
		name   string
		owner  string // whose token it is
		config simulator.Config
		happen happened
		want   ringcx.Whereabouts
		reason string
		lists  int // requests for a list
	}{
		{name: "own, alive", owner: adminUser, want: ringcx.Listed, lists: 1},
		{name: "own, alive, unstored", owner: adminUser, happen: happened{unstored}, want: ringcx.Listed, lists: 1},
		{name: "own, one stray 401", owner: adminUser, happen: happened{on(list, stray401)}, want: ringcx.Listed, lists: 2},
		{name: "own, revoked", owner: adminUser, happen: happened{revoked}, want: ringcx.Gone, lists: 2},
		{name: "own, revoked, unstored", owner: adminUser, happen: happened{unstored, revoked}, want: ringcx.Gone, lists: 2},
		{
			name: "own, revoked, unstored, by a clock that is ahead", owner: adminUser,
			happen: happened{unstored, revoked, func(s *situation) {
				s.handle.CreatedAt = time.Now().Add(24 * time.Hour)
			}}, want: ringcx.Gone, lists: 2,
		},
		{
			name: "own, revoked, unstored, by the former login's token", owner: adminUser,
			happen: happened{unstored, revoked, func(s *situation) {
				s.handle.User = ringcx.Identity{Credential: idOf(s.sibling)}
			}}, want: ringcx.Gone, lists: 2,
		},
		{
			name: "own, the list lags", owner: adminUser, happen: happened{func(s *situation) { s.SetListLag(48 * time.Hour) }},
			want: ringcx.Listed, lists: 2,
		},
		{
			name: "own, the list lags, nothing known of its user", owner: adminUser,
			config: simulator.Config{ListLag: 2 * time.Second}, happen: happened{
				newlyMade(adminUser), lastSeen(ringcx.Identity{}),
			}, want: ringcx.Listed, lists: 2,
		},
		{
			name: "own, the list lags for two seconds, unstored", owner: adminUser,
			config: simulator.Config{ListLag: 2 * time.Second}, happen: happened{
				unstored, newlyMade(adminUser),
			}, want: ringcx.Listed, lists: 2,
		},
		{
			name: "own, the list lags for half a minute, unstored", owner: adminUser,
			config: simulator.Config{ListLag: 30 * time.Second}, happen: happened{
				unstored, newlyMade(adminUser),
			}, want: ringcx.Listed, lists: 2,
		},
		{
			name: "own, revoked, and given no clear answer", owner: adminUser,
			happen: happened{revoked, asked(simulator.Fault{Kind: simulator.FaultHTML, Status: 403})}, want: ringcx.Gone,
			lists: 3,
		},
		{name: "own, under another login", owner: otherUser, want: ringcx.Elsewhere, lists: 2},
		{
			name: "own, under another login, unstored", owner: otherUser, happen: happened{unstored}, want: ringcx.Unproven,
			reason: "not provably logged in", lists: 1,
		},
		{name: "own, under another login, revoked", owner: otherUser, happen: happened{revoked}, want: ringcx.Gone, lists: 4},
		{name: "own, of a user with the same number, unstored", owner: adminUser, happen: happened{
			unstored, revoked, lastSeen(ringcx.Identity{UserID: "1001"}),
		}, want: ringcx.Unproven, reason: "not provably logged in", lists: 1},
		{
			name: "own, another host, unstored", owner: adminUser, happen: happened{unstored, revoked, anotherHost},
			want: ringcx.Unproven, reason: "not provably logged in", lists: 1,
		},
		{
			name: "own, another host, revoked", owner: adminUser, happen: happened{revoked, anotherHost}, want: ringcx.Unproven,
			reason: "another host", lists: 2,
		},
		{
			name: "own, last seen by an older version", owner: adminUser,
			happen: happened{revoked, lastSeen(ringcx.Identity{UserName: adminUser})}, want: ringcx.Gone, lists: 2,
		},
		{
			name: "own, the list fails", owner: adminUser, happen: happened{on(list, status(500))}, want: ringcx.Unproven,
			reason: "list the user's API tokens", lists: 7,
		},
		{name: "own, an empty list that is no list", owner: adminUser, happen: happened{on(list, simulator.Fault{
			Kind: simulator.FaultGarbage, Status: 202, Body: "[]",
		})}, want: ringcx.Unproven, reason: "answered with 200 only", lists: 1},
		{
			name: "own, revoked, and the login fails", owner: adminUser, config: sessionEnds,
			happen: happened{revoked, endsAfterList}, want: ringcx.Unproven, reason: "log in to RingCX", lists: 1,
		},
		{name: "own, revoked, unstored, the second list fails", owner: adminUser, happen: happened{
			unstored, revoked, on(list, simulator.Fault{Kind: simulator.FaultStatus, Status: 500, After: 1}),
		}, want: ringcx.Unproven, reason: "list the user's API tokens", lists: 8},
		{name: "own, revoked, given no clear answer, the second list fails", owner: adminUser, happen: happened{
			revoked, asked(status(403)), on(list, simulator.Fault{Kind: simulator.FaultStatus, Status: 500, After: 1}),
		}, want: ringcx.Unproven, reason: "list the user's API tokens", lists: 9},

		{name: "owner's, alive", owner: ivrUser, want: ringcx.Listed, lists: 1},
		{
			name: "owner's, alive, a sibling was asked", owner: ivrUser, happen: happened{siblingLocated}, want: ringcx.Listed,
			lists: 1,
		},
		{
			name: "owner's, alive, on another host", owner: ivrUser, happen: happened{anotherHost}, want: ringcx.Listed,
			lists: 1,
		},
		{name: "owner's, one stray 401", owner: ivrUser, happen: happened{asked(stray401)}, want: ringcx.Listed, lists: 3},
		{name: "owner's, revoked", owner: ivrUser, happen: happened{revoked}, want: ringcx.Gone, lists: 3},
		{name: "owner's, revoked, with Spring Boot's body", owner: ivrUser, happen: happened{revoked, asked(simulator.Fault{
			Kind: simulator.FaultStatus, Status: 401, Body: ringcxtest.SpringBoot401,
		})}, want: ringcx.Gone, lists: 3},
		{
			name: "owner's, revoked, a sibling was asked", owner: ivrUser, happen: happened{siblingLocated, revoked},
			want: ringcx.Gone, lists: 2,
		},
		{
			name: "owner's, revoked, a sibling of another user was asked", owner: ivrUser,
			happen: happened{siblingLocated, revoked, func(s *situation) {
				s.earlier[0].User = ringcx.Identity{UserName: otherUser}
			}}, want: ringcx.Gone, lists: 4,
		},
		{
			name: "owner's, revoked, sessions go as bearers only", owner: ivrUser, config: simulator.Config{SessionStrict: true},
			happen: happened{revoked}, want: ringcx.Unproven, reason: "did not accept a credential", lists: 2,
		},
		{
			name: "owner's, revoked, sessions go as bearers only, a token was accepted", owner: ivrUser,
			config: simulator.Config{SessionStrict: true}, happen: happened{revoked, func(s *situation) {
				other := handle(s.Mint(otherUser))
				other.Owner = otherUser
				s.earlier = append(s.earlier, other)
			}}, want: ringcx.Gone, lists: 5,
		},
		{
			name: "owner's, revoked, and the provider's login fails", owner: ivrUser,
			happen: happened{revoked, on(simulator.RouteEngageLogin, status(401))}, want: ringcx.Unproven,
			reason: "did not accept a credential", lists: 1,
		},
		{name: "owner's, revoked, then given no clear answer", owner: ivrUser, happen: happened{
			revoked, asked(simulator.Fault{Kind: simulator.FaultStatus, Status: 500, After: 1}),
		}, want: ringcx.Unproven, reason: "not when it was asked again", lists: 9},
		{
			name: "owner's, 403", owner: ivrUser, happen: happened{asked(status(403))}, want: ringcx.Unproven,
			reason: "neither accepted", lists: 1,
		},
		{
			name: "owner's, a page with 403", owner: ivrUser,
			happen: happened{asked(simulator.Fault{Kind: simulator.FaultHTML, Status: 403})}, want: ringcx.Unproven,
			reason: "neither accepted", lists: 1,
		},
		{
			name: "owner's, a page with 401", owner: ivrUser,
			happen: happened{asked(simulator.Fault{Kind: simulator.FaultHTML, Status: 401})}, want: ringcx.Unproven,
			reason: "neither accepted", lists: 1,
		},
		{
			name: "owner's, revoked, access denied", owner: ivrUser, happen: happened{revoked, asked(status(403))},
			want: ringcx.Unproven, reason: "neither accepted", lists: 1,
		},
		{
			name: "owner's, 500", owner: ivrUser, happen: happened{asked(status(500))}, want: ringcx.Unproven,
			reason: "neither accepted", lists: 7,
		},
		{
			name: "owner's, 500 for its sibling before", owner: ivrUser, happen: happened{siblingLocated, on(list, status(500))},
			want: ringcx.Unproven, reason: "neither accepted", lists: 7,
		},
		{
			name: "owner's, a header is dropped", owner: ivrUser,
			happen: happened{on(list, simulator.Fault{Kind: simulator.FaultDropHeader})}, want: ringcx.Unproven,
			reason: "neither accepted", lists: 1,
		},
		{
			name: "owner's, everything is refused", owner: ivrUser,
			happen: happened{
				on(list, simulator.Fault{Kind: simulator.FaultStatus, Status: 401, Body: ringcxtest.SpringBoot401}),
			},
			want: ringcx.Unproven, reason: "did not accept a credential", lists: 2,
		},
		{
			name: "owner's, revoked, another host", owner: ivrUser, happen: happened{revoked, anotherHost},
			want: ringcx.Unproven, reason: "another host", lists: 1,
		},
		{
			name: "owner's, a disabled user", owner: ivrUser, happen: happened{ownerDisabled}, want: ringcx.Unproven,
			reason: "disabled", lists: 3,
		},
		{
			name: "owner's, a disabled user, known by number", owner: ivrUser,
			happen: happened{ownerDisabled, lastSeen(ringcx.Identity{UserID: "1002"}), func(s *situation) {
				s.handle.Owner = "jwt:1"
			}}, want: ringcx.Unproven, reason: "disabled", lists: 3,
		},
		{
			name: "owner's, a disabled user, not known", owner: ivrUser,
			happen: happened{ownerDisabled, lastSeen(ringcx.Identity{}), func(s *situation) {
				s.handle.Owner = "jwt:1"
			}}, want: ringcx.Unproven, reason: "disabled", lists: 3,
		},
		{
			name: "owner's, a user who was disabled for a while", owner: ivrUser,
			happen: happened{ownerDisabled, func(s *situation) { s.EnableUser(ivrUser) }}, want: ringcx.Listed, lists: 1,
		},
		{
			name: "owner's, revoked, another user is disabled", owner: ivrUser,
			happen: happened{revoked, func(s *situation) { s.DisableUser("crm@example.com") }}, want: ringcx.Gone, lists: 3,
		},
		{name: "owner's, revoked, known by number, another user is disabled", owner: ivrUser, happen: happened{
			revoked, lastSeen(ringcx.Identity{UserID: "1002"}),
			func(s *situation) { s.DisableUser("crm@example.com"); s.handle.Owner = "jwt:1" },
		}, want: ringcx.Gone, lists: 3},
		{
			name: "owner's, revoked, the users are not to be seen", owner: ivrUser,
			happen: happened{revoked, on(simulator.RouteUsers, status(403))}, want: ringcx.Gone, lists: 3,
		},
		{
			name: "owner's, a disabled user, the list of users fails", owner: ivrUser,
			happen: happened{ownerDisabled, on(simulator.RouteUsers, status(500))}, want: ringcx.Unproven, reason: "disabled",
			lists: 3,
		},
		{
			name: "owner's, a disabled user, the list of users is none", owner: ivrUser,
			happen: happened{ownerDisabled, on(simulator.RouteUsers, simulator.Fault{Kind: simulator.FaultHTML})},
			want:   ringcx.Unproven, reason: "disabled", lists: 3,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, c.config, c.owner)
				for _, happen := range c.happen {
					happen(s)
				}
				client := s.MemoryClient(s.cfg)
				s.ResetRequests()
				for _, h := range s.earlier {
					_, _ = client.Locate(t.Context(), h)
				}
				start := time.Now()
				found, err := client.Locate(t.Context(), s.handle)
				if took := time.Since(start); took > 3*time.Minute {
					t.Errorf("it took %s", took)
				}
				got := found.Where
				if got != c.want || (found.Evidence == "") != (got == ringcx.Unproven) {
					t.Errorf("got %+v, %v; want %v and its evidence", found, err, c.want)
				}
				if c.want == ringcx.Unproven {
					ringcxtest.WantError(t, err, c.reason)
				} else if err != nil {
					t.Error(err)
				}
				if alive := got == ringcx.Listed || got == ringcx.Elsewhere; alive && found.Token.Reveal() != s.token {
					t.Error("another token was found")
				}
				if n := s.Count(list); n != c.lists {
					t.Errorf("%d lists, want %d", n, c.lists)
				}
				for _, leak := range s.Leaks([]error{err}) {
					t.Error(leak)
				}
			})
		})
	}
}
