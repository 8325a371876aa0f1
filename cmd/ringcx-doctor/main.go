// Command ringcx-doctor examines a RingCX login before Terraform uses it: whether it works, in which mode, what it may
// manage, and what is missing.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// version is set by the release build.
var version = "dev"

func main() {
	// A closed pipe must not end the process before it has taken back what it made: writing to it fails instead.
	signal.Ignore(syscall.SIGPIPE)
	// A second signal does not end it either, for the same reason. It ends by itself: each request has its time.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], process()))
}

// The exit statuses.
const (
	statusOK    = 0
	statusFail  = 1
	statusUsage = 2
)

// world is what a run has to do with.
type world struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	// Whether each of these is a terminal.
	asks, colours, shows bool
	tune                 func(*ringcx.Config) // tests shorten the pauses
}

func process() world {
	return world{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv,
		asks: isTerminal(os.Stdin), colours: isScreen(os.Stdout), shows: isScreen(os.Stderr),
		tune: func(*ringcx.Config) {},
	}
}
