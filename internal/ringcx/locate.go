package ringcx

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Handle is what is known of a token that is looked for or revoked.
type Handle struct {
	ID        string    // always
	Token     Token     // zero where the value is not at hand
	Owner     string    // name of the API user for whom it was minted; "" for the provider's own user
	Login     Identity  // the user who had it when it was last seen; zero where that is not known
	CreatedAt time.Time // when the provider created it; zero where that is not known
}

// ErrOtherLogin means that a token is not in the list, that its value is not at
// hand to ask with, and that the list is not provably that of the user who had
// it: it may be alive.
var ErrOtherLogin = errors.New("the provider is not provably logged in as the user who owns the token, and the token's value is not at hand to ask RingCX with it")

// ErrTampered means that the id is not the token's SHA-256, so that nobody can
// say which of the two is meant.
var ErrTampered = errors.New("the id is not the SHA-256 of the token")

// UnprovenError says that nobody can tell what became of a token.
type UnprovenError struct {
	Reason string // which proof is missing
	Err    error  // what RingCX answered; nil where it is in the reason
}

func (e *UnprovenError) Error() string {
	text := e.Reason + "."
	if e.Err != nil {
		text += " The last answer: " + e.Err.Error()
	}
	return text
}

// Unwrap gives RingCX's answer.
func (e *UnprovenError) Unwrap() error { return e.Err }

// Locate finds out where a token is. It collects evidence, the cheapest first,
// until verdict decides. Only an error leaves open what became of the token.
func (c *Client) Locate(ctx context.Context, h Handle) (Whereabouts, Token, error) {
	if err := h.check(); err != nil {
		return Unproven, Token{}, err
	}
	c.markInState(h.ID)
	if h.Owner != "" && !h.Token.IsZero() {
		return c.locateOwners(ctx, h)
	}
	return c.locateOwn(ctx, h)
}

// check refuses a handle that names two tokens: to act on either could revoke a
// token that is in use.
func (h Handle) check() error {
	if !h.Token.IsZero() && h.Token.ID() != h.ID {
		return ErrTampered
	}
	return nil
}

// locateOwn locates a token that the provider's user should have.
func (c *Client) locateOwn(ctx context.Context, h Handle) (Whereabouts, Token, error) {
	list, err := c.own.tokens.get(ctx)
	if err != nil {
		return Unproven, Token{}, err
	}
	if t, ok := list.tokens[h.ID]; ok {
		h.Token = t
		return c.conclude(ctx, h, evidence{listed: true}, nil)
	}
	now, err := c.Identity(ctx)
	if err != nil {
		return Unproven, Token{}, err
	}
	e := evidence{otherHost: h.Login.otherHost(now), missing: h.belongsIn(list, now)}
	if h.Token.IsZero() {
		if !e.missing {
			return Unproven, Token{}, ErrOtherLogin
		}
		e.missingTwice, err = c.own.provenMissing(ctx, h.ID, h.CreatedAt)
		if err != nil {
			return Unproven, Token{}, err
		}
		if where, _ := verdict(e); where == Gone {
			return Gone, Token{}, nil
		}
		return c.locateOwn(ctx, h) // the second list has it
	}
	own, err := c.listWith(ctx, h.Token)
	if e.withToken = answerOf(err); e.withToken == accepted {
		// Where its user's list lacks it, that list lags. Otherwise it is another user's.
		if e.missing || overlap(own, list.tokens) {
			return Listed, h.Token, nil
		}
		return Elsewhere, h.Token, nil
	}
	if e.missing && e.withToken == unclear {
		if e.missingTwice, err = c.own.provenMissing(ctx, h.ID, h.CreatedAt); err != nil {
			return Unproven, Token{}, err
		}
	}
	return c.conclude(ctx, h, e, err)
}

// conclude collects what costs more requests, where what there is does not do,
// and gives the verdict. err is RingCX's last answer.
func (c *Client) conclude(ctx context.Context, h Handle, e evidence, err error) (Whereabouts, Token, error) {
	where, reason := verdict(e)
	if where == Unproven && e.withToken == refused && !e.otherHost {
		var controlErr error
		if controlErr = c.control(ctx, h); controlErr == nil {
			e.control = accepted
			_, err = c.listWith(ctx, h.Token)
			if e.withTokenAgain = answerOf(err); e.withTokenAgain == refused {
				var usersErr error
				if e.disabled, usersErr = c.mayBeDisabled(ctx, h); usersErr != nil {
					err = usersErr
				}
			}
		} else {
			e.control, err = unclear, controlErr
		}
		where, reason = verdict(e)
	}
	switch where {
	case Unproven:
		return Unproven, Token{}, &UnprovenError{Reason: reason, Err: err}
	case Gone:
		return Gone, Token{}, nil
	}
	return where, h.Token, nil
}

// ask asks RingCX for a list with the token itself as credential.
func (c *Client) listWith(ctx context.Context, t Token) (tokenList, error) {
	c.wire.redact.add(t.Secret)
	probe := listCall(opProbe, c.at)
	r, err := c.wire.do(ctx, probe, APIToken{t}.session())
	if err != nil {
		return nil, err
	}
	list, err := c.readList(probe, r)
	if err == nil {
		c.mu.Lock()
		c.accepted = t
		c.mu.Unlock()
	}
	return list, err
}

// control asks the same as ask does, in the same header, with a credential that
// is known to be alive: the provider's own session, or else a token that RingCX
// accepted in this run.
func (c *Client) control(ctx context.Context, h Handle) error {
	s, err := c.own.sessions.get(ctx)
	if err != nil {
		return err
	}
	session := *s
	session.bearer = false
	control := listCall(opControl, c.at)
	r, err := c.wire.do(ctx, control, &session)
	if err == nil {
		_, err = c.readList(control, r)
	}
	c.mu.Lock()
	other := c.accepted
	c.mu.Unlock()
	if err != nil && !other.IsZero() && other != h.Token {
		_, err = c.listWith(ctx, other)
	}
	return err
}

// mayBeDisabled reports whether the provider's user list shows the token's user
// as disabled, or somebody who may be that user. Where the list is not for the
// provider's user to see, it says nothing; where it could not be read for
// another reason, given as an error, the user may be disabled.
func (c *Client) mayBeDisabled(ctx context.Context, h Handle) (bool, error) {
	users, err := c.Users(ctx, false)
	if err != nil {
		return !notVisible(err), err
	}
	somebody := false
	for _, u := range users {
		disabled := u.Enabled != nil && !*u.Enabled
		named := u.Name != nil && (strings.EqualFold(*u.Name, h.Login.UserName) || strings.EqualFold(*u.Name, h.Owner))
		if named || u.ID == h.Login.UserID {
			return disabled, nil
		}
		somebody = somebody || disabled
	}
	return somebody, nil
}

// notToBeSeen reports whether RingCX refused something to the provider's user,
// or has no such thing.
func notVisible(err error) bool {
	var e *Error
	return errors.As(err, &e) && !e.html &&
		slices.Contains([]int{http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed}, e.Status)
}

// answerOf classifies RingCX's answer to the request for a list. A refusal is a
// 401 of RingCX; not a page of HTML, nor the gateway's words on a credential
// that is missing or malformed, since something on the way may have dropped it.
func answerOf(err error) answerKind {
	if err == nil {
		return accepted
	}
	var e *Error
	if !errors.As(err, &e) || e.Status != http.StatusUnauthorized || e.html ||
		strings.HasPrefix(e.Message, "Jwt is missing") || strings.HasPrefix(e.Message, "Jwt is not in the form") {
		return unclear
	}
	return refused
}

func overlap(a, b tokenList) bool {
	for id := range a {
		if _, ok := b[id]; ok {
			return true
		}
	}
	return false
}
