package ringcx_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The requests that revoke a token of the provider's user whose value is known, by RingCX's answer. The first answer of
// its form in a process is proven with the token itself. After a 404, a `false` or a lost reply the list decides; after
// a refusal the other credential is tried.
func TestDelete(t *testing.T) {
	const (
		login  = simulator.RouteEngageLogin
		list   = simulator.RouteTokenList
		revoke = simulator.RouteTokenDelete
	)
	fault := func(f simulator.Fault) *simulator.Fault {
		f.Route, f.Times = revoke, 1
		return &f
	}
	for _, c := range []struct {
		name    string
		config  simulator.Config
		fault   *simulator.Fault
		revoked bool // before, by somebody else
		want    []simulator.Route
	}{
		{name: "true", want: []simulator.Route{revoke, list}},
		{
			name: "no content", config: simulator.Config{Delete: simulator.DeleteNoContent},
			want: []simulator.Route{revoke, list},
		},
		{
			name: "true, but alive", fault: fault(simulator.Fault{Kind: simulator.FaultGarbage, Body: "true"}),
			want: []simulator.Route{revoke, list, login, list, revoke, list},
		},
		// Its credential is gone with it: 401, then the list, then the token itself.
		{name: "gone", revoked: true, want: []simulator.Route{revoke, login, list, list}},
		{
			name: "lost reply", fault: fault(simulator.Fault{Kind: simulator.FaultDropAfter}),
			want: []simulator.Route{revoke, login, list, list},
		},
		{
			name: "lost request", fault: fault(simulator.Fault{Kind: simulator.FaultDropBefore}),
			want: []simulator.Route{revoke, login, list, revoke, list},
		},
		{
			name: "false, but alive", fault: fault(simulator.Fault{Kind: simulator.FaultGarbage, Body: "false"}),
			want: []simulator.Route{revoke, login, list, revoke, list},
		},
		{
			name: "not found, but alive", fault: fault(simulator.Fault{Kind: simulator.FaultStatus, Status: 404}),
			want: []simulator.Route{revoke, login, list, revoke, list},
		},
		{
			name: "empty, and done", fault: fault(simulator.Fault{Kind: simulator.FaultEmpty, Act: true}),
			want: []simulator.Route{revoke, list},
		},
		{
			name: "refused to the token", fault: fault(simulator.Fault{Kind: simulator.FaultStatus, Status: 403}),
			want: []simulator.Route{revoke, login, list, revoke, list},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, c.config)
			client := rig.Client(t, engage)
			token := rig.Mint(simulator.DefaultUserName)
			if c.fault != nil {
				rig.Inject(*c.fault)
			}
			if c.revoked {
				rig.Revoke(token)
			}
			h := handle(token)
			h.User = ringcx.Identity{UserName: simulator.DefaultUserName}
			if err := client.Delete(t.Context(), h); err != nil {
				t.Fatal(err)
			}
			if slices.Contains(rig.AllTokens(), token) {
				t.Error("the token is alive")
			}
			if got := routes(rig); !slices.Equal(got, c.want) {
				t.Errorf("requests %v, want %v", got, c.want)
			}
		})
	}
}

// A token that cannot be revoked is an error, and the request is not repeated endlessly.
func TestDeleteRefused(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	client := rig.Client(t, engage)
	token := rig.Mint(simulator.DefaultUserName)
	rig.Inject(
		simulator.Fault{Route: simulator.RouteTokenDelete, Kind: simulator.FaultStatus, Status: http.StatusForbidden},
	)
	err := client.Delete(t.Context(), handle(token))
	var e *ringcx.Error
	if !errors.As(err, &e) || e.Status != http.StatusForbidden {
		t.Errorf("got %v", err)
	}
	if n := rig.Count(simulator.RouteTokenDelete); n != 2 {
		t.Errorf("%d requests to revoke, want one with each credential", n)
	}
	for _, leak := range rig.Leaks([]error{err}) {
		t.Error(leak)
	}
}

// If a token may not revoke itself, the provider's session does: that of its user, or of a parent user.
func TestDeleteFallsBack(t *testing.T) {
	for _, status := range []int{400, 401, 403, 404, 405} {
		for _, user := range []string{adminUser, ivrUser} {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{}, user)
				on(simulator.RouteTokenDelete, simulator.Fault{Kind: simulator.FaultStatus, Status: status, Credential: s.token})(s)
				if err := s.MemoryClient(s.cfg).Delete(t.Context(), s.handle); err != nil {
					t.Errorf("%d for a token of %s: %v", status, user, err)
				}
				if n := s.Count(simulator.RouteTokenDelete); n != 2 || slices.Contains(s.AllTokens(), s.token) {
					t.Errorf("%d for a token of %s: alive after %d requests to revoke it, want two", status, user, n)
				}
			})
		}
	}
}

// A token whose value is not in the state is revoked if its value is known in another way, and gone if that is proven.
func TestDeleteUnstored(t *testing.T) {
	const list, revoke = simulator.RouteTokenList, simulator.RouteTokenDelete
	for _, c := range []struct {
		name   string
		owner  string
		happen []func(*situation)
		before func(*testing.T, *situation, *ringcx.Client)
		alive  bool
		want   []simulator.Route
		reason string
	}{
		{name: "made here", owner: adminUser, before: func(t *testing.T, s *situation, c *ringcx.Client) {
			t.Helper()
			created, err := c.Create(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			s.token, s.handle.ID = created.Token.Reveal(), created.Token.ID()
		}, want: []simulator.Route{revoke, list}, reason: ""},
		{name: "listed before", owner: adminUser, before: func(t *testing.T, _ *situation, c *ringcx.Client) {
			t.Helper()
			if _, err := c.Tokens(t.Context()); err != nil {
				t.Fatal(err)
			}
		}, want: []simulator.Route{revoke, list}, reason: ""},
		{name: "listed now", owner: adminUser, want: []simulator.Route{simulator.RouteEngageLogin, list, revoke, list}},
		{
			name: "gone", owner: adminUser, happen: []func(*situation){revoked},
			want: []simulator.Route{simulator.RouteEngageLogin, list, list}, reason: "",
		},
		{
			name: "of another login", owner: otherUser, alive: true, want: []simulator.Route{simulator.RouteEngageLogin, list},
			reason: "not provably logged in",
		},
		{
			name: "the list fails", owner: adminUser,
			happen: []func(*situation){on(list, simulator.Fault{Kind: simulator.FaultStatus, Status: 403})}, alive: true,
			want: []simulator.Route{simulator.RouteEngageLogin, list}, reason: "list the user's API tokens",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{}, c.owner)
				unstored(s)
				for _, happen := range c.happen {
					happen(s)
				}
				client := s.MemoryClient(s.cfg)
				if c.before != nil {
					c.before(t, s, client)
				}
				s.ResetRequests()
				err := client.Delete(t.Context(), s.handle)
				if c.reason != "" {
					ringcxtest.WantError(t, err, c.reason)
				} else if err != nil {
					t.Error(err)
				}
				if got := routes(s.rig); !slices.Equal(got, c.want) {
					t.Errorf("requests %v, want %v", got, c.want)
				}
				if alive := slices.Contains(s.AllTokens(), s.token); alive != c.alive {
					t.Errorf("alive: %v", alive)
				}
			})
		})
	}
}

// A token of which only the id is known is found in the list, or is proven to be gone if this process has seen it.
// Otherwise it may belong to another user.
func TestFindToRevoke(t *testing.T) {
	for _, c := range []struct {
		name   string
		owner  string
		seen   bool // in a list of this process, before another token was created
		happen []func(*situation)
		found  bool
		reason string
	}{
		{name: "listed", owner: adminUser, found: true, reason: ""},
		{name: "listed, and revoked since", owner: adminUser, seen: true, happen: []func(*situation){revoked}, reason: ""},
		{
			name: "not listed any more, and alive", owner: adminUser, seen: true,
			happen: []func(*situation){on(simulator.RouteTokenList, simulator.Fault{
				Kind: simulator.FaultGarbage, Body: "[]", Times: 1,
			})}, found: true, reason: "",
		},
		{name: "revoked, and never seen", owner: adminUser, happen: []func(*situation){revoked}, reason: "says nothing " +
			"about the tokens of other users"},
		{name: "another user's", owner: otherUser, reason: "says nothing about the tokens of other users"},
		{
			name: "the list fails", owner: adminUser,
			happen: []func(*situation){on(simulator.RouteTokenList, simulator.Fault{Kind: simulator.FaultStatus, Status: 403})},
			reason: "list the user's API tokens",
		},
		{name: "the session ends", owner: otherUser, happen: []func(*situation){endsAfterList}, reason: "log in to RingCX"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{SessionLifetime: 10 * time.Second}, c.owner)
				client := s.MemoryClient(s.cfg)
				if c.seen {
					if _, err := client.Create(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				for _, happen := range c.happen {
					happen(s)
				}
				if c.seen {
					if _, err := client.Create(t.Context()); err != nil { // makes the list stale
						t.Fatal(err)
					}
				}
				token, err := client.FindToRevoke(t.Context(), s.handle.ID)
				if token.IsZero() == c.found || c.found && token.Reveal() != s.token {
					t.Errorf("found: %v", !token.IsZero())
				}
				if c.reason != "" {
					ringcxtest.WantError(t, err, c.reason)
				} else if err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// If a token can be neither revoked nor proven to be gone, the error says both, and the token stays in the state.
func TestDeleteUnproven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSituation(t, simulator.Config{}, ivrUser)
		client := s.MemoryClient(s.cfg)
		if _, err := client.Locate(t.Context(), s.handle); err != nil { // it is the one that was accepted last
			t.Fatal(err)
		}
		denied := simulator.Fault{Kind: simulator.FaultStatus, Status: 403}
		on(simulator.RouteTokenDelete, denied)(s)
		asked(denied)(s)
		err := client.Delete(t.Context(), s.handle)
		ringcxtest.WantError(t, err, "Could not revoke the API token: RingCX answered 403")
		ringcxtest.WantError(t, err, "neither accepted the token nor refused it")
		s.ClearFaults()
		if err := client.Delete(t.Context(), s.handle); err != nil || slices.Contains(s.AllTokens(), s.token) {
			t.Errorf("afterwards: %v", err)
		}
	})
}

// A token that now belongs to another user is revoked with itself as credential.
func TestDeleteUnderAnotherLogin(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	token := rig.Mint("other@example.com")
	if err := rig.Client(t, engage).Delete(t.Context(), handle(token)); err != nil {
		t.Error(err)
	}
	if got := routes(rig); !slices.Equal(got, []simulator.Route{
		simulator.RouteTokenDelete, simulator.RouteTokenList,
	}) || len(rig.AllTokens()) != 0 {
		t.Errorf("requests %v, %d tokens", got, len(rig.AllTokens()))
	}
}

// The provider's own credential is not revoked.
func TestDeleteOwnCredential(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	client := rig.Client(t, apiToken)
	err := client.Delete(t.Context(), handle(rig.AllTokens()[0]))
	if !errors.Is(err, ringcx.ErrOwnCredential) || rig.Count() != 0 {
		t.Errorf("got %v after %d requests", err, rig.Count())
	}
}

func handle(token string) ringcx.Handle {
	return ringcx.Handle{ID: idOf(token), Token: ringcx.Token{Secret: ringcx.Secret(token)}}
}

func routes(r *rig) (routes []simulator.Route) {
	for _, request := range r.Requests() {
		routes = append(routes, request.Route)
	}
	return routes
}
