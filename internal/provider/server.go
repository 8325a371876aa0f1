package provider

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// Serve serves a provider to the Terraform that started this process, until Terraform ends it. With attached it waits
// for Terraforms that attach themselves to it (TF_REATTACH_PROVIDERS), until it gets a signal.
func Serve(newProvider func() provider.Provider, attached bool) error {
	muteStandardLog()
	if attached {
		// A stop ends one of its many runs, and a signal is for it alone.
		return tf6server.Serve(Address, providerserver.NewProtocol6(newProvider()), tf6server.WithManagedDebug())
	}
	collectSeldom()
	quiet := !logWanted(os.Environ())
	if quiet {
		silence()
	}
	server := newRunServer(newProvider(), quiet)
	outliveTermination(os.Getppid(), server)
	err := tf6server.Serve(Address, func() tfprotov6.ProviderServer { return server })
	server.outliveTerraform()
	return err
}

// outliveTermination makes SIGTERM end this process no earlier than Terraform, its parent. CI systems and `timeout` send
// SIGTERM to the whole process group: Terraform then stops its providers, waits for the calls under way, and records
// what they made. A provider that is dead by then leaves a token that nobody knows of. go-plugin does the same for
// SIGINT, but has SIGTERM end the process.
//
// Terraform ends its providers itself. Only where it was killed, nobody is left to do it but the signal.
func outliveTermination(terraform int, server *runServer) {
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM)
	go func() {
		<-terminated
		for os.Getppid() == terraform {
			time.Sleep(time.Second)
		}
		server.outliveTerraform()
		os.Exit(1)
	}()
}

// collectSeldom trades memory for time: this process lives for one run, and holds little. At 1,000 tokens that takes a
// tenth off the CPU time of a plan, for 20 MiB. Above the limit memory counts for more. Whoever has set either decides.
func collectSeldom() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(200 << 20)
	}
}

// protocolServer is what the framework's server implements, whole: parts of it are interfaces of their own in
// terraform-plugin-go, and a server without them would be taken for one that has no actions, say.
type protocolServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
	tfprotov6.StateStoreServer
}

// runServer is a server for one run of Terraform.
//
// In it a stop holds for the calls that begin after it: each gets a context that has ended, so that it sends nothing and
// waits for nothing. terraform-plugin-go ends the contexts of the calls under way when Terraform stops the provider, and
// no other; a create that began a moment later went its way, with all its waiting for rate.
//
// Only the calls that may ask RingCX, and those that Terraform makes for each resource, are overridden.
type runServer struct {
	protocolServer
	stopped atomic.Bool
	quiet   bool // nobody reads a log

	unattended atomic.Bool  // Terraform has gone
	applying   sync.RWMutex // read-locked by each call whose result is to be recorded
}

func newRunServer(p provider.Provider, quiet bool) *runServer {
	server, ok := providerserver.NewProtocol6(p)().(protocolServer)
	if !ok {
		panic("this version of terraform-plugin-framework serves less than the provider offers")
	}
	return &runServer{protocolServer: server, quiet: quiet}
}

// StopProvider marks the stop before terraform-plugin-go ends the contexts of the calls under way, so that no call is
// in neither of the two.
func (s *runServer) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	s.stopped.Store(true)
	return s.protocolServer.StopProvider(ctx, req)
}

// during is the context for a call that begins now.
func (s *runServer) during(ctx context.Context) context.Context {
	if s.quiet {
		ctx = withoutLoggers(ctx)
	}
	if s.stopped.Load() {
		ended, cancel := context.WithCancel(ctx)
		cancel()
		return ended
	}
	return ctx
}

func (s *runServer) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return s.protocolServer.ValidateResourceConfig(s.during(ctx), req)
}

func (s *runServer) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return s.protocolServer.UpgradeResourceState(s.during(ctx), req)
}

func (s *runServer) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return s.protocolServer.ReadResource(s.during(ctx), req)
}

func (s *runServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return s.protocolServer.PlanResourceChange(s.during(ctx), req)
}

func (s *runServer) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	s.applying.RLock()
	defer s.applying.RUnlock()
	resp, err := s.protocolServer.ApplyResourceChange(s.during(ctx), req)
	if err == nil && s.unattended.Load() {
		s.undo(ctx, req, resp)
	}
	return resp, err
}

func (s *runServer) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return s.protocolServer.ImportResourceState(s.during(ctx), req)
}

func (s *runServer) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return s.protocolServer.ReadDataSource(s.during(ctx), req)
}

func (s *runServer) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return s.protocolServer.OpenEphemeralResource(s.during(ctx), req)
}

func (s *runServer) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	return s.protocolServer.ListResource(s.during(ctx), req)
}

func (s *runServer) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	return s.protocolServer.InvokeAction(s.during(ctx), req)
}

// outliveTerraform waits for the calls under way when Terraform has gone. A second signal makes Terraform end at once,
// and it kills its providers two seconds later; `timeout` sends two. No call begins after it: the process is to end.
func (s *runServer) outliveTerraform() {
	s.unattended.Store(true)
	s.applying.Lock()
}

// undo destroys what a call has created and Terraform is not there to record: nobody would ever know of it. What came
// with a warning stays: a create that took over what it found in a list may have been wrong, and nobody can be warned.
func (s *runServer) undo(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse) {
	if created := isNull(req.PriorState) && !isNull(resp.NewState); !created || len(resp.Diagnostics) > 0 {
		return
	}
	_, _ = s.protocolServer.ApplyResourceChange(context.WithoutCancel(ctx), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: req.TypeName, PriorState: resp.NewState, PlannedState: req.PriorState, Config: req.PriorState,
		PlannedPrivate: resp.Private, ProviderMeta: req.ProviderMeta,
	})
}

// isNull is whether a value stands for no object.
func isNull(value *tfprotov6.DynamicValue) bool {
	null, err := value.IsNull()
	return err == nil && null
}
