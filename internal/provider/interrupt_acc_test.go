package provider

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// A stop ends a run from outside. Terraform takes a second signal for "drop everything", so each comes once.
type stop = func(terraform *exec.Cmd) error

// stops are all that this system has.
var stops = func() map[string]stop {
	all := map[string]stop{"Ctrl-C": clitest.Interrupt}
	maps.Copy(all, systemStops)
	return all
}()

// A kill ends a run before it has recorded a create in flight.
type kill = func(t *testing.T, run *interrupted)

// interrupted is a running command. It has a process group of its own (clitest sees to that), of which the provider is
// a part.
type interrupted struct {
	w   *workspace
	cmd *exec.Cmd

	mu      sync.Mutex
	printed strings.Builder
}

func (i *interrupted) Write(p []byte) (int, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.printed.Write(p)
}

func (i *interrupted) output() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.printed.String()
}

// start starts a command.
func (w *workspace) start(args ...string) *interrupted {
	w.t.Helper()
	delete(w.env, singleProcessEnv)
	i := &interrupted{w: w, cmd: w.runner().Command(w.t.Context(), args...)}
	i.cmd.Stdout, i.cmd.Stderr = i, i
	if err := i.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	return i
}

// interrupt starts a command, stops it once the request has arrived, and returns when Terraform knows.
func (w *workspace) interrupt(rig *rig, at simulator.Route, stop stop, args ...string) *interrupted {
	w.t.Helper()
	i := w.start(args...)
	i.await("no "+string(at)+" came", func() bool { return rig.Count(at) > 0 })
	i.stop(stop, "Interrupt received")
	return i
}

// stop stops the command, and returns when Terraform has answered.
func (i *interrupted) stop(stop stop, answer string) {
	i.w.t.Helper()
	if err := stop(i.cmd); err != nil {
		i.w.t.Fatal(err)
	}
	i.await("Terraform goes on", func() bool { return strings.Contains(i.output(), answer) })
}

func (i *interrupted) await(otherwise string, condition func() bool) {
	i.w.t.Helper()
	for deadline := time.Now().Add(time.Minute); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			i.w.t.Fatalf("%s\n%s", otherwise, i.output())
		}
	}
}

// end waits for the command's end. Terraform reports the stop as a failure, or ends in order.
func (i *interrupted) end() {
	i.w.t.Helper()
	_ = i.cmd.Wait()
	i.w.seen.WriteString(i.output())
}

// Whatever stops a run, the create or delete in flight is finished and recorded, and no other begins.
func TestAccInterrupted(t *testing.T) {
	t.Parallel()
	const (
		made     = `resource "ringcx_api_token" "x" { keepers = { v = "1" } }`
		replaced = `resource "ringcx_api_token" "x" { keepers = { v = "2" } }`
		overlap  = `
			resource "ringcx_api_token" "x" {
				keepers = { v = %q }
				lifecycle { create_before_destroy = true }
			}
		`
	)
	overlaps, overlaps2 := fmt.Sprintf(overlap, "1"), fmt.Sprintf(overlap, "2")
	for name, c := range map[string]struct {
		before, config string
		at             simulator.Route
		alive          int
		creates        int
		deletes        int
	}{
		"create": {
			config: made, at: simulator.RouteTokenCreate,
			alive: 1, creates: 1,
		},
		"delete": {
			before: made, at: simulator.RouteTokenDelete,
			alive: 0, deletes: 1,
		},
		"replace, at the delete": {
			before: made, config: replaced, at: simulator.RouteTokenDelete,
			alive: 0, deletes: 1,
		},
		"replace, at the create": {
			before: made, config: replaced, at: simulator.RouteTokenCreate,
			alive: 1, deletes: 1, creates: 1,
		},
		"replace by two, at the create": {
			before: overlaps, config: overlaps2, at: simulator.RouteTokenCreate,
			alive: 2, creates: 1,
		},
		"replace by two, at the delete": {
			before: overlaps, config: overlaps2, at: simulator.RouteTokenDelete,
			alive: 1, creates: 1, deletes: 1,
		},
	} {
		for how, stop := range stops {
			t.Run(name+", "+how, func(t *testing.T) {
				t.Parallel()
				rig := newRig(t, simulator.Config{})
				t.Cleanup(rig.ClearFaults)
				w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
				if c.before != "" {
					w.config(c.before)
					w.apply()
				}
				w.config(c.config)
				rig.ResetRequests()
				rig.Inject(simulator.Fault{Route: c.at, Kind: simulator.FaultSlow, Delay: time.Hour})
				run := w.interrupt(rig, c.at, stop, "apply", "-auto-approve")
				rig.ClearFaults() // RingCX acts now, and answers
				run.end()

				w.wantRecorded(rig, c.alive)
				creates, deletes := rig.Count(simulator.RouteTokenCreate), rig.Count(simulator.RouteTokenDelete)
				if creates != c.creates || deletes != c.deletes {
					t.Errorf("sent %d creates and %d deletes, want %d and %d\n%s",
						creates, deletes, c.creates, c.deletes, w.seen.String())
				}
			})
		}
	}
}

// A create whose answer never comes is looked up when its time is over.
func TestAccInterruptedWithoutAnswer(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	t.Cleanup(rig.ClearFaults)
	w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
	w.env["RINGCX_REQUEST_TIMEOUT"] = "4s"
	w.config(`resource "ringcx_api_token" "x" {}`)
	rig.Inject(simulator.Fault{
		Route: simulator.RouteTokenCreate, Kind: simulator.FaultSlow, Act: true, Delay: time.Hour, Times: 1,
	})
	w.interrupt(rig, simulator.RouteTokenCreate, clitest.Interrupt, "apply", "-auto-approve").end()
	w.wantRecorded(rig, 1)
	w.wantEmptyPlan()
}

// A create that waits for a rate limit has not been sent, and is not after the stop.
func TestAccInterruptedWait(t *testing.T) {
	t.Parallel()
	for how, stop := range stops {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{Limits: []simulator.Limit{{
				Routes: []simulator.Route{simulator.RouteTokenCreate}, Requests: 1, Window: time.Hour,
				RetryAfter: simulator.RetryAfterNone,
			}}})
			w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
			w.env["RINGCX_MAX_RETRIES"] = "100"
			w.config(`resource "ringcx_api_token" "x" { count = 3 }`)
			w.interrupt(rig, simulator.RouteTokenCreate, stop, "apply", "-auto-approve").end()
			w.wantRecorded(rig, 1)
		})
	}
}

// A run that ends without waiting for the create in flight records nothing of it. The token is revoked again, since
// nobody will ever know of it, however late RingCX makes it. TestAccEnds has more ways to end.
func TestAccKilled(t *testing.T) {
	t.Parallel()
	kills := map[string]kill{
		"two Ctrl-C": twice(clitest.Interrupt, clitest.Interrupt),
		"a signal, then Terraform is killed": func(t *testing.T, run *interrupted) {
			run.stop(clitest.Interrupt, "Interrupt received")
			killed(t, run)
		},
		"Terraform is killed": killed,
	}
	for how, kill := range kills {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			t.Cleanup(rig.ClearFaults)
			w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
			w.env["TF_LOG"] = "TRACE" // nobody reads the provider's log any more, and a write to it must not end the provider
			w.config(`resource "ringcx_api_token" "x" {}`)
			rig.Inject(simulator.Fault{Route: simulator.RouteTokenCreate, Kind: simulator.FaultSlow, Delay: time.Hour})
			run := w.start("apply", "-auto-approve")
			run.await("no create came", func() bool { return rig.Count(simulator.RouteTokenCreate) > 0 })
			kill(t, run)
			rig.ClearFaults() // RingCX acts now, and answers
			run.end()

			run.wantUndone(rig, 1)
		})
	}
}

// wantUndone waits until so many tokens were made and all of them revoked, and fails if the state, which may be an
// empty file, holds any.
func (i *interrupted) wantUndone(rig *rig, made int) {
	i.w.t.Helper()
	i.await("not all tokens were made and revoked", func() bool {
		return rig.Count(simulator.RouteTokenDelete) >= made && len(rig.AllTokens()) == 0
	})
	state, err := os.ReadFile(filepath.Join(i.w.dir, stateFile))
	if err != nil || strings.Contains(string(state), "ringcx_api_token") {
		i.w.t.Errorf("the state holds what was undone, or cannot be read: %v\n%s", err, state)
	}
}

// A token that RingCX gave as the answer is revoked, whatever else the create would have had to report.
func TestAccKilledInDoubt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault simulator.Fault
		made  int
	}{
		"another create is in doubt": {fault: simulator.Fault{
			Route: simulator.RouteTokenCreate, Kind: simulator.FaultStatus, Status: 503, After: 4,
			ContentType: "text/plain", Body: "no",
		}, made: 4},
		"no list confirms the answer": {fault: simulator.Fault{
			Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 503, After: 1,
		}, made: 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			t.Cleanup(rig.ClearFaults)
			w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
			w.config(`resource "ringcx_api_token" "x" { count = 5 }`)
			rig.Inject(c.fault)
			act := rig.Inject(simulator.Fault{Route: simulator.RouteTokenCreate, Kind: simulator.FaultSlow, Delay: time.Hour})
			run := w.start("apply", "-auto-approve")
			run.await("five creates did not come", func() bool { return rig.Count(simulator.RouteTokenCreate) == 5 })
			killed(t, run)
			act()
			run.end()
			run.wantUndone(rig, c.made)
		})
	}
}

// twice stops Terraform two times. It kills its providers two seconds later.
func twice(first, second stop) kill {
	return func(_ *testing.T, run *interrupted) {
		run.stop(first, "Interrupt received")
		run.stop(second, "Two interrupts received")
		time.Sleep(3 * time.Second)
	}
}

// killed kills Terraform alone.
func killed(t *testing.T, run *interrupted) {
	if err := run.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = run.cmd.Wait()
}
