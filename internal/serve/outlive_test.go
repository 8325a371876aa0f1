package serve

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestOutlivePassesOn(t *testing.T) {
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

// Whoever asks for it gets a single process, whose parent is the one that started it.
func TestOutliveSingle(t *testing.T) {
	t.Parallel()
	single := program(t, works, "a", "b")
	single.Env = append(single.Env, singleEnv+"=1")
	out, _ := single.Output()
	if want := fmt.Sprintf("works %d %d a,b", single.Process.Pid, os.Getpid()); strings.TrimSpace(string(out)) != want {
		t.Errorf("printed %q, want %q", out, want)
	}
}

// Signals end neither process. When the first is killed, the second finishes its work, with nobody to print to.
func TestOutlive(t *testing.T) {
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

func TestWaitForEnd(t *testing.T) {
	t.Parallel()
	other := program(t, waits)
	if _, err := other.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		waitForEnd(other.Process.Pid)
		close(ended)
	}()
	select {
	case <-ended:
		t.Error("it has ended before it was killed")
	case <-time.After(notice):
	}
	_ = other.Process.Kill()
	<-ended // also before its parent asks for it
	_ = other.Wait()
	waitForEnd(other.Process.Pid) // it ended before
}
