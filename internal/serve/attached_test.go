package serve

import (
	"context"
	"crypto/sha256"
	"testing"
	"testing/synctest"
	"time"
)

// Another login is refused while the first is in use, and for some seconds afterwards.
func TestLogins(t *testing.T) {
	t.Parallel()
	first, second := sha256.Sum256([]byte("a")), sha256.Sum256([]byte("b"))
	for name, c := range map[string]struct {
		idle   time.Duration // since the call of the first login ended; negative: it has not
		second [sha256.Size]byte
		other  bool
		busy   bool
	}{
		"the same":                 {idle: -1, second: first, busy: true},
		"another, during a call":   {idle: -1, second: second, other: true, busy: true},
		"another, a moment later":  {idle: time.Second, second: second, other: true, busy: true},
		"another, in another run":  {idle: time.Minute, second: second, other: true},
		"the same, in another run": {idle: time.Minute, second: first},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var l logins
				l.take(first, time.Now())
				call, end := context.WithCancel(t.Context())
				defer end()
				l.begin(call)
				time.Sleep(time.Hour)
				if c.idle >= 0 {
					end()
					synctest.Wait()
					time.Sleep(c.idle)
				}
				if other, busy := l.take(c.second, time.Now()); other != c.other || busy != c.busy {
					t.Errorf("other %v, busy %v; want %v, %v", other, busy, c.other, c.busy)
				}
			})
		})
	}
}
