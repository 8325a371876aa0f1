package ringcx_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// A call that begins after the stop sends nothing, not even in the background, with or without a session.
func TestEndedCallsSendNothing(t *testing.T) {
	for name, call := range map[string]func(context.Context, *situation, *ringcx.Client) error{
		"create": func(ctx context.Context, _ *situation, c *ringcx.Client) error { _, err := c.Create(ctx); return err },
		"create for an owner": func(ctx context.Context, s *situation, c *ringcx.Client) error {
			_, err := c.CreateFor(ctx, s.ivr)
			return err
		},
		"locate": func(ctx context.Context, s *situation, c *ringcx.Client) error {
			s.handle.Owner = ""
			_, err := c.Locate(ctx, s.handle)
			return err
		},
		"locate an owner's": func(ctx context.Context, s *situation, c *ringcx.Client) error {
			_, err := c.Locate(ctx, s.handle)
			return err
		},
		"locate for an owner": func(ctx context.Context, s *situation, c *ringcx.Client) error {
			_, err := c.LocateFor(ctx, s.handle, s.ivr)
			return err
		},
		"owned by": func(ctx context.Context, s *situation, c *ringcx.Client) error {
			_, err := c.OwnedBy(ctx, s.handle, s.ivr)
			return err
		},
		"delete": func(ctx context.Context, s *situation, c *ringcx.Client) error { return c.Delete(ctx, s.handle) },
		"find": func(ctx context.Context, s *situation, c *ringcx.Client) error {
			_, _, err := c.Find(ctx, s.handle.ID)
			return err
		},
		"tokens":   func(ctx context.Context, _ *situation, c *ringcx.Client) error { _, err := c.Tokens(ctx); return err },
		"identity": func(ctx context.Context, _ *situation, c *ringcx.Client) error { _, err := c.Identity(ctx); return err },
		"access":   func(ctx context.Context, _ *situation, c *ringcx.Client) error { _, err := c.Access(ctx); return err },
		"accounts": func(ctx context.Context, _ *situation, c *ringcx.Client) error { _, err := c.Accounts(ctx); return err },
		"users": func(ctx context.Context, _ *situation, c *ringcx.Client) error {
			_, err := c.Users(ctx, true)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{}, ivrUser)
				client := s.MemoryClient(s.cfg)
				ctx, stop := context.WithCancel(t.Context())
				stop()
				for _, when := range []string{"without a session", "with a session that has expired"} {
					s.ResetRequests()
					if err := call(ctx, s, client); !errors.Is(err, context.Canceled) {
						t.Errorf("%s: got %v", when, err)
					}
					time.Sleep(time.Hour)
					if n := s.Count(); n != 0 {
						t.Errorf("%s: %d requests, want none", when, n)
					}
					if _, err := client.Access(t.Context()); err != nil {
						t.Fatal(err)
					}
					time.Sleep(time.Hour)
				}
			})
		})
	}
}

// A call that waits for a list gets it, even if another call that waits for the same list is stopped. So does a later
// call: a cancelled request is not kept.
func TestListAfterAnotherCallerStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{})
		rig.Inject(simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 429, Times: 1})
		client := rig.MemoryClient(rig.Config(t, engage, 0))
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, stop)
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := client.Tokens(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("the one who is stopped: got %v", err)
			}
		})
		synctest.Wait() // it waits for RingCX's limit
		wg.Go(func() {
			if _, err := client.Tokens(t.Context()); err != nil {
				t.Errorf("the other one: %v", err)
			}
		})
		wg.Wait()
		if _, err := client.Tokens(t.Context()); err != nil {
			t.Errorf("later: %v", err)
		}
		if n := rig.Count(simulator.RouteTokenList); n != 2 {
			t.Errorf("%d lists, want the refused one and one for both", n)
		}
	})
}

// A stop ends the wait for any evidence at once, and proves nothing. A later call finds out.
func TestStopEndsWaitingForEvidence(t *testing.T) {
	hangs := func(s *situation) {
		s.Inject(simulator.Fault{Route: simulator.RouteTokenList, Credential: s.token, Kind: simulator.FaultHang})
	}
	for name, c := range map[string]struct {
		owner  string
		happen []func(*situation)
		want   ringcx.Whereabouts // later
	}{
		"the token's own answer": {owner: ivrUser, happen: []func(*situation){hangs}, want: ringcx.Listed},
		"a second list":          {owner: adminUser, happen: []func(*situation){unstored, revoked}, want: ringcx.Gone},
		"a new token to be listed": {
			owner:  adminUser,
			happen: []func(*situation){unstored, newlyMade(adminUser), func(s *situation) { s.Revoke(s.token) }},
			want:   ringcx.Gone,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{}, c.owner)
				for _, happen := range c.happen {
					happen(s)
				}
				client := s.MemoryClient(s.cfg)
				ctx, stop := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, stop)
				var wg sync.WaitGroup
				for range 2 { // the second waits for the first
					wg.Go(func() {
						start := time.Now()
						found, err := client.Locate(ctx, s.handle)
						took := time.Since(start)
						if found.Where != ringcx.Unproven || !errors.Is(err, context.Canceled) || took != time.Second {
							t.Errorf("got %v, %v after %s", found.Where, err, took)
						}
					})
				}
				wg.Wait()
				s.ClearFaults()
				if found, err := client.Locate(t.Context(), s.handle); found.Where != c.want || err != nil {
					t.Errorf("later: got %v, %v; want %v", found.Where, err, c.want)
				}
			})
		})
	}
}
