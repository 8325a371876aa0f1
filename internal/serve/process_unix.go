//go:build unix

package serve

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// ownSession starts a process in a session of its own, and so in a process group of its own, without a terminal.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

// waitForParent returns when the parent of this process has ended. Another process is the parent then.
func waitForParent(parent int) {
	for os.Getppid() == parent {
		time.Sleep(notice / 10)
	}
}

// ended reports whether a process has ended, and its own parent knows.
func ended(pid int) bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
