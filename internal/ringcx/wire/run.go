package wire

import (
	"context"
	"time"
)

// Sleep waits, or returns an error if the context or its run ends first: no pause outlives a stop.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	run := Run(ctx)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-run.Done():
		return run.Err()
	case <-timer.C:
		return nil
	}
}

// Linger returns a context that outlives ctx by grace. It is for work that must be finished when a run is cancelled,
// but must not go on forever: a request under way finishes, and one that can be sent at once still is. Nothing waits
// any more, neither for rate nor between tries: see Run.
func Linger(ctx context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	out, cancel := context.WithCancel(context.WithValue(context.WithoutCancel(ctx), runKey{}, Run(ctx)))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-out.Done():
		case <-timer.C:
		}
		cancel()
	})
	return out, func() { stop(); cancel() }
}

type runKey struct{}

// Run returns the context of the run from a context that Linger returned, for whatever waits.
func Run(ctx context.Context) context.Context {
	if run, ok := ctx.Value(runKey{}).(context.Context); ok {
		return run
	}
	return ctx
}
