package ringcx_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The owner's secret settles what could not be told without it.
func TestLocateFor(t *testing.T) {
	for name, c := range map[string]struct {
		revoke bool
		want   ringcx.Whereabouts
	}{"alive": {false, ringcx.Listed}, "revoked": {true, ringcx.Gone}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{}, ivrUser)
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
				s := newSituation(t, simulator.Config{}, ivrUser)
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
