package serve

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// ApplyResourceChange destroys again what it has created, if nobody records it and the resource allows it.
func (s *Server) ApplyResourceChange(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	s.applying.RLock()
	defer s.applying.RUnlock()
	call, undoable := s.undoable(s.callContext(ctx))
	resp, err := s.protocolServer.ApplyResourceChange(call, req)
	created := err == nil && isNull(req.PriorState) && !isNull(resp.NewState)
	if created && undoable() && s.nobodyRecords(ctx) {
		return s.undo(ctx, req, resp), nil
	}
	return resp, err
}

// nobodyRecords reports whether what a call has created cannot reach Terraform. A call's context ends a moment after
// the connection, and at a stop. After a stop Terraform does wait for the result, unless it was killed since, which
// takes a moment to show too.
func (s *Server) nobodyRecords(ctx context.Context) bool {
	disconnected := ctx.Err() != nil // read before stopped, which a stop sets first
	if !s.stopped.Load() {
		return disconnected || s.alone.Err() != nil || s.terraform.Ended()
	}
	select {
	case <-s.alone.Done():
		return true
	case <-time.After(notice):
		return false
	}
}

// undo destroys what a call has created, because Terraform is not there to record it and nobody would know about it. It
// returns the call's result. What cannot be destroyed is kept in it.
func (s *Server) undo(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest, made *tfprotov6.ApplyResourceChangeResponse,
) *tfprotov6.ApplyResourceChangeResponse {
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
		Detail: "What was created is destroyed again, because Terraform could not have recorded it. " +
			"Run the command again.",
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
