//go:build unix

package clitest

import (
	"os"
	"os/exec"
	"syscall"
)

// interruptible makes the end of the command's context an interrupt. The command has a process group of its own, or it
// would get the terminal's Ctrl-C as well, and Terraform takes a second interrupt for "drop everything".
func interruptible(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
}
