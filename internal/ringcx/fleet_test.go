package ringcx_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

const (
	fleetSize    = 40                     // new owners in one apply
	fleetLimit   = 5                      // logins a minute, as documented
	parallelism  = 10                     // Terraform's default
	leastMinutes = fleetSize / fleetLimit // that their logins take
)

// fleetUsers are the simulator's own users, and API users for a fleet.
func fleetUsers() []simulator.User {
	users := simulator.DefaultUsers()
	for i := range fleetSize {
		name := fmt.Sprintf("api-%d@example.com", i)
		users = append(
			users,
			simulator.User{
				ID: 3000 + i, Name: name, Password: "password-of-" + name, JWT: "jwt-of-" + name, Roles: []string{"USER"},
			},
		)
	}
	return users
}

// fleetOwner is the login of an API user.
func fleetOwner(mode string, i int) ringcx.Credentials {
	user := fleetUsers()[len(simulator.DefaultUsers())+i]
	if mode == engage {
		return ringcx.Engage{
			UserName: user.Name, Password: ringcx.Secret(user.Password), PlatformID: simulator.DefaultPlatformID,
		}
	}
	return ringcx.RingCentral{
		ClientID: simulator.DefaultClientID, ClientSecret: simulator.DefaultClientSecret, JWT: ringcx.Secret(user.JWT),
	}
}

// createFleet makes a token for each of n owners, as Terraform does, and returns
// the errors.
func createFleet(ctx context.Context, client *ringcx.Client, mode string, n int) []error {
	var wg sync.WaitGroup
	errs := make([]error, n)
	turns := make(chan struct{}, parallelism)
	for i := range n {
		wg.Go(func() {
			turns <- struct{}{}
			_, errs[i] = client.CreateFor(ctx, fleetOwner(mode, i))
			<-turns
		})
	}
	wg.Wait()
	return errs
}

// loginLimits returns the documented limit for every kind of login, with or without Retry-After.
func loginLimits(retryAfter simulator.RetryAfterForm) []simulator.Limit {
	var limits []simulator.Limit
	for _, route := range []simulator.Route{simulator.RouteOAuth, simulator.RouteExchange, simulator.RouteEngageLogin} {
		limits = append(
			limits,
			simulator.Limit{Routes: []simulator.Route{route}, Requests: fleetLimit, Window: time.Minute, RetryAfter: retryAfter},
		)
	}
	return limits
}

// slidingLimit refuses a login if the last minute had five to the same path. It counts in another way than the
// simulator. Answers take up to latency.
func slidingLimit(latency time.Duration) func(http.Handler) http.Handler {
	var mu sync.Mutex
	last := map[string][]time.Time{}
	random := rand.New(rand.NewPCG(1, 2))
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			delay := time.Duration(random.Int64N(int64(latency)))
			seen := last[r.URL.Path]
			full := r.URL.Path == "/api/auth/login/admin" && len(seen) >= fleetLimit && time.Since(
				seen[len(seen)-fleetLimit],
			) < time.Minute
			if !full {
				last[r.URL.Path] = append(seen, time.Now())
			}
			mu.Unlock()
			if full {
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			time.Sleep(delay)
			next.ServeHTTP(w, r)
		})
	}
}

// refusedTwice returns the routes of which two requests were refused in one of the simulator's windows, which begin
// with the first accepted request.
func (r *rig) refusedTwice() (routes []simulator.Route) {
	type window struct {
		began   time.Time
		refused int
	}
	windows := map[simulator.Route]*window{}
	for _, request := range r.Requests() {
		w := windows[request.Route]
		if w == nil || request.Time.Sub(w.began) >= time.Minute {
			w = &window{began: request.Time}
			windows[request.Route] = w
		}
		if request.Status == http.StatusTooManyRequests {
			if w.refused++; w.refused == 2 {
				routes = append(routes, request.Route)
			}
		}
	}
	return routes
}

// Forty new owners in one apply succeed under the limits that RingCX documents, however it counts the minute and
// whatever other logins there are: with at most one refusal in a window, in at most 1.2 times the least possible time.
// Without limits it takes no longer than logins one after the other. `make bench` reports the attributes.
func TestFleet(t *testing.T) {
	const (
		latency = 200 * time.Millisecond
		limited = leastMinutes * time.Minute * 12 / 10
	)
	for _, c := range []struct {
		name     string
		mode     string
		limits   []simulator.Limit
		wrap     func(http.Handler) http.Handler
		others   int           // logins of other programs in the first window
		most     time.Duration // that it may take
		refusals int           // at most
	}{
		{
			name: "RingCX's documented limits", mode: ringCentral, limits: simulator.DocumentedLimits(), most: limited,
			refusals: leastMinutes,
		},
		{
			name: "no Retry-After from RingCentral either", mode: ringCentral, limits: loginLimits(simulator.RetryAfterNone),
			most: limited, refusals: leastMinutes,
		},
		{
			name: "Retry-After as a date", mode: engage, limits: loginLimits(simulator.RetryAfterDate), most: limited,
			refusals: leastMinutes,
		},
		{
			name: "three logins of other programs", mode: engage, limits: loginLimits(simulator.RetryAfterNone), others: 3,
			most: limited, refusals: leastMinutes,
		},
		{
			name: "five logins of other programs", mode: engage, limits: loginLimits(simulator.RetryAfterNone),
			others: fleetLimit, most: limited, refusals: leastMinutes,
		},
		{
			name: "a minute that slides", mode: engage, wrap: slidingLimit(400 * time.Millisecond), most: limited,
			refusals: leastMinutes,
		},
		{
			name: "a minute that slides, slow answers", mode: engage, wrap: slidingLimit(3 * time.Second), most: limited,
			refusals: leastMinutes,
		},
		{name: "no limits", mode: ringCentral, most: fleetSize * 2 * latency, refusals: 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig, newClient := newMemoryRig(t, simulator.Config{Users: fleetUsers(), Limits: c.limits}, c.wrap)
				rig.Inject(simulator.Fault{Kind: simulator.FaultSlow, Delay: latency})
				for range c.others {
					if _, err := newClient(rig.Config(t, c.mode, 0)).Identity(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				rig.ResetRecords()
				start := time.Now()
				for i, err := range createFleet(t.Context(), newClient(rig.Config(t, c.mode, 0)), c.mode, fleetSize) {
					if err != nil {
						t.Errorf("owner %d: %v", i, err)
					}
				}
				took := time.Since(start)
				if n := len(rig.AllTokens()); n != fleetSize {
					t.Errorf("%d tokens, want %d", n, fleetSize)
				}
				if took > c.most {
					t.Errorf("it took %s, want at most %s", took, c.most)
				}
				refused := 0
				for _, r := range rig.Records() {
					if r.Status == http.StatusTooManyRequests {
						refused++
					}
				}
				if twice := rig.refusedTwice(); refused > c.refusals || len(twice) > 0 {
					t.Errorf("%d requests were refused, want at most %d; twice in one window: %v", refused, c.refusals, twice)
				}
				t.Attr("requests", strconv.Itoa(len(rig.Records())-refused))
				t.Attr("refused", strconv.Itoa(refused))
				t.Attr("seconds", strconv.FormatFloat(took.Seconds(), 'f', 1, 64))
				if c.most == limited {
					t.Attr("least", strconv.Itoa(leastMinutes*60))
				}
			})
		})
	}
}
