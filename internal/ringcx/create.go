package ringcx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Created is a new token.
type Created struct {
	Token Token
	Aftermath
	// TakenOver means that RingCX gave no usable answer, and that the token was found in the list. Tokens have no
	// properties, so it serves as well as the one in the answer.
	TakenOver bool
	// Unconfirmed means that nothing but the answer shows the token: RingCX could not be asked, or the run was stopped
	// before. Its list may spell the token otherwise.
	Unconfirmed bool
}

// Aftermath lists what the creates of this process may have left behind besides their own tokens.
type Aftermath struct {
	// Unclaimed holds the ids of new tokens that belong to no create of this process. RingCX may have carried out an
	// earlier request late.
	Unclaimed []string
	// Unaccounted counts the requests for this user whose outcome is not known and that may still create a token.
	Unaccounted int
	User        Identity // who has these tokens
}

// Clear reports whether nothing was left behind.
func (a Aftermath) Clear() bool { return len(a.Unclaimed) == 0 && a.Unaccounted == 0 }

// Create makes a permanent API token for the provider's user. After a request that may have reached RingCX, a failure
// is an *UndecidedError; any other failure is an *Error.
func (c *Client) Create(ctx context.Context) (Created, error) { return c.own.create(ctx) }

// CreateFor makes a permanent API token for the user with the given credentials. It logs in as that user, once for all
// creates with the same credentials. Its errors are those of Create.
func (c *Client) CreateFor(ctx context.Context, owner Credentials) (Created, error) {
	return c.as(owner).create(ctx)
}

// UndecidedError means that a create failed after its request may have reached RingCX: it may have made a token, or may
// still make one.
type UndecidedError struct {
	Cause      *Error   // how the create failed
	Candidates []string // ids of new tokens, one of which may be from this create
	ListErr    error    // why the list that would show the token could not be read
	Before     int      // how many tokens the user had before the create
	Aftermath
}

func (e *UndecidedError) Error() string { return e.Cause.Error() + "\n\n" + e.Outcome() }

// Outcome says what is known about the token, without the cause. Its first line holds everything that is specific to
// this create, except for the candidates.
func (e *UndecidedError) Outcome() string {
	switch {
	case e.ListErr != nil:
		return fmt.Sprintf("RingCX may have created a token, but the list that would show it could not be read. "+
			"No token was recorded. %s Number of tokens of %s before this create: %d. The list request failed:\n%s",
			lookFirst, e.User, e.Before, e.ListErr)
	case len(e.Candidates) > 0:
		return fmt.Sprintf("The list of %s holds more new tokens than this run can have created, because somebody else "+
			"created tokens for the same user at the same time, or entries that cannot be tokens. "+
			"Nothing shows who created which, so this run took over none of them. "+
			"Number of tokens before this create: %d. The new entries have these ids:\n  %s",
			e.User, e.Before, strings.Join(e.Candidates, "\n  "))
	}
	return fmt.Sprintf("The list of %s does not show a new token yet; RingCX may still create one. %s Number of tokens "+
		"before this create: %d.", e.User, lookFirst, e.Before)
}

// lookFirst is what to do while a token may be there that nothing holds.
const lookFirst = "Before you apply again, look for the token."

// Unwrap returns the cause.
func (e *UndecidedError) Unwrap() error { return e.Cause }

// creation is one create, which may take several requests.
type creation struct {
	*login
	holder *holder
	before int           // how many tokens the user had before the last request
	failed *Error        // how the last request that was given up failed; nil if none was
	waited time.Duration // between requests
}

// create sends requests until one has made a token, or until another would not help.
func (l *login) create(ctx context.Context) (Created, error) {
	h, err := l.holder(ctx)
	if err != nil {
		return Created{}, err
	}
	c := &creation{login: l, holder: h}
	for try := 1; ; try++ {
		var r *request
		if r, c.before, err = h.begin(ctx, c.failed != nil); err != nil {
			return Created{}, c.notSent(ctx, err)
		}
		t, err := l.post(ctx)
		if notActed(err) {
			h.notMade(r)
			return Created{}, c.fail(ctx, wire.AsError(err))
		}
		l.client.changed(h)
		if err == nil {
			if t, confirmed, ok := l.confirm(ctx, h, t); ok && h.made(r, t, confirmed) {
				after := l.finalLook(ctx, h)
				return Created{Token: t, Aftermath: after, Unconfirmed: h.unconfirmed(r)}, nil
			}
			err = &Error{Op: opCreate, Status: http.StatusOK, Cause: "the token in the answer is not a new token in the " +
				"user's list"}
		}
		cause := wire.AsError(err)
		cause.Attempts, cause.Waited = try, c.waited
		given := time.Now()
		result := h.settle(r, t, cause.OwnShape, func(ended bool) (tokenList, error) {
			return l.lookFor(ctx, h, ended)
		})
		if created, err := c.conclude(ctx, result, cause); err != nil || !created.Token.IsZero() {
			return created, err
		}
		again := cause.MayPass() && try <= l.client.wire.MaxRetries() || c.sessionEnded(cause)
		c.failed = cause
		if !again || wire.Sleep(ctx, l.client.wire.Backoff(try-1)) != nil {
			return Created{}, c.fail(ctx, cause)
		}
		c.waited += time.Since(given)
	}
}

// conclude returns the token that a request in doubt has made, or the error of a create that cannot go on. Both are
// zero if no token has appeared yet.
func (c *creation) conclude(ctx context.Context, o outcome, cause *Error) (Created, error) {
	switch {
	case o.err != nil || len(o.candidates) > 0:
		return Created{}, &UndecidedError{
			Cause: cause, ListErr: o.err, Candidates: o.candidates, Before: c.before, Aftermath: c.holder.aftermath(),
		}
	case !o.token.IsZero():
		after := c.finalLook(ctx, c.holder)
		after.Unclaimed = append(o.unclaimed, after.Unclaimed...)
		return Created{Token: o.token, Aftermath: after, TakenOver: true}, nil
	}
	return Created{}, nil
}

// notSent is the error of a create whose run ended before its next request was sent.
func (c *creation) notSent(ctx context.Context, err error) error {
	if c.failed != nil {
		return c.fail(ctx, c.failed)
	}
	return createCall(c.client.at).NotSent(err)
}

// fail is the error of a create whose last request failed with cause.
func (c *creation) fail(ctx context.Context, cause *Error) error {
	if c.failed == nil {
		return cause // it made no token, and neither did one before it
	}
	return &UndecidedError{Cause: cause, Before: c.before, Aftermath: c.finalLook(ctx, c.holder)}
}

// sessionEnded reports whether a create was refused for a session that has ended, as far as a page of HTML can say so:
// it made no token, as far as the list shows, and is sent once more in the session that login.do has got since.
func (c *creation) sessionEnded(cause *Error) bool {
	_, fixed := c.sessions.cred.(APIToken)
	return cause.Status == http.StatusUnauthorized && c.failed == nil && !fixed
}

// post sends the request, which makes another token each time.
func (l *login) post(ctx context.Context) (Token, error) {
	t, err := wire.Ask(ctx, l.do, createCall(l.client.at), decodeCreated)
	l.client.wire.Hide(t.Secret)
	return t, err
}

// notActed decides whether a failed create certainly made no token: it failed before it was sent (in the login, or
// while waiting), no connection was made, or RingCX refused it for its rate or for an expired session. After any other
// failure RingCX may still be working on it, whatever status the client received.
func notActed(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Op != opCreate || e.NotActed)
}
