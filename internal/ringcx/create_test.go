package ringcx_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

const timeout = ringcx.DefaultRequestTimeout

// onCreate is a fault of the next create.
func onCreate(f simulator.Fault) simulator.Fault {
	f.Route = simulator.RouteTokenCreate
	if f.Times == 0 {
		f.Times = 1
	}
	return f
}

// A create whose token appears late is not sent again.
func TestCreateWaitsForLateToken(t *testing.T) {
	for name, c := range map[string]struct {
		fault simulator.Fault
		lag   time.Duration
	}{
		"a reset, done 50 ms later": {
			simulator.Fault{Kind: simulator.FaultDropAfter, Late: 50 * time.Millisecond}, 0,
		},
		"502, done just before the timeout": {
			simulator.Fault{Kind: simulator.FaultHTML, Status: 502, Late: timeout - time.Second}, 0,
		},
		"503, the list lags": {
			simulator.Fault{Kind: simulator.FaultHTML, Status: 503, Late: time.Second}, 2 * time.Second,
		},
		"no answer, done after it was given up": {
			simulator.Fault{Kind: simulator.FaultHang, Late: timeout + time.Second}, 2 * time.Second,
		},
		"a lost reply, and the list lags": {simulator.Fault{Kind: simulator.FaultDropAfter}, 2 * time.Second},
		"RingCX's own 500, done 50 ms later": {
			simulator.Fault{Kind: simulator.FaultStatus, Status: 500, Late: 50 * time.Millisecond}, 2 * time.Second,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig := memoryRig(t, simulator.Config{ListLag: c.lag})
				rig.Inject(onCreate(c.fault))
				created, err := rig.MemoryClient(rig.Config(t, engage, 0)).Create(t.Context())
				rig.Settle()
				tokens := rig.AllTokens()
				if err != nil || !slices.Equal(tokens, []string{created.Token.Reveal()}) || !created.TakenOver || !created.Clear() {
					t.Errorf("got %+v, %v; %d tokens are alive", created, err, len(tokens))
				}
				if n := rig.Count(simulator.RouteTokenCreate); n != 1 {
					t.Errorf("%d creates were sent, want 1", n)
				}
			})
		})
	}
}

// A create whose token did not appear is sent again. A token that the first request makes later is named, or counted if
// it has not appeared by then.
func TestCreateSentAgain(t *testing.T) {
	for name, c := range map[string]struct {
		late                   time.Duration
		unclaimed, unaccounted int
	}{
		"made meanwhile": {timeout + timeout + 5*time.Second, 1, 0},
		"made never":     {0, 0, 1},
		"made at last":   {time.Hour, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig := memoryRig(t, simulator.Config{})
				rig.Inject(onCreate(simulator.Fault{Kind: simulator.FaultHang, Late: c.late}))
				rig.Inject(onCreate(simulator.Fault{Kind: simulator.FaultSlow, Delay: 20 * time.Second}))
				created, err := rig.MemoryClient(rig.Config(t, engage, 0)).Create(t.Context())
				after := created.Aftermath
				if err != nil || len(after.Unclaimed) != c.unclaimed || after.Unaccounted != c.unaccounted || created.TakenOver {
					t.Errorf("got %+v, %v", created, err)
				}
				if slices.Contains(created.Unclaimed, created.Token.ID()) {
					t.Error("the create's own token is named as nobody's")
				}
				if n := rig.Count(simulator.RouteTokenCreate); n != 2 {
					t.Errorf("%d creates were sent, want 2", n)
				}
				rig.Settle()
			})
		})
	}
}

// An error never says that no token was made.
func TestCreateNotYet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{})
		rig.Mint(simulator.DefaultUserName)
		rig.Inject(onCreate(simulator.Fault{Kind: simulator.FaultHang, Times: 99}))
		cfg := rig.Config(t, engage, 0)
		cfg.MaxRetries = 1
		_, err := rig.MemoryClient(cfg).Create(t.Context())
		var undecided *ringcx.UndecidedError
		if !errors.As(err, &undecided) || undecided.Unaccounted != 2 || undecided.Before != 1 {
			t.Errorf("got %+v, want two requests that are unaccounted for", err)
		}
		ringcxtest.WantError(t, err, "does not show a new token yet")
	})
}

// N creates cost N requests and a constant, even if the token has an undocumented form. A token that was created here
// is found without a list request.
func TestCreateCost(t *testing.T) {
	for name, cfg := range map[string]simulator.Config{
		"documented form": {}, "bare": {BareTokens: true}, "another form": {OpaqueTokens: true}, "the list lags": {
			ListLag: 2 * time.Second,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const n = 50
				rig := memoryRig(t, cfg)
				client := rig.MemoryClient(rig.Config(t, engage, 0))
				created, errs := createInParallel(t.Context(), client, n)
				if len(created) != n {
					t.Fatal(errs)
				}
				for _, c := range created {
					if found, ok, err := client.Find(t.Context(), c.Token.ID()); !ok || err != nil || found != c.Token {
						t.Errorf("a token that was made here is not found: %v", err)
					}
				}
				if got := rig.Count(simulator.RouteTokenCreate); got != n {
					t.Errorf("%d creates, want %d", got, n)
				}
				if got := rig.Count(simulator.RouteTokenList); got > 3 {
					t.Errorf("%d lists, want a constant number", got)
				}
			})
		})
	}
}

// The token is spelled as in the list.
func TestCreateSpelling(t *testing.T) {
	for name, spelling := range map[string]simulator.Spelling{
		"bare": simulator.SpellingBareReply, "upper case": simulator.SpellingUpperReply,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig := memoryRig(t, simulator.Config{Spelling: spelling, ListLag: 2 * time.Second})
				created, errs := createInParallel(t.Context(), rig.MemoryClient(rig.Config(t, engage, 0)), 3)
				if len(created) != 3 {
					t.Fatal(errs)
				}
				for _, c := range created {
					if !slices.Contains(rig.AllTokens(), c.Token.Reveal()) {
						t.Error("the token is not spelled as it is listed")
					}
				}
			})
		})
	}
}

// A reply with another user's token is not accepted.
func TestCreateAnswersForSomebodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{})
		foreign := rig.Mint(otherUser)
		rig.Inject(
			onCreate(simulator.Fault{Kind: simulator.FaultGarbage, Body: foreign, ContentType: "text/plain", Act: true}),
		)
		created, err := rig.MemoryClient(rig.Config(t, engage, 0)).Create(t.Context())
		if err != nil || !slices.Equal(rig.Tokens(adminUser), []string{created.Token.Reveal()}) {
			t.Errorf("got %+v, %v", created, err)
		}
	})
}

// A reply with a token that this run has already received is not accepted.
func TestCreateAnswersTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{})
		client := rig.MemoryClient(rig.Config(t, engage, 0))
		first, err := client.Create(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		rig.Inject(
			onCreate(
				simulator.Fault{Kind: simulator.FaultGarbage, Body: first.Token.Reveal(), ContentType: "text/plain", Act: true},
			),
		)
		second, err := client.Create(t.Context())
		if err != nil || !second.TakenOver || !slices.Equal(
			rig.AllTokens(), []string{first.Token.Reveal(), second.Token.Reveal()},
		) {
			t.Errorf("got %+v, %v", second, err)
		}
	})
}

// A create does not take over a token that is in a state, even if a list that lags shows it late.
func TestCreateLeavesTokensInState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{ListLag: 2 * time.Second})
		held := rig.Mint(adminUser)
		client := rig.MemoryClient(rig.Config(t, engage, 0))
		if client.InState(idOf(held)) {
			t.Error("held before anybody asked")
		}
		if found, err := client.Locate(t.Context(), handle(held)); err != nil || !client.InState(idOf(held)) {
			t.Fatal(found.Where, err)
		}
		rig.Inject(onCreate(simulator.Fault{Kind: simulator.FaultDropBefore}))
		created, err := client.Create(t.Context())
		if err != nil || created.Token.Reveal() == held {
			t.Errorf("got %+v, %v; want a token of its own", created, err)
		}
	})
}

// Several credentials of one user count as one user: two lost replies make two tokens, which are not taken for somebody
// else's.
func TestOneUserBehindSeveralCredentials(t *testing.T) {
	for name, owner := range map[string]func(*rig) ringcx.Credentials{
		"an API token": func(r *rig) ringcx.Credentials {
			return ringcx.APIToken{Token: ringcx.Token{Secret: ringcx.Secret(r.Mint(adminUser))}}
		},
		"the provider's own login": func(r *rig) ringcx.Credentials { return r.Config(t, engage, 0).Credentials },
		"a RingCentral login": func(*rig) ringcx.Credentials {
			return ringcx.RingCentral{
				ClientID: simulator.DefaultClientID, ClientSecret: simulator.DefaultClientSecret, JWT: simulator.DefaultJWT,
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig := memoryRig(t, simulator.Config{})
				cred := owner(rig)
				before := len(rig.AllTokens())
				client := rig.MemoryClient(rig.Config(t, engage, 0))
				// Both are made after both have begun.
				rig.Inject(onCreate(simulator.Fault{Kind: simulator.FaultHang, Late: time.Second, Times: 2}))
				var wg sync.WaitGroup
				for _, create := range []func(context.Context) (ringcx.Created, error){
					client.Create,
					func(ctx context.Context) (ringcx.Created, error) { return client.CreateFor(ctx, cred) },
				} {
					wg.Go(func() {
						if created, err := create(t.Context()); err != nil || !created.TakenOver {
							t.Errorf("got %+v, %v", created, err)
						}
					})
				}
				wg.Wait()
				if n := len(rig.AllTokens()) - before; n != 2 || rig.Count(simulator.RouteTokenCreate) != 2 {
					t.Errorf("%d tokens from %d creates, want two from two", n, rig.Count(simulator.RouteTokenCreate))
				}
			})
		})
	}
}

// An unresolved create of one owner does not delay the creates of another.
func TestUnresolvedCreateOfOneUser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{})
		cfg := rig.Config(t, engage, 0)
		client := rig.MemoryClient(cfg)
		users := simulator.DefaultUsers()
		fault := onCreate(simulator.Fault{Kind: simulator.FaultHang})
		fault.User = users[1].Name
		rig.Inject(fault)
		start := time.Now()
		ended := make(map[int]time.Duration)
		var mu sync.Mutex
		var wg sync.WaitGroup
		for n := 1; n <= 2; n++ {
			wg.Go(func() {
				_, err := client.CreateFor(t.Context(), ownerCredentials(cfg, users[n]))
				mu.Lock()
				defer mu.Unlock()
				ended[n] = time.Since(start)
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if ended[2] != 0 || ended[1] < timeout {
			t.Errorf("the creates ended after %v; want the second at once", ended)
		}
	})
}

// A create says nothing of another that is in doubt while it ends: that one tells what became of it.
func TestCreateBesideAnUnresolvedOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{})
		rig.Inject(onCreate(simulator.Fault{Kind: simulator.FaultHTML, Status: 502, Late: 2 * time.Second, Times: 2}))
		rig.Inject(onCreate(simulator.Fault{Kind: simulator.FaultSlow, Delay: time.Second, Times: 3}))
		created, errs := createInParallel(t.Context(), rig.MemoryClient(rig.Config(t, engage, 0)), 5)
		takenOver := 0
		for _, c := range created {
			if !c.Clear() {
				t.Errorf("left behind: %+v", c.Aftermath)
			}
			if c.TakenOver {
				takenOver++
			}
		}
		if len(created) != 5 || takenOver != 2 || len(rig.AllTokens()) != 5 {
			t.Errorf(
				"%d creates, %d of them taken over, %d tokens: want 5, 2, 5 (%v)", len(created), takenOver, len(rig.AllTokens()),
				errs,
			)
		}
	})
}

// The look for late tokens does not take the token of a create that begins meanwhile.
func TestCreateBeginsDuringTheFinalCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{})
		client := rig.MemoryClient(rig.Config(t, engage, 0))
		if _, err := client.Create(t.Context()); err != nil {
			t.Fatal(err)
		}
		until := func(route simulator.Route, n int) {
			for rig.Count(route) < n {
				time.Sleep(100 * time.Millisecond)
			}
		}
		slow := simulator.Fault{Kind: simulator.FaultSlow, Act: true, Delay: time.Second}
		rig.Inject(onCreate(simulator.Fault{Kind: simulator.FaultDropBefore}))
		rig.Inject(onCreate(slow))
		rig.ResetRequests()
		var first ringcx.Created
		var err error
		var wg sync.WaitGroup
		wg.Go(func() { first, err = client.Create(t.Context()) })
		until(simulator.RouteTokenCreate, 2)
		rig.Inject(
			simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultSlow, Delay: 5 * time.Second, Times: 1},
		)
		until(simulator.RouteTokenList, rig.Count(simulator.RouteTokenList)+1)
		slow.Delay = 10 * time.Second
		rig.Inject(onCreate(slow))
		second, secondErr := client.Create(t.Context())
		wg.Wait()
		if err != nil || secondErr != nil || len(first.Unclaimed) > 0 || second.TakenOver {
			t.Errorf("got %+v, %v and %+v, %v", first, err, second, secondErr)
		}
		if alive, sent := len(rig.AllTokens()), rig.Count(simulator.RouteTokenCreate); alive != 3 || sent != 3 {
			t.Errorf("%d tokens are alive after %d more creates, want 3 after 3", alive, sent)
		}
	})
}

// What cannot be used as a token is not taken over, and not made again and again.
func TestCreateMakesNoToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{})
		const made = "no token"
		rig.Inject(onCreate(simulator.Fault{Kind: simulator.FaultGarbage, Body: made}))
		rig.Inject(
			simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultGarbage, Body: `["` + made + `"]`, After: 1},
		)
		_, err := rig.MemoryClient(rig.Config(t, engage, 0)).Create(t.Context())
		var undecided *ringcx.UndecidedError
		if !errors.As(err, &undecided) || !slices.Equal(undecided.Candidates, []string{idOf(made)}) {
			t.Errorf("got %v, want an error that names what was made", err)
		}
		if n := rig.Count(simulator.RouteTokenCreate); n != 1 {
			t.Errorf("%d creates were sent, want 1", n)
		}
	})
}

// Waiting for an unresolved create of another call ends with the run, at once, and nothing is sent.
func TestStopEndsWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{})
		client := rig.MemoryClient(rig.Config(t, engage, 0))
		if _, err := client.Create(t.Context()); err != nil {
			t.Fatal(err)
		}
		rig.Inject(onCreate(simulator.Fault{Kind: simulator.FaultDropBefore}))
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		defer wg.Wait()
		wg.Go(func() { _, _ = client.Create(ctx) })
		time.Sleep(time.Second) // unresolved by now
		time.AfterFunc(time.Second, stop)
		start := time.Now()
		if _, err := client.Create(ctx); err == nil || time.Since(start) != time.Second {
			t.Errorf("got %v after %s, want an error when the run was stopped", err, time.Since(start))
		}
		if n := rig.Count(simulator.RouteTokenCreate); n != 2 {
			t.Errorf("%d creates were sent, want 2", n)
		}
	})
}

// What the list shows after an unusable answer to a create is taken over only if it can be a token. Otherwise it is
// named, by its id, and nothing is sent with it.
func TestCreateTakesOverOnlyTokens(t *testing.T) {
	for name, entry := range map[string]string{
		"a parent directory": "..", "a directory": ".", "null": "null", "true": "true", "markup": "<b>", "JSON": `{"a":1}`,
		"5 MB": strings.Repeat("a", 5<<20), "nothing": "", "two words": "a b", "a backslash": `a\b`,
	} {
		for _, user := range []string{adminUser, ivrUser} {
			t.Run(name+"/"+user, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					rig := memoryRig(t, simulator.Config{})
					cfg := rig.Config(t, engage, 0)
					client := rig.MemoryClient(cfg)
					list, err := json.Marshal([]string{entry})
					if err != nil {
						t.Fatal(err)
					}
					rig.Inject(onCreate(simulator.Fault{Kind: simulator.FaultEmpty}))
					rig.Inject(simulator.Fault{
						Route: simulator.RouteTokenList, Kind: simulator.FaultGarbage, Body: string(list), After: 1,
					})
					create := client.Create
					if user == ivrUser {
						create = func(ctx context.Context) (ringcx.Created, error) {
							return client.CreateFor(ctx, ownerCredentials(cfg, simulator.DefaultUsers()[1]))
						}
					}
					created, err := create(t.Context())
					var undecided *ringcx.UndecidedError
					if !errors.As(err, &undecided) || !slices.Equal(undecided.Candidates, []string{idOf(entry)}) {
						t.Errorf("got %d characters, %v; want the entry named by its id", len(created.Token.Reveal()), err)
					}
					if _, found, err := client.Find(t.Context(), idOf(entry)); found || err != nil {
						t.Errorf("the entry is handed out as a token, %v", err)
					}
					if err := client.Delete(t.Context(), ringcx.Handle{ID: idOf(entry)}); err == nil {
						t.Error("the entry is called revoked")
					}
					if n := rig.Count(simulator.RouteTokenDelete); n > 0 || len(rig.Undocumented()) > 0 {
						t.Errorf("%d requests to revoke it, %v", n, rig.Undocumented())
					}
				})
			})
		}
	}
}
