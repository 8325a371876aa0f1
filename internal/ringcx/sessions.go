package ringcx

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Credentials is one way to log in: RingCentral, Engage, Legacy or APIToken; or Unknown, with which nobody can.
type Credentials interface {
	// login starts a new session. It has the form of oauth2.TokenSource, with a context and the endpoints added.
	login(ctx context.Context, w sender, at endpoints) (*session, error)
	// secrets returns the values that no error may show.
	secrets() []Secret
	// who names the user for an error.
	who() string
}

// session is a credential that the API accepts at present.
type session struct {
	value    Secret
	bearer   bool      // Authorization: Bearer; otherwise X-Auth-Token (API.md, section 2.2)
	expires  time.Time // zero: not known
	life     time.Duration
	refresh  Secret // works once (API.md, section 3.7); empty: none
	identity Identity
	fixed    bool // a permanent token, for which a new login changes nothing
}

func (s *session) header() wire.Header {
	if s.bearer {
		return wire.Header{Name: "Authorization", Value: "Bearer " + s.value}
	}
	return wire.Header{Name: "X-Auth-Token", Value: s.value}
}

// stale reports whether the session should be renewed before its next use, so that it does not expire during a request:
// in the last tenth of its lifetime, or the last half minute if that is shorter.
func (s *session) stale(now time.Time) bool {
	return !s.expires.IsZero() && now.After(s.expires.Add(-min(s.life/10, 30*time.Second)))
}

// bearerSession makes a session from a RingCX JWT. Its lifetime is the difference of exp and iat, so that a fresh
// session does not look expired if this machine's clock is wrong. If the JWT has no exp, a 401 shows that it has
// expired.
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

// sender sends the requests of one login.
type sender struct {
	*wire.Client
	// priority: they go first. Everything in a plan needs the provider's own session; each owner's serves only that owner.
	priority bool
}

// Do sends a call; see wire.Client.
func (s sender) Do(ctx context.Context, c wire.Call) (wire.Reply, error) {
	c.Priority = s.priority
	return s.Client.Do(ctx, c)
}

// sessions keeps the session of one login. It renews the session once, even if many requests find it expired.
type sessions struct {
	cred     Credentials
	from     string // where the secret comes from, as an error words it
	sender   sender
	at       endpoints
	renewals *wire.Replies[*session, *session] // by the session that is renewed

	mu      sync.Mutex
	current *session
	dropped bool  // the current session is not used any more, not even to renew it
	refused error // RingCX refused the login; repeating it could lock the user out
}

func newSessions(cred Credentials, from string, s sender, at endpoints) *sessions {
	out := &sessions{cred: cred, from: from, sender: s, at: at}
	out.renewals = wire.NewReplies("log in", s.Timeout(), out.fresh)
	return out
}

// get returns a session that can be used now.
func (s *sessions) get(ctx context.Context) (*session, error) {
	s.mu.Lock()
	cur, dropped := s.current, s.dropped
	s.mu.Unlock()
	if cur != nil && !dropped && !cur.stale(time.Now()) {
		return cur, nil
	}
	return s.renew(ctx, cur)
}

// renew returns a session other than old: one that another caller has got meanwhile, a refreshed one, or one from a new
// login.
func (s *sessions) renew(ctx context.Context, old *session) (*session, error) {
	return s.renewals.Share(ctx, old)
}

// fresh gets a session other than old, and keeps it.
func (s *sessions) fresh(ctx context.Context, old *session) (*session, error) {
	s.mu.Lock()
	cur, dropped, refused := s.current, s.dropped, s.refused
	s.mu.Unlock()
	if cur != nil && cur != old {
		return cur, nil
	}
	if refused != nil {
		return nil, refused
	}
	if dropped {
		old = nil
	}
	fresh, err := s.replace(ctx, old)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		if status := wire.StatusOf(err); status >= 400 && status < 500 && status != http.StatusTooManyRequests {
			s.refused = err
		}
		return nil, err
	}
	s.sender.Hide(fresh.value, fresh.refresh)
	s.current = fresh
	if dropped {
		s.dropped = false
	}
	return fresh, nil
}

// replace refreshes the session. It logs in again if there is no refresh token or the refresh fails, because even a
// failed refresh may use up the refresh token.
func (s *sessions) replace(ctx context.Context, old *session) (*session, error) {
	if old != nil && old.refresh != "" {
		if fresh, err := refresh(ctx, s.sender, s.at, old); err == nil {
			return fresh, nil
		}
	}
	fresh, err := s.cred.login(ctx, s.sender, s.at)
	if e := wire.AsError(err); e != nil {
		e.Login = s.describe(e.Op)
	}
	return fresh, err
}

// describe says whose login it is, at which host, and where its secret comes from: with several provider blocks or
// owners an error would not show that otherwise.
func (s *sessions) describe(op string) string {
	host := s.at.api.Host
	if op == opOAuth {
		host = s.at.ringCentral.Host
	}
	text := fmt.Sprintf("The login was that of %s, at %s", s.cred.who(), host)
	if s.from != "" {
		text += ", with " + s.from
	}
	return text + "."
}

// drop has the next request log in again, because the session may have cached what has changed since. The session stays
// the one that is renewed, so that all who wait for another share one login.
func (s *sessions) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropped = true
}
