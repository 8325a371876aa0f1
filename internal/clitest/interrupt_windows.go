package clitest

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// separate gives a command a process group of its own. In the group of whoever runs it, it would get the console's
// Ctrl-C as well, and Terraform takes a second interrupt for "drop everything".
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
}

// Interrupt does what Ctrl-C does: the command and its providers get the event. It is a Ctrl-Break, because Windows
// sends a Ctrl-C to all processes of a console only. Go programs take both for the same signal.
func Interrupt(cmd *exec.Cmd) error {
	return windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, uint32(cmd.Process.Pid))
}
