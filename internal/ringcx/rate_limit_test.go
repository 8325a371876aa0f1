package ringcx_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// refusals returns the requests that the simulator refused for their rate.
func (r *rig) refusals(routes ...simulator.Route) (refused []simulator.Request) {
	for _, request := range r.Requests() {
		for _, route := range routes {
			if request.Route == route && request.Status == http.StatusTooManyRequests {
				refused = append(refused, request)
			}
		}
	}
	return refused
}

// Hundreds of creates succeed under the limit of 120 a minute with few refusals: those sent before the limit was
// reached, and then one in each window. Retry-After works as seconds and as a date.
func TestSharedBackoff(t *testing.T) {
	const parallel, tokens, limit = 10, 400, 120
	for name, form := range map[string]simulator.RetryAfterForm{
		"seconds": simulator.RetryAfterSeconds, "date": simulator.RetryAfterDate, "none": simulator.RetryAfterNone,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig, newClient := newMemoryRig(t, simulator.Config{Limits: []simulator.Limit{{
					Routes:   []simulator.Route{simulator.RouteTokenCreate, simulator.RouteTokenList},
					Requests: limit, Window: time.Minute, RetryAfter: form,
				}}}, nil)
				rig.Inject(simulator.Fault{Kind: simulator.FaultSlow, Delay: 200 * time.Millisecond})
				client := newClient(rig.Config(t, engage, 0))
				start := time.Now()
				if _, err := client.Create(t.Context()); err != nil { // reads the first list
					t.Fatal(err)
				}
				jobs := make(chan struct{}, tokens)
				for range tokens - 1 {
					jobs <- struct{}{}
				}
				close(jobs)
				inParallel(t, parallel, func() error {
					for range jobs {
						if _, err := client.Create(t.Context()); err != nil {
							return err
						}
					}
					return nil
				})
				if n := len(rig.AllTokens()); n != tokens {
					t.Errorf("%d tokens, want %d", n, tokens)
				}
				const windows = tokens/limit + 1
				if d := time.Since(start); d > windows*time.Minute {
					t.Errorf("it took %s, want at most %d minutes", d, windows)
				}
				if n := len(rig.refusals(simulator.RouteTokenCreate)); n == 0 || n > parallel+windows {
					t.Errorf("%d requests were refused, want at most %d", n, parallel+windows)
				}
			})
		})
	}
}

// Waiting for a rate limit does not count as a try, even with retries turned off. It ends after five minutes without
// progress, or at once if RingCX asks for a longer pause, with an error that says how many requests are left and why.
func TestRateLimitErrors(t *testing.T) {
	for _, c := range []struct {
		name       string
		times      int
		retryAfter string
		requests   int
		waits      time.Duration
		want       []string
	}{
		{name: "a refusal", times: 1, requests: 2, waits: time.Minute, want: nil},
		{name: "a refusal with Retry-After", times: 1, retryAfter: "7", requests: 2, waits: 7 * time.Second, want: nil},
		{name: "refused for good", requests: 6, waits: 5 * time.Minute, want: []string{
			"429 Too Many Requests", "RingCX refused every request of this kind for 5m0s", "1 request was " +
				"left", "documents limits of 120 administrative requests",
		}},
		{name: "too long", retryAfter: "86400", requests: 1, want: []string{"429 Too Many Requests", "RingCX asks to wait " +
			"24h0m0s", "1 request was left"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig, newClient := newMemoryRig(t, simulator.Config{}, nil)
				cfg := rig.Config(t, engage, 0)
				cfg.MaxRetries = 0
				header := http.Header{}
				if c.retryAfter != "" {
					header.Set("Retry-After", c.retryAfter)
				}
				rig.Inject(
					simulator.Fault{
						Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 429, Header: header, Times: c.times,
					},
				)
				start := time.Now()
				_, err := newClient(cfg).Tokens(t.Context())
				if (err == nil) != (c.want == nil) {
					t.Fatalf("got %v", err)
				}
				for _, want := range c.want {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("%q is not in:\n%s", want, err)
					}
				}
				if n := rig.Count(simulator.RouteTokenList); n != c.requests {
					t.Errorf("%d requests, want %d", n, c.requests)
				}
				if d := time.Since(start); d != c.waits {
					t.Errorf("it took %s, want %s", d, c.waits)
				}
			})
		})
	}
}

// A 503 that names a pause is waited for, but counts as a try.
func TestUnavailable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig, newClient := newMemoryRig(t, simulator.Config{}, nil)
		rig.Inject(simulator.Fault{
			Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 503, Header: http.Header{"Retry-After": {"7"}},
		})
		cfg := rig.Config(t, engage, 0)
		cfg.MaxRetries = 2
		start := time.Now()
		_, err := newClient(cfg).Tokens(t.Context())
		if err == nil || !strings.Contains(err.Error(), "Tried 3 times") {
			t.Errorf("got %v", err)
		}
		if n, d := rig.Count(simulator.RouteTokenList), time.Since(start); n != 3 || d != 14*time.Second {
			t.Errorf("%d requests in %s, want 3 with two pauses of 7s", n, d)
		}
	})
}

// While one administrative request waits for a rate limit, the others wait too. Logins have a limit of their own, and
// do not wait.
func TestSharedWaiting(t *testing.T) {
	for refused, c := range map[simulator.Route]struct{ list, login bool }{
		simulator.RouteAccounts:    {list: true, login: false},
		simulator.RouteEngageLogin: {list: false, login: true},
	} {
		t.Run(string(refused), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig, newClient := newMemoryRig(t, simulator.Config{Users: fleetUsers()}, nil)
				client := newClient(rig.Config(t, engage, 0))
				if _, err := client.Tokens(t.Context()); err != nil {
					t.Fatal(err)
				}
				rig.ResetRequests()
				rig.Inject(
					simulator.Fault{
						Route: refused, Kind: simulator.FaultStatus, Status: 429, Times: 1, Header: http.Header{"Retry-After": {"9"}},
					},
				)
				var wg sync.WaitGroup
				wg.Go(func() {
					if refused == simulator.RouteAccounts {
						_, _ = client.Accounts(t.Context())
					} else {
						_, _ = client.CreateFor(t.Context(), fleetOwner(engage, 0))
					}
				})
				synctest.Wait() // refused
				start := time.Now()
				wg.Go(func() { _, _ = client.Users(t.Context(), false) })
				wg.Go(func() { _, _ = client.CreateFor(t.Context(), fleetOwner(engage, 1)) })
				wg.Wait()
				logins := 0
				for _, r := range rig.Requests() {
					waited := r.Time.Sub(start) >= 9*time.Second
					switch {
					case r.Status == http.StatusTooManyRequests:
					case r.Route == simulator.RouteUsers && waited != c.list:
						t.Errorf("the list of users waited: %v", waited)
					case r.Route == simulator.RouteEngageLogin:
						if logins++; waited != c.login {
							t.Errorf("a login waited: %v", waited)
						}
					}
				}
				if logins == 0 {
					t.Error("no login")
				}
			})
		})
	}
}

// The list that a plan waits for needs the provider's own login, which goes before the waiting logins of owners.
func TestOwnLoginHasPriority(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig, newClient := newMemoryRig(
			t, simulator.Config{Users: fleetUsers(), Limits: loginLimits(simulator.RetryAfterNone)}, nil,
		)
		client := newClient(rig.Config(t, engage, 0))
		var wg sync.WaitGroup
		wg.Go(func() { createFleet(t.Context(), client, engage, parallelism) })
		time.Sleep(time.Second)
		start := time.Now()
		if _, err := client.Tokens(t.Context()); err != nil {
			t.Error(err)
		}
		if d := time.Since(start); d > time.Minute {
			t.Errorf("the list came after %s, want it to be the first when the window is over", d)
		}
		wg.Wait()
		position := 0
		for i, r := range rig.Requests() {
			if r.Route == simulator.RouteEngageLogin && r.User == simulator.DefaultUserName {
				position = i
			}
		}
		later := 0
		for _, r := range rig.Requests()[position+1:] {
			if r.Route == simulator.RouteEngageLogin {
				later++
			}
		}
		if later < parallelism-fleetLimit {
			t.Errorf("%d logins went after the provider's own, want all %d that were waiting", later, parallelism-fleetLimit)
		}
	})
}

// Owners whose logins are slow do not delay the others, whose logins begin and end meanwhile.
func TestSlowOwners(t *testing.T) {
	const owners, slow, delay = 8, 4, 5 * time.Second
	synctest.Test(t, func(t *testing.T) {
		rig, newClient := newMemoryRig(t, simulator.Config{Users: fleetUsers()}, nil)
		for i := range slow {
			login, _ := fleetOwner(engage, i).(ringcx.Engage)
			rig.Inject(
				simulator.Fault{Route: simulator.RouteEngageLogin, User: login.UserName, Kind: simulator.FaultSlow, Delay: delay},
			)
		}
		start := time.Now()
		for i, err := range createFleet(t.Context(), newClient(rig.Config(t, engage, 0)), engage, owners) {
			if err != nil {
				t.Errorf("owner %d: %v", i, err)
			}
		}
		creates, logins := 0, 0 // that began while every slow login was under way
		for _, r := range rig.Requests() {
			if r.Time.Sub(start) < delay {
				switch r.Route {
				case simulator.RouteEngageLogin:
					logins++
				case simulator.RouteTokenCreate:
					creates++
				}
			}
		}
		if logins != owners || creates != owners-slow {
			t.Errorf(
				"%d logins and %d creates began beside the slow logins, want %d and %d", logins, creates, owners, owners-slow,
			)
		}
	})
}

// A stop ends all waiting at once, and leaves nothing running: otherwise the bubble would not end.
func TestStopEndsRateWaiting(t *testing.T) {
	for _, limits := range [][]simulator.Limit{
		loginLimits(simulator.RetryAfterNone),
		{{Routes: []simulator.Route{simulator.RouteExchange}, Requests: 1, Window: time.Hour}},
	} {
		synctest.Test(t, func(t *testing.T) {
			rig, newClient := newMemoryRig(t, simulator.Config{Users: fleetUsers(), Limits: limits}, nil)
			ctx, stop := context.WithCancel(t.Context())
			time.AfterFunc(10*time.Second, stop)
			start := time.Now()
			errs := createFleet(ctx, newClient(rig.Config(t, ringCentral, 0)), ringCentral, fleetSize)
			synctest.Wait() // nothing is waiting for a time that has not come: all have ended
			if d := time.Since(start); d != 10*time.Second {
				t.Errorf("it ended after %s, want when it was stopped", d)
			}
			stopped := 0
			for _, err := range errs {
				if errors.Is(err, context.Canceled) {
					stopped++
				} else if err != nil {
					t.Errorf("got %v", err)
				}
			}
			if made := len(rig.AllTokens()); made == 0 || made+stopped != fleetSize {
				t.Errorf("%d tokens made and %d stopped, want %d together", made, stopped, fleetSize)
			}
			sent := rig.Count()
			time.Sleep(10 * time.Minute)
			if n := rig.Count(); n != sent {
				t.Errorf("%d requests were sent after the end", n-sent)
			}
		})
	}
}

// A call that waits for a session gets it, even if another call that waits for the same session is stopped.
func TestSessionAfterAnotherCallerStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig, newClient := newMemoryRig(t, simulator.Config{}, nil)
		rig.Inject(simulator.Fault{Route: simulator.RouteEngageLogin, Kind: simulator.FaultStatus, Status: 429, Times: 1})
		client := newClient(rig.Config(t, engage, 0))
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, stop)
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := client.Identity(ctx); err == nil {
				t.Error("a stopped request was served")
			}
		})
		synctest.Wait()
		if _, err := client.Identity(t.Context()); err != nil {
			t.Error(err)
		}
		wg.Wait()
	})
}
