package ringcx

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/singleflight"
)

// flight has one of those who ask at once do the work for all of them.
type flight[T any] struct {
	op    operation     // what it is, for errors
	grace time.Duration // how long the work may go on when the run is cancelled

	group singleflight.Group
}

// do returns what work returns, to this call or to another with the same key that is under way. The work does not end
// with the call that happens to be first, since others wait for it too. A call that has ended starts none, not even in
// the background.
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
				continue // whoever asked first has been stopped, and waits no more
			}
			value, _ := r.Val.(T)
			return value, r.Err
		case <-ctx.Done():
			return none, f.ended(ctx)
		}
	}
}

// ended is the error for a call that has ended before there was a result.
func (f *flight[T]) ended(ctx context.Context) error {
	cause := "the run was cancelled"
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		cause = "no whole answer came in time"
	}
	return &Error{Op: string(f.op), Cause: cause, NotActed: true, cause: ctx.Err()}
}
