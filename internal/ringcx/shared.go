package ringcx

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// shared serves one reply to everybody who asks for the same list in one
// provider process. The rule, in one place:
//
//   - One request is in flight; whoever asks meanwhile gets its reply.
//   - A reply is kept, since a run is a snapshot: Terraform asks for it once
//     for each token, and the 120 requests a minute that RingCX allows are soon
//     used up otherwise. A failed request is kept likewise: it has used up its
//     tries, the run fails on account of it, and a thousand more would not help.
//   - A create or delete of our own makes all of it stale, the reply in flight
//     included: nobody who asks after a change is given a list from before it.
type shared[T any] struct {
	fetch func(context.Context) (T, error)
	grace time.Duration // for the request in flight when the run is cancelled

	flight  singleflight.Group
	mu      sync.Mutex
	changes int // our own creates and deletes so far
	kept    *answer[T]
}

type answer[T any] struct {
	changes int // as of when it was asked for
	value   T
	err     error
}

// changed says that a create or delete of our own has ended, or may have acted.
func (s *shared[T]) changed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changes++
}

// outdate makes the reply stale that is kept now, if it is the one that is meant.
func (s *shared[T]) outdate(meant func(T) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept != nil && s.kept.changes == s.changes && meant(s.kept.value) {
		s.changes++
	}
}

// get returns the list as of our last change. A call that has ended asks for
// nothing, not even in the background.
func (s *shared[T]) get(ctx context.Context) (T, error) {
	for {
		if ctx.Err() != nil {
			return s.ended(ctx)
		}
		s.mu.Lock()
		asOf := s.changes
		s.mu.Unlock()
		result := s.flight.DoChan(strconv.Itoa(asOf), func() (any, error) { return s.answerAsOf(ctx, asOf), nil })
		select {
		case r := <-result:
			a := r.Val.(*answer[T]) //nolint:forcetypeassert // the function above returns nothing else
			if errors.Is(a.err, context.Canceled) && runOf(ctx).Err() == nil {
				continue // whoever asked first has been stopped, and waits no more
			}
			return a.value, a.err
		case <-ctx.Done():
			return s.ended(ctx)
		}
	}
}

// answerAsOf returns the reply that is kept, or else asks for one. That a run
// was cancelled says nothing about the list, and is not kept.
func (s *shared[T]) answerAsOf(ctx context.Context, asOf int) *answer[T] {
	if a := s.current(asOf); a != nil {
		return a
	}
	ctx, cancel := linger(ctx, s.grace)
	defer cancel()
	a := &answer[T]{changes: asOf}
	a.value, a.err = s.fetch(ctx)
	if ctx.Err() == nil && !errors.Is(a.err, context.Canceled) {
		s.mu.Lock()
		s.kept = a
		s.mu.Unlock()
	}
	return a
}

// ended is the error for a call that has ended before there was a reply.
func (s *shared[T]) ended(ctx context.Context) (none T, _ error) {
	cause := "the run was cancelled"
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		cause = "no whole answer came in time"
	}
	return none, &Error{Op: "list", Cause: cause, NotActed: true, cause: ctx.Err()}
}

// atHand returns the list as of our last change if it is at hand.
func (s *shared[T]) atHand() (value T, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil || s.kept.changes != s.changes || s.kept.err != nil {
		return value, false
	}
	return s.kept.value, true
}

func (s *shared[T]) current(asOf int) *answer[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept != nil && s.kept.changes == asOf {
		return s.kept
	}
	return nil
}
