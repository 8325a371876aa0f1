package ringcx

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/semaphore"
)

// siblings is what is known of the tokens of one owner of the configuration:
// RingCX, asked with one of them, lists all of its user, so that one request
// serves them all.
type siblings struct {
	lock   *semaphore.Weighted // one asks, and the others find the answer
	seen   tokenList
	lists  []Identity // whose lists these are, as far as is known
	failed error      // RingCX could not be reached; a thousand more tries would not help
}

// locateOwners locates a token of another owner than the provider's user.
func (c *Client) locateOwners(ctx context.Context, h Handle) (Whereabouts, Token, error) {
	known := c.siblingsOf(h.Owner)
	if err := known.lock.Acquire(ctx, 1); err != nil {
		return Unproven, Token{}, c.wire.notSent(listCall(opProbe, c.at), err)
	}
	defer known.lock.Release(1)
	if _, ok := known.seen[h.ID]; ok {
		return c.conclude(ctx, h, evidence{listed: true}, nil)
	}
	if known.failed != nil {
		return Unproven, Token{}, known.failed
	}
	own, err := c.listWith(ctx, h.Token)
	e := evidence{withToken: answerOf(err), otherHost: h.Login.otherHost(Identity{Host: c.at.api.Host})}
	if e.withToken == accepted {
		known.add(own, h.Login)
		return c.conclude(ctx, h, e, nil)
	}
	if s := statusOf(err); e.withToken == unclear && !errors.Is(err, context.Canceled) && (s == 0 || s >= 500) {
		known.failed = &UnprovenError{Reason: "RingCX neither accepted the token nor refused it", Err: err}
		return Unproven, Token{}, known.failed
	}
	e.missing = !e.otherHost && known.listedFor(h.Login)
	where, t, err := c.conclude(ctx, h, e, err)
	if l := c.loginOf(h); where == Unproven && l != nil {
		if settled, _ := c.locateBy(ctx, h, l); settled != Unproven {
			return settled, h.Token, nil
		}
	}
	return where, t, err
}

// loginOf returns a login of this process that is the very user's who had the
// token: a create with the owner's secret has made it. Nil where there is none.
func (c *Client) loginOf(h Handle) *login {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.logins {
		if l.owner != nil && h.belongsIn(l.owner, l.owner.identity) {
			return l
		}
	}
	return nil
}

func (c *Client) siblingsOf(owner string) *siblings {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.siblings[owner]
	if known == nil {
		known = &siblings{lock: semaphore.NewWeighted(1), seen: make(tokenList)}
		c.siblings[owner] = known
	}
	return known
}

func (s *siblings) add(list tokenList, login Identity) {
	maps.Copy(s.seen, list)
	s.lists = append(s.lists, login)
}

// lacked reports whether a list of the very user was seen, which lacks the token
// that was not in any.
func (s *siblings) listedFor(login Identity) bool {
	return slices.ContainsFunc(s.lists, login.Same)
}

// LocateFor is Locate for a token whose owner's secret is at hand: the owner's
// own list settles what could not be told without it.
func (c *Client) LocateFor(ctx context.Context, h Handle, owner Credentials) (Whereabouts, error) {
	if err := h.check(); err != nil {
		return Unproven, err
	}
	return c.locateBy(ctx, h, c.as(owner))
}

// locateBy locates a token by the list that a login gets.
func (c *Client) locateBy(ctx context.Context, h Handle, l *login) (Whereabouts, error) {
	list, err := l.tokens.get(ctx)
	if err != nil {
		return Unproven, err
	}
	identity, err := l.identity(ctx)
	if err != nil {
		return Unproven, err
	}
	e := evidence{listed: list.has(h.ID), otherHost: h.Login.otherHost(identity)}
	if !e.listed {
		_, err = c.listWith(ctx, h.Token)
		e.withToken = answerOf(err)
		e.missing = h.belongsIn(list, identity)
	}
	if e.missing && e.withToken == unclear {
		if e.missingTwice, err = l.provenMissing(ctx, h.ID, h.CreatedAt); err != nil {
			return Unproven, err
		}
	}
	where, _, err := c.conclude(ctx, h, e, err)
	return where, err
}

// belongsIn reports whether a list, and whose it is, are provably those of the
// very user who had the token, so that the token would be in it: by what is
// known of both, by the owner's name in the configuration, or because the list
// holds the former login's own token, and a token is one user's.
func (h Handle) belongsIn(list interface{ has(id string) bool }, whose Identity) bool {
	named := known(h.Owner, whose.UserName) && strings.EqualFold(h.Owner, whose.UserName) && !h.Login.contradicts(whose)
	return !h.Login.otherHost(whose) && (h.Login.Same(whose) || named || list.has(h.Login.Credential))
}

// OwnedBy reports whether the token is one of the user who has the credentials,
// or of the provider's user where they are nil: by who that user is, or because the user's list holds the token or one of its
// siblings. That it is not takes proof too; without any it is an error.
func (c *Client) OwnedBy(ctx context.Context, h Handle, cred Credentials) (bool, error) {
	if err := h.check(); err != nil {
		return false, err
	}
	l := c.own
	if cred != nil {
		l = c.as(cred)
	}
	list, err := l.tokens.get(ctx)
	if err != nil {
		return false, err
	}
	identity, err := l.identity(ctx)
	if err != nil {
		return false, err
	}
	switch {
	case list.has(h.ID) || h.Login.Same(identity):
		return true, nil
	case h.Login.contradicts(identity) && !h.Login.otherHost(identity):
		return false, nil
	case h.Token.IsZero():
		return false, ErrOtherLogin
	}
	own, err := c.listWith(ctx, h.Token)
	if err != nil {
		return false, &UnprovenError{Reason: "RingCX does not accept the token, so that nobody can compare whose it is", Err: err}
	}
	if overlap(own, list.tokens) {
		return true, nil
	}
	if _, shown := own[h.ID]; shown {
		h.CreatedAt = time.Time{} // it is old enough to be listed
	}
	lacks, err := l.provenMissing(ctx, h.ID, h.CreatedAt)
	return !lacks, err
}
