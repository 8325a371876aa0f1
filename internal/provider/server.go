package provider

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// Serve serves a provider to the Terraform that started this process, until Terraform ends it. With debug it waits for
// Terraforms that attach themselves (TF_REATTACH_PROVIDERS), until it gets a signal.
func Serve(newProvider func() provider.Provider, debug bool) error {
	if debug {
		// A stop ends one of its many runs, and a signal is for it alone.
		return tf6server.Serve(Address, providerserver.NewProtocol6(newProvider()), tf6server.WithManagedDebug())
	}
	outliveTermination(os.Getppid())
	return tf6server.Serve(Address, func() tfprotov6.ProviderServer { return newStoppable(newProvider()) })
}

// outliveTermination makes SIGTERM end this process no earlier than Terraform, its parent. CI systems and `timeout` send
// SIGTERM to the whole process group: Terraform then stops its providers, waits for the calls under way, and records
// what they made. A provider that is dead by then leaves a token that nobody knows of. go-plugin does the same for
// SIGINT, but has SIGTERM end the process.
//
// Terraform ends its providers itself. Only where it was killed, nobody is left to do it but the signal.
func outliveTermination(terraform int) {
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM)
	go func() {
		<-terminated
		for os.Getppid() == terraform {
			time.Sleep(time.Second)
		}
		os.Exit(1)
	}()
}

// protocolServer is what the framework's server implements, whole: parts of it are interfaces of their own in
// terraform-plugin-go, and a server without them would be taken for one that has no actions, say.
type protocolServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
	tfprotov6.StateStoreServer
}

// stoppable is a server for one run of Terraform, in which a stop holds for the calls that begin after it: each gets a
// context that has ended, so that it sends nothing and waits for nothing. terraform-plugin-go ends the contexts of the
// calls under way when Terraform stops the provider, and no other; a create that began a moment later went its way,
// with all its waiting for rate.
//
// Only what may call RingCX is overridden.
type stoppable struct {
	protocolServer
	stopped atomic.Bool
}

func newStoppable(p provider.Provider) *stoppable {
	server, ok := providerserver.NewProtocol6(p)().(protocolServer)
	if !ok {
		panic("this version of terraform-plugin-framework serves less than the provider offers")
	}
	return &stoppable{protocolServer: server}
}

// StopProvider marks the stop before terraform-plugin-go ends the contexts of the calls under way, so that no call is
// in neither of the two.
func (s *stoppable) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	s.stopped.Store(true)
	return s.protocolServer.StopProvider(ctx, req)
}

// during is the context for a call that begins now.
func (s *stoppable) during(ctx context.Context) context.Context {
	if !s.stopped.Load() {
		return ctx
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx
}

func (s *stoppable) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return s.protocolServer.ReadResource(s.during(ctx), req)
}

func (s *stoppable) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return s.protocolServer.PlanResourceChange(s.during(ctx), req)
}

func (s *stoppable) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return s.protocolServer.ApplyResourceChange(s.during(ctx), req)
}

func (s *stoppable) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return s.protocolServer.ImportResourceState(s.during(ctx), req)
}

func (s *stoppable) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return s.protocolServer.ReadDataSource(s.during(ctx), req)
}

func (s *stoppable) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return s.protocolServer.OpenEphemeralResource(s.during(ctx), req)
}

func (s *stoppable) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	return s.protocolServer.ListResource(s.during(ctx), req)
}

func (s *stoppable) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	return s.protocolServer.InvokeAction(s.during(ctx), req)
}
