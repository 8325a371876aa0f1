package serve

import (
	"syscall"
	"testing"

	"golang.org/x/sys/windows"
)

// ownGroup starts a process in a group of its own, to which a Ctrl-Break can be sent. A Ctrl-C cannot.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
}

// signalBoth sends both processes a Ctrl-Break. Windows may refuse it for the second, which has a console of its own.
func signalBoth(t *testing.T, first, second int) {
	t.Helper()
	if err := windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, uint32(first)); err != nil {
		t.Fatal(err)
	}
	_ = windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, uint32(second))
}
