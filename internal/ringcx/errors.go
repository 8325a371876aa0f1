package ringcx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// operation says what was being done, in the words of an error's first line.
type operation string

const (
	opOAuth       operation = "get a RingCentral access token"
	opExchange    operation = "exchange the RingCentral access token for a RingCX session"
	opEngageLogin operation = "log in to RingCX (auth_mode engage)"
	opLegacyLogin operation = "log in to the legacy portal (auth_mode legacy)"
	opRefresh     operation = "renew the RingCX session"
	opCreate      operation = "create an API token"
	opList        operation = "list the user's API tokens"
	opProbe       operation = "ask RingCX whether the token is still accepted"
	opControl     operation = "ask RingCX in the same way with a credential that is known to be alive"
	opDelete      operation = "revoke the API token"
	opAccounts    operation = "list accounts"
	opUsers       operation = "list users"
)

// Error is a request that failed. Its text is for the person who reads
// it: what was being done, what RingCX said, what to do. It never holds a
// secret: RingCX's words are taken by field and cleaned, since an error body
// echoes the request's path and with it the token (API.md, section 2.4).
type Error struct {
	Op       string        // what was being done
	Status   int           // HTTP status of the answer; 0 when there was none
	Code     string        // RingCX's errorCode, or RingCentral's OAU-/CMN- code
	Message  string        // RingCX's generalMessage, or the first of whatever else it said
	Details  string        // the rest of its words
	Cause    string        // what happened where RingCX did not answer, or not sensibly
	Hint     string        // what to do
	Attempts int           // how often it was tried
	Waited   time.Duration // spent in pauses between the tries
	NotActed bool          // the request certainly had no effect on the server

	cause    error
	ownShape bool // RingCX itself answered, in its own error shape: its work on the request has ended
	html     bool // the answer is a page, not the API's
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Could not %s: ", e.Op)
	if e.Status == 0 {
		b.WriteString(e.Cause)
	} else {
		fmt.Fprintf(&b, "%s %d %s", e.server("RingCX answered", "RingCentral answered"), e.Status, http.StatusText(e.Status))
		if e.Cause != "" {
			b.WriteString(", but " + e.Cause)
		}
	}
	b.WriteString(".")
	if words := e.serverText(); words != "" {
		b.WriteString("\n" + e.server("RingCX said: ", "RingCentral said: ") + words)
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, "\nTried %d times, with %s of waiting in between; max_retries sets how often.", e.Attempts, e.Waited.Round(time.Millisecond))
	}
	if e.Hint != "" {
		b.WriteString("\n\n" + e.Hint)
	}
	return b.String()
}

// server chooses the words by whom the request went to.
func (e *Error) server(ringCX, ringCentral string) string {
	if e.Op == string(opOAuth) {
		return ringCentral
	}
	return ringCX
}

// Unwrap gives context.Canceled and its like; the rest of the cause is text.
func (e *Error) Unwrap() error {
	if errors.Is(e.cause, context.Canceled) {
		return context.Canceled
	}
	return nil
}

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

// asError returns the Error in err, nil if there is none.
func asError(err error) *Error {
	var e *Error
	errors.As(err, &e)
	return e
}

// statusOf returns the HTTP status that err reports, 0 if none.
func statusOf(err error) int {
	if e := asError(err); e != nil {
		return e.Status
	}
	return 0
}

// errorBody is what is taken of an error body: the fields of RingCX and of
// RingCentral's OAuth server (API.md, sections 2.4 and 3.2), and those of Spring
// Boot's default error page as JSON. requestUri and path are left out because
// they echo the request's path.
type errorBody struct {
	ErrorCode        looseText `json:"errorCode"`
	GeneralMessage   looseText `json:"generalMessage"`
	Details          looseText `json:"details"`
	Cause            looseText `json:"cause"`
	DeveloperMessage looseText `json:"developerMessage"`
	ValidationErrors []struct {
		AttributeName looseText `json:"attributeName"`
		Message       looseText `json:"message"`
	} `json:"validationErrors"`

	OAuthError       looseText `json:"error"` // a code in OAuth, the status in words in Spring Boot
	OAuthDescription looseText `json:"error_description"`
	Message          looseText `json:"message"`
	Errors           []struct {
		ErrorCode looseText `json:"errorCode"`
		Message   looseText `json:"message"`
	} `json:"errors"`
}

// oauthCode matches the codes of RFC 6749, such as invalid_client.
var oauthCode = regexp.MustCompile(`^[a-z][a-z0-9_.-]*$`)

// saying is what an error body says, in the server's own words, which must be
// cleaned before anybody reads them.
type errorText struct {
	codes, words []string
	ownShape     bool // see Error
	html         bool
}

// decodeErrorBody takes the words out of an error body: a JSON object with any
// of the known fields, a JSON string (seen once for a 404), or short plain text
// such as `Jwt is expired` (API.md, section 2.5). A page of HTML has no words for the reader.
func decodeErrorBody(status int, body []byte) errorText {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\uFEFF")))
	var text string
	switch {
	case len(body) == 0:
		return errorText{}
	case body[0] == '<':
		return errorText{html: true}
	case body[0] == '{' || body[0] == '[':
		var object errorBody
		if decodeLoosely(body, &object) != nil {
			return errorText{} // cut off
		}
		return object.errorText(status)
	case json.Unmarshal(body, &text) == nil:
		return errorText{words: distinct(text)}
	}
	return errorText{words: distinct(string(body))}
}

func (b errorBody) errorText(status int) errorText {
	codes := []string{b.ErrorCode.String()}
	words := []string{b.GeneralMessage.String(), b.Message.String(), b.OAuthDescription.String(), b.Details.String()}
	for _, v := range b.ValidationErrors {
		words = append(words, strings.TrimPrefix(v.AttributeName.String()+": "+v.Message.String(), ": "))
	}
	for _, e := range b.Errors {
		codes, words = append(codes, e.ErrorCode.String()), append(words, e.Message.String())
	}
	words = append(words, b.DeveloperMessage.String(), b.Cause.String())
	switch text := b.OAuthError.String(); {
	case oauthCode.MatchString(text):
		codes = append([]string{text}, codes...)
	case !strings.EqualFold(text, http.StatusText(status)): // the error's first line says that already
		words = append(words, text)
	}
	return errorText{codes: distinct(codes...), words: distinct(words...), ownShape: b.GeneralMessage.String() != ""}
}

// distinct drops what is empty or was there before.
func distinct(texts ...string) []string {
	var kept []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" && !slices.Contains(kept, t) {
			kept = append(kept, t)
		}
	}
	return kept
}

// refusal turns an answer other than 2xx into an error; nil for a 2xx.
func (w *wire) refusal(c call, r reply) *Error {
	if r.status >= 200 && r.status < 300 {
		return nil
	}
	e := &Error{Op: string(c.op), Status: r.status}
	text := decodeErrorBody(r.status, r.body)
	e.ownShape, e.html = text.ownShape, text.html
	e.Code = w.redact.clean(strings.Join(text.codes, ", "))
	if len(text.words) > 0 {
		e.Message, e.Details = w.redact.clean(text.words[0]), w.redact.clean(strings.Join(text.words[1:], "; "))
	}
	if r.status >= 300 && r.status < 400 {
		e.Message, e.Details, e.Code = "", "", ""
		e.Cause = "a redirect" + w.redirectHost(r) + " is not followed, because the request holds a credential"
	}
	// A rate refusal is decided before any work, and so is that of an expired
	// session; a page may come from something that has passed the request on.
	e.NotActed = r.status == http.StatusTooManyRequests || r.status == http.StatusUnauthorized && !e.html
	e.Hint = hint(c, e)
	return e
}

func (w *wire) redirectHost(r reply) string {
	to, err := url.Parse(r.header.Get("Location"))
	if err != nil || to.Host == "" {
		return ""
	}
	return " to " + w.redact.clean(to.Hostname())
}

// noReply is the error for a request that got no whole answer.
func (w *wire) noReply(c call, err error, timedOut bool) *Error {
	text := err.Error()
	if op := (*net.OpError)(nil); errors.As(err, &op) && op.Source != nil {
		// Another port for each connection makes one cause look like many.
		text = strings.Replace(text, op.Source.String()+"->", "", 1)
	}
	e := &Error{Op: string(c.op), cause: err, Cause: w.redact.clean(text)}
	switch {
	case timedOut:
		e.Cause = fmt.Sprintf("no whole answer came within %s", w.timeout)
		e.Hint = "If RingCX is slow, raise request_timeout in the provider block."
	case errors.Is(err, context.Canceled):
		e.Cause = "the run was cancelled"
	default:
		e.Hint = hint(c, e)
	}
	return e
}

// notSent is the error for a request that was given up before it was sent.
func (w *wire) notSent(c call, err error) *Error {
	return &Error{Op: string(c.op), Cause: "the run was cancelled before the request was sent", NotActed: true, cause: err}
}

// nonsense is the error for a 2xx answer that is not what was asked for. It
// describes the body and never repeats it, since it may hold tokens.
func unexpectedReply(c call, r reply, err error) *Error {
	return &Error{
		Op: string(c.op), Status: r.status, Cause: fmt.Sprintf("its body is %s: %s", describe(r), err),
		Hint: "The answer did not come from the RingCX API, or it was damaged on the way: a proxy, a login page or a wrong api_url are usual causes. Nothing was changed in the state on account of it.",
	}
}

func describe(r reply) string {
	body := strings.TrimSpace(string(r.body))
	media, _, _ := strings.Cut(r.header.Get("Content-Type"), ";")
	switch {
	case body == "":
		return "empty"
	case strings.HasPrefix(body, "<"):
		return fmt.Sprintf("an HTML or XML page of %d bytes", len(r.body))
	default:
		return fmt.Sprintf("%d bytes of %q", len(r.body), media)
	}
}
