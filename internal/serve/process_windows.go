package serve

import (
	"os"
	"syscall"

	"golang.org/x/sys/windows"
)

// ownSession starts a process with a console of its own, without a window. Neither a Ctrl-C nor the end of the first
// one's console reaches it.
func ownSession() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.CREATE_NO_WINDOW}
}

// waitForEnd returns when a process has ended. If that cannot be found out, it never returns: Terraform ends its
// providers when it ends in order.
func waitForEnd(pid int) {
	process, err := os.FindProcess(pid)
	if err == nil {
		_, err = process.Wait()
	}
	if err != nil {
		select {}
	}
}
