package serve

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// protocolServer is everything that the framework's server implements. Parts of it are separate interfaces in
// terraform-plugin-go, and a server without them would seem to have no actions, for example.
type protocolServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
	tfprotov6.StateStoreServer
}

// Server is a server for one run of Terraform.
//
// When Terraform stops the provider, terraform-plugin-go ends the contexts of the running calls, but not of calls that
// begin afterwards: a create that began a moment later would still run and wait for rate limits. So Server gives
// those calls a context that has ended, with which they send nothing and wait for nothing.
//
// It overrides only the calls that need it (calls.go).
type Server struct {
	protocolServer
	provider Provider
	timeout  func() time.Duration // for one request of the provider
	stopped  atomic.Bool
	quiet    bool                  // nobody reads the logs
	began    func(context.Context) // is told of each call; nil: nobody

	alone    context.Context    // ends when Terraform has, or does not talk to this process any more
	leave    context.CancelFunc // ends alone
	applying sync.RWMutex       // read-locked by each call whose result has to be recorded
	taken    taken
	undoing  unrecorded
}

// NewServer returns a server of the provider for one run. It is quiet if nobody reads the logs.
func NewServer(p Provider, quiet bool) *Server {
	served := p.New()
	server, ok := providerserver.NewProtocol6(served)().(protocolServer)
	if !ok {
		panic("this version of terraform-plugin-framework serves less than the provider offers")
	}
	s := &Server{protocolServer: server, provider: p, quiet: quiet}
	s.timeout = func() time.Duration { return p.RequestTimeout(served) }
	s.undoing.file = p.Unrecorded
	s.alone, s.leave = context.WithCancel(context.Background())
	return s
}

// StopProvider sets the mark before terraform-plugin-go ends the contexts of running calls, so that every call is
// covered by one of the two.
func (s *Server) StopProvider(
	ctx context.Context, req *tfprotov6.StopProviderRequest,
) (*tfprotov6.StopProviderResponse, error) {
	s.stopped.Store(true)
	return s.protocolServer.StopProvider(ctx, req)
}

// callContext returns the context for a call that begins now.
func (s *Server) callContext(ctx context.Context) context.Context {
	if s.began != nil {
		s.began(ctx)
	}
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

// Leave is to be called when Terraform does not talk to this process any more.
func (s *Server) Leave() { s.leave() }

// abandon is Leave, before the end of the process: calls that begin later do nothing.
func (s *Server) abandon() {
	s.stopped.Store(true)
	s.Leave()
}

// end waits for the calls whose results have to be recorded, and for what is undone. A second signal makes Terraform
// end without waiting for them, and `timeout` sends two; or Terraform was killed.
func (s *Server) end() {
	s.abandon()
	s.applying.Lock()
}

// limitEnd ends the process some time after Terraform has gone, whatever the provider's service does: one request may
// have been under way, and to undo what it made takes another.
func (s *Server) limitEnd(exit func()) {
	<-s.alone.Done()
	time.Sleep(endsWithin(s.timeout()))
	s.undoing.giveUp()
	exit()
}

// endsWithin is how long the process may be there after Terraform: two requests, and most of the thirty seconds that
// are promised beside them.
func endsWithin(timeout time.Duration) time.Duration {
	const rest = 25 * time.Second
	return 2*min(timeout, (math.MaxInt64-rest)/2) + rest // a longer one would overflow, and end it at once
}
