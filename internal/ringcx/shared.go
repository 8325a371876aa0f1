package ringcx

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"
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
	fetch  func(context.Context) (T, error)
	flight flight[T]

	mu      sync.Mutex
	changes int // our own creates and deletes so far
	kept    *answer[T]
}

type answer[T any] struct {
	changes int // as of when it was asked for
	value   T
	err     error
}

func newShared[T any](op operation, grace time.Duration, fetch func(context.Context) (T, error)) *shared[T] {
	return &shared[T]{fetch: fetch, flight: flight[T]{op: op, grace: grace}}
}

// changed says that a create or delete of our own has ended, or may have acted.
func (s *shared[T]) changed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changes++
}

// outdate makes the reply stale that is kept now, if it is the one that is meant.
func (s *shared[T]) invalidate(meant func(T) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept != nil && s.kept.changes == s.changes && meant(s.kept.value) {
		s.changes++
	}
}

// get returns the list as of our last change.
func (s *shared[T]) get(ctx context.Context) (T, error) {
	s.mu.Lock()
	asOf := s.changes
	s.mu.Unlock()
	return s.flight.do(ctx, strconv.Itoa(asOf), func(ctx context.Context) (T, error) {
		if a := s.current(asOf); a != nil {
			return a.value, a.err
		}
		value, err := s.fetch(ctx)
		if ctx.Err() == nil && !errors.Is(err, context.Canceled) { // that a run was cancelled says nothing about the list
			s.mu.Lock()
			s.kept = &answer[T]{changes: asOf, value: value, err: err}
			s.mu.Unlock()
		}
		return value, err
	})
}

// atHand returns the list as of our last change if it is at hand.
func (s *shared[T]) cached() (value T, ok bool) {
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
