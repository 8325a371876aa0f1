package simulator

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Limit is a rate limit: a number of requests in a fixed window that starts with the first of them.
//
// Requests with a RingCX credential are counted by credential, unless Together is set: the documents once named the
// limit "per token" and now do not say what it is counted by (API.md, section 2.6). Logins and other requests without a
// credential are counted by client host. Logins must not be counted by the user who logs in, or a client with many
// logins would never reach the limit.
type Limit struct {
	Routes     []Route // empty: all
	Requests   int
	Window     time.Duration
	RetryAfter RetryAfterForm
	// Together counts all credentials of a client together, which is the strictest reading.
	Together bool
}

// RetryAfterForm is how a 429 says when to come back. No source documents one for RingCX; RingCentral sends seconds
// (API.md, sections 2.6 and 11.2).
type RetryAfterForm int

const (
	// RetryAfterNone sends no Retry-After.
	RetryAfterNone RetryAfterForm = iota
	// RetryAfterSeconds sends whole seconds, rounded up.
	RetryAfterSeconds
	// RetryAfterDate sends an HTTP date, rounded up to the second.
	RetryAfterDate
)

// DocumentedLimits are the limits that the documents name: 5 exchanges, 120 admin requests and 5 RingCentral
// logins a minute (API.md, section 2.6).
func DocumentedLimits() []Limit {
	return []Limit{
		{Routes: []Route{RouteExchange}, Requests: 5, Window: time.Minute},
		{Routes: adminRoutes(), Requests: 120, Window: time.Minute},
		{Routes: []Route{RouteOAuth}, Requests: 5, Window: time.Minute, RetryAfter: RetryAfterSeconds},
	}
}

// StrictestLimits are DocumentedLimits, with all admin requests of a client counted together: whatever RingCX counts
// by, it refuses no request that they let through.
func StrictestLimits() []Limit {
	limits := DocumentedLimits()
	for i := range limits {
		limits[i].Together = true
	}
	return limits
}

// SetLimits sets other rate limits, of which nothing is used up yet.
func (s *Server) SetLimits(limits []Limit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.Limits = limits
	clear(s.windows)
}

// window counts the requests against a limit for one credential or host.
type window struct {
	ends time.Time
	left int
}

// windowKey is whose requests a window counts, against which of cfg.Limits.
type windowKey struct {
	limit int
	of    string
}

// limit counts a request against every limit of its route, and returns the 429 when one is used up. A refused request
// is not counted.
func (s *Server) limit(c *call) *reply {
	now := c.entry.Time
	var counted []*window
	for i, limit := range s.cfg.Limits {
		if len(limit.Routes) > 0 && !slices.Contains(limit.Routes, c.entry.Route) {
			continue
		}
		key := windowKey{i, c.credential.value}
		if key.of == "" || limit.Together {
			key.of = c.host
		}
		w := s.windows[key]
		if w == nil || !now.Before(w.ends) {
			// Credentials change over time, so expired windows are removed here.
			maps.DeleteFunc(s.windows, func(_ windowKey, w *window) bool { return !now.Before(w.ends) })
			w = &window{ends: now.Add(limit.Window), left: limit.Requests}
			s.windows[key] = w
		}
		if w.left <= 0 {
			return c.limited(limit, w.ends)
		}
		counted = append(counted, w)
	}
	for _, w := range counted {
		w.left--
	}
	return nil
}

// limited is the 429 of a limit that is used up until ends.
func (c *call) limited(limit Limit, ends time.Time) *reply {
	rep := c.tooManyRequests()
	rep.header = http.Header{}
	seconds := int((ends.Sub(c.entry.Time) + time.Second - 1) / time.Second)
	switch limit.RetryAfter {
	case RetryAfterSeconds:
		rep.header.Set("Retry-After", strconv.Itoa(seconds))
	case RetryAfterDate:
		at := ends.Add(time.Second - time.Nanosecond).Truncate(time.Second)
		rep.header.Set("Retry-After", at.UTC().Format(http.TimeFormat))
	}
	if c.entry.Route.platform() {
		rep.header.Set("X-Rate-Limit-Group", "auth")
		rep.header.Set("X-Rate-Limit-Limit", strconv.Itoa(limit.Requests))
		rep.header.Set("X-Rate-Limit-Remaining", "0")
		rep.header.Set("X-Rate-Limit-Window", strconv.Itoa(int(limit.Window/time.Second)))
	}
	return rep
}
