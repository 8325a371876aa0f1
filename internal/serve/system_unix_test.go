//go:build unix

package serve

import (
	"syscall"
	"testing"
)

// ownGroup starts a process in a group of its own, to which signals can be sent.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// signalBoth sends both processes the signals that end programs. The second has to be beyond the first one's group.
func signalBoth(t *testing.T, first, second int) {
	t.Helper()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		for _, pid := range []int{first, second} {
			if err := syscall.Kill(pid, signal); err != nil {
				t.Fatal(err)
			}
		}
	}
	if group, err := syscall.Getpgid(second); err != nil || group != second {
		t.Errorf("the second process is in group %d: %v", group, err)
	}
}

// With -debug there is no Terraform to wait for.
func TestServeDebugEndsAtTerm(t *testing.T) {
	t.Parallel()
	provider, out := serving(t, attached)
	wantLine(t, out, "TF_REATTACH_PROVIDERS=")
	if err := provider.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	state, err := provider.Process.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if status, ok := state.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGTERM {
		t.Errorf("ended with %s", state)
	}
}
