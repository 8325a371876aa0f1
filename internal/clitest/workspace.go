package clitest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

// patience is how long an interrupted command may take to end, before it is killed.
const patience = 30 * time.Second

// Workspace is a directory with a configuration, and how commands are run in it.
//
// This is not terraform-exec because that adds arguments of its own and hides the command, which the demo shows, and
// because the benchmarks time it.
type Workspace struct {
	CLI    *CLI
	Dir    string
	Env    map[string]string // beside the CLI's
	Output io.Writer         // gets what commands print, as they print it; nil: nobody
}

// Result is how a command ended.
type Result struct {
	Code           int
	Stdout, Stderr string // where there is an Output, Stdout holds both, in their order
}

// Environ is the environment of the workspace's commands.
func (w Workspace) Environ() []string {
	env := w.CLI.environment()
	for name, value := range w.Env {
		env = append(env, name+"="+value)
	}
	return env
}

// Command returns a command of the CLI. When the context ends, the command is interrupted once, as by Ctrl-C, so that
// it and its providers end in order.
func (w Workspace) Command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, w.CLI.Path, args...)
	cmd.Dir, cmd.Env = w.Dir, w.Environ()
	cmd.WaitDelay = patience
	separate(cmd)
	cmd.Cancel = func() error { return Interrupt(cmd) }
	return cmd
}

// Run runs a command, whatever its exit code.
func (w Workspace) Run(ctx context.Context, args ...string) (Result, error) {
	cmd := w.Command(ctx, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if w.Output != nil {
		cmd.Stdout = io.MultiWriter(&stdout, w.Output)
		cmd.Stderr = cmd.Stdout
	}
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return Result{}, fmt.Errorf("%s: %w", w.line(args), context.Cause(ctx))
	case err != nil && !errors.As(err, &exit):
		return Result{}, fmt.Errorf("%s: %w", w.line(args), err)
	}
	return Result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}, nil
}

// RunWant runs a command that has to end with the exit code.
func (w Workspace) RunWant(ctx context.Context, code int, args ...string) (Result, error) {
	r, err := w.Run(ctx, args...)
	if err == nil && r.Code != code {
		err = fmt.Errorf("%s: exit status %d, want %d\n%s%s", w.line(args), r.Code, code, r.Stdout, r.Stderr)
	}
	return r, err
}

// line is a command as it is typed.
func (w Workspace) line(args []string) string { return w.CLI.Name() + " " + strings.Join(args, " ") }
