package ringcx_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// promptly is how long a call may go on after a stop where no request is under way.
const promptly = 3 * time.Second

// After a stop a create waits for nothing: not for its rate, not for a list that only confirms it, and for what became
// of a lost request only until a list that lags would show it. A token that RingCX answered with is returned.
func TestStopEndsACreate(t *testing.T) {
	refusedForRate := simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusTooManyRequests, Times: 99}
	late := simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusBadGateway, Times: 99}
	at := func(route simulator.Route, after int, f simulator.Fault) simulator.Fault {
		f.Route, f.After = route, after
		return f
	}
	for name, c := range map[string]struct {
		faults []simulator.Fault
		made   bool
	}{
		"while it waits for its rate": {faults: []simulator.Fault{at(simulator.RouteTokenCreate, 0, refusedForRate)}},
		"while the list that confirms it waits for its rate": {
			faults: []simulator.Fault{at(simulator.RouteTokenList, 1, refusedForRate)}, made: true,
		},
		"while the list that confirms it is tried again": {
			faults: []simulator.Fault{at(simulator.RouteTokenList, 1, late)}, made: true,
		},
		"while the list that confirms it hangs": {
			faults: []simulator.Fault{at(simulator.RouteTokenList, 1, simulator.Fault{Kind: simulator.FaultHang})}, made: true,
		},
		"while its outcome is not known": {
			faults: []simulator.Fault{at(simulator.RouteTokenCreate, 0, simulator.Fault{Kind: simulator.FaultDropBefore})},
		},
		"while its outcome is not known, and the list waits for its rate": {
			faults: []simulator.Fault{
				at(simulator.RouteTokenCreate, 0, simulator.Fault{Kind: simulator.FaultDropBefore}),
				at(simulator.RouteTokenList, 1, refusedForRate),
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig := memoryRig(t, simulator.Config{})
				for _, f := range c.faults {
					rig.Inject(f)
				}
				client := rig.MemoryClient(rig.Config(t, engage, 0))
				ctx, stop := context.WithCancel(t.Context())
				const stopped = 2 * time.Second
				time.AfterFunc(stopped, stop)
				start := time.Now()
				created, err := client.Create(ctx)
				if took := time.Since(start); took < stopped || took > stopped+promptly {
					t.Errorf("it ended after %s", took)
				}
				switch tokens := rig.AllTokens(); {
				case c.made && (err != nil || !created.Unconfirmed || !slices.Contains(tokens, created.Token.Reveal())):
					t.Errorf("got %+v, %v; want the token that was made, not confirmed", created, err)
				case !c.made && (err == nil || len(tokens) != 0):
					t.Errorf("got %+v, %d tokens; want an error and none", created, len(tokens))
				}
				rig.ClearFaults()
			})
		})
	}
}

// Without a stop, a token that the list has not confirmed is marked as such, and one that it has is not.
func TestUnconfirmed(t *testing.T) {
	for name, c := range map[string]struct {
		lists int // that fail
		want  bool
	}{
		"the list confirms it":                        {lists: 0, want: false},
		"the list fails, and the token confirms it":   {lists: 1, want: false},
		"both fail, and the list shows it in the end": {lists: 2, want: false},
		"no list can be had":                          {lists: 99, want: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig := memoryRig(t, simulator.Config{})
				if c.lists > 0 {
					rig.Inject(failing(c.lists))
				}
				created, err := rig.MemoryClient(rig.Config(t, engage, 0)).Create(t.Context())
				if err != nil || created.Unconfirmed != c.want {
					t.Errorf("got %+v, %v; want unconfirmed %t", created, err, c.want)
				}
			})
		})
	}
}

// After a stop a revocation in doubt asks at most once whether the token is alive, and waits for nothing.
func TestStopEndsARevocation(t *testing.T) {
	for name, fault := range map[string]simulator.Fault{
		"refused for its rate": {Kind: simulator.FaultStatus, Status: http.StatusTooManyRequests, Times: 99},
		"no answer":            {Kind: simulator.FaultStatus, Status: http.StatusBadGateway, Times: 99},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{}, ivrUser)
				fault.Route = simulator.RouteTokenDelete
				s.Inject(fault)
				client := s.MemoryClient(s.cfg)
				ctx, stop := context.WithCancel(t.Context())
				const stopped = 2 * time.Second
				time.AfterFunc(stopped, stop)
				start := time.Now()
				err := client.Delete(ctx, s.handle)
				var cause *ringcx.Error
				if took := time.Since(start); took > stopped+promptly || !errors.As(err, &cause) {
					t.Errorf("got %v after %s", err, took)
				}
			})
		})
	}
}
