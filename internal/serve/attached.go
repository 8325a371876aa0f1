package serve

import (
	"context"
	"crypto/sha256"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// attachedServer is a server for any runs of Terraform, one after the other. A run starts a process for each provider
// block otherwise; here all share one, which has the configuration that came last. With another login, tokens would be
// made for the wrong user, and nothing would show it.
type attachedServer struct {
	*Server
	logins logins
}

func newAttachedServer(p Provider) *attachedServer {
	a := &attachedServer{Server: NewServer(p, false)}
	a.began = a.logins.begin
	return a
}

// StopProvider ends the calls of one run.
func (a *attachedServer) StopProvider(
	ctx context.Context, req *tfprotov6.StopProviderRequest,
) (*tfprotov6.StopProviderResponse, error) {
	return a.protocolServer.StopProvider(ctx, req)
}

// ApplyResourceChange undoes nothing: who debugs a provider sees what it leaves.
func (a *attachedServer) ApplyResourceChange(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return a.protocolServer.ApplyResourceChange(a.callContext(ctx), req)
}

// ConfigureProvider refuses another configuration in the same run, as far as that can be known, and warns otherwise.
func (a *attachedServer) ConfigureProvider(
	ctx context.Context, req *tfprotov6.ConfigureProviderRequest,
) (*tfprotov6.ConfigureProviderResponse, error) {
	other, busy := false, false
	if a.known(ctx, req.Config) {
		other, busy = a.logins.take(sha256.Sum256(slices.Concat(req.Config.MsgPack, req.Config.JSON)), time.Now())
	}
	if other && busy {
		return &tfprotov6.ConfigureProviderResponse{Diagnostics: []*tfprotov6.Diagnostic{{
			Severity: tfprotov6.DiagnosticSeverityError,
			Summary:  "Two configurations of the provider in one process",
			Detail: "A provider that runs with -debug is one process for all provider blocks, and can have one configuration. " +
				"Another one is in use, or was some seconds ago. Run without TF_REATTACH_PROVIDERS, or with one provider block.",
		}}}, nil
	}
	resp, err := a.protocolServer.ConfigureProvider(ctx, req)
	if err == nil && other {
		resp.Diagnostics = append(resp.Diagnostics, &tfprotov6.Diagnostic{
			Severity: tfprotov6.DiagnosticSeverityWarning,
			Summary:  "Another configuration of the provider than before",
			Detail: "A provider that runs with -debug is one process for all provider blocks. If this run has several, " +
				"run it without TF_REATTACH_PROVIDERS.",
		})
	}
	return resp, err
}

// known reports whether a configuration has no unknown values. One that has comes again in the same run.
func (a *attachedServer) known(ctx context.Context, config *tfprotov6.DynamicValue) bool {
	schemas, err := a.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil || schemas.Provider == nil || config == nil {
		return false
	}
	value, err := config.Unmarshal(schemas.Provider.ValueType())
	return err == nil && value.IsFullyKnown()
}

// sameRun is how long after a call another configuration is taken to be of the same run. Terraform does not tell which
// run a call belongs to.
const sameRun = 10 * time.Second

// logins knows which configuration is in use.
type logins struct {
	mu       sync.Mutex
	login    [sha256.Size]byte // zero: none
	underway int
	last     time.Time // when a call began or ended
}

// begin notes a call, which ends with its context.
func (l *logins) begin(ctx context.Context) {
	l.count(1)
	context.AfterFunc(ctx, func() { l.count(-1) })
}

func (l *logins) count(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.underway += n
	l.last = time.Now()
}

// take makes a configuration the one in use, unless another one is busy.
func (l *logins) take(login [sha256.Size]byte, now time.Time) (other, busy bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	other = l.login != [sha256.Size]byte{} && l.login != login
	busy = l.underway > 0 || now.Sub(l.last) < sameRun
	if !other || !busy {
		l.login, l.last = login, now
	}
	return other, busy
}
