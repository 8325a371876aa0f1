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
	r := newFaultRun(t, mode, lag)
	r.before(t)
	client := r.MemoryClient(r.cfg)
	if f.Route == simulator.RouteRefresh {
		if _, err := client.Tokens(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.ExpireSessions()
	}
	defer r.Inject(f)()
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() { r.create(t, client, n) })
	}
	wg.Wait()
	r.Settle()
	r.tally.inState = len(r.state)
	r.tally.faults = 1

	later := r.MemoryClient(r.cfg) // as in a later plan, still under the fault
	r.locateLiving(t, later)
	r.locateRevoked(t, later, f.Body == `["a b"]`) // a list is RingCX's own word that the token is alive
	r.revokeSome(t, client)
	_, err := client.Accounts(t.Context())
	r.errs = append(r.errs, err)
	_, err = client.Users(t.Context(), false)
	r.errs = append(r.errs, err)

	r.ClearFaults()
	r.Settle()
	time.Sleep(time.Minute)
	r.findOrphans()
	r.revokeAll(t)
	leaks := r.Leaks(r.errs)
	r.tally.leaks = len(leaks)
	sum.add(&r.tally)
	return append(r.problems, leaks...)
}

// faultRun is what is known while creates, locates and revocations run under one fault.
type faultRun struct {
	*rig
	cfg   ringcx.Config
	ivr   simulator.User // an owner
	owner ringcx.Credentials

	mu             sync.Mutex
	tally          tally
	errs           []error
	problems       []string
	state, revoked map[string]ringcx.Handle
	accounted      map[string]bool // ids of tokens from before, and of those that are named
}

func newFaultRun(t *testing.T, mode string, lag time.Duration) *faultRun {
	r := &faultRun{
		rig: memoryRig(t, simulator.Config{ListLag: lag}), ivr: simulator.DefaultUsers()[1],
		state: make(map[string]ringcx.Handle), revoked: make(map[string]ringcx.Handle), accounted: make(map[string]bool),
	}
	r.cfg = r.Config(t, mode, 0)
	r.Mint(simulator.DefaultUserName)
	r.owner = ringcx.APIToken{Token: ringcx.Token{Secret: ringcx.Secret(r.Mint(r.ivr.Name))}}
	if mode != apiToken {
		r.owner = ownerCredentials(r.cfg, r.ivr)
	}
	time.Sleep(time.Minute)
	return r
}

// before makes what there is before the fault: of each kind one token, and one that was revoked since.
func (r *faultRun) before(t *testing.T) {
	t.Helper()
	earlier := r.MemoryClient(r.cfg)
	r.create(t, earlier, 0)
	r.create(t, earlier, 1)
	for id, h := range r.state {
		r.Revoke(h.Token.Reveal())
		delete(r.state, id)
		r.revoked[id] = h
	}
	r.create(t, earlier, 0)
	r.create(t, earlier, 1)
	time.Sleep(time.Minute)
	for _, token := range r.AllTokens() {
		r.accounted[idOf(token)] = true
	}
}

// create creates a token for the provider's user if n is even, otherwise for the owner.
func (r *faultRun) create(t *testing.T, client *ringcx.Client, n int) {
	t.Helper()
	if n%2 == 0 {
		created, err := client.Create(t.Context())
		r.note(created, err, "")
	} else {
		created, err := client.CreateFor(t.Context(), r.owner)
		r.note(created, err, r.ivr.Name)
	}
}

// note records what a create returned or named.
func (r *faultRun) note(created ringcx.Created, err error, ownerName string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	after := created.Aftermath
	var undecided *ringcx.UndecidedError
	if errors.As(err, &undecided) {
		after = undecided.Aftermath
		after.Unclaimed = slices.Concat(after.Unclaimed, undecided.Candidates)
	}
	for _, id := range after.Unclaimed {
		r.accounted[id] = true
		r.tally.named++
	}
	if r.errs = append(r.errs, err); err != nil {
		return
	}
	h := ringcx.Handle{
		ID: created.Token.ID(), Token: created.Token, Owner: ownerName, User: created.User, CreatedAt: time.Now(),
	}
	if _, twice := r.state[h.ID]; twice {
		r.problems = append(r.problems, "two creates were given the same token")
	}
	r.state[h.ID] = h
}

func (r *faultRun) locateLiving(t *testing.T, client *ringcx.Client) {
	t.Helper()
	for _, h := range r.state {
		found, err := client.Locate(t.Context(), h)
		r.errs = append(r.errs, err)
		switch {
		case err != nil:
			r.tally.unproven++
		case found.Where == ringcx.Gone:
			r.tally.wrong++
			r.problems = append(r.problems, "a living token was called gone")
		default:
			r.tally.alive++
		}
	}
}

// locateRevoked locates the tokens that were revoked before the fault. saidAlive says that the faulty answer states
// that they are alive.
func (r *faultRun) locateRevoked(t *testing.T, client *ringcx.Client, saidAlive bool) {
	t.Helper()
	for _, h := range r.revoked {
		found, err := client.Locate(t.Context(), h)
		r.errs = append(r.errs, err)
		switch {
		case err != nil:
			r.tally.unproven++
		case found.Where == ringcx.Gone:
			r.tally.gone++
		case saidAlive:
			r.tally.alive++
		default:
			r.tally.wrong++
			r.problems = append(r.problems, "a revoked token was called alive")
		}
	}
}

// revokeSome revokes tokens until two are left, or each was tried.
func (r *faultRun) revokeSome(t *testing.T, client *ringcx.Client) {
	t.Helper()
	for id, h := range r.state {
		err := client.Delete(t.Context(), h)
		r.Settle()
		if r.errs = append(r.errs, err); err == nil {
			if r.alive(h) {
				r.problems = append(r.problems, "a living token was called revoked")
			}
			delete(r.state, id)
		}
		if len(r.state) < 3 {
			break
		}
	}
}

func (r *faultRun) findOrphans() {
	for _, token := range r.AllTokens() {
		if _, inState := r.state[idOf(token)]; !inState && !r.accounted[idOf(token)] {
			r.tally.orphans++
			r.problems = append(r.problems,
				fmt.Sprintf("a token is alive that nobody knows of; errors: %v", errors.Join(r.errs...)))
		}
	}
}

// revokeAll revokes in a new run what is left, and has to find out what is not.
func (r *faultRun) revokeAll(t *testing.T) {
	t.Helper()
	after := r.MemoryClient(r.cfg)
	maps.Copy(r.state, r.revoked)
	for _, h := range r.state {
		if !r.alive(h) { // revoked before, or by a request that was answered incorrectly
			if found, err := after.Locate(t.Context(), h); err != nil || found.Where != ringcx.Gone {
				r.problems = append(r.problems, fmt.Sprintf("a revoked token is not found out: %v, %v", found.Where, err))
			}
			r.tally.gone++
			continue
		}
		if err := after.Delete(t.Context(), h); err != nil || r.alive(h) {
			r.tally.lost++
			r.problems = append(r.problems, fmt.Sprintf("a token could not be revoked after the fault: %v", err))
		}
	}
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
