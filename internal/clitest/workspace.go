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
type Workspace struct {
	CLI    *CLI
	Dir    string
	Env    []string  // NAME=value, beside the CLI's
	Output io.Writer // gets what commands print, as they print it; nil: nobody
}

// Run runs a command, expects the exit code, and returns what it printed. When the context ends, the command is
// interrupted once, as by Ctrl-C, so that it and its providers end in order.
//
// This is not terraform-exec because that adds arguments of its own and hides the command, which the demo shows, and
// because the benchmarks time it.
func (w Workspace) Run(ctx context.Context, exitCode int, args ...string) (output string, err error) {
	var printed bytes.Buffer
	cmd := exec.CommandContext(ctx, w.CLI.path, args...)
	cmd.Dir, cmd.Env = w.Dir, append(w.CLI.env[:len(w.CLI.env):len(w.CLI.env)], w.Env...)
	cmd.Stdout = &printed
	if w.Output != nil {
		cmd.Stdout = io.MultiWriter(&printed, w.Output)
	}
	cmd.Stderr = cmd.Stdout
	cmd.WaitDelay = patience
	interruptible(cmd)

	command := w.CLI.Name() + " " + strings.Join(args, " ")
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("%s: %w", command, context.Cause(ctx))
	case err != nil && !errors.As(err, &exit):
		return "", fmt.Errorf("%s: %w", command, err)
	case cmd.ProcessState.ExitCode() != exitCode:
		return "", fmt.Errorf("%s: exit status %d, want %d\n%s", command, cmd.ProcessState.ExitCode(), exitCode, printed.String())
	}
	return printed.String(), nil
}
