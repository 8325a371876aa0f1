package wire

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// Replies serves one reply for each key to all callers of a process that ask for it:
//
//   - A reply is kept, because a run is a snapshot: Terraform asks for the list once for each token, and RingCX allows
//     only 120 requests a minute. A failure is kept too: its retries are used up, and asking again for each token would
//     not help.
//   - Only one request for a key runs at a time; callers that ask meanwhile get its reply.
//   - A change of our own makes the reply stale, also one that is still on its way: a caller that asks after a change
//     never gets a list from before it.
type Replies[K comparable, T any] struct {
	op    string        // what is being done, for errors
	grace time.Duration // how long the work may go on after the run is cancelled
	fetch func(context.Context, K) (T, error)

	mu    sync.Mutex
	of    map[K]*shared[T]
	asked int // so many requests, for any key
}

// shared is the reply for one key.
type shared[T any] struct {
	flight  singleflight.Group
	changes int // our own changes so far
	kept    *answer[T]
}

// current returns the kept answer if it was asked for at this change, or nil.
func (s *shared[T]) current(asOf int) *answer[T] {
	if s.kept != nil && s.kept.changes == asOf {
		return s.kept
	}
	return nil
}

type answer[T any] struct {
	changes int // as of when it was asked for
	request int // the number of the request
	value   T
	err     error
}

// NewReplies returns replies to what fetch asks for. op says what that is, for errors. A request that is under way when
// the run is cancelled may go on for grace.
func NewReplies[K comparable, T any](
	op string, grace time.Duration, fetch func(context.Context, K) (T, error),
) *Replies[K, T] {
	return &Replies[K, T]{op: op, grace: grace, fetch: fetch, of: make(map[K]*shared[T])}
}

// Get returns the reply as of our last change.
func (r *Replies[K, T]) Get(ctx context.Context, key K) (value T, err error) {
	if ctx.Err() != nil {
		return value, r.ended(ctx)
	}
	r.mu.Lock()
	s := r.at(key)
	asOf := s.changes
	a := s.current(asOf)
	r.mu.Unlock()
	if a != nil {
		return a.value, a.err
	}
	return r.share(ctx, s, asOf, func(ctx context.Context) (T, error) { return r.ask(ctx, key, s, asOf) })
}

// Afresh returns the reply to a request that is sent now, even if a reply is kept.
func (r *Replies[K, T]) Afresh(ctx context.Context, key K) (T, error) {
	r.Changed(key)
	return r.Get(ctx, key)
}

// Mark is now, for Since.
func (r *Replies[K, T]) Mark() (now int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked
}

// Since returns the kept reply, if it was asked for after a mark and after our last change, and otherwise the reply to
// a request that is sent now. So what several look at one after the other, each since it began, is asked for once.
func (r *Replies[K, T]) Since(ctx context.Context, key K, mark int) (T, error) {
	r.mu.Lock()
	s := r.at(key)
	if a := s.current(s.changes); a != nil && a.request <= mark {
		s.changes++
	}
	r.mu.Unlock()
	return r.Get(ctx, key)
}

// Kept returns the reply as of our last change, if it is kept and no failure.
func (r *Replies[K, T]) Kept(key K) (value T, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.at(key)
	if a := s.current(s.changes); a != nil && a.err == nil {
		return a.value, true
	}
	return value, false
}

// Changed notes that a change of our own has ended, or may have had an effect.
func (r *Replies[K, T]) Changed(keys ...K) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, key := range keys {
		r.at(key).changes++
	}
}

// Invalidate makes the kept reply stale, if match reports that it is the one meant.
func (r *Replies[K, T]) Invalidate(key K, match func(T) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.at(key)
	if a := s.current(s.changes); a != nil && match(a.value) {
		s.changes++
	}
}

// Share returns the reply to a request that is sent now, or that is already under way, and keeps nothing: for what its
// caller keeps by rules of its own.
func (r *Replies[K, T]) Share(ctx context.Context, key K) (T, error) {
	r.mu.Lock()
	s := r.at(key)
	asOf := s.changes
	r.mu.Unlock()
	return r.share(ctx, s, asOf, func(ctx context.Context) (T, error) { return r.fetch(ctx, key) })
}

// at returns what belongs to a key. The caller holds the lock.
func (r *Replies[K, T]) at(key K) *shared[T] {
	s := r.of[key]
	if s == nil {
		s = new(shared[T])
		r.of[key] = s
	}
	return s
}

// ask sends the request, unless its reply has just arrived, and keeps the reply.
func (r *Replies[K, T]) ask(ctx context.Context, key K, s *shared[T], asOf int) (T, error) {
	r.mu.Lock()
	a := s.current(asOf)
	if a == nil {
		r.asked++
	}
	request := r.asked
	r.mu.Unlock()
	if a != nil {
		return a.value, a.err
	}
	value, err := r.fetch(ctx, key)
	if ctx.Err() != nil || errors.Is(err, context.Canceled) {
		return value, err // a cancelled run says nothing about the list
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.kept == nil || s.kept.changes < asOf { // the reply to an earlier request may arrive later
		s.kept = &answer[T]{changes: asOf, request: request, value: value, err: err}
	}
	return value, err
}

// share does work only once for all callers that ask at the same time. The work does not end with the call that started
// it, because others wait for it too. A call whose context has ended starts no work, not even in the background.
func (r *Replies[K, T]) share(
	ctx context.Context, s *shared[T], asOf int, work func(context.Context) (T, error),
) (value T, err error) {
	for {
		if ctx.Err() != nil {
			return value, r.ended(ctx)
		}
		result := s.flight.DoChan(strconv.Itoa(asOf), func() (any, error) {
			ctx, cancel := Linger(ctx, r.grace)
			defer cancel()
			return work(ctx)
		})
		select {
		case done := <-result:
			if errors.Is(done.Err, context.Canceled) && Run(ctx).Err() == nil {
				continue // the call that started the work was stopped, and this one was not
			}
			value, _ = done.Val.(T)
			return value, done.Err
		case <-ctx.Done():
			return value, r.ended(ctx)
		}
	}
}

// ended is the error for a call whose context ended before there was a result.
func (r *Replies[K, T]) ended(ctx context.Context) error {
	cause := "the run was cancelled"
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		cause = "no complete answer arrived in time"
	}
	return &Error{Op: r.op, Cause: cause, NotActed: true, cause: ctx.Err()}
}
