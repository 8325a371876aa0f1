// Package serve is the process of a provider: the plugin server, signals, the second process that outlives Terraform,
// and logs. It knows nothing of what the provider manages.
package serve

import (
	"context"
	"os"
	"runtime/debug"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// Provider is what is served.
type Provider struct {
	Address string // in the registry
	New     func() provider.Provider
	// Undoable returns the context for a call that may create something. The function tells afterwards whether that may
	// be destroyed again if Terraform is not there to record it: only the resource knows whether it is its own.
	Undoable func(ctx context.Context) (context.Context, func() bool)
}

// Serve serves the provider to the Terraform process that started this one, until that process ends it.
func (p Provider) Serve() error {
	muteStandardLog()
	return outlive(p.serveRun)
}

// ServeAlone is Serve without the second process: a signal that ends this process ends what it is doing.
func (p Provider) ServeAlone() error {
	muteStandardLog()
	return p.serveRun(Parent{Ended: func() bool { return false }})
}

// ServeAttached serves the provider to any Terraform that connects to it (TF_REATTACH_PROVIDERS), until it gets a
// signal. It serves many runs: a stop ends one of them, and a signal is meant for this process alone.
func (p Provider) ServeAttached() error {
	muteStandardLog()
	return tf6server.Serve(p.Address, providerserver.NewProtocol6(p.New()), tf6server.WithManagedDebug())
}

// serveRun serves the provider for one run of Terraform, until Terraform ends this process or has ended itself.
func (p Provider) serveRun(terraform Parent) error {
	relaxGC()
	quiet := !logWanted(os.Environ())
	if quiet {
		turnOffLogs()
	}
	server := NewServer(p, quiet, terraform)
	go func() {
		<-terraform.Gone
		server.end()
		time.Sleep(notice) // a last result may be on its way: if only the first process ended, Terraform takes it
		os.Exit(1)
	}()
	err := tf6server.Serve(p.Address, func() tfprotov6.ProviderServer { return server })
	server.end()
	return err
}

// relaxGC trades memory for time, because this process lives for one run and holds little. With 1,000 tokens that saves
// a tenth of a plan's CPU time, for 20 MiB. Above the limit the collector runs normally. If the user has set either
// variable, nothing is changed.
func relaxGC() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(200 << 20)
	}
}
