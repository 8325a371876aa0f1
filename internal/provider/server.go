package provider

import (
	"context"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/ringcx/terraform-provider-ringcx/internal/outlive"
)

// Serve serves a provider to the Terraform process that started this one, until that process ends it. If attached is
// set, it serves any Terraform that connects to it (TF_REATTACH_PROVIDERS), until it gets a signal.
func Serve(newProvider func() provider.Provider, attached bool) error {
	muteStandardLog()
	if attached {
		// An attached provider serves many runs: a stop ends one of them, and a signal is meant for this process alone.
		return tf6server.Serve(Address, providerserver.NewProtocol6(newProvider()), tf6server.WithManagedDebug())
	}
	return outlive.Run(func(terraform outlive.Parent) error { return serveRun(newProvider, terraform) })
}

// serveRun serves a provider for one run of Terraform, until Terraform ends this process or has ended itself.
func serveRun(newProvider func() provider.Provider, terraform outlive.Parent) error {
	relaxGC()
	quiet := !logWanted(os.Environ())
	if quiet {
		turnOffLogs()
	}
	server := newRunServer(newProvider(), quiet, terraform)
	go func() {
		<-terraform.Gone
		server.end()
		time.Sleep(outlive.Notice) // a last result may be on its way: if only the first process ended, Terraform takes it
		os.Exit(1)
	}()
	err := tf6server.Serve(Address, func() tfprotov6.ProviderServer { return server })
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

// protocolServer is everything that the framework's server implements. Parts of it are separate interfaces in
// terraform-plugin-go, and a server without them would seem to have no actions, for example.
type protocolServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
	tfprotov6.StateStoreServer
}

// runServer is a server for one run of Terraform.
//
// When Terraform stops the provider, terraform-plugin-go ends the contexts of the running calls, but not of calls that
// begin afterwards: a create that began a moment later would still run and wait for rate limits. So runServer gives
// those calls a context that has ended, with which they send nothing and wait for nothing.
//
// It overrides only the calls that may ask RingCX, and those that Terraform makes for each resource.
type runServer struct {
	protocolServer
	stopped atomic.Bool
	quiet   bool // nobody reads the logs

	terraform outlive.Parent
	alone     context.Context    // ends when Terraform has, or does not talk to this process any more
	leave     context.CancelFunc // ends it
	applying  sync.RWMutex       // read-locked by each call whose result has to be recorded
}

func newRunServer(p provider.Provider, quiet bool, terraform outlive.Parent) *runServer {
	server, ok := providerserver.NewProtocol6(p)().(protocolServer)
	if !ok {
		panic("this version of terraform-plugin-framework serves less than the provider offers")
	}
	s := &runServer{protocolServer: server, quiet: quiet, terraform: terraform}
	s.alone, s.leave = context.WithCancel(context.Background())
	return s
}

// StopProvider sets the mark before terraform-plugin-go ends the contexts of running calls, so that every call is
// covered by one of the two.
func (s *runServer) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	s.stopped.Store(true)
	return s.protocolServer.StopProvider(ctx, req)
}

// callContext returns the context for a call that begins now.
func (s *runServer) callContext(ctx context.Context) context.Context {
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
	return s.protocolServer.ValidateResourceConfig(s.callContext(ctx), req)
}

func (s *runServer) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return s.protocolServer.UpgradeResourceState(s.callContext(ctx), req)
}

func (s *runServer) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return s.protocolServer.ReadResource(s.callContext(ctx), req)
}

func (s *runServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return s.protocolServer.PlanResourceChange(s.callContext(ctx), req)
}

func (s *runServer) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	s.applying.RLock()
	defer s.applying.RUnlock()
	call, undoable := Undoable(s.callContext(ctx))
	resp, err := s.protocolServer.ApplyResourceChange(call, req)
	created := err == nil && isNull(req.PriorState) && !isNull(resp.NewState)
	if created && undoable() && s.nobodyRecords(ctx) {
		return s.undo(ctx, req, resp), nil
	}
	return resp, err
}

func (s *runServer) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return s.protocolServer.ImportResourceState(s.callContext(ctx), req)
}

func (s *runServer) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return s.protocolServer.ReadDataSource(s.callContext(ctx), req)
}

func (s *runServer) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return s.protocolServer.OpenEphemeralResource(s.callContext(ctx), req)
}

func (s *runServer) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	return s.protocolServer.ListResource(s.callContext(ctx), req)
}

func (s *runServer) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	return s.protocolServer.InvokeAction(s.callContext(ctx), req)
}

// end waits for the calls whose results have to be recorded. A second signal makes Terraform end without waiting for
// them, and `timeout` sends two; or Terraform was killed. Calls that begin later do nothing: the process is about to
// end.
func (s *runServer) end() {
	s.stopped.Store(true)
	s.leave()
	s.applying.Lock()
}

// nobodyRecords reports whether what a call has created cannot reach Terraform. A call's context ends a moment after the
// connection, and at a stop. After a stop Terraform does wait for the result, unless it was killed since, which takes a
// moment to show too.
func (s *runServer) nobodyRecords(ctx context.Context) bool {
	disconnected := ctx.Err() != nil // read before stopped, which a stop sets first
	if !s.stopped.Load() {
		return disconnected || s.alone.Err() != nil || s.terraform.Ended()
	}
	select {
	case <-s.alone.Done():
		return true
	case <-time.After(outlive.Notice):
		return false
	}
}

// undo destroys what a call has created, because Terraform is not there to record it and nobody would know about it. It
// returns the call's result. What cannot be destroyed is kept in it.
func (s *runServer) undo(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest, made *tfprotov6.ApplyResourceChangeResponse) *tfprotov6.ApplyResourceChangeResponse {
	resp, err := s.protocolServer.ApplyResourceChange(context.WithoutCancel(ctx), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: req.TypeName, PriorState: made.NewState, PlannedState: req.PriorState, Config: req.PriorState,
		PlannedPrivate: made.Private, ProviderMeta: req.ProviderMeta,
	})
	if err != nil || len(resp.Diagnostics) > 0 {
		return made
	}
	resp.Diagnostics = []*tfprotov6.Diagnostic{{
		Severity: tfprotov6.DiagnosticSeverityError,
		Summary:  "The provider was ended while it created this",
		Detail:   "What was created is destroyed again, because Terraform could not have recorded it. Run the command again.",
	}}
	return resp
}

// isNull reports whether a value is null or not there, as in a result that is only an error.
func isNull(value *tfprotov6.DynamicValue) bool {
	if value == nil {
		return true
	}
	null, err := value.IsNull()
	return err == nil && null
}
