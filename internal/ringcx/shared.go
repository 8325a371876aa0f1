package ringcx

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"
)

// shared serves one reply to all callers that ask for the same list in one provider process:
//
//   - Only one request runs at a time; callers that ask meanwhile get its reply.
//   - A reply is kept, because a run is a snapshot: Terraform asks for the list once for each token, and RingCX allows
//     only 120 requests a minute. A failure is kept too: its retries are used up, and asking again for each token would
//     not help.
//   - A create or delete of our own makes every reply stale, also one that is still on its way: a caller that asks
//     after a change never gets a list from before it.
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

// changed notes that a create or delete of our own has ended, or may have had an effect.
func (s *shared[T]) changed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changes++
}

// invalidate makes the kept reply stale, if match reports that it is the one meant.
func (s *shared[T]) invalidate(match func(T) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept != nil && s.kept.changes == s.changes && match(s.kept.value) {
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
		if ctx.Err() == nil && !errors.Is(err, context.Canceled) { // a cancelled run says nothing about the list
			s.mu.Lock()
			s.kept = &answer[T]{changes: asOf, value: value, err: err}
			s.mu.Unlock()
		}
		return value, err
	})
}

// cached returns the list as of our last change, if it is kept.
func (s *shared[T]) cached() (value T, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil || s.kept.changes != s.changes || s.kept.err != nil {
		return value, false
	}
	return s.kept.value, true
}

// current returns the kept answer if it was requested at this change, or nil.
func (s *shared[T]) current(asOf int) *answer[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept != nil && s.kept.changes == asOf {
		return s.kept
	}
	return nil
}

// replies shares the replies to many requests, one for each key; see shared.
type replies[K comparable, T any] struct {
	op    operation     // as of flight
	grace time.Duration // as of flight
	fetch func(context.Context, K) (T, error)

	mu sync.Mutex
	of map[K]*shared[T]
}

func (r *replies[K, T]) at(key K) *shared[T] {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.of == nil {
		r.of = make(map[K]*shared[T])
	}
	if r.of[key] == nil {
		r.of[key] = newShared(r.op, r.grace, func(ctx context.Context) (T, error) { return r.fetch(ctx, key) })
	}
	return r.of[key]
}

// afresh always sends a request, even if a reply is kept.
func (r *replies[K, T]) afresh(ctx context.Context, key K) (T, error) {
	s := r.at(key)
	s.changed()
	return s.get(ctx)
}
