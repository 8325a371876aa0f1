//go:build unix

package serve

import (
	"path/filepath"
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

// With -debug there is no Terraform to wait for. The provider ends in order, and leaves no socket.
func TestServeDebugEndsAtSignals(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			provider, out := serving(t, attached, "TMPDIR="+dir)
			wantLine(t, out, "TF_REATTACH_PROVIDERS=")
			if err := provider.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if err := provider.Wait(); err != nil {
				t.Error(err)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		})
	}
}
