package ringcx_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// What is asked to revoke a token of the provider's user whose value is at
// hand, by what RingCX answers: a 404, a `false` or a lost reply is
// settled by the list, and a refusal by trying the other credential.
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
		revoked bool // by somebody else before
		want    []simulator.Route
	}{
		{"true", simulator.Config{}, nil, false, []simulator.Route{revoke}},
		{"no content", simulator.Config{Delete: simulator.DeleteNoContent}, nil, false, []simulator.Route{revoke}},
		// Its credential is gone with it: 401, then the list, then the token itself.
		{"gone", simulator.Config{}, nil, true, []simulator.Route{revoke, login, list, list}},
		{"lost reply", simulator.Config{}, fault(simulator.Fault{Kind: simulator.FaultDropAfter}), false, []simulator.Route{revoke, login, list, list}},
		{"lost request", simulator.Config{}, fault(simulator.Fault{Kind: simulator.FaultDropBefore}), false, []simulator.Route{revoke, login, list, revoke}},
		{"false, but alive", simulator.Config{}, fault(simulator.Fault{Kind: simulator.FaultGarbage, Body: "false"}), false, []simulator.Route{revoke, login, list, revoke}},
		{"not found, but alive", simulator.Config{}, fault(simulator.Fault{Kind: simulator.FaultStatus, Status: 404}), false, []simulator.Route{revoke, login, list, revoke}},
		{"empty, and done", simulator.Config{}, fault(simulator.Fault{Kind: simulator.FaultEmpty, Act: true}), false, []simulator.Route{revoke, login, list, list}},
		{"refused to the token", simulator.Config{}, fault(simulator.Fault{Kind: simulator.FaultStatus, Status: 403}), false, []simulator.Route{revoke, login, list, revoke}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, c.config)
			client := rig.client(t, engage)
			token := rig.Mint(simulator.DefaultUserName)
			if c.fault != nil {
				rig.Inject(*c.fault)
			}
			if c.revoked {
				rig.Revoke(token)
			}
			h := handle(token)
			h.Login = ringcx.Identity{UserName: simulator.DefaultUserName}
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

// A token that cannot be revoked is an error, and no request storms RingCX.
func TestDeleteRefused(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	client := rig.client(t, engage)
	token := rig.Mint(simulator.DefaultUserName)
	rig.Inject(simulator.Fault{Route: simulator.RouteTokenDelete, Kind: simulator.FaultStatus, Status: http.StatusForbidden})
	err := client.Delete(t.Context(), handle(token))
	var e *ringcx.Error
	if !errors.As(err, &e) || e.Status != http.StatusForbidden {
		t.Errorf("got %v", err)
	}
	if n := rig.Count(simulator.RouteTokenDelete); n != 2 {
		t.Errorf("%d requests to revoke, want one with each credential", n)
	}
	for _, leak := range rig.leaks([]error{err}) {
		t.Error(leak)
	}
}

// A token that lives under another user by now is revoked by itself.
func TestDeleteUnderAnotherLogin(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	token := rig.Mint("other@example.com")
	if err := rig.client(t, engage).Delete(t.Context(), handle(token)); err != nil {
		t.Error(err)
	}
	if got := routes(rig); !slices.Equal(got, []simulator.Route{simulator.RouteTokenDelete}) || len(rig.AllTokens()) != 0 {
		t.Errorf("requests %v, %d tokens", got, len(rig.AllTokens()))
	}
}

// The provider's own credential is not revoked.
func TestDeleteOwnCredential(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	client := rig.client(t, apiToken)
	if err := client.Delete(t.Context(), handle(rig.AllTokens()[0])); !errors.Is(err, ringcx.ErrOwnCredential) || rig.Count() != 0 {
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
