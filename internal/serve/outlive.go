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
)

const (
	// parentEnv is set in the second process, to the process id of the first one's parent.
	parentEnv = "TERRAFORM_PROVIDER_RINGCX_PARENT"
	// singleEnv asks for no second process, for debuggers, supervisors and sandboxes.
	singleEnv = "RINGCX_SINGLE_PROCESS"
)

// Parent is the process that started the first of the two.
type Parent struct {
	Ended <-chan struct{} // closed when the parent has ended, however that was
	Gone  <-chan struct{} // closed when the parent or the first process has
}

// outlive runs serve in a second process of this program, and returns its error there. The first process passes its
// arguments, environment, standard output and standard error on, waits, and ends with the exit code of the second. If
// that cannot be started, or nobody wants it, the first serves.
//
// No process can outlive its own SIGKILL, so the one that the parent knows, and may kill, is not the one that works.
// The second has a session of its own, which a signal to the process group, or the end of a terminal, does not reach.
func outlive(serve func(parent Parent) error) error {
	// The parent decides what ends: who ends it by a signal sends that to its whole group, or to each process of a job.
	// Nobody reads the channel. On Windows an ignored Ctrl-C would end the process.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	signal.Ignore(syscall.SIGPIPE) // of a log that nobody reads any more
	if parent, err := strconv.Atoi(os.Getenv(parentEnv)); err == nil {
		first := make(chan struct{})
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin) // the first process holds the other end, and writes nothing
			close(first)
		}()
		return serve(watch(parent, first))
	}
	if single, _ := strconv.ParseBool(os.Getenv(singleEnv)); !single {
		err := supervise()
		// go-plugin reads the level from the beginning of a line.
		fmt.Fprintf(os.Stderr, "[WARN] The provider serves as a single process. "+
			"If it is killed, nothing is undone. Could not %s\n", err)
	}
	return serve(watch(os.Getppid(), nil))
}

// watch watches the parent. The first process has ended when that channel is closed; nil: there is no other process.
func watch(parent int, first <-chan struct{}) Parent {
	ended, gone := make(chan struct{}), make(chan struct{})
	go func() {
		waitForEnd(parent)
		close(ended)
	}()
	go func() {
		select {
		case <-ended:
		case <-first:
		}
		close(gone)
	}()
	return Parent{Ended: ended, Gone: gone}
}

// supervise is the first process. It returns only if the second could not be started.
func supervise() error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program, to run it as a second process: %w", err)
	}
	second := exec.CommandContext(context.Background(), program, os.Args[1:]...) //nolint:gosec // this program
	second.Env = append(os.Environ(), parentEnv+"="+strconv.Itoa(os.Getppid()))
	second.Stdout, second.Stderr = os.Stdout, os.Stderr
	second.SysProcAttr = ownSession()
	if _, err := second.StdinPipe(); err != nil { // held until this process ends, however that is
		return fmt.Errorf("run this program as a second process: %w", err)
	}
	if err := second.Start(); err != nil {
		return fmt.Errorf("run this program as a second process: %w", err)
	}
	_ = second.Wait() // it has printed what went wrong
	os.Exit(second.ProcessState.ExitCode())
	return nil
}
