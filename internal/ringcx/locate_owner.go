package ringcx

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// siblings holds what is known about the tokens of one owner in the configuration. RingCX, asked with one token, lists
// all tokens of its user, so one request serves them all.
type siblings struct {
	lock   *semaphore.Weighted // one caller asks RingCX, and the others use the answer
	seen   tokenList
	lists  []Identity // the users whose lists these are, as far as known
	failed error      // RingCX could not be reached; it is not asked again for each token
}

// locateOwners locates a token of an owner other than the provider's user.
func (c *Client) locateOwners(ctx context.Context, h Handle) (Whereabouts, Token, error) {
	known := c.siblingsOf(h.Owner)
	if err := known.lock.Acquire(ctx, 1); err != nil {
		return Unproven, Token{}, listCall(opProbe, c.at).NotSent(err)
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
	if s := wire.StatusOf(err); e.withToken == unclear && !errors.Is(err, context.Canceled) && (s == 0 || s >= 500) {
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

// loginOf returns a login of this process that is proven to be the token's user, or nil. There is one if a create used
// the owner's secret.
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

// listedFor reports whether the lists seen so far include one of this user.
func (s *siblings) listedFor(login Identity) bool {
	return slices.ContainsFunc(s.lists, login.Same)
}

// LocateFor is Locate for a token whose owner's secret is known: the owner's own list decides what could not be decided
// without it.
func (c *Client) LocateFor(ctx context.Context, h Handle, owner Credentials) (Whereabouts, error) {
	if err := h.check(); err != nil {
		return Unproven, err
	}
	return c.locateBy(ctx, h, c.as(owner))
}

// locateBy locates a token by the list of one login.
func (c *Client) locateBy(ctx context.Context, h Handle, l *login) (Whereabouts, error) {
	list, err := c.tokens.Get(ctx, l)
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

// belongsIn reports whether a list is proven to be that of the user who had the token, so that it would hold the token:
// because the identities match, because the configuration names the owner, or because the list holds the API token of
// the former login, and a token belongs to one user.
func (h Handle) belongsIn(list interface{ has(id string) bool }, whose Identity) bool {
	named := known(h.Owner, whose.UserName) && strings.EqualFold(h.Owner, whose.UserName) && !h.Login.contradicts(whose)
	return !h.Login.otherHost(whose) && (h.Login.Same(whose) || named || list.has(h.Login.Credential))
}

// OwnedBy reports whether the token belongs to the user with the given credentials, or to the provider's user if they
// are nil. The identities can prove it, or the user's list, if it holds the token or another token of the same user.
// False takes proof too: without any proof the result is ErrOtherLogin or an *UnprovenError.
func (c *Client) OwnedBy(ctx context.Context, h Handle, cred Credentials) (bool, error) {
	if err := h.check(); err != nil {
		return false, err
	}
	l := c.own
	if cred != nil {
		l = c.as(cred)
	}
	list, err := c.tokens.Get(ctx, l)
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
		return false, &UnprovenError{Reason: "RingCX does not accept the token, so its owner cannot be compared with the user", Err: err}
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
