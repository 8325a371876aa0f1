package ringcx

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/singleflight"
)

// flight does the same work only once for all callers that ask at the same time.
type flight[T any] struct {
	op    operation     // what is being done, for errors
	grace time.Duration // how long the work may go on after the run is cancelled

	group singleflight.Group
}

// do returns the result of work, from this call or from one with the same key that is already running. The work does
// not end with the call that started it, because others wait for it too. A call whose context has ended starts no work,
// not even in the background.
func (f *flight[T]) do(ctx context.Context, key string, work func(context.Context) (T, error)) (T, error) {
	var none T
	for {
		if ctx.Err() != nil {
			return none, f.ended(ctx)
		}
		result := f.group.DoChan(key, func() (any, error) {
			ctx, cancel := linger(ctx, f.grace)
			defer cancel()
			return work(ctx)
		})
		select {
		case r := <-result:
			if errors.Is(r.Err, context.Canceled) && runOf(ctx).Err() == nil {
				continue // the call that started the work was stopped, and this one was not
			}
			value, _ := r.Val.(T)
			return value, r.Err
		case <-ctx.Done():
			return none, f.ended(ctx)
		}
	}
}

// ended is the error for a call whose context ended before there was a result.
func (f *flight[T]) ended(ctx context.Context) error {
	cause := "the run was cancelled"
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		cause = "no complete answer arrived in time"
	}
	return &Error{Op: string(f.op), Cause: cause, NotActed: true, cause: ctx.Err()}
}
