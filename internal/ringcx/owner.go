package ringcx

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"
)

// owner is one real RingCX user, whichever credentials reach it. It keeps
// account of the creates of this process for that user, so that the outcome of
// one whose reply was lost can be found out: tokens have no label, and the only
// trace of a create is one token more in the list.
//
// Creates run in parallel until the outcome of one is in doubt. Then no new one
// of this user starts; when those on the wire have ended, the list is read until
// the missing tokens show, and judge decides. Other users' creates go on.
type owner struct {
	client   *Client
	identity Identity

	mu            sync.Mutex
	existing      map[string]bool     // ids that were there before our creates
	claimed       map[string]bool     // ids of this process's making: handed to a create, or named to a person
	created       map[string]Token    // by id: what this process made
	count         int                 // tokens that the user is known to have
	started       int                 // creates that have begun so far
	running       int                 // creates that may be on the wire
	unresolved    []*unresolvedCreate // creates that have ended, outcome unknown
	settled       chan struct{}       // closed when the doubts are settled
	unaccounted   int                 // requests that were given up, and may make a token yet
	finalCheckDue bool                // a create was sent again, or not confirmed, since the last look at the end
	unconfirmed   []string            // ids of tokens that were not confirmed; each counts as one of tries
	confirmedForm string              // of replies that the list has confirmed; see confirm

	confirming *semaphore.Weighted // held while the first create is confirmed by the list
}

// whose finds out which RingCX user the login is, with one list: the user whom
// another login of this process turned out to be, by identity or because both
// lists hold the same token, or a new one. What the list holds was there before.
func (l *login) resolveOwner(ctx context.Context) (*owner, error) {
	c := l.client
	if err := l.resolving.Acquire(ctx, 1); err != nil {
		return nil, c.wire.notSent(listCall(opList, c.at), err)
	}
	defer l.resolving.Release(1)
	c.mu.Lock()
	o := l.owner
	c.mu.Unlock()
	if o != nil {
		return o, nil
	}
	list, err := l.tokens.get(ctx)
	if err != nil {
		return nil, err
	}
	identity, err := l.identity(ctx)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, o := range c.owners {
		if o.identity.Same(identity) || o.shares(list.tokens) {
			l.owner = o
			return o, nil
		}
	}
	l.owner = newOwner(c, identity, list.tokens)
	c.owners = append(c.owners, l.owner)
	return l.owner, nil
}

func newOwner(c *Client, identity Identity, list tokenList) *owner {
	o := &owner{
		client: c, identity: identity, count: len(list), confirming: semaphore.NewWeighted(1),
		existing: make(map[string]bool, len(list)), claimed: make(map[string]bool), created: make(map[string]Token),
	}
	for id := range list {
		o.existing[id] = true
	}
	if identity.Credential != "" {
		o.existing[identity.Credential] = true // also where the list lags
	}
	return o
}

// shares reports whether the list holds a token of this user: a token is one
// user's, so the list is this user's too.
func (o *owner) shares(list tokenList) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for id, t := range list {
		if t.usable() && (o.existing[id] || o.claimed[id]) {
			return true
		}
	}
	return false
}

// quiet reports whether no create of the user is under way or unaccounted for,
// and how many have begun so far.
func (o *owner) idle() (started int, idle bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.started, o.running == 0 && len(o.unresolved) == 0 && o.unaccounted == 0 && !o.finalCheckDue
}

// foundThere takes the tokens of a list as having been there before, if no
// create has begun since it was asked for.
func (o *owner) addExisting(list tokenList, started int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.started != started {
		return
	}
	o.count = len(list)
	for id := range list {
		o.existing[id] = true
	}
}

// made returns a token that this process made for the login's user.
func (l *login) createdToken(id string) (Token, bool) {
	l.client.mu.Lock()
	o := l.owner
	l.client.mu.Unlock()
	if o == nil {
		return Token{}, false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	t, ok := o.created[id]
	return t, ok
}

// has reports whether a token is known to be one of the user's.
func (o *owner) has(id string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.existing[id] || o.claimed[id]
}

// forget notes that a token of the user was revoked.
func (o *owner) forget(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.count--
	delete(o.created, id)
}

// fresh returns the tokens of a list that were not there before, that no create
// of this process has been given, and that no state holds.
func (o *owner) fresh(list tokenList) tokenList {
	o.client.mu.Lock()
	defer o.client.mu.Unlock()
	o.mu.Lock()
	defer o.mu.Unlock()
	fresh := make(tokenList)
	for id, t := range list {
		if t.usable() && !o.existing[id] && !o.claimed[id] && !o.client.inState[id] {
			fresh[id] = t
		}
	}
	return fresh
}
