package ringcx_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// No token is lost: whatever happens to parallel creates for the provider's user and for owners, every token that is
// alive afterwards existed before, was returned by a create, or is named in a warning or an error. No token is returned
// twice. HISTORIES sets the number of runs, SEED runs one of them.
func TestCreatesUnderRandomFaults(t *testing.T) {
	first, histories := uint64(0), uint64(600)
	if n, err := strconv.ParseUint(os.Getenv("HISTORIES"), 10, 64); err == nil {
		histories = n
	}
	if seed, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64); err == nil {
		first, histories = seed, 1
	}
	for part := range uint64(4) {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			for seed := first + part; seed < first+histories; seed += 4 {
				synctest.Test(t, func(t *testing.T) { runHistory(t, seed) })
				if t.Failed() {
					t.Fatalf("SEED=%d", seed)
				}
			}
		})
	}
}

// history is one random sequence of events.
type history struct {
	*rig
	random *rand.Rand
	users  []simulator.User
	cfg    ringcx.Config

	mu          sync.Mutex              // of what the creates change
	accounted   map[string]string       // id: by whom
	unaccounted map[ringcx.Identity]int // by user, as the last create reported
	errs        []error
	unclaimed   int
	unreadable  bool // an error says that the list could not be read, and so named no candidates
	stopped     bool

	spelledDifferently []string // ids of tokens that RingCX spells differently in the list
}

func runHistory(t *testing.T, seed uint64) {
	h := newHistory(t, seed)
	for range 1 + h.random.IntN(4) {
		h.Inject(h.randomFault())
	}
	if h.oneOf(3) {
		time.AfterFunc(time.Duration(h.random.IntN(20))*time.Second, h.ExpireSessions)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	if h.oneOf(5) {
		h.stopped = true
		time.AfterFunc(time.Duration(h.random.IntN(60))*time.Second, stop)
	}
	h.createAtRandom(ctx, t)
	h.ClearFaults()
	h.Settle()
	time.Sleep(5 * time.Minute) // let work that continues after a stop end
	h.check(t, seed)
}

// newHistory starts a simulator with some tokens in it.
func newHistory(t *testing.T, seed uint64) *history {
	random := rand.New(rand.NewPCG(seed, 1))
	h := &history{
		random: random, users: simulator.DefaultUsers(),
		accounted: make(map[string]string), unaccounted: make(map[ringcx.Identity]int),
	}
	h.rig = memoryRig(t, simulator.Config{
		Shuffle:      true,
		BareTokens:   h.oneOf(4),
		OpaqueTokens: h.oneOf(6),
		Token:        simulator.TokenReply(random.IntN(3)),
		Spelling: []simulator.Spelling{
			simulator.SpellingSame, simulator.SpellingSame, simulator.SpellingBareReply, simulator.SpellingUpperReply,
		}[random.IntN(4)],
		ListLag:   time.Duration(random.IntN(3)) * time.Second,
		ListExtra: []string{"what is this"},
	})
	for range random.IntN(4) {
		h.Mint(h.users[random.IntN(3)].Name)
	}
	h.cfg = h.Config(t, modes[random.IntN(len(modes))], 0)
	time.Sleep(5 * time.Second)
	for _, token := range h.AllTokens() {
		h.accounted[idOf(token)] = "there before"
	}
	return h
}

// oneOf is true once in n times.
func (h *history) oneOf(n int) bool { return h.random.IntN(n) == 0 }

// createAtRandom runs up to eight creates, each for one of three users, and waits until they have ended.
func (h *history) createAtRandom(ctx context.Context, t *testing.T) {
	t.Helper()
	client := h.MemoryClient(h.cfg)
	var wg sync.WaitGroup
	for range 1 + h.random.IntN(8) {
		user := h.random.IntN(3)
		pause := time.Duration(h.random.IntN(3)*h.random.IntN(40)) * time.Second
		wg.Go(func() {
			time.Sleep(pause)
			if user == 0 {
				h.account(t)(client.Create(ctx))
			} else {
				h.account(t)(client.CreateFor(ctx, ownerCredentials(h.cfg, h.users[user])))
			}
		})
	}
	wg.Wait()
}

// check compares what is alive with what was returned, named and counted.
func (h *history) check(t *testing.T, seed uint64) {
	t.Helper()
	live := make(map[string]bool)
	unnamed := 0
	for _, token := range h.AllTokens() {
		live[idOf(token)] = true
		if h.accounted[idOf(token)] == "" {
			unnamed++
		}
	}
	counted := 0
	for _, n := range h.unaccounted {
		counted += n
	}
	unnameable := h.stopped || h.unreadable || len(h.spelledDifferently) > 0
	if unnamed > 0 && (!unnameable || unnamed > counted) {
		t.Errorf("SEED=%d: %d tokens are alive that nobody knows of; errors: %v", seed, unnamed, errors.Join(h.errs...))
	}
	for id, by := range h.accounted {
		// The list may spell an unconfirmed token differently. Then the one in the list is named or counted.
		unsure := slices.Contains(h.spelledDifferently, id) && counted+h.unclaimed > 0
		if !live[id] && !unsure {
			t.Errorf("SEED=%d: a token %s is not alive", seed, by)
		}
	}
}

// ownerCredentials returns an owner's credentials in the mode of the configuration.
func ownerCredentials(cfg ringcx.Config, user simulator.User) ringcx.Credentials {
	switch cfg.Credentials.(type) {
	case ringcx.RingCentral:
		return ringcx.RingCentral{
			ClientID: simulator.DefaultClientID, ClientSecret: simulator.DefaultClientSecret, JWT: ringcx.Secret(user.JWT),
		}
	case ringcx.Legacy:
		return ringcx.Legacy{UserName: user.Name, Password: ringcx.Secret(user.Password)}
	}
	return ringcx.Engage{
		UserName: user.Name, Password: ringcx.Secret(user.Password), PlatformID: simulator.DefaultPlatformID,
	}
}

// account records what a create returned or named.
func (h *history) account(t *testing.T) func(ringcx.Created, error) {
	return func(created ringcx.Created, err error) {
		t.Helper()
		h.mu.Lock()
		defer h.mu.Unlock()
		after := created.Aftermath
		var undecided *ringcx.UndecidedError
		if errors.As(err, &undecided) {
			after = undecided.Aftermath
			h.unreadable = h.unreadable || undecided.ListErr != nil
			for _, id := range undecided.Candidates {
				h.accounted[id] = "named in an error"
			}
		}
		if err != nil {
			h.errs = append(h.errs, err)
		} else {
			h.returned(t, created)
		}
		for _, id := range after.Unclaimed {
			h.accounted[id] = "named in a warning"
			h.unclaimed++
		}
		h.unaccounted[after.User] = max(h.unaccounted[after.User], after.Unaccounted)
	}
}

// returned records the token of a create that succeeded.
func (h *history) returned(t *testing.T, created ringcx.Created) {
	t.Helper()
	if by, taken := h.accounted[created.Token.ID()]; taken {
		t.Errorf("a create returned a token that was already %s: taken over %v", by, created.TakenOver)
	}
	h.accounted[created.Token.ID()] = "returned by a create"
	if slices.ContainsFunc(h.AllTokens(), func(token string) bool {
		returned := created.Token.Reveal()
		return token != returned && strings.HasSuffix(token, strings.ToLower(returned))
	}) {
		h.spelledDifferently = append(h.spelledDifferently, created.Token.ID())
	}
}

func createInParallel(ctx context.Context, client *ringcx.Client, n int) (created []ringcx.Created, errs []error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			c, err := client.Create(ctx)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				errs = append(errs, err)
			} else {
				created = append(created, c)
			}
		})
	}
	wg.Wait()
	return created, errs
}

// randomFault returns one of the ways in which a create, or the list that shows its outcome, can fail for a while.
// RingCX acts before its answer, not at all, or up to a request's timeout after it.
func (h *history) randomFault() simulator.Fault {
	random := h.random
	timeout := ringcx.DefaultRequestTimeout
	f := simulator.Fault{Route: simulator.RouteTokenCreate, After: random.IntN(3), Times: 1 + random.IntN(4)}
	act := random.IntN(3)
	switch act {
	case 0:
		f.Act = true
	case 1:
		f.Late = []time.Duration{50 * time.Millisecond, time.Second, timeout / 2}[random.IntN(3)]
	}
	switch random.IntN(11) {
	case 0:
		f.Kind, f.Act, f.Late = simulator.FaultDropBefore, false, 0
	case 1:
		f.Kind, f.Act = simulator.FaultDropAfter, false
	case 2:
		f.Kind = simulator.FaultCut
	case 3:
		f.Kind = simulator.FaultHTML
		f.Status = []int{200, 401, 403, 500, 502, 503}[random.IntN(6)]
	case 4:
		f.Kind = simulator.FaultEmpty
	case 5:
		f.Kind = simulator.FaultHang
	case 6:
		f.Kind, f.Body = simulator.FaultGarbage, []string{
			`{"error":"no"}`, `null`, `true`, `"aws80:c2353445-bc74"`, `aws80:c2353445-bc74`,
		}[random.IntN(5)]
	case 7:
		f.Kind, f.Act, f.Late, f.Status = simulator.FaultStatus, false, 0, http.StatusTooManyRequests
	case 8: // RingCX itself answers, so it has finished, or almost
		f.Kind, f.Status = simulator.FaultStatus, []int{400, 403, 404, 408, 409, 500, 501}[random.IntN(7)]
		f.Late = min(f.Late, 50*time.Millisecond)
	case 9: // the list fails, and answers before the tries are used up
		f.Act, f.Late = false, 0
		f.Route, f.Times = simulator.RouteTokenList, 1+random.IntN(2)
		f.Kind, f.Status = simulator.FaultStatus, http.StatusBadGateway
	default:
		f.Kind, f.Status = simulator.FaultGarbage, []int{500, 502, 503, 504}[random.IntN(4)]
		f.Body = `{"timestamp":1,"status":502,"error":"Bad Gateway","path":"/api/v1/admin/token"}`
	}
	return f
}

// If somebody else creates tokens for the same user at the same time, nobody can say which token is whose. Then the
// error names the candidates, and no token is given to two creates.
func TestCreatesWithAnotherCreator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{})
		rig.Mint(simulator.DefaultUserName)
		cfg := rig.Config(t, engage, 0)
		cfg.MaxRetries = 0
		client := rig.MemoryClient(cfg)
		if _, err := client.Create(t.Context()); err != nil { // reads the first list
			t.Fatal(err)
		}
		rig.Inject(simulator.Fault{Route: simulator.RouteTokenCreate, Kind: simulator.FaultDropAfter, Times: 1})
		foreign := idOf(rig.Mint(simulator.DefaultUserName))
		_, err := client.Create(t.Context())
		var undecided *ringcx.UndecidedError
		if !errors.As(err, &undecided) {
			t.Fatalf("got %v, want an UndecidedError", err)
		}
		if len(undecided.Candidates) != 2 || !slices.Contains(undecided.Candidates, foreign) {
			t.Errorf("candidates %v, want two with %s among them", undecided.Candidates, foreign)
		}
		if undecided.Unaccounted != 1 {
			t.Errorf("%d requests are unaccounted for, want the one that may still make a token", undecided.Unaccounted)
		}
		if undecided.Before != 2 {
			t.Errorf("%d tokens before the create, want the one that was there and the first create's", undecided.Before)
		}
		created, err := client.Create(t.Context())
		if err != nil || slices.Contains(undecided.Candidates, created.Token.ID()) {
			t.Errorf("the next create got %v, %v: want a token of its own", created, err)
		}

		// The request that is in doubt makes no room for another token of somebody else.
		rig.Inject(simulator.Fault{Route: simulator.RouteTokenCreate, Kind: simulator.FaultDropAfter, Times: 1})
		rig.Mint(simulator.DefaultUserName)
		_, err = client.Create(t.Context())
		if !errors.As(err, &undecided) || len(undecided.Candidates) != 2 || undecided.Unaccounted != 2 {
			t.Errorf("got %v, want two candidates and two requests that are unaccounted for", err)
		}
	})
}

// A token that another program made before a create of this process is not taken over, once a list of this process has
// shown it.
func TestForeignTokenExistedBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{})
		cfg := rig.Config(t, engage, 0)
		client := rig.MemoryClient(cfg)
		if _, err := client.Create(t.Context()); err != nil {
			t.Fatal(err)
		}
		foreign := idOf(rig.Mint(simulator.DefaultUserName))
		if _, err := client.Create(t.Context()); err != nil { // makes the list stale
			t.Fatal(err)
		}
		if _, err := client.Tokens(t.Context()); err != nil {
			t.Fatal(err)
		}
		rig.Inject(simulator.Fault{Route: simulator.RouteTokenCreate, Kind: simulator.FaultDropAfter, Times: 1})
		created, err := client.Create(t.Context())
		if err != nil || created.Token.ID() == foreign || !created.TakenOver {
			t.Errorf("got %+v, %v; want the create's own token, taken over", created, err)
		}
	})
}

// Two tokens of somebody else show first, and the create's own comes late: all three are named, whatever the last list
// is answered with, and none is taken over.
func TestDisputeNamesOwnLateToken(t *testing.T) {
	for name, outage := range map[string]bool{"every list is read": false, "the last lists fail": true} {
		for _, owned := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/owned %t", name, owned), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					rig := memoryRig(t, simulator.Config{})
					cfg := rig.Config(t, engage, 0)
					client := rig.MemoryClient(cfg)
					user := simulator.DefaultUsers()[0]
					create := client.Create
					if owned {
						user = simulator.DefaultUsers()[1]
						create = func(ctx context.Context) (ringcx.Created, error) {
							return client.CreateFor(ctx, ownerCredentials(cfg, user))
						}
					}
					rig.Inject(onCreate(simulator.Fault{Kind: simulator.FaultDropAfter, Late: timeout / 3}))
					time.AfterFunc(time.Second, func() { rig.Mint(user.Name); rig.Mint(user.Name) })
					if outage {
						time.AfterFunc(timeout/2, func() {
							rig.Inject(simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 502})
						})
					}
					_, err := create(t.Context())
					var ids []string
					for _, token := range rig.AllTokens() {
						ids = append(ids, idOf(token))
					}
					slices.Sort(ids)
					var undecided *ringcx.UndecidedError
					if !errors.As(err, &undecided) || len(ids) != 3 || !slices.Equal(undecided.Candidates, ids) {
						t.Errorf("got %v; want an error that names %v", err, ids)
					}
				})
			})
		}
	}
}
