package serve

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/windows"
)

// ownSession starts a process with a console of its own, without a window. Neither a Ctrl-C nor the end of the first
// one's console reaches it.
func ownSession() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.CREATE_NO_WINDOW}
}

// waitForParent returns when the parent of this process has ended. If that cannot be found out, it never returns: the
// parent ends this process when it ends in order.
func waitForParent(parent int) {
	process, err := os.FindProcess(parent)
	if err == nil {
		_, err = process.Wait()
	}
	if err != nil {
		select {}
	}
}

// ended reports whether a process has ended. Windows keeps its number as long as anybody has it open.
func ended(pid int) bool {
	process, err := windows.OpenProcess(windows.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return errors.Is(err, windows.ERROR_INVALID_PARAMETER) // there is no such process
	}
	defer windows.CloseHandle(process) //nolint:errcheck // nothing was written to it
	state, err := windows.WaitForSingleObject(process, 0)
	return err == nil && state == windows.WAIT_OBJECT_0
}
