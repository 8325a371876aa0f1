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
	s.handle.Login = ringcx.Identity{Host: "127.0.0.1", UserName: owner}
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
func anotherHost(s *situation)    { s.handle.Login.Host = "elsewhere" }
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
	return func(s *situation) { s.handle.Login = login }
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
		{"own, alive", adminUser, simulator.Config{}, nil, ringcx.Listed, "", 1},
		{"own, alive, unstored", adminUser, simulator.Config{}, happened{unstored}, ringcx.Listed, "", 1},
		{"own, one stray 401", adminUser, simulator.Config{}, happened{on(list, stray401)}, ringcx.Listed, "", 2},
		{"own, revoked", adminUser, simulator.Config{}, happened{revoked}, ringcx.Gone, "", 2},
		{"own, revoked, unstored", adminUser, simulator.Config{}, happened{unstored, revoked}, ringcx.Gone, "", 2},
		{"own, revoked, unstored, by a clock that is ahead", adminUser, simulator.Config{}, happened{unstored, revoked, func(s *situation) {
			s.handle.CreatedAt = time.Now().Add(24 * time.Hour)
		}}, ringcx.Gone, "", 2},
		{"own, revoked, unstored, by the former login's token", adminUser, simulator.Config{}, happened{unstored, revoked, func(s *situation) {
			s.handle.Login = ringcx.Identity{Credential: idOf(s.sibling)}
		}}, ringcx.Gone, "", 2},
		{"own, the list lags", adminUser, simulator.Config{}, happened{func(s *situation) { s.SetListLag(48 * time.Hour) }}, ringcx.Listed, "", 2},
		{"own, the list lags, nothing known of its user", adminUser, simulator.Config{ListLag: 2 * time.Second}, happened{
			newlyMade(adminUser), lastSeen(ringcx.Identity{}),
		}, ringcx.Listed, "", 2},
		{"own, the list lags for two seconds, unstored", adminUser, simulator.Config{ListLag: 2 * time.Second}, happened{
			unstored, newlyMade(adminUser),
		}, ringcx.Listed, "", 2},
		{"own, the list lags for half a minute, unstored", adminUser, simulator.Config{ListLag: 30 * time.Second}, happened{
			unstored, newlyMade(adminUser),
		}, ringcx.Listed, "", 2},
		{"own, revoked, and given no clear answer", adminUser, simulator.Config{}, happened{revoked, asked(simulator.Fault{Kind: simulator.FaultHTML, Status: 403})}, ringcx.Gone, "", 3},
		{"own, under another login", otherUser, simulator.Config{}, nil, ringcx.Elsewhere, "", 2},
		{"own, under another login, unstored", otherUser, simulator.Config{}, happened{unstored}, ringcx.Unproven, "not provably logged in", 1},
		{"own, under another login, revoked", otherUser, simulator.Config{}, happened{revoked}, ringcx.Gone, "", 4},
		{"own, of a user with the same number, unstored", adminUser, simulator.Config{}, happened{
			unstored, revoked, lastSeen(ringcx.Identity{UserID: "1001"}),
		}, ringcx.Unproven, "not provably logged in", 1},
		{"own, another host, unstored", adminUser, simulator.Config{}, happened{unstored, revoked, anotherHost}, ringcx.Unproven, "not provably logged in", 1},
		{"own, another host, revoked", adminUser, simulator.Config{}, happened{revoked, anotherHost}, ringcx.Unproven, "another host", 2},
		{"own, last seen by an older version", adminUser, simulator.Config{}, happened{revoked, lastSeen(ringcx.Identity{UserName: adminUser})}, ringcx.Gone, "", 2},
		{"own, the list fails", adminUser, simulator.Config{}, happened{on(list, status(500))}, ringcx.Unproven, "list the user's API tokens", 7},
		{"own, an empty list that is no list", adminUser, simulator.Config{}, happened{on(list, simulator.Fault{
			Kind: simulator.FaultGarbage, Status: 202, Body: "[]",
		})}, ringcx.Unproven, "answered with 200 only", 1},
		{"own, revoked, and the login fails", adminUser, sessionEnds, happened{revoked, endsAfterList}, ringcx.Unproven, "log in to RingCX", 1},
		{"own, revoked, unstored, the second list fails", adminUser, simulator.Config{}, happened{
			unstored, revoked, on(list, simulator.Fault{Kind: simulator.FaultStatus, Status: 500, After: 1}),
		}, ringcx.Unproven, "list the user's API tokens", 8},
		{"own, revoked, given no clear answer, the second list fails", adminUser, simulator.Config{}, happened{
			revoked, asked(status(403)), on(list, simulator.Fault{Kind: simulator.FaultStatus, Status: 500, After: 1}),
		}, ringcx.Unproven, "list the user's API tokens", 9},

		{"owner's, alive", ivrUser, simulator.Config{}, nil, ringcx.Listed, "", 1},
		{"owner's, alive, a sibling was asked", ivrUser, simulator.Config{}, happened{siblingLocated}, ringcx.Listed, "", 1},
		{"owner's, alive, on another host", ivrUser, simulator.Config{}, happened{anotherHost}, ringcx.Listed, "", 1},
		{"owner's, one stray 401", ivrUser, simulator.Config{}, happened{asked(stray401)}, ringcx.Listed, "", 3},
		{"owner's, revoked", ivrUser, simulator.Config{}, happened{revoked}, ringcx.Gone, "", 3},
		{"owner's, revoked, with Spring Boot's body", ivrUser, simulator.Config{}, happened{revoked, asked(simulator.Fault{
			Kind: simulator.FaultStatus, Status: 401, Body: ringcxtest.SpringBoot401,
		})}, ringcx.Gone, "", 3},
		{"owner's, revoked, a sibling was asked", ivrUser, simulator.Config{}, happened{siblingLocated, revoked}, ringcx.Gone, "", 2},
		{"owner's, revoked, a sibling of another user was asked", ivrUser, simulator.Config{}, happened{siblingLocated, revoked, func(s *situation) {
			s.earlier[0].Login = ringcx.Identity{UserName: otherUser}
		}}, ringcx.Gone, "", 4},
		{"owner's, revoked, sessions go as bearers only", ivrUser, simulator.Config{SessionStrict: true}, happened{revoked}, ringcx.Unproven, "did not accept a credential", 2},
		{"owner's, revoked, sessions go as bearers only, a token was accepted", ivrUser, simulator.Config{SessionStrict: true}, happened{revoked, func(s *situation) {
			other := handle(s.Mint(otherUser))
			other.Owner = otherUser
			s.earlier = append(s.earlier, other)
		}}, ringcx.Gone, "", 5},
		{"owner's, revoked, and the provider's login fails", ivrUser, simulator.Config{}, happened{revoked, on(simulator.RouteEngageLogin, status(401))}, ringcx.Unproven, "did not accept a credential", 1},
		{"owner's, revoked, then given no clear answer", ivrUser, simulator.Config{}, happened{
			revoked, asked(simulator.Fault{Kind: simulator.FaultStatus, Status: 500, After: 1}),
		}, ringcx.Unproven, "not when it was asked again", 9},
		{"owner's, 403", ivrUser, simulator.Config{}, happened{asked(status(403))}, ringcx.Unproven, "neither accepted", 1},
		{"owner's, a page with 403", ivrUser, simulator.Config{}, happened{asked(simulator.Fault{Kind: simulator.FaultHTML, Status: 403})}, ringcx.Unproven, "neither accepted", 1},
		{"owner's, a page with 401", ivrUser, simulator.Config{}, happened{asked(simulator.Fault{Kind: simulator.FaultHTML, Status: 401})}, ringcx.Unproven, "neither accepted", 1},
		{"owner's, revoked, access denied", ivrUser, simulator.Config{}, happened{revoked, asked(status(403))}, ringcx.Unproven, "neither accepted", 1},
		{"owner's, 500", ivrUser, simulator.Config{}, happened{asked(status(500))}, ringcx.Unproven, "neither accepted", 7},
		{"owner's, 500 for its sibling before", ivrUser, simulator.Config{}, happened{siblingLocated, on(list, status(500))}, ringcx.Unproven, "neither accepted", 7},
		{"owner's, a header is dropped", ivrUser, simulator.Config{}, happened{on(list, simulator.Fault{Kind: simulator.FaultDropHeader})}, ringcx.Unproven, "neither accepted", 1},
		{"owner's, everything is refused", ivrUser, simulator.Config{}, happened{on(list, simulator.Fault{Kind: simulator.FaultStatus, Status: 401, Body: ringcxtest.SpringBoot401})}, ringcx.Unproven, "did not accept a credential", 2},
		{"owner's, revoked, another host", ivrUser, simulator.Config{}, happened{revoked, anotherHost}, ringcx.Unproven, "another host", 1},
		{"owner's, a disabled user", ivrUser, simulator.Config{}, happened{ownerDisabled}, ringcx.Unproven, "disabled", 3},
		{"owner's, a disabled user, known by number", ivrUser, simulator.Config{}, happened{ownerDisabled, lastSeen(ringcx.Identity{UserID: "1002"}), func(s *situation) {
			s.handle.Owner = "jwt:1"
		}}, ringcx.Unproven, "disabled", 3},
		{"owner's, a disabled user, not known", ivrUser, simulator.Config{}, happened{ownerDisabled, lastSeen(ringcx.Identity{}), func(s *situation) {
			s.handle.Owner = "jwt:1"
		}}, ringcx.Unproven, "disabled", 3},
		{"owner's, a user who was disabled for a while", ivrUser, simulator.Config{}, happened{ownerDisabled, func(s *situation) { s.EnableUser(ivrUser) }}, ringcx.Listed, "", 1},
		{"owner's, revoked, another user is disabled", ivrUser, simulator.Config{}, happened{revoked, func(s *situation) { s.DisableUser("crm@example.com") }}, ringcx.Gone, "", 3},
		{"owner's, revoked, known by number, another user is disabled", ivrUser, simulator.Config{}, happened{
			revoked, lastSeen(ringcx.Identity{UserID: "1002"}), func(s *situation) { s.DisableUser("crm@example.com"); s.handle.Owner = "jwt:1" },
		}, ringcx.Gone, "", 3},
		{"owner's, revoked, the users are not to be seen", ivrUser, simulator.Config{}, happened{revoked, on(simulator.RouteUsers, status(403))}, ringcx.Gone, "", 3},
		{"owner's, a disabled user, the list of users fails", ivrUser, simulator.Config{}, happened{ownerDisabled, on(simulator.RouteUsers, status(500))}, ringcx.Unproven, "disabled", 3},
		{"owner's, a disabled user, the list of users is none", ivrUser, simulator.Config{}, happened{ownerDisabled, on(simulator.RouteUsers, simulator.Fault{Kind: simulator.FaultHTML})}, ringcx.Unproven, "disabled", 3},
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
					_, _, _ = client.Locate(t.Context(), h)
				}
				start := time.Now()
				got, token, err := client.Locate(t.Context(), s.handle)
				if took := time.Since(start); took > 3*time.Minute {
					t.Errorf("it took %s", took)
				}
				if got != c.want {
					t.Errorf("got %v, %v; want %v", got, err, c.want)
				}
				if c.want == ringcx.Unproven {
					ringcxtest.WantError(t, err, c.reason)
				} else if err != nil {
					t.Error(err)
				}
				if alive := got == ringcx.Listed || got == ringcx.Elsewhere; alive && token.Reveal() != s.token {
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
