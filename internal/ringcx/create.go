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
	Login Identity // the user who owns it
	Aftermath
	// TakenOver means that RingCX gave no usable answer, and that the token was found in the list. Tokens have no
	// properties, so it serves as well as the one in the answer.
	TakenOver bool
}

// Aftermath lists what the creates of this process may have left behind besides their own tokens.
type Aftermath struct {
	// Unclaimed holds the ids of new tokens that belong to no create of this process. RingCX may have carried out an
	// earlier request late.
	Unclaimed []string
	// Unaccounted counts the requests for this user whose outcome is not known and that may still create a token.
	Unaccounted int
	User        Identity // the owner of these tokens
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
			"No token was recorded. Number of tokens of %s before this create: %d. The list request failed:\n%s", e.User, e.Before, e.ListErr)
	case len(e.Candidates) > 0:
		return fmt.Sprintf("The list of %s holds more new tokens than this run can have created, because somebody else created tokens for the same user at the same time, or entries that cannot be tokens. "+
			"Nothing shows who created which, so this run took over none of them. Number of tokens before this create: %d. The new entries have these ids:\n  %s",
			e.User, e.Before, strings.Join(e.Candidates, "\n  "))
	}
	return fmt.Sprintf("The list of %s does not show a new token yet. Number of tokens before this create: %d.", e.User, e.Before)
}

// Unwrap returns the cause.
func (e *UndecidedError) Unwrap() error { return e.Cause }

// create sends creates until one has made a token, or until another try would not help.
func (l *login) create(ctx context.Context) (Created, error) {
	o, err := l.resolveOwner(ctx)
	if err != nil {
		return Created{}, err
	}
	uncertain := false // whether a request that may have reached RingCX was given up
	var failed *Error
	var waited time.Duration
	fail := func(err error, before int) (Created, error) {
		if !uncertain {
			return Created{}, err
		}
		u := &UndecidedError{Cause: wire.AsError(err), Before: before, Aftermath: l.finalCheck(ctx, o)}
		return Created{}, u
	}
	for try := 1; ; try++ {
		before, err := o.begin(ctx)
		if err != nil {
			if failed != nil {
				return fail(failed, before)
			}
			return fail(createCall(l.client.at).NotSent(err), before)
		}
		if uncertain {
			o.sentAgain()
		}
		t, err := l.post(ctx)
		if notActed(err) {
			o.end()
			return fail(err, before)
		}
		l.client.changed(o)
		if err == nil {
			if t, ok := l.confirm(ctx, o, t); ok && o.claim(t) {
				return Created{Token: t, Login: o.identity, Aftermath: l.finalCheck(ctx, o)}, nil
			}
			err = &Error{Op: opCreate, Status: http.StatusOK, Cause: "the token in the answer is not a new token in the user's list"}
		}
		cause := wire.AsError(err)
		cause.Attempts, cause.Waited = try, waited
		given := time.Now()
		result := o.settle(&unresolvedCreate{ctx: ctx, login: l, reply: t, ended: cause.OwnShape})
		switch {
		case result.err != nil:
			return Created{}, &UndecidedError{Cause: cause, ListErr: result.err, Before: before, Aftermath: o.aftermath()}
		case len(result.candidates) > 0:
			return Created{}, &UndecidedError{Cause: cause, Candidates: result.candidates, Before: before, Aftermath: o.aftermath()}
		case !result.token.IsZero():
			after := l.finalCheck(ctx, o)
			after.Unclaimed = append(result.unclaimed, after.Unclaimed...)
			return Created{Token: result.token, Login: o.identity, Aftermath: after, TakenOver: true}, nil
		}
		// A plain refusal is final. For other failures another try may help.
		uncertain, failed = true, cause
		if !worthSendingAgain(cause) || try > l.client.wire.MaxRetries() || wire.Sleep(ctx, l.client.wire.Backoff(try-1)) != nil {
			return fail(cause, before)
		}
		waited += time.Since(given)
	}
}

// worthSendingAgain decides whether to repeat a create that has made no token, as far as the list shows. A plain
// refusal would only be repeated.
func worthSendingAgain(cause *Error) bool {
	return cause.Status < 300 || cause.Status >= 500 || cause.Status == http.StatusRequestTimeout
}

// post sends the request, which makes another token each time.
func (l *login) post(ctx context.Context) (Token, error) {
	create := createCall(l.client.at)
	r, err := l.do(ctx, create)
	if err != nil {
		return Token{}, err
	}
	t, err := decodeCreated(r.Body)
	if err != nil {
		return Token{}, create.Unexpected(r, err)
	}
	l.client.wire.Hide(t.Secret)
	return t, nil
}

// notActed decides whether a failed create certainly made no token: it failed before it was sent (in the login, or
// while waiting), no connection was made, or RingCX refused it for its rate or for an expired session. After any other
// failure RingCX may still be working on it, whatever status the client received.
func notActed(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Op != opCreate || e.NotActed)
}
