package ringcx

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Handle is what the caller knows about a token.
type Handle struct {
	ID        string    // always
	Token     Token     // zero if the value is not known
	Owner     string    // name of the API user for whom it was made; "" for the provider's own user
	Login     Identity  // the user who had it when it was last seen; zero if that is not known
	CreatedAt time.Time // when the provider created it; zero if that is not known
}

// ErrOtherLogin means that a token may be alive: it is not in the list, its value is not known, and the list is not
// proven to be that of the user who had it.
var ErrOtherLogin = errors.New("the provider is not provably logged in as the user who owns the token, and without the token's value RingCX cannot be asked about it")

// ErrTampered means that the id is not the token's SHA-256, so it is not clear which of the two is meant.
var ErrTampered = errors.New("the id is not the SHA-256 of the token")

// UnprovenError means that it is not known whether a token is alive.
type UnprovenError struct {
	Reason string // which proof is missing
	Err    error  // what RingCX answered; nil if Reason says it
}

func (e *UnprovenError) Error() string {
	text := e.Reason + "."
	if e.Err != nil {
		text += " The last answer: " + e.Err.Error()
	}
	return text
}

// Unwrap returns RingCX's answer.
func (e *UnprovenError) Unwrap() error { return e.Err }

// Locate finds out whether a token is alive, and under which user. It collects evidence, the cheapest first, until
// verdict can decide. If it cannot, the error is ErrOtherLogin or an *UnprovenError. Any error means that nothing was
// decided.
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

// check refuses a handle whose id and value are of two different tokens: acting on either could revoke a token in use.
func (h Handle) check() error {
	if !h.Token.IsZero() && h.Token.ID() != h.ID {
		return ErrTampered
	}
	return nil
}

// locateOwn locates a token that the provider's user should have.
func (c *Client) locateOwn(ctx context.Context, h Handle) (Whereabouts, Token, error) {
	list, err := c.tokens.Get(ctx, c.own)
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
		return c.locateOwn(ctx, h) // the second list holds it
	}
	own, err := c.listWith(ctx, h.Token)
	if e.withToken = answerOf(err); e.withToken == accepted {
		// If the list of its user does not hold it, that list lags. Otherwise it belongs to another user.
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

// conclude gives the verdict. If the evidence is not enough, it first collects more, at the cost of more requests. err
// is RingCX's last answer.
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

// listWith asks RingCX for the token list of the user of t, with t itself as credential.
func (c *Client) listWith(ctx context.Context, t Token) (tokenList, error) {
	c.wire.Hide(t.Secret)
	probe := listCall(opProbe, c.at)
	probe.Header = APIToken{t}.session().header()
	r, err := c.wire.Do(ctx, probe)
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

// control sends the same request as listWith, in the same header, with a credential that is known to be alive: the
// provider's own session, or else a token that RingCX accepted in this run.
func (c *Client) control(ctx context.Context, h Handle) error {
	s, err := c.own.sessions.get(ctx)
	if err != nil {
		return err
	}
	session := *s
	session.bearer = false
	control := listCall(opControl, c.at)
	control.Header = session.header()
	r, err := c.wire.Do(ctx, control)
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

// mayBeDisabled reports whether the user list shows that the token's user is disabled, or shows a disabled user who may
// be that user. If RingCX does not show the list to the provider's user, it reports false; if the list could not be
// read for another reason, the user may be disabled, and the error says why.
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

// notVisible reports whether RingCX refused something to the provider's user, or does not have it.
func notVisible(err error) bool {
	var e *Error
	return errors.As(err, &e) && !e.HTML &&
		slices.Contains([]int{http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed}, e.Status)
}

// answerOf classifies RingCX's answer to a list request. Only a 401 from RingCX is a refusal. An HTML page is not, nor
// is the gateway's message about a missing or malformed credential, because something on the way may have removed the
// header.
func answerOf(err error) answerKind {
	if err == nil {
		return accepted
	}
	var e *Error
	if !errors.As(err, &e) || e.Status != http.StatusUnauthorized || e.HTML ||
		strings.HasPrefix(e.Message, "Jwt is missing") || strings.HasPrefix(e.Message, "Jwt is not in the form") {
		return unclear
	}
	return refused
}

// overlap reports whether two lists have a token in common.
func overlap(a, b tokenList) bool {
	for id := range a {
		if _, ok := b[id]; ok {
			return true
		}
	}
	return false
}
