package outlive

import (
	"os"
	"syscall"
)

// createNoWindow gives a process a console of its own, without a window.
const createNoWindow = 0x08000000

// ownSession starts a process that neither a Ctrl-C nor the end of the console reaches.
func ownSession() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP | createNoWindow}
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

// ended reports nothing here: Parent.Gone has to do.
func ended(int) bool { return false }
