package rights

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"
)

// locks has one lock for each user and each rights document: RingCX advises to change one user's roles and rights one
// after the other (API.md, section 2.6).
type locks struct {
	mu sync.Mutex
	of map[string]*semaphore.Weighted
}

func userLock(id string) string     { return "user " + id }
func documentLock(id string) string { return "document " + id }

// hold takes locks in the order given: users before documents.
func (l *locks) hold(ctx context.Context, names ...string) (release func(), err error) {
	var held []*semaphore.Weighted
	release = func() {
		for _, s := range held {
			s.Release(1)
		}
	}
	for _, name := range names {
		s := l.named(name)
		if err := s.Acquire(ctx, 1); err != nil {
			release()
			return nil, err
		}
		held = append(held, s)
	}
	return release, nil
}

func (l *locks) named(name string) *semaphore.Weighted {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of == nil {
		l.of = make(map[string]*semaphore.Weighted)
	}
	if l.of[name] == nil {
		l.of[name] = semaphore.NewWeighted(1)
	}
	return l.of[name]
}
