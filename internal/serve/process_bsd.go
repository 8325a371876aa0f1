//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package serve

import (
	"errors"

	"golang.org/x/sys/unix"
)

// waitForEnd returns when a process has ended.
func waitForEnd(pid int) {
	queue, err := unix.Kqueue()
	if err != nil {
		pollForEnd(pid)
		return
	}
	defer unix.Close(queue) //nolint:errcheck // nothing was written to it
	end := unix.Kevent_t{Fflags: unix.NOTE_EXIT}
	unix.SetKevent(&end, pid, unix.EVFILT_PROC, unix.EV_ADD|unix.EV_ONESHOT)
	change, events := []unix.Kevent_t{end}, make([]unix.Kevent_t, 1)
	for {
		n, err := unix.Kevent(queue, change, events, nil)
		switch {
		case n > 0 || errors.Is(err, unix.ESRCH): // it may have ended before
			return
		case err != nil && !errors.Is(err, unix.EINTR):
			pollForEnd(pid)
			return
		}
	}
}
