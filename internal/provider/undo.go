package provider

import "context"

// Unrecorded is the file that names what a run has left in RingCX and in no state. See internal/serve.
const Unrecorded = "ringcx-unrecorded.log"

// createdKey is the key of what a create leaves in its context.
type createdKey struct{}

// made is what a call has left that is in no state yet.
type made struct {
	what string // without a secret
	undo bool
}

// Undoable returns a context for a call that may create something. The function tells afterwards what it has left, if
// anything, and whether that may be destroyed again if Terraform is not there to record it.
func Undoable(ctx context.Context) (_ context.Context, result func() (what string, undo bool)) {
	left := new(made)
	return context.WithValue(ctx, createdKey{}, left), func() (string, bool) { return left.what, left.undo }
}

// allowUndo says that what the call with this context has created may be destroyed again.
func allowUndo(ctx context.Context, what string) { leave(ctx, made{what, true}) }

// forbidUndo says that the call with this context has left something, or may have, that may be somebody else's.
func forbidUndo(ctx context.Context, what string) { leave(ctx, made{what, false}) }

func leave(ctx context.Context, m made) {
	if left, ok := ctx.Value(createdKey{}).(*made); ok {
		*left = m
	}
}
