//go:build unix

package outlive

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test binary is the program under test too, with this variable set.
const testEnv = "OUTLIVE_TEST"

func TestMain(m *testing.M) {
	if os.Getenv(testEnv) == "" {
		os.Exit(m.Run())
	}
	err := Run(func(parent Parent) error {
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
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// program is this one, to be started with these arguments.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Env = append(os.Environ(), testEnv+"=1")
	return cmd
}

func TestRunPassesOn(t *testing.T) {
	t.Parallel()
	out, err := program(t, "a", "b").Output()
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
	result := t.TempDir() + "/result"
	first := program(t, result)
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
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		for _, pid := range []int{first.Process.Pid, second} {
			if err := syscall.Kill(pid, signal); err != nil {
				t.Fatal(err)
			}
		}
	}
	if group, err := syscall.Getpgid(second); err != nil || group != second {
		t.Errorf("the second process is in group %d: %v", group, err)
	}
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
	other := exec.CommandContext(t.Context(), "sleep", "60")
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
