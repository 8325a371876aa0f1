package ringcx_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

var loginRoutes = map[string][]simulator.Route{
	ringCentral: {simulator.RouteOAuth, simulator.RouteExchange, simulator.RouteRefresh},
	engage:      {simulator.RouteEngageLogin, simulator.RouteRefresh},
	legacy:      {simulator.RouteLegacyLogin},
}

var voiceRoutes = []simulator.Route{
	simulator.RouteTokenCreate, simulator.RouteTokenList, simulator.RouteTokenDelete,
	simulator.RouteAccounts, simulator.RouteUsers,
}

// tally counts the results of all faults.
type tally struct {
	mu                           sync.Mutex
	faults, inState, named       int
	orphans, lost, leaks         int
	alive, gone, unproven, wrong int
}

// Every endpoint, fault and mode, with lists that lag and lists that do not, for tokens of the provider's user and of
// an owner. No token is lost or created twice, none is wrongly called gone or revoked, and no secret is in any error or
// log record.
func TestFaultMatrix(t *testing.T) {
	var sum tally
	t.Run("mode", func(t *testing.T) {
		for _, mode := range modes {
			t.Run(mode, func(t *testing.T) {
				t.Parallel()
				for _, route := range slices.Concat(loginRoutes[mode], voiceRoutes) {
					for n, f := range ringcxtest.Faults() {
						f.Route = route
						if route == simulator.RouteTokenDelete && f.Body == "true" && !f.Act {
							continue // RingCX says that it is done, which cannot be told from the truth
						}
						lag := time.Duration(n%2) * 2 * time.Second
						synctest.Test(t, func(t *testing.T) {
							for _, problem := range runFault(t, mode, lag, f, &sum) {
								t.Errorf("%s: lag %s: %+v: %s", mode, lag, f, problem)
							}
						})
					}
				}
			})
		}
	})
	fmt.Printf("%d faults: %d tokens in state, %d named in warnings and errors, %d orphans, %d lost, %d leaks; "+
		"verdicts: %d alive, %d gone, %d unproven, %d wrong\n",
		sum.faults, sum.inState, sum.named, sum.orphans, sum.lost, sum.leaks, sum.alive, sum.gone, sum.unproven, sum.wrong)
}

// runFault runs creates, locates each token, also those from before, revokes, and reads the other lists under one
// fault. Then the fault ends, and a new run has to find every token where the first one left it.
func runFault(t *testing.T, mode string, lag time.Duration, f simulator.Fault, sum *tally) (problems []string) {
	rig := memoryRig(t, simulator.Config{ListLag: lag})
	cfg := rig.Config(t, mode, 0)
	rig.Mint(simulator.DefaultUserName)
	ivr := simulator.DefaultUsers()[1]
	var owner ringcx.Credentials = ringcx.APIToken{Token: ringcx.Token{Secret: ringcx.Secret(rig.Mint(ivr.Name))}}
	if mode != apiToken {
		owner = ownerCredentials(cfg, ivr)
	}
	time.Sleep(time.Minute)
	var mu sync.Mutex
	var wg sync.WaitGroup
	var errs []error
	var tally tally
	state, revoked := make(map[string]ringcx.Handle), make(map[string]ringcx.Handle)
	accounted := make(map[string]bool)
	note := func(created ringcx.Created, err error, ownerName string) {
		mu.Lock()
		defer mu.Unlock()
		after := created.Aftermath
		var undecided *ringcx.UndecidedError
		if errors.As(err, &undecided) {
			after = undecided.Aftermath
			after.Unclaimed = slices.Concat(after.Unclaimed, undecided.Candidates)
		}
		for _, id := range after.Unclaimed {
			accounted[id] = true
			tally.named++
		}
		if errs = append(errs, err); err != nil {
			return
		}
		h := ringcx.Handle{
			ID: created.Token.ID(), Token: created.Token, Owner: ownerName, Login: created.User, CreatedAt: time.Now(),
		}
		if _, twice := state[h.ID]; twice {
			problems = append(problems, "two creates were given the same token")
		}
		state[h.ID] = h
	}
	create := func(client *ringcx.Client, n int) {
		if n%2 == 0 {
			created, err := client.Create(t.Context())
			note(created, err, "")
		} else {
			created, err := client.CreateFor(t.Context(), owner)
			note(created, err, ivr.Name)
		}
	}
	// Of each kind there is one from before, and one that was revoked since.
	earlier := rig.MemoryClient(cfg)
	create(earlier, 0)
	create(earlier, 1)
	for id, h := range state {
		rig.Revoke(h.Token.Reveal())
		delete(state, id)
		revoked[id] = h
	}
	create(earlier, 0)
	create(earlier, 1)
	time.Sleep(time.Minute)
	for _, token := range rig.AllTokens() {
		accounted[idOf(token)] = true
	}
	client := rig.MemoryClient(cfg)
	if f.Route == simulator.RouteRefresh {
		if _, err := client.Tokens(t.Context()); err != nil {
			t.Fatal(err)
		}
		rig.ExpireSessions()
	}
	defer rig.Inject(f)()
	for n := range 4 {
		wg.Go(func() { create(client, n) })
	}
	wg.Wait()
	rig.Settle()
	tally.inState = len(state)
	tally.faults = 1

	later := rig.MemoryClient(cfg) // as in a later plan, still under the fault
	for _, h := range state {
		where, _, err := later.Locate(t.Context(), h)
		errs = append(errs, err)
		switch {
		case err != nil:
			tally.unproven++
		case where == ringcx.Gone:
			tally.wrong++
			problems = append(problems, "a living token was called gone")
		default:
			tally.alive++
		}
	}
	for _, h := range revoked {
		where, _, err := later.Locate(t.Context(), h)
		errs = append(errs, err)
		switch {
		case err != nil:
			tally.unproven++
		case where == ringcx.Gone:
			tally.gone++
		case f.Body == `["a b"]`: // a list is RingCX's own word that the token is alive
			tally.alive++
		default:
			tally.wrong++
			problems = append(problems, "a revoked token was called alive")
		}
	}
	for id, h := range state {
		err := client.Delete(t.Context(), h)
		rig.Settle()
		if errs = append(errs, err); err == nil {
			if rig.alive(h) {
				problems = append(problems, "a living token was called revoked")
			}
			delete(state, id)
		}
		if len(state) < 3 {
			break
		}
	}
	_, err := client.Accounts(t.Context())
	errs = append(errs, err)
	_, err = client.Users(t.Context(), false)
	errs = append(errs, err)

	rig.ClearFaults()
	rig.Settle()
	time.Sleep(time.Minute)
	for _, token := range rig.AllTokens() {
		if _, inState := state[idOf(token)]; !inState && !accounted[idOf(token)] {
			tally.orphans++
			problems = append(problems, fmt.Sprintf("a token is alive that nobody knows of; errors: %v", errors.Join(errs...)))
		}
	}
	after := rig.MemoryClient(cfg)
	maps.Copy(state, revoked)
	for _, h := range state {
		if !rig.alive(h) { // revoked before, or by a request that was answered incorrectly
			if where, _, err := after.Locate(t.Context(), h); err != nil || where != ringcx.Gone {
				problems = append(problems, fmt.Sprintf("a revoked token is not found out: %v, %v", where, err))
			}
			tally.gone++
			continue
		}
		if err := after.Delete(t.Context(), h); err != nil || rig.alive(h) {
			tally.lost++
			problems = append(problems, fmt.Sprintf("a token could not be revoked after the fault: %v", err))
		}
	}
	leaks := rig.Leaks(errs)
	tally.leaks = len(leaks)
	sum.add(&tally)
	return append(problems, leaks...)
}

func (s *tally) add(t *tally) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults += t.faults
	s.inState += t.inState
	s.named += t.named
	s.orphans += t.orphans
	s.lost += t.lost
	s.leaks += t.leaks
	s.alive += t.alive
	s.gone += t.gone
	s.unproven += t.unproven
	s.wrong += t.wrong
}

// alive reports whether the simulator holds the token of a handle.
func (r *rig) alive(h ringcx.Handle) bool {
	return slices.Contains(r.AllTokens(), h.Token.Reveal())
}
