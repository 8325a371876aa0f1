package ringcx_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// "No token is lost": whatever happens to parallel creates, every token that is
// alive afterwards was there before, was returned by a create, or is named in
// an error; and no token is returned twice.
func TestCreatesUnderRandomFaults(t *testing.T) {
	const runs = 150
	for seed := range uint64(runs) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 1))
			rig := newRig(t, simulator.Config{
				Shuffle:    true,
				BareTokens: random.IntN(2) == 0,
				Token:      simulator.TokenReply(random.IntN(3)),
			})
			cfg := rig.config(t, modes[random.IntN(len(modes))], 0)
			cfg.RequestTimeout = slowTimeout
			for range random.IntN(4) {
				rig.Mint(simulator.DefaultUserName)
			}
			accounted := make(map[string]string) // id: by whom
			for _, token := range rig.AllTokens() {
				accounted[idOf(token)] = "there before"
			}
			for range 1 + random.IntN(4) {
				rig.Inject(randomFault(random, cfg.RequestTimeout))
			}
			if random.IntN(3) == 0 {
				time.AfterFunc(time.Duration(random.IntN(20))*time.Millisecond, rig.ExpireSessions)
			}

			created, errs := createInParallel(t.Context(), ringcx.New(cfg), 1+random.IntN(8))
			for _, c := range created {
				if by, taken := accounted[c.Token.ID()]; taken {
					t.Errorf("a create returned a token that was already %s", by)
				}
				accounted[c.Token.ID()] = "returned by a create"
			}
			for _, c := range created {
				for _, id := range c.Strays {
					accounted[id] = "named in a warning"
				}
			}
			for _, err := range errs {
				var undecided *ringcx.UndecidedError
				if errors.As(err, &undecided) {
					for _, id := range undecided.Candidates {
						accounted[id] = "named in an error"
					}
				}
			}
			live := make(map[string]bool)
			for _, token := range rig.AllTokens() {
				live[idOf(token)] = true
				if accounted[idOf(token)] == "" {
					t.Errorf("a token is alive that nobody knows of; errors: %v", errs)
				}
			}
			for _, id := range slices.Collect(maps.Keys(accounted)) {
				if !live[id] {
					t.Errorf("a token %s is not alive", accounted[id])
				}
			}
		})
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

// randomFault is one of all the ways in which a create, or the list that tells
// what became of it, can go wrong for a while.
func randomFault(random *rand.Rand, timeout time.Duration) simulator.Fault {
	f := simulator.Fault{
		Route: simulator.RouteTokenCreate,
		After: random.IntN(3),
		Times: 1 + random.IntN(4),
		Act:   random.IntN(2) == 0,
	}
	switch random.IntN(10) {
	case 0:
		f.Kind = simulator.FaultDropBefore
	case 1:
		f.Kind = simulator.FaultDropAfter
	case 2:
		f.Kind = simulator.FaultCut
	case 3:
		f.Kind = simulator.FaultHTML
	case 4:
		f.Kind = simulator.FaultEmpty
	case 5: // RingCX carries it out after the client has stopped waiting
		f.Kind, f.Delay, f.Times = simulator.FaultSlow, timeout*5/4, 1
	case 6:
		f.Kind, f.Body = simulator.FaultGarbage, []string{`{"error":"no"}`, `null`, `true`, `"aws80:c2353445-bc74"`, `aws80:c2353445-bc74`}[random.IntN(5)]
	case 7:
		f.Kind, f.Act, f.Status = simulator.FaultStatus, false, http.StatusTooManyRequests
	case 8:
		f.Kind, f.Status = simulator.FaultStatus, []int{400, 403, 404, 408, 409, 500, 501, 502, 503, 504}[random.IntN(10)]
	default: // the list fails, and answers before the tries are used up
		f.Route, f.Times = simulator.RouteTokenList, 1+random.IntN(2)
		f.Kind, f.Status = simulator.FaultStatus, http.StatusBadGateway
	}
	return f
}

// Somebody else who creates tokens for the same user meanwhile makes it
// impossible to tell whose is whose. Then the error names the candidates, and
// no token is given to two creates.
func TestCreatesBesideSomebodyElse(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	cfg := rig.config(t, engage, 0)
	cfg.MaxRetries = 0
	client := ringcx.New(cfg)
	if _, err := client.Create(t.Context()); err != nil { // takes the baseline
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
	created, err := client.Create(t.Context())
	if err != nil || slices.Contains(undecided.Candidates, created.Token.ID()) {
		t.Errorf("the next create got %v, %v: want a token of its own", created, err)
	}
}
