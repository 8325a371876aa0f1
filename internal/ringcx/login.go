package ringcx

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// login is one credential with its session and its token list. Several logins may belong to the same RingCX user; see
// holder.
type login struct {
	client   *Client
	sessions *sessions

	mu    sync.Mutex
	bound *holder     // the user that it belongs to, once known
	past  [3]*listing // the first list of this process, a list older than lists may lag, and the last list
}

// listing is a list of tokens, and when it was requested.
type listing struct {
	tokens tokenList
	asked  time.Time
}

func (l *listing) has(id string) bool { return l.tokens.has(id) }

func (c *Client) newLogin(cred Credentials) *login {
	c.wire.Hide(cred.secrets()...)
	own, from := cred == c.cred, "the secret in owner"
	if own {
		from = c.secretFrom
	}
	return &login{client: c, sessions: newSessions(cred, from, sender{c.wire, own}, c.at)}
}

// do sends a call in the login's session. After a 401 it renews the session and repeats the call once, unless the call
// may have acted: then the caller has to find that out first. A second 401 is an error.
func (l *login) do(ctx context.Context, c wire.Call) (wire.Reply, error) {
	s, err := l.sessions.get(ctx)
	if err != nil {
		return wire.Reply{}, err
	}
	c.Header, c.Advise = s.header(), l.client.at.adviseIn(s, c.Advise)
	r, err := l.client.wire.Do(ctx, c)
	if err == nil || wire.StatusOf(err) != http.StatusUnauthorized || s.fixed {
		return r, err
	}
	s, renewErr := l.sessions.renew(ctx, s)
	switch {
	case c.Once && !wire.AsError(err).NotActed:
		return r, err
	case renewErr != nil:
		return wire.Reply{}, renewErr
	}
	c.Header = s.header()
	return l.client.wire.Do(ctx, c)
}

// identity returns the login's user, as far as the login tells, with the API host.
func (l *login) identity(ctx context.Context) (Identity, error) {
	s, err := l.sessions.get(ctx)
	if err != nil {
		return Identity{}, err
	}
	identity := s.identity
	identity.Host = l.client.Host()
	return identity, nil
}

func (l *login) fetchTokens(ctx context.Context) (*listing, error) {
	record := l.recorder()
	asked := time.Now()
	tokens, err := l.client.listTokens(ctx, l.do, listCall(opList, l.client.at))
	if err != nil {
		return nil, err
	}
	got := &listing{tokens: tokens, asked: asked}
	l.remember(got)
	record(got.tokens)
	return got, nil
}

// holder finds out which RingCX user the login belongs to; see bind.
func (l *login) holder(ctx context.Context) (*holder, error) {
	if h := l.knownHolder(); h != nil && ctx.Err() == nil {
		return h, nil
	}
	return l.client.bindings.Share(ctx, l)
}

// bind takes one list request. The login's user is that of another login of this process if the identities match or
// both lists hold the same token, and otherwise a new one, who had the tokens in the list before.
func (l *login) bind(ctx context.Context) (*holder, error) {
	if h := l.knownHolder(); h != nil {
		return h, nil
	}
	list, err := l.client.tokens.Get(ctx, l)
	if err != nil {
		return nil, err
	}
	identity, err := l.identity(ctx)
	if err != nil {
		return nil, err
	}
	h := l.client.holderOf(identity, list.tokens)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bound = h
	return h, nil
}

// knownHolder returns the user that the login belongs to, or nil if that is not known yet.
func (l *login) knownHolder() *holder {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bound
}

// recorder returns a function that records the tokens in a list as there before our creates, unless a create of the
// user runs between the two calls. So another program's token is not taken for ours later.
func (l *login) recorder() func(tokenList) {
	h := l.knownHolder()
	if h == nil {
		return func(tokenList) {}
	}
	begun, idle := h.idle()
	return func(list tokenList) {
		if idle {
			h.update(func(ledger *ledger) { ledger.sawBefore(list, begun) })
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
	if t, ok := l.knownHolder().created(id); ok {
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

// missing decides whether the login's list, which may lag, proves that there is no token with the id: two lists, at
// least the lag apart, do not hold it, and a token created less than a minute ago has had a minute to appear. It waits
// for the second list if needed. For the next missing tokens both lists are there already. If a list holds the token
// after all, it is returned.
func (l *login) missing(ctx context.Context, id string, createdAt time.Time) (listed Token, proven bool, err error) {
	lag := l.client.listLag
	// The cap keeps a wrong clock from delaying a plan for longer than that.
	listedBy := createdAt.Add(newTokenLags * lag)
	if latest := time.Now().Add(newTokenLags * lag); listedBy.After(latest) {
		listedBy = latest
	}
	for {
		list, err := l.client.tokens.Get(ctx, l)
		if err != nil {
			return Token{}, false, err
		}
		if t, ok := list.tokens[id]; ok {
			return t, false, nil
		}
		until := list.asked.Add(lag)
		switch {
		case listedBy.After(list.asked):
			until = listedBy
		case l.missingBefore(list, id):
			return Token{}, true, nil
		}
		if err := wire.Sleep(ctx, time.Until(until)); err != nil {
			return Token{}, false, listCall(opList, l.client.at).NotSent(err)
		}
		l.client.tokens.Invalidate(l, func(kept *listing) bool { return kept == list })
	}
}
