package serve

import (
	"errors"

	"golang.org/x/sys/unix"
)

// waitForEnd returns when a process, which reads what this one prints, has ended. Its process descriptor tells, and so
// does the pipe that it has read, which also works from another process namespace, or through a shell in between.
func waitForEnd(pid int) {
	// A pipe without a reader is an error, and that is always told. go-plugin makes os.Stdout another file.
	const stdout = 1
	watched := []unix.PollFd{{Fd: stdout}}
	fd, err := unix.PidfdOpen(pid, 0)
	switch {
	case err == nil:
		defer func() { _ = unix.Close(fd) }()
		watched = append(watched, unix.PollFd{Fd: int32(fd), Events: unix.POLLIN}) //nolint:gosec // a descriptor
	case errors.Is(err, unix.ESRCH):
		return // it ended before
	}
	for {
		switch _, err := unix.Poll(watched, -1); {
		case err == nil:
			return
		case !errors.Is(err, unix.EINTR):
			pollForEnd(pid)
			return
		}
	}
}
