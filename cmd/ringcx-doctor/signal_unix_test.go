//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// asDoctor in the environment makes the test binary ringcx-doctor.
const asDoctor = "TEST_AS_RINGCX_DOCTOR"

func TestMain(m *testing.M) {
	if os.Getenv(asDoctor) != "" {
		main()
	}
	os.Exit(m.Run())
}

// No signal ends the process before it has taken back what it made, nor does a pipe that nobody reads any more.
func TestSignals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		signals []syscall.Signal
		closes  bool // whoever reads the output goes away
	}{
		"interrupt": {signals: []syscall.Signal{syscall.SIGINT}},
		"twice":     {signals: []syscall.Signal{syscall.SIGINT, syscall.SIGINT, syscall.SIGTERM}},
		"terminate": {signals: []syscall.Signal{syscall.SIGTERM}},
		"hang up":   {signals: []syscall.Signal{syscall.SIGHUP}},
		"pipe":      {closes: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := simulator.New(simulator.Config{})
			server := httptest.NewServer(sim)
			defer server.Close()
			disturb := make(chan func(), 1)
			sim.Before(simulator.RouteTokenCreate, 1, func() { (<-disturb)() }) // the create is answered afterwards
			cmd, stderr, out := start(t, server.URL, sim)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			disturb <- func() {
				if c.closes {
					_ = out.Close()
					return
				}
				send(cmd.Process, c.signals, stderr)
			}
			err := wait(cmd, out, c.closes)
			if len(c.signals) > 0 && cmd.ProcessState.ExitCode() != statusFail || c.closes && err != nil {
				t.Errorf("%v: %v\n%s", cmd.ProcessState, err, stderr)
			}
			if left := sim.Tokens(simulator.DefaultUserName); len(left) > 0 || sim.Count(simulator.RouteTokenCreate) != 1 {
				t.Errorf("%d tokens are left\n%s", len(left), stderr)
			}
			if len(c.signals) > 0 && !strings.Contains(stderr.String(), "stopping") {
				t.Errorf("stderr: %s", stderr)
			}
		})
	}
}

// send sends signals, and waits until the process has heard one.
func send(process *os.Process, signals []syscall.Signal, stderr *safeBuffer) {
	for _, s := range signals {
		_ = process.Signal(s)
	}
	for n := 0; n < 30_000 && !strings.Contains(stderr.String(), "stopping"); n++ {
		time.Sleep(time.Millisecond)
	}
}

// start prepares the process.
func start(t *testing.T, url string, sim *simulator.Server) (*exec.Cmd, *safeBuffer, io.ReadCloser) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, exe, "-create-token", "-yes")
	cmd.Env = []string{asDoctor + "=1", "PATH=" + os.Getenv("PATH")}
	cfg := sim.Config()
	for name, value := range simulator.Environment(cfg.LoginSettings("engage", url, cfg.Users[0])) {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	stderr := &safeBuffer{}
	cmd.Stderr = stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	return cmd, stderr, out
}

// wait reads the output to its end, unless nobody is to.
func wait(cmd *exec.Cmd, out io.Reader, closes bool) error {
	if !closes {
		_, _ = io.Copy(io.Discard, out)
	}
	return cmd.Wait()
}

// safeBuffer is written by the process while the test runs.
type safeBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
