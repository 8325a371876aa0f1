package ringcx_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// wrongPassword sets a wrong password for the owner.
func wrongPassword(s *situation) {
	cred, _ := s.ivr.(ringcx.Engage)
	cred.Password = "changeme"
	s.ivr = cred
}

// secretOf uses the secret of another user as the owner's.
func secretOf(n int) func(*situation) {
	return func(s *situation) { s.ivr = ownerCredentials(s.cfg, simulator.DefaultUsers()[n]) }
}

// tokenOf uses an API token of a user as the owner's secret.
func tokenOf(user string) func(*situation) {
	return func(s *situation) {
		s.ivr = ringcx.APIToken{Token: ringcx.Token{Secret: ringcx.Secret(s.Mint(user))}}
		time.Sleep(time.Hour)
	}
}

// tampered is a state whose id is not the token's.
func tampered(s *situation) { s.handle.ID = idOf("something else") }

// endsAfterList makes a session end after its list request, without a way to renew it.
func endsAfterList(s *situation) {
	on(
		simulator.RouteTokenList, simulator.Fault{Kind: simulator.FaultSlow, Delay: 20 * time.Second, Act: true, Times: 1},
	)(s)
	on(simulator.RouteRefresh, simulator.Fault{Kind: simulator.FaultStatus, Status: 401})(s)
	on(simulator.RouteEngageLogin, simulator.Fault{Kind: simulator.FaultStatus, Status: 401, After: 1})(s)
}

// The verdict on an owner's token about which RingCX gives no clear answer, by the list that the owner's secret gives.
// Only the user's own list proves it gone.
func TestLocateFor(t *testing.T) {
	const list = simulator.RouteTokenList
	denied := asked(simulator.Fault{Kind: simulator.FaultStatus, Status: 403})
	secondListFails := on(list, simulator.Fault{Kind: simulator.FaultStatus, Status: 500, After: 1})
	renamed := lastSeen(ringcx.Identity{UserName: "former@example.com"})
	forgotten := func(s *situation) { s.handle.User, s.handle.Owner = ringcx.Identity{}, "owner" }
	for _, c := range []struct {
		name   string
		happen []func(*situation)
		want   ringcx.Whereabouts
		reason string
	}{
		{name: "alive", happen: []func(*situation){denied}, want: ringcx.Listed, reason: ""},
		{
			name: "alive, an API token of the owner", happen: []func(*situation){denied, tokenOf(ivrUser)}, want: ringcx.Listed,
			reason: "",
		},
		{
			name: "alive, under another user",
			happen: []func(*situation){
				denied, func(s *situation) { s.handle.Owner = otherUser }, lastSeen(ringcx.Identity{UserName: otherUser}),
			},
			want: ringcx.Listed, reason: "",
		},
		{
			name:   "alive, not in the list, which lags",
			happen: []func(*situation){newlyMade(ivrUser), func(s *situation) { s.SetListLag(time.Minute) }},
			want:   ringcx.Listed, reason: "",
		},
		{name: "revoked, and refused", happen: []func(*situation){revoked}, want: ringcx.Gone, reason: ""},
		{
			name: "revoked, and given no clear answer", happen: []func(*situation){revoked, denied}, want: ringcx.Gone,
			reason: "",
		},
		{
			name: "revoked, an API token beside the former one",
			happen: []func(*situation){revoked, denied, tokenOf(ivrUser), func(s *situation) {
				s.handle.User = ringcx.Identity{Credential: idOf(s.sibling)}
			}}, want: ringcx.Gone, reason: "",
		},
		{
			name:   "revoked, known by the name in the configuration",
			happen: []func(*situation){revoked, denied, lastSeen(ringcx.Identity{})}, want: ringcx.Gone, reason: "",
		},
		{
			name: "another user's secret", happen: []func(*situation){denied, secretOf(2)}, want: ringcx.Unproven,
			reason: "neither accepted",
		},
		{
			name: "another user's API token",
			happen: []func(*situation){
				denied, tokenOf("crm@example.com"), lastSeen(ringcx.Identity{Credential: idOf("of the ivr user")}),
			},
			want: ringcx.Unproven, reason: "neither accepted",
		},
		{
			name: "nobody knows whose it was", happen: []func(*situation){revoked, denied, forgotten}, want: ringcx.Unproven,
			reason: "neither accepted",
		},
		{
			name: "a former name", happen: []func(*situation){revoked, denied, renamed}, want: ringcx.Unproven,
			reason: "neither accepted",
		},
		{
			name: "another host", happen: []func(*situation){revoked, denied, anotherHost}, want: ringcx.Unproven,
			reason: "another host",
		},
		{
			name: "another host, an API token beside the former one",
			happen: []func(*situation){revoked, denied, tokenOf(ivrUser), func(s *situation) {
				s.handle.User = ringcx.Identity{Host: "elsewhere", Credential: idOf(s.sibling)}
			}}, want: ringcx.Unproven, reason: "another host",
		},
		{name: "a tampered state", happen: []func(*situation){tampered}, want: ringcx.Unproven, reason: "not the SHA-256"},
		{
			name: "a wrong password", happen: []func(*situation){denied, wrongPassword}, want: ringcx.Unproven,
			reason: "log in to RingCX",
		},
		{
			name:   "the list fails",
			happen: []func(*situation){denied, on(list, simulator.Fault{Kind: simulator.FaultStatus, Status: 500})},
			want:   ringcx.Unproven, reason: "list the user's API tokens",
		},
		{
			name: "revoked, the second list fails", happen: []func(*situation){revoked, denied, secondListFails},
			want: ringcx.Unproven, reason: "list the user's API tokens",
		},
		{
			name: "revoked, the session ends", happen: []func(*situation){revoked, endsAfterList}, want: ringcx.Unproven,
			reason: "log in to RingCX",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{SessionLifetime: 10 * time.Second}, ivrUser)
				for _, happen := range c.happen {
					happen(s)
				}
				found, err := s.MemoryClient(s.cfg).LocateFor(t.Context(), s.handle, s.ivr)
				if found.Where != c.want {
					t.Errorf("got %v, %v; want %v", found.Where, err, c.want)
				}
				if c.want == ringcx.Unproven {
					ringcxtest.WantError(t, err, c.reason)
				} else if err != nil {
					t.Error(err)
				}
				for _, leak := range s.Leaks([]error{err}) {
					t.Error(leak)
				}
			})
		})
	}
}

// If RingCX gives no clear answer, the owner's login decides, if this process has one from creating a token.
func TestLocateByALoginOfTheProcess(t *testing.T) {
	denied := asked(simulator.Fault{Kind: simulator.FaultStatus, Status: 403})
	for _, c := range []struct {
		name   string
		happen []func(*situation)
		want   ringcx.Whereabouts
	}{
		{"alive", []func(*situation){denied}, ringcx.Listed},
		{"revoked", []func(*situation){revoked, denied}, ringcx.Gone},
		{"revoked, another user's login", []func(*situation){revoked, denied, secretOf(2)}, ringcx.Unproven},
		{"revoked, another host", []func(*situation){revoked, denied, anotherHost}, ringcx.Unproven},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{}, ivrUser)
				for _, happen := range c.happen {
					happen(s)
				}
				client := s.MemoryClient(s.cfg)
				if _, err := client.CreateFor(t.Context(), s.ivr); err != nil {
					t.Fatal(err)
				}
				found, err := client.Locate(t.Context(), s.handle)
				if found.Where != c.want || (err == nil) != (c.want != ringcx.Unproven) {
					t.Errorf("got %v, %v; want %v", found.Where, err, c.want)
				}
				if err := client.Delete(t.Context(), s.handle); (err == nil) != (c.want != ringcx.Unproven) {
					t.Errorf("revoked: %v", err)
				}
			})
		})
	}
}

// Whose token it is, by the user's identity and by lists that hold the token or another one of the same user. That it
// belongs to another user takes proof too.
func TestOwnedBy(t *testing.T) {
	const list = simulator.RouteTokenList
	type happened = []func(*situation)
	own := func(s *situation) { s.ivr = nil }
	nobody := lastSeen(ringcx.Identity{})
	crm := func(s *situation) { tokenOf("crm@example.com")(s) }
	denied := asked(simulator.Fault{Kind: simulator.FaultStatus, Status: 403})
	lagging := func(s *situation) { s.SetListLag(time.Minute) }
	for _, c := range []struct {
		name   string
		happen happened
		want   bool
		reason string // of the error, where nobody can tell
	}{
		{name: "the same user", want: true, reason: ""},
		{name: "the same user, nothing known", happen: happened{nobody}, want: true, reason: ""},
		{
			name:   "the same user under another name",
			happen: happened{lastSeen(ringcx.Identity{UserName: "former@example.com"})}, want: true, reason: "",
		},
		{name: "the same user, by name, unlisted", happen: happened{newlyMade(ivrUser), lagging}, want: true, reason: ""},
		{
			name: "the same user, by a sibling, unlisted", happen: happened{newlyMade(ivrUser), lagging, nobody}, want: true,
			reason: "",
		},
		{
			name:   "the same user, by a sibling, from another host, unlisted",
			happen: happened{newlyMade(ivrUser), lagging, anotherHost}, want: true, reason: "",
		},
		{name: "the same user, by name, revoked", happen: happened{revoked}, want: true, reason: ""},
		{name: "another user", happen: happened{secretOf(2)}, reason: ""},
		{name: "another user, nothing known", happen: happened{secretOf(2), nobody}, reason: ""},
		{name: "another user's API token", happen: happened{crm, lastSeen(ringcx.Identity{Credential: idOf("of the ivr " +
			"user")})}, reason: ""},
		{name: "another user, from another host", happen: happened{secretOf(2), anotherHost}, reason: ""},
		{name: "another user, the lists lag", happen: happened{secretOf(2), newlyMade(ivrUser), nobody, lagging}, reason: ""},
		{name: "not the provider's user", happen: happened{own}, reason: ""},

		{
			name: "another user, nothing known, unstored", happen: happened{secretOf(2), nobody, unstored},
			reason: "not provably logged in",
		},
		{
			name: "another user, nothing known, the token is denied", happen: happened{secretOf(2), nobody, denied},
			reason: "does not accept the token",
		},
		{
			name: "another user, nothing known, the token is revoked", happen: happened{secretOf(2), nobody, revoked},
			reason: "does not accept the token",
		},
		{name: "a tampered state", happen: happened{tampered}, reason: "not the SHA-256"},
		{name: "a wrong password", happen: happened{wrongPassword}, reason: "log in to RingCX"},
		{
			name: "the list fails", happen: happened{on(list, simulator.Fault{Kind: simulator.FaultStatus, Status: 500})},
			reason: "list the user's API tokens",
		},
		{name: "the session ends", happen: happened{secretOf(2), endsAfterList}, reason: "log in to RingCX"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{SessionLifetime: 10 * time.Second}, ivrUser)
				for _, happen := range c.happen {
					happen(s)
				}
				got, err := s.MemoryClient(s.cfg).OwnedBy(t.Context(), s.handle, s.ivr)
				if got != c.want {
					t.Errorf("got %v, %v; want %v", got, err, c.want)
				}
				if c.reason != "" {
					ringcxtest.WantError(t, err, c.reason)
				} else if err != nil {
					t.Error(err)
				}
				for _, leak := range s.Leaks([]error{err}) {
					t.Error(leak)
				}
			})
		})
	}
}

// Users of two platforms behind one host can have the same ids: neither RingCX's nor RingCentral's id of a user proves
// that a token of the other platform is gone.
func TestLocateOnAnotherPlatform(t *testing.T) {
	for _, mode := range []string{engage, ringCentral} {
		t.Run(mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				here, there := memoryRig(t, simulator.Config{}), memoryRig(t, simulator.Config{PlatformID: "aws81"})
				created, err := here.MemoryClient(here.Config(t, mode, 0)).Create(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Hour)
				cfg := there.Config(t, mode, 0)
				if cred, ok := cfg.Credentials.(ringcx.Engage); ok {
					cred.PlatformID = "aws81"
					cfg.Credentials = cred
				}
				client := there.MemoryClient(cfg)
				unstored := ringcx.Handle{ID: created.Token.ID(), User: created.User}
				if found, err := client.Locate(t.Context(), unstored); found.Where != ringcx.Unproven || !errors.Is(
					err, ringcx.ErrOtherLogin,
				) {
					t.Errorf("got %v, %v", found.Where, err)
				}
				if err := client.Delete(t.Context(), unstored); !errors.Is(err, ringcx.ErrOtherLogin) {
					t.Errorf("to revoke it: %v", err)
				}
			})
		})
	}
}

// A state whose id is not that of its token is refused without a request.
func TestTamperedHandle(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	client := rig.Client(t, apiToken)
	h := handle(rig.AllTokens()[0])
	h.ID = idOf("something else")
	_, err := client.Locate(t.Context(), h)
	for _, err := range []error{err, client.Delete(t.Context(), h)} {
		if !errors.Is(err, ringcx.ErrTampered) {
			t.Errorf("got %v", err)
		}
	}
	if n := rig.Count(); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}
