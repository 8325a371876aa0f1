// Package serve is the process of a provider: the plugin server, signals, the second process that outlives Terraform,
// and logs. It knows nothing of what the provider manages.
package serve

import (
	"context"
	"os"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// Provider is what is served.
type Provider struct {
	Address string // in the registry
	New     func() provider.Provider
	// RequestTimeout says how long one request of that provider may take, as it is configured now.
	RequestTimeout func(provider.Provider) time.Duration
	// Undoable returns the context for a call that may create something. The function tells afterwards what the call
	// has left that is in no state yet, which it names without a secret, and whether that may be destroyed again if
	// Terraform is not there to record it: only the resource knows whether it is its own.
	Undoable func(ctx context.Context) (_ context.Context, made func() (what string, undo bool))
	// Unrecorded is the name of the file, in Terraform's working directory, that names what is in no state and could not
	// be destroyed.
	Unrecorded string
}

// Serve serves the provider to the Terraform process that started this one, until that process ends it.
func (p Provider) Serve() error {
	muteStandardLog()
	return outlive(p.serveRun)
}

// ServeAttached serves the provider to any Terraform that connects to it (TF_REATTACH_PROVIDERS), until it gets a
// signal. It serves many runs: a stop ends one of them, and a signal is meant for this process alone.
func (p Provider) ServeAttached() error {
	muteStandardLog()
	_ = os.Unsetenv(dataDir)
	server := newAttachedServer(p)
	return tf6server.Serve(
		p.Address, func() tfprotov6.ProviderServer { return server }, tf6server.WithManagedDebug(),
		tf6server.WithManagedDebugStopSignals([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}),
	)
}

// notice is how long it takes at most until everything shows that the parent has ended, unless the machine is
// overloaded: its connection breaks, and its end and that of the first process are known.
const notice = 200 * time.Millisecond

// serveRun serves the provider for one run of Terraform, until Terraform ends this process or has ended itself.
func (p Provider) serveRun(terraform Parent) error {
	relaxGC()
	_ = os.Unsetenv(dataDir)
	quiet := !logWanted(os.Environ())
	if quiet {
		turnOffLogs()
	}
	server := NewServer(p, quiet)
	var at socket
	exit := func() {
		at.remove()
		os.Exit(1)
	}
	go server.limitEnd(exit)
	go func() {
		select {
		case <-server.alone.Done():
			return // Terraform ends in order, and has what it took
		case <-terraform.Gone:
		}
		server.abandon()
		select {
		case <-terraform.Ended:
			server.undoLast(time.Now())
		case <-time.After(notice): // only the first process has ended: Terraform takes a result that is on its way
		}
		server.end()
		exit()
	}()
	err := tf6server.Serve(
		p.Address, func() tfprotov6.ProviderServer { return server }, tf6server.WithGoPluginLogger(at.logger()),
	)
	server.end()
	return err
}

// dataDir names a directory to which terraform-plugin-go would write every value that passes, with the passwords of the
// provider block, to files that everybody on the machine may read.
const dataDir = "TF_LOG_SDK_PROTO_DATA_DIR"

// relaxGC trades memory for time, because this process lives for one run and holds little. With 1,000 tokens that saves
// a tenth of a plan's CPU time, for 20 MiB. Above the limit the collector runs normally. If the user has set either
// variable, nothing is changed.
func relaxGC() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(200 << 20)
	}
}
