package provider

import (
	"context"
	"sync/atomic"
)

// undoKey is the key of the mark that a create leaves in its context.
type undoKey struct{}

// Undoable returns a context for a call that may create something. The function tells afterwards whether that may be
// destroyed again if Terraform is not there to record it.
func Undoable(ctx context.Context) (context.Context, func() bool) {
	mark := new(atomic.Bool)
	return context.WithValue(ctx, undoKey{}, mark), mark.Load
}

// allowUndo says so of what the call with this context has created.
func allowUndo(ctx context.Context) {
	if mark, ok := ctx.Value(undoKey{}).(*atomic.Bool); ok {
		mark.Store(true)
	}
}
