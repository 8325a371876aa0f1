package wire

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Call is one request, and how it may be repeated.
type Call struct {
	Op     string // what is being done, as an error's first line words it
	Method string
	Route  string     // template for logs; the URL may hold a secret
	URL    string     // may hold a secret, so it must not be printed
	Form   url.Values // sent as a form body
	JSON   []byte     // sent as a JSON body
	Accept string
	Header Header // the credential; zero: none

	Limit    Limit // against which the request counts
	Priority bool  // it goes before the requests that wait for the same limit without priority

	// Once: each request may have another effect, so it is repeated only if it certainly had none.
	Once bool
	// Survive: a request under way goes on when the run is cancelled, so that its effect is recorded.
	Survive bool

	Server string              // the server's name in errors; "" means RingCX
	Role   string              // the role that RingCX wants for it; "": no particular one
	Advise func(*Error) string // what to do about a refusal that nothing above explains; nil: not known
}

// Header is a header that holds a credential.
type Header struct {
	Name  string
	Value Secret
}

// Reply is an HTTP reply that was read completely.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
	By     *Client // that received it
	tls    string  // version of TLS; "": none
}

// Send sends a call: as Client.Do does, or in a session.
type Send func(context.Context, Call) (Reply, error)

// Ask sends a call and decodes the body of its reply. If that cannot be done, the error is Unexpected.
func Ask[T any](ctx context.Context, send Send, c Call, decode func(body []byte) (T, error)) (answer T, err error) {
	r, err := send(ctx, c)
	if err != nil {
		return answer, err
	}
	decoded, err := decode(r.Body)
	if err != nil {
		return answer, c.Unexpected(r, err)
	}
	return decoded, nil
}

// Unexpected is the error for a 2xx answer with an unusable body. It describes the body and never repeats it, because
// it may hold tokens. err says what is wrong with it, and may name a part of it.
func (c Call) Unexpected(r Reply, err error) *Error {
	e := c.failed(r.Status)
	e.Cause = fmt.Sprintf("its body is %s: %s", r.describe(), r.By.Printable(err.Error()))
	e.Hint = "The answer did not come from the RingCX API, or it was damaged on the way. Usual causes are a proxy, a " +
		"login page or a wrong api_url."
	e.Rerun = "The state was not changed."
	return e
}

// NotSent is the error for a request that was cancelled before it was sent.
func (c Call) NotSent(err error) *Error {
	e := c.failed(0)
	e.Cause, e.NotActed, e.cause = "the run was cancelled before the request was sent", true, err
	return e
}

func (c Call) failed(status int) *Error { return &Error{Op: c.Op, Server: c.Server, Status: status} }

func (r Reply) describe() string {
	body := strings.TrimSpace(string(r.Body))
	switch {
	case body == "":
		return "empty"
	case strings.HasPrefix(body, "<"):
		return fmt.Sprintf("an HTML or XML page of %d bytes", len(r.Body))
	default:
		return fmt.Sprintf("%d bytes of %q", len(r.Body), r.By.Printable(r.media()))
	}
}

// media is the type of the body without its parameters.
func (r Reply) media() string {
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return media
}
