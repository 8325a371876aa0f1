//go:build unix

package outlive

import "syscall"

// ownSession starts a process in a session of its own, and so in a process group of its own, without a terminal.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
