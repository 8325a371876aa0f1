//go:build unix && !linux && !darwin && !dragonfly && !freebsd && !netbsd && !openbsd

package serve

// waitForEnd returns when a process has ended and its own parent knows.
func waitForEnd(pid int) { pollForEnd(pid) }
