package outlive

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The test binary is the programs under test too, with this variable set.
const (
	testEnv = "OUTLIVE_TEST"
	works   = "works" // what Run is for
	waits   = "waits" // until its standard input ends
)

func TestMain(m *testing.M) {
	switch os.Getenv(testEnv) {
	case works:
		if err := Run(work); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case waits:
		_, _ = io.Copy(io.Discard, os.Stdin)
	default:
		os.Exit(m.Run())
	}
	os.Exit(0)
}

// work is what the second process does: it ends at once if it has two arguments, and otherwise when its parent has.
func work(parent Parent) error {
	fmt.Println("works", os.Getpid(), os.Getppid(), strings.Join(os.Args[1:], ","))
	if len(os.Args) > 2 {
		os.Exit(3)
	}
	<-parent.Gone
	for range 100 { // nobody reads, which must not end it either
		fmt.Println("goes on")
		time.Sleep(time.Millisecond)
	}
	return os.WriteFile(os.Args[1], []byte("finished"), 0o600)
}

// program is this one, to be started as one of the programs under test, where no signal reaches the test too.
func program(t *testing.T, which string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Env = append(os.Environ(), testEnv+"="+which)
	cmd.SysProcAttr = ownGroup()
	return cmd
}

func TestRunPassesOn(t *testing.T) {
	t.Parallel()
	out, err := program(t, works, "a", "b").Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("ended with %v, want exit code 3", err)
	}
	if !strings.HasSuffix(strings.TrimSpace(string(out)), " a,b") {
		t.Errorf("printed %q", out)
	}
}

// Signals end neither process. When the first is killed, the second finishes its work, with nobody to print to.
func TestRunOutlives(t *testing.T) {
	t.Parallel()
	result := filepath.Join(t.TempDir(), "result")
	first := program(t, works, result)
	printed, err := first.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(printed).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var second, parent int
	if _, err := fmt.Sscanf(line, "works %d %d", &second, &parent); err != nil || parent != first.Process.Pid {
		t.Fatalf("process %d printed %q: %v", first.Process.Pid, line, err)
	}
	signalBoth(t, first.Process.Pid, second)
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // closes the pipe that it prints to
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		content, err := os.ReadFile(result)
		if string(content) == "finished" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the work was not finished: %v", err)
		}
	}
}

func TestEnded(t *testing.T) {
	t.Parallel()
	other := program(t, waits)
	if _, err := other.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	if ended(other.Process.Pid) {
		t.Error("it has ended before it was killed")
	}
	_ = other.Process.Kill()
	_ = other.Wait()
	if !ended(other.Process.Pid) {
		t.Error("it has not ended")
	}
}
