package ringcx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Created is a token that a create made.
type Created struct {
	Token Token
	Login Identity // of the user for whom it was made
	Aftermath
	// TakenOver: RingCX gave no usable answer, and the token was found in the
	// list. Tokens have no properties, so that it is as good as the one of the
	// answer would have been.
	TakenOver bool
}

// Aftermath is what a create leaves behind beside its own token.
type Aftermath struct {
	// Unclaimed are the ids of new tokens that no create of this process was
	// given: an earlier try may have been carried out late.
	Unclaimed []string
	// Unaccounted counts the requests of this process, for this user, that were
	// given up and may make a token yet.
	Unaccounted int
	User        Identity // whose tokens these are
}

// Clear reports whether there is nothing left to tell.
func (a Aftermath) Clear() bool { return len(a.Unclaimed) == 0 && a.Unaccounted == 0 }

// Create makes a permanent API token for the provider's user.
func (c *Client) Create(ctx context.Context) (Created, error) { return c.own.create(ctx) }

// CreateFor makes a permanent API token for the user who has the credentials.
// It logs in as that user, once for all creates with the same credentials.
func (c *Client) CreateFor(ctx context.Context, owner Credentials) (Created, error) {
	return c.as(owner).create(ctx)
}

// UndecidedError says that a create failed after its request may have reached
// RingCX: it may have made a token, or may make one yet.
type UndecidedError struct {
	Cause      *Error   // how the create failed
	Candidates []string // ids of new tokens of which one may be the create's
	ListErr    error    // why the list that would tell could not be read
	Before     int      // how many tokens the user had before the create
	Aftermath
}

func (e *UndecidedError) Error() string { return e.Cause.Error() + "\n\n" + e.Outcome() }

// Outcome says what is known of the token, without the cause. Its first line
// holds all that is this create's own, but for the candidates.
func (e *UndecidedError) Outcome() string {
	switch {
	case e.ListErr != nil:
		return fmt.Sprintf("RingCX may have created a token all the same, and the list that would tell could not be read. "+
			"No token was recorded. Before this create %s had %d. The list:\n%s", e.User, e.Before, e.ListErr)
	case len(e.Candidates) > 0:
		return fmt.Sprintf("The list of %s holds more new tokens than this run can have created, so somebody else was creating tokens for the same user. "+
			"Nothing tells whose is whose, and none was taken over. Before this create there were %d. The new tokens have the ids:\n  %s",
			e.User, e.Before, strings.Join(e.Candidates, "\n  "))
	}
	return fmt.Sprintf("The list of %s does not show a new token yet. Before this create there were %d.", e.User, e.Before)
}

// Unwrap gives the cause.
func (e *UndecidedError) Unwrap() error { return e.Cause }

// create sends creates until one has made a token or none is worth sending.
func (l *login) create(ctx context.Context) (Created, error) {
	o, err := l.resolveOwner(ctx)
	if err != nil {
		return Created{}, err
	}
	started := false // a request of this create may have reached RingCX, and was given up
	var failed *Error
	fail := func(err error, before int) (Created, error) {
		if !started {
			return Created{}, err
		}
		u := &UndecidedError{Cause: asError(err), Before: before, Aftermath: l.finalCheck(ctx, o)}
		return Created{}, u
	}
	for try := 1; ; try++ {
		before, err := o.begin(ctx)
		if err != nil {
			if failed != nil {
				return fail(failed, before)
			}
			return fail(l.client.wire.notSent(createCall(l.client.at), err), before)
		}
		if started {
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
			err = &Error{Op: string(opCreate), Status: http.StatusOK, Cause: "the token in the answer is not a new one of the user's list"}
		}
		cause := asError(err)
		cause.Attempts = try
		v := o.settle(&unresolvedCreate{ctx: ctx, login: l, reply: t, ended: cause.ownShape})
		switch {
		case v.err != nil:
			return Created{}, &UndecidedError{Cause: cause, ListErr: v.err, Before: before, Aftermath: o.aftermath()}
		case len(v.candidates) > 0:
			return Created{}, &UndecidedError{Cause: cause, Candidates: v.candidates, Before: before, Aftermath: o.aftermath()}
		case !v.token.IsZero():
			after := l.finalCheck(ctx, o)
			after.Unclaimed = append(v.unclaimed, after.Unclaimed...)
			return Created{Token: v.token, Login: o.identity, Aftermath: after, TakenOver: true}, nil
		}
		// A refusal stays one; the rest is worth another try.
		started, failed = true, cause
		if !worthSendingAgain(cause) || try > l.client.wire.maxRetries || sleep(ctx, l.client.wire.backoff(try-1)) != nil {
			return fail(cause, before)
		}
	}
}

// worthSendingAgain decides whether a create that made no token, as far as the
// list shows, may succeed when it is sent again. A plain refusal will not.
func worthSendingAgain(cause *Error) bool {
	return cause.Status < 300 || cause.Status >= 500 || cause.Status == http.StatusRequestTimeout
}

// post sends the request that makes another token each time.
func (l *login) post(ctx context.Context) (Token, error) {
	create := createCall(l.client.at)
	r, err := l.do(ctx, create)
	if err != nil {
		return Token{}, err
	}
	t, err := decodeCreated(r.body)
	if err != nil {
		return Token{}, unexpectedReply(create, r, err)
	}
	l.client.wire.redact.add(t.Secret)
	return t, nil
}

// notActed decides whether a failed create certainly made no token: it failed
// before it was sent, in the login or in back-off, or no connection came about,
// or RingCX refused it for rate or for an expired session. After everything
// else RingCX may still be at work on it, whatever its front answered.
func notActed(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Op != string(opCreate) || e.NotActed)
}
