package ringcx

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"
)

// owner is one RingCX user, whichever credentials are used to log in. It keeps track of the creates of this process for
// that user, so that the outcome of a create whose reply was lost can be found out: tokens have no label, and the only
// trace of a create is one more token in the list.
//
// Creates run in parallel until the outcome of one is unknown. Then no new create of this user starts. When the running
// ones have ended, the list is read until the missing tokens appear, and judge decides. The creates of other users are
// not affected.
type owner struct {
	client   *Client
	identity Identity

	mu            sync.Mutex
	existing      map[string]bool     // ids of tokens that existed before our creates
	claimed       map[string]bool     // ids of tokens that a create of this process made, or that were reported
	created       map[string]Token    // by id: tokens that this process made
	count         int                 // how many tokens the user is known to have
	started       int                 // number of creates that have started
	running       int                 // number of creates that may be in progress
	unresolved    []*unresolvedCreate // creates that have ended with an unknown outcome
	settled       chan struct{}       // closed when no create is unresolved any more
	unaccounted   int                 // requests that were given up and may still make a token
	disputed      int                 // those of them whose token may be one that somebody else created
	finalCheckDue bool                // a create was sent again, or not confirmed, since the last finalCheck
	unconfirmed   []string            // ids of tokens that were not confirmed; each also counts in unaccounted
	confirmedForm string              // form of the replies that the list has confirmed; see confirm

	confirming *semaphore.Weighted // held while the first create is confirmed by the list
}

// resolveOwner finds out which RingCX user the login belongs to. It takes one list request. The user is that of another
// login of this process if the identities match or both lists hold the same token, and otherwise a new one, whose
// existing tokens are those in the list.
func (l *login) resolveOwner(ctx context.Context) (*owner, error) {
	c := l.client
	if err := l.resolving.Acquire(ctx, 1); err != nil {
		return nil, listCall(opList, c.at).NotSent(err)
	}
	defer l.resolving.Release(1)
	c.mu.Lock()
	o := l.owner
	c.mu.Unlock()
	if o != nil {
		return o, nil
	}
	list, err := c.tokens.Get(ctx, l)
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
		o.existing[identity.Credential] = true // even if the list lags
	}
	return o
}

// shares reports whether the list holds a token of this user. A token belongs to one user, so the list is then this
// user's too.
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

// idle reports whether no create of the user is running or unaccounted for, and how many have started so far.
func (o *owner) idle() (started int, idle bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.started, o.running == 0 && len(o.unresolved) == 0 && o.unaccounted == 0 && !o.finalCheckDue
}

// addExisting records the tokens of a list as existing before our creates, unless a create has started since the list
// was requested.
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

// createdToken returns a token that this process created for the login's user.
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

// has reports whether a token is known to belong to the user.
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

// fresh returns the tokens of a list that are new: they did not exist before, they belong to no create of this process,
// and they are in no state.
func (o *owner) fresh(list tokenList) tokenList {
	o.client.mu.Lock()
	defer o.client.mu.Unlock()
	o.mu.Lock()
	defer o.mu.Unlock()
	fresh := make(tokenList)
	for id, t := range list {
		if !o.existing[id] && !o.claimed[id] && !o.client.inState[id] {
			fresh[id] = t
		}
	}
	return fresh
}
