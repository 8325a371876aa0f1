package ringcx

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"sync"
)

// Handle is what is known of a token that is looked for or revoked.
type Handle struct {
	ID    string   // always
	Token Token    // zero where the value is not at hand
	Owner string   // name of the API user for whom it was minted; "" for the provider's own user
	Login Identity // who the provider was logged in as when it last saw the token
}

// Whereabouts says where a token was found.
type Whereabouts int

const (
	// Listed: in the list of the provider's user, or of its owner.
	Listed Whereabouts = iota + 1
	// Elsewhere: alive, but under another user than expected.
	Elsewhere
	// Gone: proven to be revoked.
	Gone
)

// ErrOtherLogin means that a token is not in the list, that its value is not at
// hand to ask with, and that the list is not provably that of the user who had
// it: it may be alive.
var ErrOtherLogin = errors.New("the provider is not provably logged in as the user who owns the token, and the token's value is not at hand to ask RingCX with it")

// Locate finds out where a token is. This is the one place that calls a token
// gone, and it does so only on proof:
//
//   - It is in the list of the provider's user: it is there. (A token of another
//     owner cannot be, so that list is not asked for.)
//   - Its value is at hand: RingCX is asked with the token itself as credential.
//     Accepted, it lives under another user than expected; refused with 401 or
//     403, it is revoked.
//   - Its value is not at hand, and the list is that of the very user who had
//     it: it is revoked.
//
// All else (another login, a timeout, a 5xx, a body that is no list) is an
// error, and proves nothing.
func (c *Client) Locate(ctx context.Context, h Handle) (Whereabouts, Token, error) {
	if h.Owner != "" && !h.Token.IsZero() {
		alive, err := c.alive(ctx, h)
		if err != nil || !alive {
			return Gone, Token{}, err
		}
		return Listed, h.Token, nil
	}
	list, err := c.own.tokens.get(ctx)
	if err != nil {
		return 0, Token{}, err
	}
	if t, ok := list[h.ID]; ok {
		return Listed, t, nil
	}
	if !h.Token.IsZero() {
		alive, err := c.alive(ctx, h)
		if err != nil || !alive {
			return Gone, Token{}, err
		}
		return Elsewhere, h.Token, nil
	}
	now, err := c.Identity(ctx)
	if err != nil {
		return 0, Token{}, err
	}
	// A token is one user's: a list that holds the former login's own token is
	// that user's list, whatever the login is now.
	_, sameList := list[h.Login.Credential]
	if sameList || h.Login.Same(now) {
		return Gone, Token{}, nil
	}
	return 0, Token{}, ErrOtherLogin
}

// ownersList is what RingCX listed when it was asked with tokens of one owner
// as credential: all tokens of that owner, so that one request serves them all.
type ownersList struct {
	mu     sync.Mutex
	list   tokenList
	failed error // a request that used up its tries; see shared
}

// alive reports whether RingCX accepts the token of the handle.
func (c *Client) alive(ctx context.Context, h Handle) (bool, error) {
	_, alive, err := c.ask(ctx, h)
	return alive, err
}

// OwnerHas reports whether the other token belongs to the same user as the
// token of the handle: whether RingCX, asked with the latter, lists the former.
func (c *Client) OwnerHas(ctx context.Context, h Handle, other Token) (bool, error) {
	siblings, _, err := c.ask(ctx, h)
	_, ok := siblings[other.ID()]
	return ok, err
}

// ask asks RingCX with the token itself as credential, unless a sibling's
// answer holds it already, and returns its owner's list.
func (c *Client) ask(ctx context.Context, h Handle) (siblings tokenList, alive bool, err error) {
	c.mu.Lock()
	known := c.strays[h.Owner]
	if known == nil {
		known = &ownersList{}
		c.strays[h.Owner] = known
	}
	c.mu.Unlock()

	known.mu.Lock()
	defer known.mu.Unlock()
	if _, ok := known.list[h.Token.ID()]; ok || known.failed != nil {
		return known.list, ok, known.failed
	}
	c.wire.redact.add(h.Token.Secret)
	probe := listCall(opProbe, c.at)
	r, err := c.wire.do(ctx, probe, APIToken{h.Token}.session())
	switch statusOf(err) {
	case http.StatusUnauthorized, http.StatusForbidden:
		return nil, false, nil
	}
	var list tokenList
	if err == nil {
		list, err = c.readList(probe, r)
	}
	if err != nil {
		if ctx.Err() == nil {
			known.failed = err
		}
		return nil, false, err
	}
	// A new map, since others may still be reading the one before.
	merged := maps.Clone(known.list)
	if merged == nil {
		merged = make(tokenList, len(list))
	}
	maps.Copy(merged, list)
	known.list = merged
	return list, true, nil
}
