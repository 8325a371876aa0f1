//go:build unix

package provider

import (
	"syscall"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// interrupt runs a command and presses Ctrl-C once the request has arrived.
// Ctrl-C reaches the whole process group, the provider too.
func (w *workspace) interrupt(rig *rig, at simulator.Route, args ...string) {
	w.t.Helper()
	cmd := w.command(args...)
	cmd.Stdout, cmd.Stderr = &w.seen, &w.seen
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); rig.Count(at) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatalf("no %s came\n%s", at, w.seen.String())
		}
	}
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGINT); err != nil {
		w.t.Fatal(err)
	}
	_ = cmd.Wait() // Terraform reports the interrupt as a failure, or ends in order
}

// "Interrupts do not orphan": a create in flight is finished and recorded.
func TestAccInterruptedCreate(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]simulator.Fault{
		"answered late":        {Kind: simulator.FaultSlow, Act: true, Delay: 1500 * time.Millisecond, Times: 1},
		"done late":            {Kind: simulator.FaultSlow, Act: false, Delay: 1500 * time.Millisecond, Times: 1},
		"never heard of again": {Kind: simulator.FaultSlow, Act: true, Delay: time.Hour, Times: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			t.Cleanup(rig.ClearFaults)
			w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
			w.env["RINGCX_REQUEST_TIMEOUT"] = "4s"
			w.config(`resource "ringcx_api_token" "x" {}`)
			f.Route = simulator.RouteTokenCreate
			rig.Inject(f)
			w.interrupt(rig, simulator.RouteTokenCreate, "apply", "-auto-approve")

			tokens := rig.AllTokens()
			if len(tokens) != 1 || rig.Count(simulator.RouteTokenCreate) != 1 {
				t.Fatalf("%d tokens after %d creates, want one after one\n%s", len(tokens), rig.Count(simulator.RouteTokenCreate), w.seen.String())
			}
			w.wantState("ringcx_api_token.x", "token", tokens[0])
			w.wantEmptyPlan()
		})
	}
}

// A create that waits for a rate limit has not been sent, and is not after Ctrl-C.
func TestAccInterruptedWait(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{Limits: []simulator.Limit{{
		Routes: []simulator.Route{simulator.RouteTokenCreate}, Requests: 1, Window: time.Hour, RetryAfter: simulator.RetryAfterNone,
	}}})
	w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
	w.env["RINGCX_MAX_RETRIES"] = "100"
	w.config(`resource "ringcx_api_token" "x" { count = 3 }`)
	w.interrupt(rig, simulator.RouteTokenCreate, "apply", "-auto-approve")
	if n := len(rig.AllTokens()); n != len(w.state()) {
		t.Errorf("%d tokens, and %d in the state", n, len(w.state()))
	}
}

// A delete in flight is finished and recorded.
func TestAccInterruptedDelete(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
	w.config(`resource "ringcx_api_token" "x" {}`)
	w.apply()
	rig.Inject(simulator.Fault{Route: simulator.RouteTokenDelete, Kind: simulator.FaultSlow, Delay: 1500 * time.Millisecond})
	w.interrupt(rig, simulator.RouteTokenDelete, "destroy", "-auto-approve")
	if n := len(rig.AllTokens()); n != 0 {
		t.Errorf("%d tokens are alive", n)
	}
	if state := w.state(); len(state) != 0 {
		t.Errorf("the state still has %d resources", len(state))
	}
}
