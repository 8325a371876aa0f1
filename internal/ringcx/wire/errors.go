package wire

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Error is a request that failed. Its text says what was being done, what RingCX answered and what to do. It never
// contains a secret: RingCX's text is taken from known fields only and redacted, because an error body repeats the
// request's path, which may hold a token (API.md, section 2.4).
type Error struct {
	Op       string        // what was being done
	Status   int           // HTTP status of the answer; 0 if there was none
	Code     string        // RingCX's errorCode, or RingCentral's OAU-/CMN- code
	Message  string        // RingCX's generalMessage, or else the first other text of the answer
	Details  string        // the rest of that text
	Cause    string        // what happened, if RingCX did not answer or gave an unusable answer
	Login    string        // whose login failed, if the request was to log in
	Hint     string        // what to do
	Rerun    string        // what that means for a run of Terraform and its state, which other programs do not say
	Attempts int           // number of tries
	Waited   time.Duration // between the tries; 0 if it was not measured
	NotActed bool          // the request certainly had no effect on the server

	Server   string // the name of the server that was asked; "" means RingCX
	OwnShape bool   // RingCX itself answered, in its own error format, so it has finished with the request
	HTML     bool   // the answer is an HTML page, so not from the API

	cause error
}

// Brief is the first sentence of the error: what was being done, and how it failed.
func (e *Error) Brief() string {
	how := e.Cause
	if e.Status != 0 {
		how = fmt.Sprintf("%s %d %s", e.by("RingCX answered"), e.Status, http.StatusText(e.Status))
		if e.Cause != "" {
			how += ", but " + e.Cause
		}
	}
	return "Could not " + e.Op + ": " + how + "."
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Brief())
	if words := e.serverText(); words != "" {
		b.WriteString("\n" + e.by("RingCX said: ") + words)
	}
	if e.Login != "" {
		b.WriteString("\n" + e.Login)
	}
	if e.Attempts > 1 {
		pauses := ""
		if e.Waited > 0 {
			pauses = fmt.Sprintf(", with pauses of %s in total", e.Waited.Round(time.Millisecond))
		}
		fmt.Fprintf(&b, "\nTried %d times%s. max_retries sets the number of retries.", e.Attempts, pauses)
	}
	if advice := strings.TrimSpace(e.Hint + " " + e.Rerun); advice != "" {
		b.WriteString("\n\n" + advice)
	}
	return b.String()
}

// by names the server that was asked in a text that names RingCX.
func (e *Error) by(text string) string {
	return strings.Replace(text, "RingCX", cmp.Or(e.Server, "RingCX"), 1)
}

// Unwrap returns context.Canceled if that is the cause. Every other cause is available as text only.
func (e *Error) Unwrap() error {
	if errors.Is(e.cause, context.Canceled) {
		return context.Canceled
	}
	return nil
}

// serverText joins the server's message, details and code.
func (e *Error) serverText() string {
	var parts []string
	for _, p := range []string{e.Message, e.Details} {
		if p != "" && !(len(parts) > 0 && parts[0] == p) {
			parts = append(parts, p)
		}
	}
	words := strings.Join(parts, ": ")
	if e.Code != "" {
		words = strings.TrimSpace(words + " (" + e.Code + ")")
	}
	return words
}

// MayPass reports whether another try may succeed, for a request whose effect is known. A plain refusal would only be
// repeated.
func (e *Error) MayPass() bool {
	return e.Status < 300 || e.Status >= 500 || e.Status == http.StatusRequestTimeout
}

// AsError returns the *Error in err, or nil.
func AsError(err error) *Error {
	var e *Error
	errors.As(err, &e)
	return e
}

// StatusOf returns the HTTP status of the *Error in err, or 0.
func StatusOf(err error) int {
	if e := AsError(err); e != nil {
		return e.Status
	}
	return 0
}

// refusal returns the error for an answer other than 2xx, and nil for a 2xx.
func (w *Client) refusal(c Call, r Reply) *Error {
	if r.Status >= 200 && r.Status < 300 {
		return nil
	}
	e := c.failed(r.Status)
	text := decodeErrorBody(r.Status, r.Body)
	e.OwnShape, e.HTML = text.ownShape, text.html
	e.Code = w.Printable(strings.Join(text.codes, ", "))
	if len(text.words) > 0 {
		e.Message, e.Details = w.Printable(text.words[0]), w.Printable(strings.Join(text.words[1:], "; "))
	}
	if r.Status >= 300 && r.Status < 400 {
		e.Message, e.Details, e.Code = "", "", ""
		e.Cause = "a redirect" + w.redirectHost(r) + " is not followed, because the request holds a credential"
	}
	// RingCX refuses a request for its rate, or for an expired session, before it does any work. An HTML page proves
	// nothing: a proxy may have sent it after it passed the request on.
	e.NotActed = r.Status == http.StatusTooManyRequests || r.Status == http.StatusUnauthorized && !e.HTML
	e.Hint, e.Rerun = c.hint(e), e.rerun()
	return e
}

func (w *Client) redirectHost(r Reply) string {
	to, err := url.Parse(r.Header.Get("Location"))
	if err != nil || to.Host == "" {
		return ""
	}
	return " to " + w.Printable(to.Hostname())
}

// noReply is the error for a request without a complete answer.
func (w *Client) noReply(c Call, err error, timedOut bool) *Error {
	text := err.Error()
	if op := (*net.OpError)(nil); errors.As(err, &op) && op.Source != nil {
		// Every connection has its own port, which would make one cause look like many.
		text = strings.Replace(text, op.Source.String()+"->", "", 1)
	}
	e := c.failed(0)
	e.cause, e.Cause = err, w.Printable(text)
	switch {
	case timedOut:
		e.Cause = fmt.Sprintf("no complete answer arrived within %s", w.cfg.RequestTimeout)
		e.Hint = "If RingCX is slow, raise request_timeout."
	case errors.Is(err, context.Canceled):
		e.Cause = "the run was cancelled"
	case errors.Is(err, errBroken), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Cause, e.Hint = errBroken.Error(), brokenHint
	default:
		e.Hint = c.hint(e)
	}
	return e
}
