//go:build unix

package serve

import (
	"errors"
	"syscall"
	"time"
)

// ownSession starts a process in a session of its own, and so in a process group of its own, without a terminal.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

// pollForEnd returns when a process has ended and its own parent knows, where the system does not tell that by itself.
func pollForEnd(pid int) {
	for !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		time.Sleep(time.Second)
	}
}
