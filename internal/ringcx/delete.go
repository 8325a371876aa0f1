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

// Delete revokes a token, and returns nil once it is proven to be gone. The
// token itself is the credential (seed 000), so that neither the provider's
// login nor its owner's is needed. Where RingCX refuses that for a living token,
// the provider's session is tried: that of its user, or of a parent.
func (c *Client) Delete(ctx context.Context, h Handle) error {
	if c.IsOwnCredential(h.ID) {
		return ErrOwnCredential
	}
	t, err := c.value(ctx, h)
	if err != nil || t.IsZero() {
		return err
	}
	h.Token = t
	itself := true
	for try := 1; ; try++ {
		done, open, cause := c.revoke(ctx, t, itself)
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
		if err != nil {
			return errors.Join(cause, err)
		}
		if where == Gone {
			return nil
		}
		unauthorized := cause.Status == http.StatusUnauthorized || cause.Status == http.StatusForbidden
		if itself && unauthorized {
			itself, try = false, 0
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
// cause says what it answered instead, and open whether that leaves open what
// became of the token: a 401 does, since it may be the token's own end.
func (c *Client) revoke(ctx context.Context, t Token, itself bool) (done, open bool, cause *Error) {
	del := deleteCall(c.at, t)
	var r reply
	var err error
	if itself {
		r, err = c.wire.do(ctx, del, APIToken{t}.session())
	} else {
		r, err = c.own.do(ctx, del)
	}
	if cause = asError(err); cause != nil {
		loginFailed := cause.Op != string(opDelete)
		if loginFailed || cause.NotActed && cause.Status != http.StatusUnauthorized {
			return false, false, cause
		}
	}
	c.changed()
	switch {
	case cause != nil:
		return false, true, cause
	case deleted(r):
		return true, false, nil
	}
	return false, true, &Error{Op: string(opDelete), Status: r.status, Cause: "that does not say that it was revoked"}
}
