package ringcx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// ErrOwnCredential means that the token is the one that the provider is logged
// in with. To revoke it would end the run half-way.
var ErrOwnCredential = errors.New("the token is the provider's own credential")

// IsOwnCredential reports whether the id is that of the token that the provider
// is logged in with.
func (c *Client) IsOwnCredential(id string) bool {
	own, ok := c.cred.(APIToken)
	return ok && own.Token.ID() == id
}

// Delete revokes a token, and returns nil once it is proven to be gone. The
// token itself is the credential, as RingCX's page on the legacy login allows,
// so that neither the provider's login nor its owner's is needed. Where that
// does not do, the provider's session is tried: that of its user, or of a parent.
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
	itself := true
	for try := 1; ; try++ {
		done, open, cause := c.revoke(ctx, h, itself)
		if done {
			return nil
		}
		if !open {
			return cause
		}
		// Not found, `false`, a lost reply, a refusal: whether the token is
		// alive decides, not the answer.
		settle, cancel := linger(ctx, c.wire.timeout)
		where, _, err := c.Locate(settle, h)
		cancel()
		if where == Gone {
			return nil
		}
		if itself && sessionMayRevoke(cause) {
			itself, try = false, 0
			continue
		}
		if err != nil {
			return errors.Join(cause, err)
		}
		refused := cause.Status >= 300 && cause.Status < 500 && cause.Status != http.StatusNotFound
		if refused || try > c.wire.maxRetries || sleep(ctx, c.wire.backoff(try-1)) != nil {
			cause.Attempts = try
			cause.Hint = strings.TrimSpace("The token is alive, so it is kept in the state. " + cause.Hint)
			return cause
		}
	}
}

// NotListedError says that the list of the provider's user lacks a token, and
// that this is all that is known of it. RingCX lists a user's tokens to that
// user alone, so that it may be another user's token, and alive.
type NotListedError struct{ User Identity }

func (e *NotListedError) Error() string {
	return fmt.Sprintf("the list of %s does not hold the token, which says nothing about the tokens of other users", e.User)
}

// FindToRevoke finds a token of which the caller knows the id alone. It returns
// a zero Token where the token is proven to be gone, and that takes a list of
// this process which has held it: absent is also what never was this user's.
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
	where, t, err := c.Locate(ctx, Handle{ID: id, Token: seen, Login: whose})
	if where == Gone {
		return Token{}, nil
	}
	return t, err
}

// mayNotRevokeItself reports whether the answer to a revocation leaves the hope
// that the provider's session may do what the token itself may not.
func sessionMayRevoke(cause *Error) bool {
	return slices.Contains([]int{
		http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed,
	}, cause.Status)
}

// value returns the token's value, from the state, or from what this process
// has seen, or from the list; zero where the token is proven to be gone.
func (c *Client) tokenValue(ctx context.Context, h Handle) (Token, error) {
	if !h.Token.IsZero() {
		c.wire.redact.add(h.Token.Secret)
		return h.Token, nil
	}
	if t, ok := c.own.seenToken(h.ID); ok {
		return t, nil
	}
	_, t, err := c.Locate(ctx, h)
	return t, err
}

// revoke sends one DELETE. done means that RingCX says it did it; otherwise
// cause says what it answered instead, and open whether that leaves open what
// became of the token: a 401 does, since it may be the token's own end.
func (c *Client) revoke(ctx context.Context, h Handle, itself bool) (done, open bool, cause *Error) {
	del := deleteCall(c.at, h.Token)
	var r reply
	var err error
	if itself {
		r, err = c.wire.do(ctx, del, APIToken{h.Token}.session())
	} else {
		r, err = c.own.do(ctx, del)
	}
	if cause = asError(err); cause != nil {
		loginFailed := cause.Op != string(opDelete)
		if loginFailed || cause.NotActed && cause.Status != http.StatusUnauthorized {
			return false, false, cause
		}
	}
	c.noteRevoked(h)
	switch {
	case cause != nil:
		return false, true, cause
	case confirmsDelete(r):
		return true, false, nil
	}
	return false, true, &Error{Op: string(opDelete), Status: r.status, Cause: "that does not say that it was revoked"}
}

// revoked says that a token was revoked, or may have been.
func (c *Client) noteRevoked(h Handle) {
	c.mu.Lock()
	if c.accepted == h.Token {
		c.accepted = Token{}
	}
	var of *owner
	for _, o := range c.owners {
		if o.has(h.ID) {
			of = o
		}
	}
	c.mu.Unlock()
	if of != nil {
		of.forget(h.ID)
	}
	c.changed(of)
}
