package ringcx_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// "Rate limits are shared": 150 creates against a limit of 120 in a window succeed, and few requests are
// refused: one pause holds for all of them. Retry-After is honoured as seconds
// and as a date; without it the pauses grow.
func TestSharedBackoff(t *testing.T) {
	for name, form := range map[string]simulator.RetryAfterForm{
		"seconds": simulator.RetryAfterSeconds, "date": simulator.RetryAfterDate, "none": simulator.RetryAfterNone,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const parallel = 10 // as Terraform's default
			rig := newRig(t, simulator.Config{Limits: []simulator.Limit{{
				Routes:   []simulator.Route{simulator.RouteTokenCreate, simulator.RouteTokenList},
				Requests: 120, Window: 2 * time.Second, RetryAfter: form,
			}}})
			cfg := rig.config(t, engage, 0)
			cfg.MinBackoff = 100 * time.Millisecond
			client := ringcx.New(cfg)
			jobs := make(chan struct{}, 150)
			for range 150 {
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
			if n := len(rig.AllTokens()); n != 150 {
				t.Errorf("%d tokens, want 150", n)
			}
			refused := 0
			for _, r := range rig.Requests() {
				if r.Status == http.StatusTooManyRequests {
					refused++
				}
			}
			// Those on the wire when the limit struck, and then one probe at a time.
			if refused > parallel+6 {
				t.Errorf("%d requests were refused, want at most %d", refused, parallel+6)
			}
		})
	}
}

// Exhausted retries are an error that says how long was waited; a pause longer
// than a run should last is one at once; max_retries = 0 turns retries off.
func TestRateLimitErrors(t *testing.T) {
	for _, c := range []struct {
		name       string
		retries    int
		retryAfter string
		requests   int
		want       string
	}{
		{"exhausted", 2, "", 3, "Tried 3 times, with "},
		{"no retries", 0, "1", 1, "429 Too Many Requests"},
		{"too long", 6, "86400", 1, "24h0m0s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rig := newRig(t, simulator.Config{})
			cfg := rig.config(t, engage, 0)
			cfg.MaxRetries = c.retries
			header := http.Header{}
			if c.retryAfter != "" {
				header.Set("Retry-After", c.retryAfter)
			}
			rig.Inject(simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 429, Header: header})
			_, err := ringcx.New(cfg).Tokens(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "limits requests") && c.retryAfter != "86400" {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
			if n := rig.Count(simulator.RouteTokenList); n != c.requests {
				t.Errorf("%d requests, want %d", n, c.requests)
			}
		})
	}
}

// While one request waits for a rate limit, the others wait too.
func TestOneWaitsAllWait(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	client := rig.client(t, engage)
	if _, err := client.Tokens(t.Context()); err != nil {
		t.Fatal(err)
	}
	rig.Inject(simulator.Fault{
		Route: simulator.RouteAccounts, Kind: simulator.FaultStatus, Status: 429, Times: 1, Header: http.Header{"Retry-After": {"1"}},
	})
	done := make(chan error, 1)
	go func() { _, err := client.Accounts(t.Context()); done <- err }()
	for rig.Count(simulator.RouteAccounts) == 0 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(50 * time.Millisecond) // the refusal arrives
	if _, err := client.Users(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	var refused, users time.Time
	for _, r := range rig.Requests() {
		switch {
		case r.Status == http.StatusTooManyRequests:
			refused = r.Time
		case r.Route == simulator.RouteUsers:
			users = r.Time
		}
	}
	if wait := users.Sub(refused); wait < time.Second {
		t.Errorf("another request was sent %s after the refusal, which asked for a second", wait)
	}
}
