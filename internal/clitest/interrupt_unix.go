//go:build unix

package clitest

import (
	"os/exec"
	"syscall"
)

// separate gives a command a process group of its own. In the group of whoever runs it, it would get the terminal's
// Ctrl-C as well, and Terraform takes a second interrupt for "drop everything".
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// Interrupt does what Ctrl-C does: the command and its providers get the signal. A process group has the number of its
// first process.
func Interrupt(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
