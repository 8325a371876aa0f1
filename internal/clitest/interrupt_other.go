//go:build !unix

package clitest

import "os/exec"

// interruptible leaves it at killing the command: there are no signals here.
func interruptible(*exec.Cmd) {}
