// Command ringcx-simulator runs RingCX on loopback, for trying the provider and for testing modules that use it
// without a RingCX tenant. It holds nothing on disk, and every secret in it is made up.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "ringcx-simulator:", err)
			os.Exit(1)
		}
	}
}

// options are the command line.
type options struct {
	listen          string
	sessionLifetime time.Duration
	limits          bool
	tokens          int
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("ringcx-simulator", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.listen, "listen", "127.0.0.1:8787", "loopback `address` to listen on; port 0 takes a free one")
	flags.DurationVar(&o.sessionLifetime, "session-lifetime", 5*time.Minute, "life of a RingCX access token")
	flags.BoolVar(&o.limits, "limits", false, "apply RingCX's documented rate limits")
	flags.IntVar(&o.tokens, "tokens", 0, "`number` of API tokens that the admin user has from the start, beside the one that is printed")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	switch {
	case flags.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case o.tokens < 0:
		return o, errors.New("-tokens must not be negative")
	case o.sessionLifetime <= 0:
		return o, errors.New("-session-lifetime must be positive")
	}
	return o, requireLoopback(o.listen)
}

// requireLoopback refuses to serve anybody but this machine: the control API gives away every token, and the
// connection is not encrypted.
func requireLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("-listen: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("-listen: %q is not a loopback address; use 127.0.0.1, ::1 or localhost", host)
	}
	return nil
}

// run serves until the context ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	cfg := simulator.Config{SessionLifetime: o.sessionLifetime}
	if o.limits {
		cfg.Limits = simulator.DocumentedLimits()
	}
	tenant := simulator.New(cfg)
	for range o.tokens {
		tenant.Mint(simulator.DefaultUserName)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", o.listen)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(stdout, welcome("http://"+listener.Addr().String(), tenant.Mint(simulator.DefaultUserName))); err != nil {
		return errors.Join(err, listener.Close())
	}
	return serve(ctx, listener, tenant.WithControl())
}

// serve answers on the listener until the context ends, then lets requests under way finish for a few seconds.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(listener) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := server.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	if served := <-stopped; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
