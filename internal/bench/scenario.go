package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// login is a way to log in.
type login struct {
	mode     string
	requests int // of one login
}

var (
	engage      = login{"engage", 1}
	ringCentral = login{"ringcentral", 2} // RingCentral's OAuth, and the exchange
)

// environment configures the provider for a simulator at url.
func (l login) environment(sim *simulator.Server, url string) map[string]string {
	cfg := sim.Config()
	return simulator.Environment(cfg.LoginSettings(l.mode, url, cfg.Users[0]))
}

// scenario is what is measured together.
type scenario struct {
	login    login
	of       subject
	n        int           // how many of them
	delay    time.Duration // of every answer
	limited  bool          // by RingCX's documented rate limits, in their strictest reading
	rounds   int           // of plans that are timed: one of the provider and one of each floor
	onlyPlan bool          // measures no create and no destroy, and limits none
}

func (s scenario) String() string {
	if s.limited {
		return s.login.mode + ", RingCX's rate limits"
	}
	return fmt.Sprintf("%s, %d ms a request", s.login.mode, s.delay.Milliseconds())
}

// name is the scenario with its subject.
func (s scenario) name() string { return fmt.Sprintf("%s, %s", s, s.number()) }

// number is how many there are of the subject.
func (s scenario) number() string {
	if s.n == 1 {
		return "1 " + strings.TrimSuffix(s.of.name, "s")
	}
	return fmt.Sprintf("%d %s", s.n, s.of.name)
}

// result holds the measurements of a scenario.
type result struct {
	scenario
	create, plan, destroy measure
	rounds                []round
}

// command is what a result says of a command.
type command struct {
	name string
	measure
}

func (r result) commands() []command {
	return []command{{"create", r.create}, {"plan", r.plan}, {"destroy", r.destroy}}
}

// measure is what one command cost.
type measure struct {
	requests int // that were not refused for rate
	allowed  int // so many requests
	refused  int // requests, for rate
	time     time.Duration
	memory   int64 // peak of the provider's largest process, in bytes; 0: unknown
}

// round is the time of a plan, and of one over as many resources of each floor, one right after the other.
type round struct{ real, plain, quiet time.Duration }

// run measures a scenario.
func (b *bench) run(ctx context.Context, s scenario) (result, error) {
	r := result{scenario: s}
	sim := simulator.New(s.of.tenant(s.n))
	if s.delay > 0 {
		sim.Inject(simulator.Fault{Kind: simulator.FaultSlow, Delay: s.delay, Act: true})
	}
	server := httptest.NewServer(sim)
	defer server.Close()
	defer sim.ClearFaults()
	w, err := b.workspace(ctx, b.real, s.of, s.n, s.login.environment(sim, server.URL))
	if err == nil && s.onlyPlan {
		err = s.of.fill(ctx, w, sim, s.n)
	}
	if err != nil {
		return r, err
	}
	if s.limited {
		sim.SetLimits(simulator.StrictestLimits())
	}
	// A create and a destroy are a plan and an apply, and each of these is a provider process that may have to log in.
	allowed := s.of.allowed(s.n, s.login.requests)
	if !s.onlyPlan {
		if r.create, err = observe(ctx, w, sim, allowed.create, "apply", "-auto-approve"); err != nil {
			return r, err
		}
	}
	if r.plan, err = observe(ctx, w, sim, allowed.plan, "plan", "-detailed-exitcode"); err != nil {
		return r, err
	}
	if r.rounds, err = b.versusFloors(ctx, w, s); err != nil || s.onlyPlan {
		return r, err
	}
	if r.destroy, err = observe(ctx, w, sim, allowed.destroy, "destroy", "-auto-approve"); err != nil {
		return r, err
	}
	if left := len(sim.AllTokens()) + len(sim.RightsDocuments()); left > 0 {
		return r, fmt.Errorf("%s: %d are left after destroy", s.name(), left)
	}
	return r, nil
}

// observe runs a command and measures it.
func observe(
	ctx context.Context, w clitest.Workspace, sim *simulator.Server, allowed int, args ...string,
) (measure, error) {
	sim.ResetRequests()
	peak := watchMemory(w.CLI.Dir)
	start := time.Now()
	_, err := w.RunWant(ctx, 0, args...)
	m := measure{allowed: allowed, time: time.Since(start), memory: peak(), requests: sim.Count()}
	for _, r := range sim.Requests() {
		if r.Status == http.StatusTooManyRequests {
			m.refused++
		}
	}
	m.requests -= m.refused
	return m, err
}

// versusFloors times plans. Who goes first alternates, so that nobody has the warmer caches.
func (b *bench) versusFloors(ctx context.Context, w clitest.Workspace, s scenario) ([]round, error) {
	if s.rounds == 0 {
		return nil, nil
	}
	plain, err := b.floorOf(ctx, s.n)
	if err != nil {
		return nil, err
	}
	quiet := plain
	quiet.Env = maps.Clone(plain.Env)
	maps.Copy(quiet.Env, noLog)
	rounds := make([]round, s.rounds)
	for i := range rounds {
		r := &rounds[i]
		turns := []struct {
			of   clitest.Workspace
			took *time.Duration
		}{{plain, &r.plain}, {w, &r.real}, {quiet, &r.quiet}}
		if i%2 == 1 {
			slices.Reverse(turns)
		}
		for _, turn := range turns {
			if *turn.took, err = timePlan(ctx, turn.of); err != nil {
				return nil, err
			}
		}
	}
	return rounds, nil
}

// timePlan times a plan, which must be empty.
func timePlan(ctx context.Context, w clitest.Workspace) (time.Duration, error) {
	start := time.Now()
	_, err := w.RunWant(ctx, 0, "plan", "-detailed-exitcode")
	return time.Since(start), err
}
