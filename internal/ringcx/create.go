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
	// Strays are the ids of new tokens that belong to nobody this process knows
	// of: an earlier try, which had not been carried out when its outcome was
	// looked up, may have been carried out since.
	Strays []string
}

// Create makes a permanent API token for the provider's user.
func (c *Client) Create(ctx context.Context) (Created, error) { return c.own.create(ctx) }

// CreateFor makes a permanent API token for the user who has the credentials.
// It logs in as that user, once for all creates with the same credentials.
func (c *Client) CreateFor(ctx context.Context, owner Credentials) (Created, error) {
	return c.as(owner).create(ctx)
}

// UndecidedError says that a create may have made a token, and which.
type UndecidedError struct {
	Cause      *Error   // how the create failed
	Candidates []string // ids of the tokens of which one may be the create's; none where the list could not be read
	ListErr    error    // why the list could not be read
	Before     int      // how many tokens the user had before
}

func (e *UndecidedError) Error() string {
	var b strings.Builder
	b.WriteString(e.Cause.Error())
	if e.ListErr != nil {
		fmt.Fprintf(&b, "\n\nRingCX may have created a token all the same, and the list that would tell could not be read:\n%s\n\n"+
			"No token was recorded. Before the first create of this run the user had %d. When RingCX answers again, compare the ids in the data source ringcx_api_tokens with those in your state: "+
			"one that you do not know is the lost one. Adopt it with `terraform import`, or revoke it.", e.ListErr, e.Before)
		return b.String()
	}
	fmt.Fprintf(&b, "\n\nRingCX's list holds more new tokens than this run can have created, so somebody else was creating tokens for the same user. "+
		"Nothing tells whose is whose, and none was taken over. The new tokens have the ids:\n  %s\n\n"+
		"Adopt the one that is yours with `terraform import ADDRESS ID`, or revoke what nobody needs. To rule this out, give Terraform a RingCX user of its own.",
		strings.Join(e.Candidates, "\n  "))
	return b.String()
}

// create sends creates until one has made a token or certainly none will.
func (u *user) create(ctx context.Context) (Created, error) {
	l := &u.client.ledger
	if err := l.baseline(ctx, u); err != nil {
		return Created{}, err
	}
	recheck := false
	for try := 1; ; try++ {
		if err := l.begin(ctx); err != nil {
			return Created{}, u.client.wire.notSent(createCall(u.client.at), err)
		}
		t, complete, err := u.post(ctx)
		if notActed(err) {
			l.end()
			return Created{}, err
		}
		u.client.changed()
		if err == nil && complete && !recheck && l.claim(u, t) {
			return u.created(t, nil), nil
		}

		cause := asError(err)
		if err == nil {
			cause = &Error{Op: string(opCreate), Status: http.StatusOK, Cause: "the token in the answer is not in the user's list"}
		}
		v := l.settle(&doubt{ctx: ctx, user: u, said: t, slow: cause.slow, recheck: recheck})
		switch {
		case v.err != nil:
			return Created{}, &UndecidedError{Cause: cause, ListErr: v.err, Before: l.before(u)}
		case len(v.candidates) > 0:
			return Created{}, &UndecidedError{Cause: cause, Candidates: v.candidates}
		case !v.token.IsZero():
			return u.created(v.token, v.strays), nil
		}

		// RingCX made no token. A refusal stays one; the rest is worth another try.
		cause.Attempts = try
		refused := cause.Status >= 300 && cause.Status < 500
		if refused || try > u.client.wire.maxRetries || sleep(ctx, u.client.wire.backoff(try-1)) != nil {
			cause.Hint = strings.TrimSpace("RingCX's list shows that no token was created. " + cause.Hint)
			return Created{}, cause
		}
		recheck = recheck || cause.slow
	}
}

// post sends the request that makes another token each time.
func (u *user) post(ctx context.Context) (t Token, complete bool, err error) {
	create := createCall(u.client.at)
	r, err := u.do(ctx, create)
	if err != nil {
		return Token{}, false, err
	}
	t, complete, err = decodeCreated(r.body)
	if err != nil {
		return Token{}, false, nonsense(create, r, err)
	}
	u.client.wire.redact.add(t.Secret)
	return t, complete, nil
}

// notActed decides whether a failed create certainly made no token: it failed
// before it was sent, in the login or in back-off, or no connection came about,
// or RingCX refused it for rate or for an expired session. After everything
// else, a plain 4xx included (a proxy may give up on a request that goes on
// behind it), the outcome is found out.
func notActed(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Op != string(opCreate) || e.NotActed)
}

func asError(err error) *Error {
	var e *Error
	errors.As(err, &e)
	return e
}

// created remembers a token that now exists.
func (u *user) created(t Token, strays []string) Created {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.values[t.ID()] = t
	return Created{Token: t, Strays: strays}
}
