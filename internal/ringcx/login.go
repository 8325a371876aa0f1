package ringcx

import (
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// login is one credential with its session and its token list. Several logins may belong to the same RingCX user; see
// owner.
type login struct {
	client   *Client
	sessions *sessions

	resolving *semaphore.Weighted // held while the login finds out which user it belongs to
	owner     *owner              // that user, once known; guarded by the client's lock

	mu   sync.Mutex
	past [3]*listing // the first list of this process, a list older than lists may lag, and the last list
}

// listing is a list of tokens, and when it was requested.
type listing struct {
	tokens tokenList
	asked  time.Time
}

func (l *listing) has(id string) bool {
	_, ok := l.tokens[id]
	return ok
}

func (c *Client) newLogin(cred Credentials) *login {
	c.wire.Hide(cred.secrets()...)
	return &login{
		client: c, resolving: semaphore.NewWeighted(1),
		sessions: newSessions(cred, sender{c.wire, cred == c.cred}, c.at),
	}
}

// do sends a call in the login's session. After a 401 it renews the session and repeats the call once. A second 401 is
// an error.
func (l *login) do(ctx context.Context, c wire.Call) (wire.Reply, error) {
	s, err := l.sessions.get(ctx)
	if err != nil {
		return wire.Reply{}, err
	}
	c.Header = s.header()
	r, err := l.client.wire.Do(ctx, c)
	if err == nil || wire.StatusOf(err) != http.StatusUnauthorized || s.fixed || c.Once && !wire.AsError(err).NotActed {
		return r, err
	}
	if s, err = l.sessions.renew(ctx, s); err != nil {
		return wire.Reply{}, err
	}
	c.Header = s.header()
	return l.client.wire.Do(ctx, c)
}

// identity returns the login's user, as far as the login tells.
func (l *login) identity(ctx context.Context) (Identity, error) {
	s, err := l.sessions.get(ctx)
	if err != nil {
		return Identity{}, err
	}
	return l.client.identityOf(s), nil
}

// identityOf returns the session's identity with the API host added.
func (c *Client) identityOf(s *session) Identity {
	identity := s.identity
	identity.Host = c.at.api.Host
	return identity
}

func (l *login) fetchTokens(ctx context.Context) (*listing, error) {
	list := listCall(opList, l.client.at)
	record := l.recorder()
	got := &listing{asked: time.Now()}
	r, err := l.do(ctx, list)
	if err != nil {
		return nil, err
	}
	if got.tokens, err = l.client.readList(list, r); err != nil {
		return nil, err
	}
	l.remember(got)
	record(got.tokens)
	return got, nil
}

// recorder returns a function that records the tokens in a list as existing before our creates, unless a create of the
// user runs between the two calls. So another program's token is not taken for ours later.
func (l *login) recorder() func(tokenList) {
	l.client.mu.Lock()
	o := l.owner
	l.client.mu.Unlock()
	if o == nil {
		return func(tokenList) {}
	}
	started, idle := o.idle()
	return func(list tokenList) {
		if idle {
			o.addExisting(list, started)
		}
	}
}

// remember keeps a list as evidence for what is missing from later ones.
func (l *login) remember(list *listing) {
	l.mu.Lock()
	defer l.mu.Unlock()
	last := l.past[2]
	if last == nil {
		l.past = [3]*listing{list, list, list}
		return
	}
	if !last.asked.Add(l.client.listLag).After(list.asked) {
		l.past[1] = last
	}
	l.past[2] = list
}

// seenToken returns a token that this process created or that a list showed.
func (l *login) seenToken(id string) (Token, bool) {
	if t, ok := l.createdToken(id); ok {
		return t, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, list := range l.past {
		if list != nil && list.has(id) {
			return list.tokens[id], true
		}
	}
	return Token{}, false
}

// missingBefore reports whether an earlier list, older by at least the lag, does not hold the id either.
func (l *login) missingBefore(list *listing, id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, old := range l.past[:2] {
		if !old.has(id) && !old.asked.Add(l.client.listLag).After(list.asked) {
			return true
		}
	}
	return false
}

// provenMissing decides whether the login's list, which may lag, proves that there is no token with the id: two lists,
// at least the lag apart, do not hold it, and a token created less than a minute ago has had a minute to appear. It
// waits for the second list if needed. For the next missing tokens both lists are there already.
func (l *login) provenMissing(ctx context.Context, id string, createdAt time.Time) (bool, error) {
	lag := l.client.listLag
	// The cap keeps a wrong clock from delaying a plan for longer than that.
	listedBy := createdAt.Add(newTokenLags * lag)
	if latest := time.Now().Add(newTokenLags * lag); listedBy.After(latest) {
		listedBy = latest
	}
	for {
		list, err := l.client.tokens.Get(ctx, l)
		if err != nil {
			return false, err
		}
		if list.has(id) {
			return false, nil
		}
		until := list.asked.Add(lag)
		switch {
		case listedBy.After(list.asked):
			until = listedBy
		case l.missingBefore(list, id):
			return true, nil
		}
		if err := wire.Sleep(ctx, time.Until(until)); err != nil {
			return false, listCall(opList, l.client.at).NotSent(err)
		}
		l.client.tokens.Invalidate(l, func(kept *listing) bool { return kept == list })
	}
}
