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
	User      Identity  // who had it when it was last seen; zero if that is not known
	CreatedAt time.Time // when the provider created it; zero if that is not known
}

// ErrOtherLogin means that a token may be alive: it is not in the list, its value is not known, and the list is not
// proven to be that of the user who had it.
var ErrOtherLogin = errors.New("the provider is not provably logged in as the user who owns the token, and without " +
	"the token's value RingCX cannot be asked about it")

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

// Finding is what was found out about a token.
type Finding struct {
	Where    Whereabouts
	Token    Token  // its value, if it is alive
	Evidence string // of the verdict, as verdict words it
}

// Locate finds out whether a token is alive, and under which user. If it cannot, the error is ErrOtherLogin or an
// *UnprovenError. Any error means that nothing was decided.
func (c *Client) Locate(ctx context.Context, h Handle) (Finding, error) {
	if err := h.check(); err != nil {
		return Finding{}, err
	}
	c.markInState(h.ID)
	if h.Owner != "" && !h.Token.IsZero() {
		return c.locateOwners(ctx, h)
	}
	q := &inquiry{client: c, handle: h}
	return q.decide(ctx, q.listOf(c.own), q.itself, q.laterListOf(c.own), q.controlled)
}

// LocateFor is Locate for a token whose owner's secret is known: the owner's own list decides what could not be decided
// without it.
func (c *Client) LocateFor(ctx context.Context, h Handle, owner Credentials) (Finding, error) {
	if err := h.check(); err != nil {
		return Finding{}, err
	}
	q, l := &inquiry{client: c, handle: h}, c.as(owner)
	return q.decide(ctx, q.listOf(l), q.itself, q.laterListOf(l), q.controlled)
}

// check refuses a handle whose id and value are of two different tokens: acting on either could revoke a token in use.
func (h Handle) check() error {
	if !h.Token.IsZero() && h.Token.ID() != h.ID {
		return ErrTampered
	}
	return nil
}

// inquiry is the collecting of evidence about one token.
type inquiry struct {
	client *Client
	handle Handle
	evidence
	list   tokenList // of the user who is expected to have it; nil if none was read
	login  error     // why the provider cannot log in; nil if that was not found out
	answer error     // RingCX's last answer other than a list
}

// source adds to the evidence, if it can. An error ends the inquiry without a verdict.
type source func(context.Context) error

// decide asks one source after the other, the cheapest first, until verdict can decide.
func (q *inquiry) decide(ctx context.Context, sources ...source) (Finding, error) {
	for _, ask := range sources {
		if err := ask(ctx); err != nil {
			return Finding{}, err
		}
		switch where, evidence := verdict(q.evidence); where {
		case Listed, Elsewhere, Itself:
			return Finding{where, q.handle.Token, evidence}, nil
		case Gone:
			return Finding{Where: Gone, Evidence: evidence}, nil
		}
	}
	_, reason := verdict(q.evidence)
	return Finding{}, &UnprovenError{Reason: reason, Err: q.answer}
}

// found notes that a list holds the token.
func (q *inquiry) found(t Token) {
	q.listed, q.handle.Token = true, t
}

// listOf is the list of a login's user, who may be the one who had the token.
func (q *inquiry) listOf(l *login) source {
	return func(ctx context.Context) error {
		list, err := l.client.tokens.Get(ctx, l)
		_, permanent := l.sessions.cred.(APIToken)
		_, unknown := l.sessions.cred.(Unknown)
		if (unknown || permanent && answerOf(err) == refused) && !q.handle.Token.IsZero() {
			// A login that is dead or not known must not stand in the way of a token that is managed beside it.
			q.login, q.loginRefused = err, true
			return nil
		}
		if err != nil {
			return err
		}
		if t, ok := list.tokens[q.handle.ID]; ok {
			q.found(t)
			return nil
		}
		identity, err := l.identity(ctx)
		if err != nil {
			return err
		}
		q.list = list.tokens
		q.otherHost = q.handle.User.otherHost(identity)
		q.missing = q.handle.belongsIn(list, identity)
		if !q.missing && q.handle.Token.IsZero() {
			return ErrOtherLogin
		}
		return nil
	}
}

// itself is RingCX's answer to the token as credential.
func (q *inquiry) itself(ctx context.Context) error {
	if q.handle.Token.IsZero() {
		return nil
	}
	var own tokenList
	own, q.answer = q.client.listWith(ctx, q.handle.Token)
	q.withToken = answerOf(q.answer)
	// If its user's list does not hold it, that list lags. Otherwise it belongs to another user.
	q.elsewhere = q.withToken == accepted && !q.missing && !overlap(own, q.list)
	if q.withToken != accepted {
		return q.login // without it, nothing can be proven
	}
	return nil
}

// laterListOf is a second list of the user who had the token, some seconds after the first. It is asked for only if
// RingCX did not refuse the token itself.
func (q *inquiry) laterListOf(l *login) source {
	return func(ctx context.Context) error {
		if !q.missing || q.withToken == refused {
			return nil
		}
		listed, proven, err := l.missing(ctx, q.handle.ID, q.handle.CreatedAt)
		q.missingTwice = proven
		if !listed.IsZero() {
			q.found(listed)
		}
		return err
	}
}

// controlled asks, after a refusal, with a credential that is known to be alive, then with the token again, and last
// whether its user is disabled.
func (q *inquiry) controlled(ctx context.Context) error {
	if q.withToken != refused || q.otherHost {
		return nil
	}
	q.answer = q.askControl(ctx)
	if q.control = answerOf(q.answer); q.control != accepted {
		return nil
	}
	_, q.answer = q.client.listWith(ctx, q.handle.Token)
	if q.withTokenAgain = answerOf(q.answer); q.withTokenAgain == refused {
		disabled, err := q.mayBeDisabled(ctx)
		if err != nil {
			q.answer = err
		}
		q.disabled = disabled
	}
	return nil
}

// listWith asks RingCX for the token list of the user of t, with t itself as credential.
func (c *Client) listWith(ctx context.Context, t Token) (tokenList, error) {
	c.wire.Hide(t.Secret)
	probe := listCall(opProbe, c.at)
	probe.Header = APIToken{t}.session().header()
	list, err := c.listTokens(ctx, c.wire.Do, probe)
	if err == nil {
		c.mu.Lock()
		c.accepted = t
		c.mu.Unlock()
	}
	return list, err
}

// askControl sends the same request as listWith, in the same header, with a credential that is known to be alive: the
// provider's own session, or else a token that RingCX accepted in this run.
func (q *inquiry) askControl(ctx context.Context) error {
	c := q.client
	s, err := c.own.sessions.get(ctx)
	if err != nil {
		return err
	}
	session := *s
	session.bearer = false
	control := listCall(opControl, c.at)
	control.Header = session.header()
	_, err = c.listTokens(ctx, c.wire.Do, control)
	c.mu.Lock()
	other := c.accepted
	c.mu.Unlock()
	if err != nil && !other.IsZero() && other != q.handle.Token {
		_, err = c.listWith(ctx, other)
	}
	return err
}

// mayBeDisabled reports whether the user list shows that the token's user is disabled, or shows a disabled user who may
// be that user. If RingCX does not show the list to the provider's user, it reports false; if the list could not be
// read for another reason, the user may be disabled, and the error says why.
func (q *inquiry) mayBeDisabled(ctx context.Context) (bool, error) {
	users, err := q.client.Users(ctx, false)
	if err != nil {
		return !notVisible(err), err
	}
	somebody := false
	for _, u := range users {
		disabled := u.Enabled != nil && !*u.Enabled
		named := u.Name != nil && (strings.EqualFold(*u.Name, q.handle.User.UserName) || strings.EqualFold(
			*u.Name, q.handle.Owner,
		))
		if named || u.ID == q.handle.User.UserID {
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
