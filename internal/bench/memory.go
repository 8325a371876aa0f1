package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// watchMemory watches the processes that run a program below dir, until the function that it returns is called. That
// returns the largest peak of resident memory that one of them had, in bytes; 0 where the system has no /proc.
func watchMemory(dir string) (peak func() int64) {
	if resolved, err := filepath.EvalSymlinks(dir); err == nil {
		dir = resolved // as /proc shows it
	}
	var largest int64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(20 * time.Millisecond) // a peak is kept by the kernel: only the last moments can be missed
		defer tick.Stop()
		for {
			largest = max(largest, largestPeak(dir))
			select {
			case <-tick.C:
			case <-stop:
				return
			}
		}
	}()
	return func() int64 {
		close(stop)
		<-stopped
		return largest
	}
}

// largestPeak is the largest peak so far of the processes that run now. A process that ends meanwhile is left out.
func largestPeak(dir string) (largest int64) {
	programs, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, link := range programs {
		program, err := os.Readlink(link)
		if err != nil || !strings.HasPrefix(program, dir) {
			continue
		}
		status, err := os.ReadFile(filepath.Join(filepath.Dir(link), "status"))
		if err == nil {
			largest = max(largest, highWaterMark(status))
		}
	}
	return largest
}

// highWaterMark reads the line `VmHWM:   12345 kB`.
func highWaterMark(status []byte) int64 {
	_, after, _ := bytes.Cut(status, []byte("\nVmHWM:"))
	line, _, _ := bytes.Cut(after, []byte(" kB"))
	kibibytes, _ := strconv.ParseInt(string(bytes.TrimSpace(line)), 10, 64)
	return kibibytes << 10
}
