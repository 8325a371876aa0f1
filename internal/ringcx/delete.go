package ringcx

import (
	"context"
	"errors"
	"net/http"
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

// Delete revokes a token, and returns nil once it is proven to be gone. A token
// of another owner is revoked with itself as credential, which needs none of the
// owner's secrets (seed 000).
func (c *Client) Delete(ctx context.Context, h Handle) error {
	if c.IsOwnCredential(h.ID) {
		return ErrOwnCredential
	}
	t, err := c.value(ctx, h)
	if err != nil || t.IsZero() {
		return err
	}
	h.Token = t
	itself := h.Owner != ""
	for try := 1; ; try++ {
		done, cause := c.revoke(ctx, t, itself)
		if done {
			return nil
		}
		if cause != nil && cause.NotActed && cause.Status != http.StatusUnauthorized {
			return cause
		}
		// Not found, `false`, a lost reply, a refusal: whether the token is
		// alive decides, not the answer.
		settle, cancel := linger(ctx, c.wire.timeout)
		where, _, err := c.Locate(settle, h)
		cancel()
		switch {
		case err != nil:
			return errors.Join(cause, err)
		case where == Gone:
			return nil
		case where == Elsewhere && !itself:
			itself, try = true, 0 // the login is somebody else's by now; the token may revoke itself
			continue
		}
		refused := cause.Status >= 300 && cause.Status < 500 && cause.Status != http.StatusNotFound
		if refused || try > c.wire.maxRetries || sleep(ctx, c.wire.backoff(try-1)) != nil {
			cause.Attempts = try
			cause.Hint = strings.TrimSpace("RingCX still lists the token, so it is kept in the state. " + cause.Hint)
			return cause
		}
	}
}

// value returns the token's value, from the state, or from what this process
// has seen, or from the list; zero where the token is proven to be gone.
func (c *Client) value(ctx context.Context, h Handle) (Token, error) {
	if !h.Token.IsZero() {
		c.wire.redact.add(h.Token.Secret)
		return h.Token, nil
	}
	c.own.mu.Lock()
	t, ok := c.own.values[h.ID]
	c.own.mu.Unlock()
	if ok {
		return t, nil
	}
	_, t, err := c.Locate(ctx, h)
	return t, err
}

// revoke sends one DELETE. done means that RingCX says it did it; otherwise
// cause says what it answered instead.
func (c *Client) revoke(ctx context.Context, t Token, itself bool) (done bool, cause *Error) {
	del := deleteCall(c.at, t)
	var r reply
	var err error
	if itself {
		r, err = c.wire.do(ctx, del, APIToken{t}.session())
	} else {
		r, err = c.own.do(ctx, del)
	}
	if cause = asError(err); cause != nil && cause.Op != string(opDelete) {
		cause.NotActed = true // the login failed: nothing was sent
		return false, cause
	}
	if cause != nil && cause.NotActed && cause.Status != http.StatusUnauthorized {
		return false, cause
	}
	c.changed()
	if cause != nil {
		return false, cause
	}
	if deleted(r) {
		return true, nil
	}
	return false, &Error{Op: string(opDelete), Status: r.status, Cause: "that does not say that it was revoked"}
}
