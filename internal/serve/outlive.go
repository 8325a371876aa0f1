package serve

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// parentEnv is set in the second process, to the process id of the first one's parent.
const parentEnv = "TERRAFORM_PROVIDER_RINGCX_PARENT"

// notice is how long it takes at most until Parent.Gone is closed after the parent has ended, unless the machine is
// overloaded.
const notice = 200 * time.Millisecond

// Parent is the process that started the first of the two.
type Parent struct {
	Gone  <-chan struct{} // closed when the parent or the first process has ended, however that was
	Ended func() bool     // asks the system whether the parent has ended, where that can be asked
}

// outlive runs serve in a second process of this program, and returns its error there. The first process passes its
// arguments, environment, standard output and standard error on, waits, and ends with the exit code of the second.
// There outlive returns only if the second process could not be started.
//
// No process can outlive its own SIGKILL, so the one that the parent knows, and may kill, is not the one that works.
// The second has a session of its own, which a signal to the process group, or the end of a terminal, does not reach.
func outlive(serve func(parent Parent) error) error {
	// The parent decides what ends: who ends it by a signal sends that to its whole group, or to each process of a job.
	// Nobody reads the channel. On Windows an ignored Ctrl-C would end the process.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	signal.Ignore(syscall.SIGPIPE) // of a log that nobody reads any more
	parent, err := strconv.Atoi(os.Getenv(parentEnv))
	if err != nil {
		return supervise()
	}
	gone := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // the first process holds the other end, and writes nothing
		close(gone)
	}()
	return serve(Parent{Gone: gone, Ended: func() bool { return ended(parent) }})
}

// supervise is the first process. It returns only if the second could not be started.
func supervise() error {
	parent := os.Getppid()
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program, to run it as a second process: %w", err)
	}
	second := exec.CommandContext(context.Background(), program, os.Args[1:]...) //nolint:gosec // this program
	second.Env = append(os.Environ(), parentEnv+"="+strconv.Itoa(parent))
	second.Stdout, second.Stderr = os.Stdout, os.Stderr
	second.SysProcAttr = ownSession()
	held, err := second.StdinPipe()
	if err != nil {
		return fmt.Errorf("run this program as a second process: %w", err)
	}
	if err := second.Start(); err != nil {
		return fmt.Errorf("run this program as a second process: %w", err)
	}
	go func() {
		waitForParent(parent)
		_ = held.Close()
	}()
	_ = second.Wait() // it has printed what went wrong
	os.Exit(second.ProcessState.ExitCode())
	return nil
}
