//go:build unix

package provider

import (
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// programSuffix is what the name of a program ends with.
const programSuffix = ""

// place makes a program available at another path.
func place(program, path string) error { return os.Symlink(program, path) }

// systemStops are the stops beside Ctrl-C.
var systemStops = map[string]stop{"cancelled CI job": endGroup, "timeout --foreground": endAlone}

// endAlone sends SIGTERM to Terraform.
func endAlone(cmd *exec.Cmd) error { return cmd.Process.Signal(syscall.SIGTERM) }

// endGroup sends SIGTERM to Terraform and the provider. A process group has the number of its first process.
func endGroup(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }

// A program that ignores SIGHUP, as nohup has it, starts others that do. Terraform must not, to be ended by it.
func init() { signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP) }
