package outlive

import "syscall"

// ownSession starts a process in a process group of its own, which no Ctrl-C reaches.
func ownSession() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}
