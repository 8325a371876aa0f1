package serve

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// ApplyResourceChange destroys again what it has created, if nobody records it and the resource allows it.
func (s *Server) ApplyResourceChange(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	s.applying.RLock()
	defer s.applying.RUnlock()
	call, made := s.provider.Undoable(s.callContext(ctx))
	resp, err := s.protocolServer.ApplyResourceChange(call, req)
	what, undo := made()
	if err != nil || what == "" || !isNull(req.PriorState) {
		return resp, err
	}
	nobody := s.nobodyRecords(ctx)
	switch c := (creation{what: what, req: req, made: resp, at: time.Now()}); {
	case undo && !isNull(resp.NewState):
		if nobody || !s.taken.add(c) {
			return s.undo(ctx, c), nil
		}
	case nobody:
		s.undoing.add(what)
	}
	return resp, nil
}

// nobodyRecords reports whether what a call has created cannot reach Terraform. A call's context ends a moment after
// the connection, and at a stop. After a stop Terraform does wait for the result, unless it was killed since, which
// takes a moment to show too.
func (s *Server) nobodyRecords(ctx context.Context) bool {
	disconnected := ctx.Err() != nil // read before stopped, which a stop sets first
	if !s.stopped.Load() {
		return disconnected || s.alone.Err() != nil
	}
	select {
	case <-s.alone.Done():
		return true
	case <-time.After(notice):
		return false
	}
}

// undoLast destroys what Terraform took and did not live to record. Nobody can know whether it was recorded. If it was,
// the next plan finds it gone and makes another; if not, nothing would ever find it.
func (s *Server) undoLast(died time.Time) {
	var all sync.WaitGroup
	for _, c := range s.taken.died(died) {
		all.Go(func() { s.undo(context.Background(), c) })
	}
	all.Wait()
}

// undo destroys what a call has created, because Terraform is not there to record it and nobody would know about it. It
// returns the call's result. What cannot be destroyed is kept in it, and named in a file.
func (s *Server) undo(ctx context.Context, c creation) *tfprotov6.ApplyResourceChangeResponse {
	s.undoing.begin(&c)
	resp := s.destroy(context.WithoutCancel(ctx), c)
	s.undoing.end(&c, resp != nil)
	if resp == nil {
		return c.made
	}
	resp.Diagnostics = []*tfprotov6.Diagnostic{{
		Severity: tfprotov6.DiagnosticSeverityError,
		Summary:  "The provider was ended while it created this",
		Detail: "What was created is destroyed again, because Terraform could not have recorded it. " +
			"Run the command again.",
	}}
	return resp
}

// undoPauses are those between the tries of an undo. They are not the person's, who may have asked for hundreds of
// tries: this process has to end.
var undoPauses = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second}

// destroy tries to destroy what a call has created. Each try ends when one request may have taken its time, whatever
// the provider would try in it. It returns nil if none has succeeded.
func (s *Server) destroy(ctx context.Context, c creation) *tfprotov6.ApplyResourceChangeResponse {
	for try := 0; ; try++ {
		once, cancel := context.WithTimeout(ctx, s.timeout())
		resp, err := s.protocolServer.ApplyResourceChange(once, &tfprotov6.ApplyResourceChangeRequest{
			TypeName: c.req.TypeName, PriorState: c.made.NewState, PlannedState: c.req.PriorState, Config: c.req.PriorState,
			PlannedPrivate: c.made.Private, ProviderMeta: c.req.ProviderMeta,
		})
		cancel()
		if err == nil && len(resp.Diagnostics) == 0 {
			return resp
		}
		if try == len(undoPauses) {
			return nil
		}
		time.Sleep(undoPauses[try])
	}
}

// isNull reports whether a value is null or not there, as in a result that is only an error.
func isNull(value *tfprotov6.DynamicValue) bool {
	if value == nil {
		return true
	}
	null, err := value.IsNull()
	return err == nil && null
}
