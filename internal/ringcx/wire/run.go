package wire

import (
	"context"
	"time"
)

// Sleep waits, or returns the context's error if the context ends first.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Linger returns a context that outlives ctx by grace. It is for work that must be finished when a run is cancelled,
// but must not go on forever. A request that has not been sent by then does not wait for its turn: see runOf.
func Linger(ctx context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	out, cancel := context.WithCancel(context.WithValue(context.WithoutCancel(ctx), runKey{}, runOf(ctx)))
	stop := context.AfterFunc(ctx, func() {
		_ = Sleep(out, grace)
		cancel()
	})
	return out, func() { stop(); cancel() }
}

type runKey struct{}

// runOf returns the context of the run from a context that Linger returned.
func runOf(ctx context.Context) context.Context {
	if run, ok := ctx.Value(runKey{}).(context.Context); ok {
		return run
	}
	return ctx
}
