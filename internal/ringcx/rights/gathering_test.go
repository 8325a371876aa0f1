package rights

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// Who is ready waits for those who are not, and a moment for others; not for who leaves, and not for ever.
func TestGatherings(t *testing.T) {
	t.Parallel()
	type guestOf struct {
		joins, ready time.Duration
		leaves       bool
	}
	const second, late = time.Second, forCompany / 2
	for name, c := range map[string]struct {
		guests []guestOf
		stop   time.Duration // of the run; 0 is never
		size   int           // for the first guest
		at     time.Duration // when the first guest goes on
	}{
		"alone":                         {[]guestOf{{0, 0, false}}, 0, 1, forCompany},
		"one is not ready":              {[]guestOf{{0, 0, false}, {0, second, false}}, 0, 2, second + forCompany},
		"one comes in the last moment":  {[]guestOf{{0, 0, false}, {late, second, false}}, 0, 2, second + forCompany},
		"one comes too late":            {[]guestOf{{0, 0, false}, {second, second, false}}, 0, 1, forCompany},
		"one leaves":                    {[]guestOf{{0, 0, false}, {0, second, true}}, 0, 1, second + forCompany},
		"one is never ready":            {[]guestOf{{0, 0, false}, {0, time.Hour, false}}, 0, 1, 5 * second},
		"the run is stopped":            {[]guestOf{{0, 0, false}, {0, time.Hour, false}}, second, 1, second},
		"the run was stopped before it": {[]guestOf{{0, second, false}, {0, time.Hour, false}}, second / 2, 1, second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				if c.stop > 0 {
					time.AfterFunc(c.stop, stop)
				}
				var all gatherings
				start := time.Now()
				for i, g := range c.guests {
					go func() {
						time.Sleep(g.joins)
						guest := all.join("one")
						time.Sleep(g.ready - g.joins)
						if g.leaves {
							guest.leave()
							return
						}
						size := guest.gather(ctx, 5*second)
						if at := time.Since(start); i == 0 && (size != c.size || at != c.at) {
							t.Errorf("%d gathered after %s, want %d after %s", size, at, c.size, c.at)
						}
						guest.gather(ctx, 0)
						guest.leave()
					}()
				}
				time.Sleep(2 * time.Hour)
				all.mu.Lock()
				defer all.mu.Unlock()
				if len(all.of) > 0 {
					t.Errorf("%d gatherings are left", len(all.of))
				}
			})
		})
	}
}
