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

// operation says what was being done, as it is worded in an error's first line.
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

	opWhoAmI         operation = "ask RingCX whose login it is"
	opRoles          operation = "list the user's roles"
	opAddRole        operation = "give the user the role"
	opDropRole       operation = "take the role from the user"
	opDocuments      operation = "list the user's rights documents"
	opDocument       operation = "read the rights document"
	opCreateDocument operation = "create the rights document"
	opUpdateDocument operation = "change the rights document"
	opDeleteDocument operation = "delete the rights document"
	opAssignments    operation = "list whom the rights document is assigned to"
	opAssign         operation = "assign the rights document"
	opUnassign       operation = "take the rights document from the user"
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
	Hint     string        // what to do
	Attempts int           // number of tries
	Waited   time.Duration // between the tries; 0 if it was not measured
	NotActed bool          // the request certainly had no effect on the server

	cause    error
	ownShape bool // RingCX itself answered, in its own error format, so it has finished with the request
	html     bool // the answer is an HTML page, so not from the API
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
		pauses := ""
		if e.Waited > 0 {
			pauses = fmt.Sprintf(", with pauses of %s in total", e.Waited.Round(time.Millisecond))
		}
		fmt.Fprintf(&b, "\nTried %d times%s. max_retries sets the number of retries.", e.Attempts, pauses)
	}
	if e.Hint != "" {
		b.WriteString("\n\n" + e.Hint)
	}
	return b.String()
}

// server selects the text that names the server to which the request went.
func (e *Error) server(ringCX, ringCentral string) string {
	if e.Op == string(opOAuth) {
		return ringCentral
	}
	return ringCX
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

// asError returns the *Error in err, or nil.
func asError(err error) *Error {
	var e *Error
	errors.As(err, &e)
	return e
}

// statusOf returns the HTTP status of the *Error in err, or 0.
func statusOf(err error) int {
	if e := asError(err); e != nil {
		return e.Status
	}
	return 0
}

// errorBody holds the fields that are kept of an error body: those of RingCX and of RingCentral's OAuth server (API.md,
// sections 2.4 and 3.2), and those of Spring Boot's default error page as JSON. requestUri and path are left out
// because they repeat the request's path.
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

	OAuthError       looseText `json:"error"` // a code in OAuth, the status text in Spring Boot
	OAuthDescription looseText `json:"error_description"`
	Message          looseText `json:"message"`
	Errors           []struct {
		ErrorCode looseText `json:"errorCode"`
		Message   looseText `json:"message"`
	} `json:"errors"`
}

// oauthCode matches the codes of RFC 6749, such as invalid_client.
var oauthCode = regexp.MustCompile(`^[a-z][a-z0-9_.-]*$`)

// errorText is the text in an error body, not yet redacted.
type errorText struct {
	codes, words []string
	ownShape     bool // see Error
	html         bool
}

// decodeErrorBody takes the text out of an error body: a JSON object with any of the known fields, a JSON string
// (recorded once for a 404), or short plain text such as `Jwt is expired` (API.md, section 2.5). An HTML page has no
// useful text.
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
	case !strings.EqualFold(text, http.StatusText(status)): // the error's first line has the status text already
		words = append(words, text)
	}
	return errorText{codes: distinct(codes...), words: distinct(words...), ownShape: b.GeneralMessage.String() != ""}
}

// distinct drops empty texts and repetitions.
func distinct(texts ...string) []string {
	var kept []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" && !slices.Contains(kept, t) {
			kept = append(kept, t)
		}
	}
	return kept
}

// refusal returns the error for an answer other than 2xx, and nil for a 2xx.
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
	// RingCX refuses a request for its rate, or for an expired session, before it does any work. An HTML page proves
	// nothing: a proxy may have sent it after it passed the request on.
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

// noReply is the error for a request without a complete answer.
func (w *wire) noReply(c call, err error, timedOut bool) *Error {
	text := err.Error()
	if op := (*net.OpError)(nil); errors.As(err, &op) && op.Source != nil {
		// Every connection has its own port, which would make one cause look like many.
		text = strings.Replace(text, op.Source.String()+"->", "", 1)
	}
	e := &Error{Op: string(c.op), cause: err, Cause: w.redact.clean(text)}
	switch {
	case timedOut:
		e.Cause = fmt.Sprintf("no complete answer arrived within %s", w.timeout)
		e.Hint = "If RingCX is slow, raise request_timeout in the provider block."
	case errors.Is(err, context.Canceled):
		e.Cause = "the run was cancelled"
	default:
		e.Hint = hint(c, e)
	}
	return e
}

// notSent is the error for a request that was cancelled before it was sent.
func (w *wire) notSent(c call, err error) *Error {
	return &Error{Op: string(c.op), Cause: "the run was cancelled before the request was sent", NotActed: true, cause: err}
}

// unexpectedReply is the error for a 2xx answer with an unusable body. It describes the body and never repeats it,
// because it may hold tokens.
func unexpectedReply(c call, r reply, err error) *Error {
	return &Error{
		Op: string(c.op), Status: r.status, Cause: fmt.Sprintf("its body is %s: %s", describe(r), err),
		Hint: "The answer did not come from the RingCX API, or it was damaged on the way. Usual causes are a proxy, a login page or a wrong api_url. The state was not changed.",
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
