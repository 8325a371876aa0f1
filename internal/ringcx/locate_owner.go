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
func (c *Client) locateOwners(ctx context.Context, h Handle) (Finding, error) {
	known := c.siblingsOf(h.Owner)
	if err := known.lock.Acquire(wire.Run(ctx), 1); err != nil {
		return Finding{}, listCall(opProbe, c.at).NotSent(err)
	}
	defer known.lock.Release(1)
	q := &inquiry{client: c, handle: h}
	return q.decide(ctx, q.siblings(known), q.controlled, q.ownersLogin)
}

// siblings is what RingCX, asked with the tokens of one owner, has answered so far, and answers now to this one.
func (q *inquiry) siblings(known *siblings) source {
	return func(ctx context.Context) error {
		if known.seen.has(q.handle.ID) {
			q.found(q.handle.Token)
			return nil
		}
		if known.failed != nil {
			return known.failed
		}
		own, err := q.client.listWith(ctx, q.handle.Token)
		q.withToken, q.answer = answerOf(err), err
		q.otherHost = q.handle.User.otherHost(Identity{Host: q.client.Host()})
		switch s := wire.StatusOf(err); {
		case q.withToken == accepted:
			known.add(own, q.handle.User)
		case q.withToken == unclear && !errors.Is(err, context.Canceled) && (s == 0 || s >= 500):
			known.failed = &UnprovenError{Reason: "RingCX neither accepted the token nor refused it", Err: err}
			return known.failed
		}
		q.missing = !q.otherHost && known.listedFor(q.handle.User)
		return nil
	}
}

// ownersLogin is the list of a login of this process that is the token's user, if there is one. If it cannot be had,
// what is known already counts.
func (q *inquiry) ownersLogin(ctx context.Context) error {
	l := q.loginOfUser()
	if l == nil {
		return nil
	}
	if q.listOf(l)(ctx) == nil && !q.listed {
		_ = q.laterListOf(l)(ctx)
	}
	return nil
}

// loginOfUser returns a login of this process that is proven to be the token's user, or nil. There is one if a create
// used the owner's secret.
func (q *inquiry) loginOfUser() *login {
	c := q.client
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.logins {
		if of := l.knownHolder(); of != nil && q.handle.belongsIn(of, of.identity) {
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

func (s *siblings) add(list tokenList, whose Identity) {
	maps.Copy(s.seen, list)
	s.lists = append(s.lists, whose)
}

// listedFor reports whether the lists seen so far include one of this user.
func (s *siblings) listedFor(whose Identity) bool {
	return slices.ContainsFunc(s.lists, whose.Same)
}

// belongsIn reports whether a list is proven to be that of the user who had the token, so that it would hold the token:
// because the identities match, because the configuration names the owner, or because the list holds the API token that
// its user logged in with, and a token belongs to one user.
func (h Handle) belongsIn(list interface{ has(id string) bool }, whose Identity) bool {
	named := known(h.Owner, whose.UserName) && strings.EqualFold(h.Owner, whose.UserName) && !h.User.contradicts(whose)
	return !h.User.otherHost(whose) && (h.User.Same(whose) || named || list.has(h.User.Credential))
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
	list, err := l.client.tokens.Get(ctx, l)
	if err != nil {
		return false, err
	}
	identity, err := l.identity(ctx)
	if err != nil {
		return false, err
	}
	switch {
	case list.has(h.ID) || h.User.Same(identity):
		return true, nil
	case h.User.contradicts(identity) && !h.User.otherHost(identity):
		return false, nil
	case h.Token.IsZero():
		return false, ErrOtherLogin
	}
	own, err := c.listWith(ctx, h.Token)
	if err != nil {
		return false, &UnprovenError{Reason: "RingCX does not accept the token, so its owner cannot be compared with the " +
			"user", Err: err}
	}
	if overlap(own, list.tokens) {
		return true, nil
	}
	if _, shown := own[h.ID]; shown {
		h.CreatedAt = time.Time{} // it is old enough to be listed
	}
	_, lacks, err := l.missing(ctx, h.ID, h.CreatedAt)
	return !lacks, err
}
