//go:build unix

package provider

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// An end is a way in which a run ends. A new way is one row of ends.
type end struct {
	by      func(run *ending)
	prepare func(w *workspace)
	waits   bool   // Terraform ends in order, and records what was under way
	loses   bool   // nobody is left who knows of it
	prints  string // what the output has to say
}

var ends = map[string]end{
	"Ctrl-C":           {by: stopped(clitest.Interrupt), waits: true},
	"SIGTERM":          {by: stopped(endAlone), waits: true},
	"SIGTERM to all":   {by: stopped(endGroup), waits: true},
	"two Ctrl-C":       {by: stoppedTwice(clitest.Interrupt, clitest.Interrupt)},
	"timeout":          {by: stoppedTwice(endAlone, endGroup)}, // sends one signal to Terraform and one to its group
	"SIGHUP":           {by: signalled(syscall.SIGHUP, 1)},
	"terminal closes":  {by: signalled(syscall.SIGHUP, -1)},
	"Terraform fails":  {by: signalled(syscall.SIGABRT, 1)},
	"Terraform killed": {by: signalled(syscall.SIGKILL, 1)},
	"group killed":     {by: signalled(syscall.SIGKILL, -1)},
	"first killed":     {by: func(run *ending) { run.kill(run.child(run.cmd.Process.Pid)) }},
	"second killed":    {by: func(run *ending) { run.kill(run.child(run.child(run.cmd.Process.Pid))) }, loses: true},
	"reader ends":      {by: func(run *ending) { _ = run.reader.Close() }},
	"single, Ctrl-C":   {by: stopped(clitest.Interrupt), prepare: single, waits: true},
	"single, killed":   {by: signalled(syscall.SIGKILL, 1), prepare: single},
}

// A reaction is what RingCX does to the requests under way when a run ends, and afterwards.
type reaction struct {
	fault    simulator.Fault
	later    bool // it does what was asked once the run ends
	noRevoke bool // and revokes nothing any more
}

var reactions = map[string]reaction{
	"answers":          {fault: simulator.Fault{Kind: simulator.FaultSlow, Delay: time.Hour}, later: true},
	"revokes no more":  {fault: simulator.Fault{Kind: simulator.FaultSlow, Delay: time.Hour}, later: true, noRevoke: true},
	"refuses for rate": {fault: simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusTooManyRequests}},
	"is down":          {fault: simulator.Fault{Kind: simulator.FaultDropBefore}},
	"hangs":            {fault: simulator.Fault{Kind: simulator.FaultHang}},
	"503":              {fault: simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusServiceUnavailable}},
}

// An operation is what is under way, which takes a request of this route.
type operation struct {
	before, config string
	at             simulator.Route
	rights         bool // no token
}

var operations = map[string]operation{
	"create": {
		config: `resource "ringcx_api_token" "x" { count = 2 }`, at: simulator.RouteTokenCreate,
	},
	"delete": {
		before: `resource "ringcx_api_token" "x" { count = 2 }`, at: simulator.RouteTokenDelete,
	},
	"replace": {
		before: `resource "ringcx_api_token" "x" { keepers = { v = "1" } }`,
		config: `resource "ringcx_api_token" "x" { keepers = { v = "2" } }`, at: simulator.RouteTokenCreate,
	},
	"rights": {
		config: `resource "ringcx_user_role" "x" {
			user_id = "1002"
			role    = "ACCESS_AUDIT_LOG"
		}`, at: simulator.RouteRoleAdd, rights: true,
	},
}

// allEnds asks for the whole table. Without it, every end is tried once for a create that is answered, and everything
// else for a Ctrl-C and a Terraform that is killed.
const allEnds = "TF_ACC_ALL_ENDS"

// requestTimeout of these runs is longer than Terraform waits before it kills its providers.
const requestTimeout = 5 * time.Second

// However a run ends, whatever RingCX does meanwhile and whatever is under way: no token is lost, and no process stays.
func TestAccEnds(t *testing.T) {
	t.Parallel()
	for how, end := range ends {
		for what, reaction := range reactions {
			for doing, op := range operations {
				plain := what == "answers" && doing == "create"
				common := (how == "Ctrl-C" || how == "Terraform killed") && (what == "answers" || doing == "create")
				if !plain && !common && os.Getenv(allEnds) == "" {
					continue
				}
				t.Run(strings.Join([]string{how, what, doing}, ", "), func(t *testing.T) {
					t.Parallel()
					end.try(t, reaction, op)
				})
			}
		}
	}
}

// try ends one run.
func (e end) try(t *testing.T, a reaction, op operation) {
	t.Helper()
	rig := newRig(t, simulator.Config{})
	t.Cleanup(rig.ClearFaults)
	w := newWorkspace(t, 0, rig.login(modeLegacy, adminUser))
	w.env["RINGCX_REQUEST_TIMEOUT"], w.env["RINGCX_MAX_RETRIES"] = requestTimeout.String(), "100"
	if op.before != "" {
		w.config(op.before)
		w.apply()
	}
	w.config(op.config)
	delete(w.env, singleProcessEnv)
	if e.prepare != nil {
		e.prepare(w)
	}
	rig.ResetRequests()
	a.fault.Route = op.at
	remove := rig.Inject(a.fault)
	run := w.startEnding()
	run.await("no "+string(op.at)+" came", func() bool { return rig.Count(op.at) > 0 })
	e.by(run)
	if a.noRevoke {
		rig.Inject(simulator.Fault{Route: simulator.RouteTokenDelete, Kind: simulator.FaultStatus, Status: 503})
	}
	if a.later {
		remove()
	}
	run.wantNobody()
	rig.ClearFaults()
	rig.Settle()

	w.seen.WriteString(run.output())
	w.seen.Write(w.file(Unrecorded))
	if !strings.Contains(run.output(), e.prints) {
		t.Errorf("%q is not printed", e.prints)
	}
	if !e.loses {
		e.want(w, rig, a, op)
	}
	if t.Failed() {
		t.Log(w.seen.String())
	}
}

// want checks what a run has left.
func (e end) want(w *workspace, rig *rig, a reaction, op operation) {
	w.t.Helper()
	if left, _ := filepath.Glob(filepath.Join(w.env["TMPDIR"], "plugin*")); len(left) > 0 {
		w.t.Errorf("left in the temporary directory: %v", left)
	}
	switch {
	case op.rights:
		given := slices.Contains(rig.Roles(1002), "ACCESS_AUDIT_LOG")
		if _, recorded := w.state()["ringcx_user_role.x"]; given != recorded && a.later {
			w.t.Errorf("the role is given: %v, and recorded: %v", given, recorded)
		}
	case e.waits:
		w.wantAccounted(rig)
	default:
		w.wantNoneLost(rig, a.later && !a.noRevoke)
	}
}

// wantNoneLost fails unless each token that is alive is in the state, or named. What was undone may be in the state:
// nobody can know whether it was recorded.
func (w *workspace) wantNoneLost(rig *rig, undone bool) {
	w.t.Helper()
	recorded := map[any]bool{}
	for _, instance := range w.state() {
		recorded[instance["id"]] = true
	}
	for _, token := range rig.AllTokens() {
		id := sha256Hex(token)
		if named := strings.Contains(w.seen.String(), id); !recorded[id] && (undone || !named) {
			w.t.Errorf("the token %s is alive and not in the state; named: %v", id, named)
		}
	}
}

// ending is an apply that is about to end.
type ending struct {
	interrupted
	reader *os.File      // of the output
	held   *os.File      // ends when no process of the run is left
	ended  chan struct{} // closed when Terraform has ended
}

// startEnding starts an apply. Each process of it inherits a pipe to nowhere.
func (w *workspace) startEnding() *ending {
	w.t.Helper()
	pipe := func() (r, w2 *os.File) {
		r, w2, err := os.Pipe()
		if err != nil {
			w.t.Fatal(err)
		}
		w.t.Cleanup(func() { _ = r.Close() })
		return r, w2
	}
	run := &ending{ended: make(chan struct{})}
	run.w, run.cmd = w, w.runner().Command(w.t.Context(), "apply", "-auto-approve")
	printed, kept := (*os.File)(nil), (*os.File)(nil)
	run.reader, printed = pipe()
	run.held, kept = pipe()
	run.cmd.Stdout, run.cmd.Stderr, run.cmd.ExtraFiles = printed, printed, []*os.File{kept}
	if err := run.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	_, _ = printed.Close(), kept.Close()
	go func() { _, _ = io.Copy(run, run.reader) }()
	go func() {
		_ = run.cmd.Wait()
		close(run.ended)
	}()
	return run
}

// wantNobody waits until no process of the run is left.
func (e *ending) wantNobody() {
	e.w.t.Helper()
	<-e.ended
	const promised, overload = 2*requestTimeout + 30*time.Second, time.Minute
	if err := e.held.SetReadDeadline(time.Now().Add(promised + overload)); err != nil {
		e.w.t.Fatal(err)
	}
	if _, err := e.held.Read(make([]byte, 1)); err != io.EOF {
		e.w.t.Fatalf("a process of the run is left: %v\n%s", err, e.output())
	}
}

// child is the number of a process that another one has started.
func (e *ending) child(of int) int {
	e.w.t.Helper()
	listed, err := exec.CommandContext(e.w.t.Context(), "ps", "-A", "-o", "pid=,ppid=").Output()
	if err != nil {
		e.w.t.Fatal(err)
	}
	for line := range strings.Lines(string(listed)) {
		var pid, parent int
		if _, err := fmt.Sscan(line, &pid, &parent); err == nil && parent == of {
			return pid
		}
	}
	e.w.t.Fatalf("process %d has no child", of)
	return 0
}

func (e *ending) kill(pid int) {
	e.w.t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		e.w.t.Fatal(err)
	}
}

func stopped(by stop) func(*ending) {
	return func(run *ending) { run.stop(by, "Interrupt received") }
}

// stoppedTwice stops Terraform two times, and it kills its providers two seconds later. Where nothing is under way, as
// when RingCX refuses everything, Terraform may have ended after the first time.
func stoppedTwice(first, second stop) func(*ending) {
	return func(run *ending) {
		run.stop(first, "Interrupt received")
		_ = second(run.cmd)
		run.await("Terraform goes on", func() bool {
			select {
			case <-run.ended:
				return true
			default:
				return strings.Contains(run.output(), "Two interrupts received")
			}
		})
		time.Sleep(3 * time.Second)
	}
}

// signalled sends a signal to Terraform, or with -1 to its process group.
func signalled(signal syscall.Signal, sign int) func(*ending) {
	return func(run *ending) {
		if err := syscall.Kill(sign*run.cmd.Process.Pid, signal); err != nil {
			run.w.t.Fatal(err)
		}
	}
}

func single(w *workspace) { w.env[singleProcessEnv] = "1" }
