package ringcx_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// slowTimeout is the request timeout where a fault runs into it. RingCX, which
// answers slowly then, acts within the time in which the client looks again.
const slowTimeout = time.Second

// matrixFaults are all faults of the simulator, once and for ever, and each
// before and after RingCX has acted where it can be either.
func matrixFaults() []simulator.Fault {
	var faults []simulator.Fault
	for _, act := range []bool{false, true} {
		for _, status := range []int{400, 403, 404, 405, 408, 409, 500, 501, 502, 503, 504} {
			faults = append(faults, simulator.Fault{Kind: simulator.FaultStatus, Status: status, Act: act})
		}
		for _, body := range []string{`null`, `{}`, `{"error":"no"}`, `[null]`, `[1]`, `["a b"]`, `""`, `true`, `aws80:c2353445-bc74`} {
			faults = append(faults, simulator.Fault{Kind: simulator.FaultGarbage, Body: body, Act: act})
		}
		faults = append(faults,
			simulator.Fault{Kind: simulator.FaultCut, Act: act},
			simulator.Fault{Kind: simulator.FaultHTML, Act: act},
			simulator.Fault{Kind: simulator.FaultHTML, Status: http.StatusBadGateway, Act: act},
			simulator.Fault{Kind: simulator.FaultEmpty, Act: act},
			simulator.Fault{Kind: simulator.FaultRedirect, Act: act},
			simulator.Fault{Kind: simulator.FaultSlow, Delay: slowTimeout * 5 / 4, Act: act},
		)
	}
	faults = append(faults,
		simulator.Fault{Kind: simulator.FaultDropBefore},
		simulator.Fault{Kind: simulator.FaultDropAfter},
		simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusUnauthorized},
		simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusTooManyRequests},
		simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"86400"}}},
	)
	var all []simulator.Fault
	for _, f := range faults {
		once := f
		once.Times = 1
		all = append(all, once)
		if f.Kind != simulator.FaultSlow { // for ever, it would be a test of patience
			all = append(all, f)
		}
	}
	return all
}

var loginRoutes = map[string][]simulator.Route{
	ringCentral: {simulator.RouteOAuth, simulator.RouteExchange, simulator.RouteRefresh},
	engage:      {simulator.RouteEngageLogin, simulator.RouteRefresh},
	legacy:      {simulator.RouteLegacyLogin},
}

var voiceRoutes = []simulator.Route{
	simulator.RouteTokenCreate, simulator.RouteTokenList, simulator.RouteTokenDelete, simulator.RouteAccounts, simulator.RouteUsers,
}

// Every endpoint, every fault, every mode: no token is lost or doubled, none is
// called gone that is alive, none is called revoked that is not, and no secret
// is in any error or log record.
func TestFaultMatrix(t *testing.T) {
	var faults, orphans, lost, leaks atomic.Int64
	var group errgroup.Group
	group.SetLimit(16) // they mostly wait
	for _, mode := range modes {
		for _, route := range slices.Concat(loginRoutes[mode], voiceRoutes) {
			for _, f := range matrixFaults() {
				f.Route = route
				if route == simulator.RouteTokenDelete && f.Body == "true" && !f.Act {
					continue // RingCX's own word for done: nothing can tell that from the truth
				}
				group.Go(func() error {
					r := runFault(t, mode, f)
					faults.Add(1)
					orphans.Add(int64(len(r.orphans)))
					lost.Add(int64(len(r.lost)))
					leaks.Add(int64(len(r.leaks)))
					for _, problem := range slices.Concat(r.orphans, r.lost, r.leaks) {
						t.Errorf("%s: %s: %s status %d times %d act %v body %q: %s", mode, route, f.Kind, f.Status, f.Times, f.Act, f.Body, problem)
					}
					return nil
				})
			}
		}
	}
	_ = group.Wait()
	fmt.Printf("%d faults, %d orphans, %d lost, %d leaks\n", faults.Load(), orphans.Load(), lost.Load(), leaks.Load())
}

type faultResult struct{ orphans, lost, leaks []string }

// runFault lives through one fault: three creates, a look at each token, one
// revocation, the other lists. Then the fault is over, and a new run, as a
// later plan would be, has to find every token where the first one left it.
func runFault(t *testing.T, mode string, f simulator.Fault) (result faultResult) {
	rig, stop := startRig(t, simulator.Config{})
	defer stop()
	cfg := rig.config(t, mode, 0)
	cfg.MaxRetries = 1
	if f.Kind == simulator.FaultSlow {
		cfg.RequestTimeout = slowTimeout
	}
	rig.Mint(simulator.DefaultUserName)
	accounted := make(map[string]bool)
	for _, token := range rig.AllTokens() {
		accounted[idOf(token)] = true
	}
	client := ringcx.New(cfg)
	if f.Route == simulator.RouteRefresh {
		if _, err := client.Tokens(t.Context()); err != nil {
			t.Fatal(err)
		}
		rig.ExpireSessions()
	}
	defer rig.Inject(f)()

	created, errs := createInParallel(t.Context(), client, 3)
	for _, err := range errs {
		var undecided *ringcx.UndecidedError
		if errors.As(err, &undecided) {
			for _, id := range undecided.Candidates {
				accounted[id] = true
			}
		}
	}
	state := make(map[string]ringcx.Handle)
	for _, c := range created {
		for _, id := range c.Strays {
			accounted[id] = true
		}
		state[c.Token.ID()] = ringcx.Handle{ID: c.Token.ID(), Token: c.Token}
	}
	if len(state) != len(created) {
		result.lost = append(result.lost, "two creates were given the same token")
	}
	later := ringcx.New(cfg) // as a later plan, still under the fault
	for id, h := range state {
		where, _, err := later.Locate(t.Context(), h)
		errs = append(errs, err)
		if err == nil && where != ringcx.Listed {
			result.lost = append(result.lost, "a living token was not found")
			delete(state, id)
		}
	}
	for id, h := range state {
		err := client.Delete(t.Context(), h)
		errs = append(errs, err)
		if err == nil {
			delete(state, id)
		}
		break
	}
	_, err := client.Accounts(t.Context())
	errs = append(errs, err)
	_, err = client.Users(t.Context(), false)
	errs = append(errs, err)

	rig.ClearFaults()
	for _, token := range rig.AllTokens() {
		if _, inState := state[idOf(token)]; !inState && !accounted[idOf(token)] {
			result.orphans = append(result.orphans, fmt.Sprintf("a token is alive that nobody knows of; errors: %v", errors.Join(errs...)))
		}
	}
	after := ringcx.New(cfg)
	for _, h := range state {
		if err := after.Delete(t.Context(), h); err != nil {
			result.lost = append(result.lost, "a token could not be revoked after the fault: "+err.Error())
		}
	}
	result.leaks = rig.leaks(errs)
	return result
}

// leaks searches errors and records for every secret there is.
func (r *rig) leaks(errs []error) (leaks []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var said strings.Builder
	for _, err := range errs {
		fmt.Fprintf(&said, "%v %+v %#v\n", err, err, err)
	}
	for _, record := range r.records {
		fmt.Fprintf(&said, "%+v\n", record)
	}
	text := said.String()
	for _, secret := range r.Secrets() {
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret))} {
			if strings.Contains(text, form) {
				leaks = append(leaks, "a secret is in an error or a log record: "+form)
			}
		}
	}
	return leaks
}
