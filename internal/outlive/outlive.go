// Package outlive lets a program finish what it is doing after the program that started it, and a signal to its process
// group, have ended it. It knows nothing of what is done.
package outlive

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

// secondEnv is set in the second process.
const secondEnv = "TERRAFORM_PROVIDER_RINGCX_SECOND_PROCESS"

// Notice is how long it takes at most until the second process knows that the parent has ended, unless the machine is
// overloaded.
const Notice = 200 * time.Millisecond

// Run runs serve in a second process of this program, and returns its error there. The first process passes its
// arguments, environment, standard output and standard error on, waits, and ends with the exit code of the second. There
// Run returns only if the second process could not be started.
//
// No process can outlive its own SIGKILL, so the one that the parent knows, and may kill, is not the one that works.
// The second has a session of its own, which a signal to the process group, or the end of a terminal, does not reach.
// The channel is closed when the first process or its parent has ended, however that was.
func Run(serve func(orphaned <-chan struct{}) error) error {
	// The parent decides what ends: who ends it by a signal sends that to its whole group, or to each process of a job.
	// Nobody reads the channel. On Windows an ignored Ctrl-C would end the process.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	signal.Ignore(syscall.SIGPIPE) // of a log that nobody reads any more
	if os.Getenv(secondEnv) == "" {
		return supervise()
	}
	orphaned := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // the first process holds the other end, and writes nothing
		close(orphaned)
	}()
	return serve(orphaned)
}

// supervise is the first process. It returns only if the second could not be started.
func supervise() error {
	parent := os.Getppid()
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program, to run it as a second process: %w", err)
	}
	second := exec.CommandContext(context.Background(), program, os.Args[1:]...) //nolint:gosec // this program
	second.Env = append(os.Environ(), secondEnv+"=1")
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
