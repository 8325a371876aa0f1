package ringcx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// ErrOwnCredential means that the token is the one that the provider is logged in with. Revoking it would make the rest
// of the run fail.
var ErrOwnCredential = errors.New("the token is the provider's own credential")

// IsOwnCredential reports whether the provider is logged in with the token that has this id.
func (c *Client) IsOwnCredential(id string) bool {
	own, ok := c.cred.(APIToken)
	return ok && own.Token.ID() == id
}

// Delete revokes a token, and returns nil once the token is proven to be gone.
//
// It uses the token itself as credential (API.md, section 4.4), so that it needs neither the provider's login nor the
// owner's. If RingCX refuses that, it uses the provider's session: that of the token's user, or of a parent user.
func (c *Client) Delete(ctx context.Context, h Handle) error {
	if err := h.check(); err != nil {
		return err
	}
	if c.IsOwnCredential(h.ID) {
		return ErrOwnCredential
	}
	t, err := c.tokenValue(ctx, h)
	if err != nil || t.IsZero() {
		return err
	}
	h.Token = t
	r := revocation{c, h}
	withToken := true
	var waited time.Duration
	for try := 1; ; try++ {
		done, open, cause := r.revoke(ctx, withToken)
		if done {
			return nil
		}
		if !open {
			return cause
		}
		answered := time.Now()
		where, err := r.locateAfterwards(ctx)
		switch {
		case where == Gone:
			return nil
		case withToken && sessionMayRevoke(cause):
			withToken, try = false, 0
			continue
		case err != nil:
			return errors.Join(cause, err)
		case !worthRevokingAgain(cause) || try > c.wire.MaxRetries() || wire.Sleep(ctx, c.wire.Backoff(try-1)) != nil:
			cause.Attempts, cause.Waited = try, waited
			cause.Hint = strings.TrimSpace("The token is alive. " + cause.Hint)
			return cause
		}
		waited += time.Since(answered)
	}
}

// revocation is the revoking of one token, which may take several requests.
type revocation struct {
	*Client
	handle Handle
}

// locateAfterwards finds out what a revocation did, also when the run is cancelled. After a 404, a `false`, a lost
// reply or a refusal, the answer does not decide: what counts is whether the token is still alive.
func (r revocation) locateAfterwards(ctx context.Context) (Whereabouts, error) {
	ctx, cancel := wire.Linger(ctx, r.wire.Timeout())
	defer cancel()
	found, err := r.Locate(ctx, r.handle)
	return found.Where, err
}

// worthRevokingAgain decides whether to repeat the revocation of a token that is alive. A plain refusal would only be
// repeated; a 404 may come from a part of RingCX that does not know the token yet.
func worthRevokingAgain(cause *Error) bool {
	return cause.Status < 300 || cause.Status >= 500 || cause.Status == http.StatusNotFound
}

// NotListedError means that the list of the provider's user does not hold a token, and that nothing else is known about
// it. RingCX lists a user's tokens only to that user, so it may be another user's token, and alive.
type NotListedError struct{ User Identity }

func (e *NotListedError) Error() string {
	return fmt.Sprintf("the list of %s does not hold the token, which says nothing about the tokens of other "+
		"users", e.User)
}

// FindToRevoke finds a token of which the caller knows only the id. It returns a zero Token if the token is proven to
// be gone. That takes an earlier list of this process that held the token: a missing token may also be one that never
// belonged to this user, which is a NotListedError.
func (c *Client) FindToRevoke(ctx context.Context, id string) (Token, error) {
	t, found, err := c.Find(ctx, id)
	if err != nil || found {
		return t, err
	}
	whose, err := c.Identity(ctx)
	if err != nil {
		return Token{}, err
	}
	seen, ok := c.own.seenToken(id)
	if !ok {
		return Token{}, &NotListedError{whose}
	}
	located, err := c.Locate(ctx, Handle{ID: id, Token: seen, User: whose})
	return located.Token, err
}

// sessionMayRevoke reports whether, after this answer to a revocation with the token itself, the provider's session may
// succeed.
func sessionMayRevoke(cause *Error) bool {
	return slices.Contains([]int{
		http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound,
		http.StatusMethodNotAllowed,
	}, cause.Status)
}

// tokenValue returns the token's value: from the state, from what this process has seen, or from the list. It is zero
// if the token is proven to be gone.
func (c *Client) tokenValue(ctx context.Context, h Handle) (Token, error) {
	t := h.Token
	switch seen, ok := c.own.seenToken(h.ID); {
	case !t.IsZero():
	case ok:
		t = seen
	default:
		located, err := c.Locate(ctx, h)
		if err != nil || located.Where == Gone {
			return Token{}, err
		}
		t = located.Token
	}
	if !t.usable() { // the request would have another path
		return Token{}, &UnprovenError{Reason: "What has this id cannot be a token, so RingCX was not asked to revoke it"}
	}
	c.wire.Hide(t.Secret)
	return t, nil
}

// revoke sends one DELETE, with the token as credential or else in the provider's session.
//
// done means that the token is revoked. Otherwise cause is what it answered, and open reports whether the
// token may be revoked nevertheless: a 401, for example, may mean that the token has just ended.
func (r revocation) revoke(ctx context.Context, withToken bool) (done, open bool, cause *Error) {
	del, send := deleteCall(r.at, r.handle.Token), r.own.do
	if withToken {
		del.Header, send = APIToken{r.handle.Token}.session().header(), r.wire.Do
	}
	reply, err := send(ctx, del)
	if cause = wire.AsError(err); cause != nil {
		loginFailed := cause.Op != opDelete
		if loginFailed || cause.NotActed && cause.Status != http.StatusUnauthorized {
			return false, false, cause
		}
	}
	r.note()
	if cause != nil {
		return false, true, cause
	}
	form := revokedForm(reply)
	switch {
	case form == "":
		return false, true, &Error{Op: opDelete, Status: reply.Status, Cause: "that does not say that it was revoked"}
	case !r.proven(ctx, form):
		return false, true, &Error{Op: opDelete, Status: reply.Status, Cause: "nothing proves that it was revoked"}
	}
	return true, false, nil
}

// proven decides whether a reply that says that the token was revoked is true. It asks with the token itself, which
// needs no other login; where the token may not list, the list of the provider's user may decide.
func (r revocation) proven(ctx context.Context, form string) bool {
	done, believed := r.revocations.believed(ctx, form)
	if believed {
		return true
	}
	var found Finding
	defer func() { done(found.Where == Gone) }()
	ctx, cancel := wire.Linger(ctx, r.wire.Timeout())
	defer cancel()
	q := &inquiry{client: r.Client, handle: r.handle}
	q.saidRevoked = true
	found, _ = q.decide(ctx, q.itself, q.listOf(r.own), q.laterListOf(r.own))
	return found.Where == Gone
}

// note notes that the token was revoked, or may have been.
func (r revocation) note() {
	r.mu.Lock()
	if r.accepted == r.handle.Token {
		r.accepted = Token{}
	}
	var of *holder
	for _, other := range r.holders {
		if other.has(r.handle.ID) {
			of = other
		}
	}
	r.mu.Unlock()
	if of != nil {
		of.update(func(l *ledger) { l.revoked(r.handle.ID) })
	}
	r.changed(of)
}
