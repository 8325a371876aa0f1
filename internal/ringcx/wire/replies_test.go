package wire

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// counted are replies that count the requests: the nth is answered with n. Each takes less time than the one before, so
// that the reply to an earlier request arrives later.
func counted(asked *int) *Replies[string, int] {
	return NewReplies("count", time.Minute, func(ctx context.Context, key string) (int, error) {
		*asked++
		n := *asked
		if err := Sleep(ctx, time.Minute/time.Duration(n)); err != nil {
			return 0, err
		}
		if key == "fails" {
			return 0, errors.New("it fails")
		}
		return n, nil
	})
}

// A reply is kept until a change, a failure too, and each key has its own.
func TestRepliesAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		r := counted(&asked)
		get := func(key string, want int) {
			t.Helper()
			if got, err := r.Get(t.Context(), key); got != want || (err != nil) != (key == "fails") {
				t.Errorf("%s: got %d, %v; want %d", key, got, err, want)
			}
		}
		get("a", 1)
		get("a", 1)
		get("b", 2)
		get("fails", 0)
		get("fails", 0)
		r.Changed("a", "fails")
		get("b", 2)
		get("a", 4)
		get("fails", 0)
		r.Invalidate("a", func(n int) bool { return n != 4 })
		get("a", 4)
		r.Invalidate("a", func(n int) bool { return n == 4 })
		get("a", 6)
		if n, err := r.Afresh(t.Context(), "a"); n != 7 || err != nil {
			t.Errorf("afresh: got %d, %v; want 7", n, err)
		}
		if n, ok := r.Kept("a"); n != 7 || !ok {
			t.Errorf("kept: got %d, %t; want 7", n, ok)
		}
		for range 2 {
			asked = 10
			if n, err := r.Share(t.Context(), "a"); n != 11 || err != nil {
				t.Errorf("shared: got %d, %v; want 11", n, err)
			}
		}
		get("a", 7)
		if _, ok := r.Kept("fails"); ok {
			t.Error("a failure is no kept reply")
		}
	})
}

// A reply that was asked for after a mark is used, and one from before it, or from before a change, is not.
func TestRepliesSince(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		r := counted(&asked)
		since := func(key string, mark, want int) {
			t.Helper()
			if got, err := r.Since(t.Context(), key, mark); got != want || err != nil {
				t.Errorf("%s: got %d, %v; want %d", key, got, err, want)
			}
		}
		first := r.Mark()
		since("a", first, 1)
		since("a", first, 1)
		second := r.Mark()
		since("b", first, 2)
		since("a", second, 3)
		since("a", second, 3)
		since("b", second, 2)
		r.Changed("a")
		since("a", second, 4)
	})
}

// Callers that ask at the same time share a request. One that asks after a change never gets the reply to a request
// from before it, even if that arrives later.
func TestRepliesAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		r := counted(&asked)
		var wg sync.WaitGroup
		get := func(want int) {
			wg.Go(func() {
				if got, err := r.Get(t.Context(), "a"); got != want || err != nil {
					t.Errorf("got %d, %v; want %d", got, err, want)
				}
			})
			synctest.Wait()
		}
		get(1)
		get(1)
		r.Changed("a")
		get(2)
		get(2)
		wg.Wait()
		get(2)
		wg.Wait()
	})
}

// A cancelled run says nothing: its reply is not kept, and who was not stopped goes on. The work of a caller that is
// stopped may end within its grace.
func TestRepliesOfAStoppedCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		r := NewReplies("count", time.Minute, func(ctx context.Context, work time.Duration) (int, error) {
			asked++
			request, answered := context.WithTimeout(ctx, work)
			defer answered()
			<-request.Done()
			return asked, ctx.Err()
		})
		for work, want := range map[time.Duration]int{time.Second: 1, time.Hour: 2} {
			asked = 0
			ctx, stop := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			wg.Go(func() {
				if _, err := r.Get(ctx, work); !errors.Is(err, context.Canceled) {
					t.Errorf("the one who is stopped: got %v", err)
				}
			})
			synctest.Wait()
			wg.Go(func() {
				if n, err := r.Get(t.Context(), work); n != want || err != nil {
					t.Errorf("the other one: got %d, %v; want %d", n, err, want)
				}
			})
			synctest.Wait()
			stop()
			wg.Wait()
			if _, err := r.Get(ctx, work); !errors.Is(err, context.Canceled) {
				t.Errorf("after the stop: got %v, also of what is kept", err)
			}
		}
	})
}

// The error of a caller that stops waiting says why, and that nothing was changed: a list changes nothing.
func TestRepliesOfACallerThatStopsWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewReplies("count", time.Minute, func(ctx context.Context, _ string) (int, error) {
			return 0, Sleep(ctx, time.Hour)
		})
		stopped, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, stop)
		late, done := context.WithTimeout(t.Context(), time.Second)
		defer done()
		for cause, ctx := range map[string]context.Context{
			"the run was cancelled": stopped, "no complete answer arrived in time": late,
		} {
			_, err := r.Get(ctx, cause)
			if e := AsError(err); e == nil || e.Cause != cause || !e.NotActed || !errors.Is(e.cause, ctx.Err()) {
				t.Errorf("got %v, want that %s", err, cause)
			}
		}
	})
}

// Each token of a plan asks for a list that is kept already, so that costs nothing.
func TestKeptReplyAllocatesNothing(t *testing.T) {
	r := NewReplies("list", 0, func(context.Context, string) (int, error) { return 1, nil })
	get := func() { _, _ = r.Get(t.Context(), "key") }
	get()
	if n := testing.AllocsPerRun(100, get); n != 0 {
		t.Errorf("%.0f allocations, want none", n)
	}
}
