package ringcx

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// Credentials is one way to log in: RingCentral, Engage, Legacy or APIToken.
type Credentials interface {
	// login makes a new session. It is oauth2.TokenSource's Token with a
	// context and the place to log in at.
	login(ctx context.Context, w *wire, at endpoints) (*session, error)
	// secrets are the values that no error may repeat.
	secrets() []Secret
}

// session is a credential that the API accepts now.
type session struct {
	value    Secret
	bearer   bool      // Authorization: Bearer; otherwise X-Auth-Token (API.md, section 2.2)
	expires  time.Time // zero: not known
	life     time.Duration
	refresh  Secret // single use (API.md, section 3.7); empty: none
	identity Identity
	fixed    bool // a permanent token: logging in again would change nothing
}

func (s *session) header() (name, value string) {
	if s.bearer {
		return "Authorization", "Bearer " + s.value.Reveal()
	}
	return "X-Auth-Token", s.value.Reveal()
}

// stale reports whether the session should be renewed before its next use: a
// tenth of its life before the end, at most half a minute, so that a request
// does not expire on its way.
func (s *session) stale(now time.Time) bool {
	return !s.expires.IsZero() && now.After(s.expires.Add(-min(s.life/10, 30*time.Second)))
}

// bearerSession makes a session of a RingCX JWT. Its life is taken from the
// difference of exp and iat, so that a wrong clock here does not make a fresh
// session look expired; where that gives nothing, expiry is learnt from a 401.
func bearerSession(accessToken, refresh Secret, identity Identity) *session {
	s := &session{value: accessToken, bearer: true, refresh: refresh, identity: identity}
	now := time.Now()
	claims := claimsOf(accessToken)
	if claims.ExpiresAt == nil {
		return s
	}
	s.life = claims.ExpiresAt.Sub(now)
	if claims.IssuedAt != nil {
		s.life = claims.ExpiresAt.Sub(claims.IssuedAt.Time)
	}
	if s.life > 0 {
		s.expires = now.Add(s.life)
	}
	return s
}

// sessions keeps the session of one login, and renews it one at a time however
// many requests find it expired.
type sessions struct {
	cred   Credentials
	wire   *wire
	at     endpoints
	flight flight[*session]

	mu      sync.Mutex
	current *session
	refused error // a login that RingCX refused: asking again could lock the user out
}

// get returns a session that is good for a request now.
func (s *sessions) get(ctx context.Context) (*session, error) {
	s.mu.Lock()
	cur := s.current
	s.mu.Unlock()
	if cur != nil && !cur.stale(time.Now()) {
		return cur, nil
	}
	return s.renew(ctx, cur)
}

// renew returns a session other than old: the one that somebody else got
// meanwhile, or a refreshed one, or that of a new login.
func (s *sessions) renew(ctx context.Context, old *session) (*session, error) {
	return s.flight.do(ctx, "", func(ctx context.Context) (*session, error) { return s.fresh(ctx, old) })
}

// fresh gets a session other than old, and keeps it.
func (s *sessions) fresh(ctx context.Context, old *session) (*session, error) {
	s.mu.Lock()
	cur, refused := s.current, s.refused
	s.mu.Unlock()
	if cur != nil && cur != old {
		return cur, nil
	}
	if refused != nil {
		return nil, refused
	}
	// A plan waits for the provider's own session; the owners' are a queue.
	if s.cred == s.wire.own {
		ctx = withPriority(ctx)
	}
	fresh, err := s.replace(ctx, old)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		if status := statusOf(err); status >= 400 && status < 500 && status != http.StatusTooManyRequests {
			s.refused = err
		}
		return nil, err
	}
	s.wire.redact.add(fresh.value, fresh.refresh)
	s.current = fresh
	return fresh, nil
}

// replace refreshes, and logs in anew where there is nothing to refresh or any
// error came of it: a refresh token is used up by the attempt.
func (s *sessions) replace(ctx context.Context, old *session) (*session, error) {
	if old != nil && old.refresh != "" {
		if fresh, err := refresh(ctx, s.wire, s.at, old); err == nil {
			return fresh, nil
		}
	}
	return s.cred.login(ctx, s.wire, s.at)
}
