package wire

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Replies beyond these limits are an error. 16 MiB of short values would take gigabytes once they are decoded.
const (
	maxReply  = 16 << 20 // bytes
	maxValues = 500_000  // values in JSON
)

// Client sends requests, repeats them by the rules in worthRepeating, and holds them back together by the gate of their
// limit. It is safe for concurrent use.
type Client struct {
	cfg    Config
	http   *http.Client
	redact redactor

	mu    sync.Mutex
	gates map[Limit]*gate
}

// New returns a client. It sends nothing.
func New(cfg Config) *Client {
	cfg = cfg.withDefaults()
	return &Client{
		cfg: cfg,
		// No cookie jar, because the exchange sets session cookies (API.md, section 2.3).
		// No redirects, because the engage login has the password in its query.
		http: &http.Client{
			Transport:     cfg.Transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		gates: make(map[Limit]*gate),
	}
}

// Timeout is how long one request may take.
func (w *Client) Timeout() time.Duration { return w.cfg.RequestTimeout }

// MaxRetries is how many tries may follow the first.
func (w *Client) MaxRetries() int { return w.cfg.MaxRetries }

// MinSecret is the least number of bytes of a secret. To hide a shorter one would make every text unreadable, and tell
// the secret by what is missing.
const MinSecret = 4

// Hide adds secrets that no error and no record may show.
func (w *Client) Hide(secrets ...Secret) {
	w.redact.add(slices.DeleteFunc(slices.Clone(secrets), func(s Secret) bool { return len(s) < MinSecret })...)
}

// Printable makes a text from outside, such as a name or an error's words, fit for a person, a terminal and a log: on
// one line and of limited length, without secrets, and with everything escaped that is not printable. Every such text
// goes through it before it becomes part of a message, a log record, a name that is displayed or an id. Values that
// belong to the state stay as they are.
func (w *Client) Printable(text string) string {
	if w == nil {
		return new(redactor).clean(text) // of a reply that no client received
	}
	return w.redact.clean(text)
}

// Do sends a call until it is answered with 2xx, is refused, or has no tries left. A refusal for rate does not count as
// a try: the gate limits those. Every error is an *Error.
//
// go-retryablehttp does not fit: it knows neither a request that may be repeated only if it certainly had no effect,
// nor a limit that is shared by the requests of a process.
func (w *Client) Do(ctx context.Context, c Call) (Reply, error) {
	gate := w.gate(c.Limit)
	var waited time.Duration
	for n := 1; ; {
		p, wait, err := gate.enter(ctx, c.Priority)
		waited += wait
		if err != nil {
			return Reply{}, w.heldBack(c, err)
		}
		r, e := w.attempt(ctx, c, n)
		asked, throttled := throttle(e, r)
		if throttled {
			gate.refused(p, e, asked)
		} else {
			gate.passed(p)
		}
		if e == nil {
			return r, nil
		}
		e.Attempts, e.Waited = n, waited
		if !w.worthRepeating(ctx, c, e) {
			return Reply{}, e
		}
		if e.Status == http.StatusTooManyRequests {
			continue
		}
		if n > w.retries(e) {
			return Reply{}, e
		}
		if !throttled {
			pause := w.Backoff(n - 1)
			waited += pause
			if err := Sleep(ctx, pause); err != nil {
				return Reply{}, e
			}
		}
		n++
	}
}

// attempt sends a call once.
func (w *Client) attempt(ctx context.Context, c Call, n int) (Reply, *Error) {
	parent := ctx
	if c.Survive {
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, w.cfg.RequestTimeout)
	defer cancel()
	ctx, abort := context.WithCancelCause(ctx)
	defer abort(nil)

	// A request without a connection (name, address or TLS handshake failed) certainly did not reach the server. One
	// that was sent may have. net/http would resend a request without a body when an HTTP/2 stream breaks, so the trace
	// stops it.
	var connected, sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) {
			connected.Store(true)
			if c.Once && sent.Load() {
				abort(errBroken)
			}
		},
		WroteHeaders: func() { sent.Store(true) },
	})

	start := time.Now()
	r, err := w.roundTrip(ctx, c)
	record := Record{Method: c.Method, Route: c.Route, Status: r.Status, Duration: time.Since(start), Attempt: n}
	var e *Error
	if err != nil {
		record.Status = 0
		if errors.Is(context.Cause(ctx), errBroken) {
			err = errBroken
		}
		e = w.noReply(c, err, errors.Is(ctx.Err(), context.DeadlineExceeded))
		e.NotActed = !connected.Load()
		record.Failure = e.Cause
	} else {
		e = w.refusal(c, r)
		record.Reply = w.cfg.describe(r)
	}
	record.NotActed = e != nil && e.NotActed
	w.cfg.Observe(parent, record)
	return r, e
}

// errAddress replaces net/http's error for an invalid address, which would show the URL.
var errAddress = errors.New("the address is not valid")

// errBroken is the error of a request whose connection broke after it was sent. The text is also that of an io.EOF.
var errBroken = errors.New("the connection closed before a complete answer came")

func (w *Client) roundTrip(ctx context.Context, c Call) (Reply, error) {
	var body io.Reader
	media := ""
	switch {
	case c.Form != nil:
		body, media = strings.NewReader(c.Form.Encode()), "application/x-www-form-urlencoded"
	case c.JSON != nil:
		body, media = bytes.NewReader(c.JSON), "application/json"
	}
	req, err := http.NewRequestWithContext(ctx, c.Method, c.URL, body)
	if err != nil {
		return Reply{}, errAddress // err would show the URL
	}
	req.Header.Set("User-Agent", w.cfg.UserAgent)
	req.Header.Set("Accept", c.Accept)
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	if c.Header.Name != "" {
		req.Header.Set(c.Header.Name, c.Header.Value.Reveal())
	}
	resp, err := w.http.Do(req)
	if err != nil {
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err // without the URL
		}
		return Reply{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	read, err := io.ReadAll(io.LimitReader(resp.Body, maxReply+1))
	if err != nil {
		return Reply{Status: resp.StatusCode}, err
	}
	if err := tooLarge(read); err != nil {
		return Reply{Status: resp.StatusCode}, err
	}
	read = bytes.TrimPrefix(read, []byte("\uFEFF")) // a byte order mark, which says nothing in UTF-8
	r := Reply{Status: resp.StatusCode, Header: resp.Header, Body: read, By: w}
	if resp.TLS != nil {
		r.tls = tls.VersionName(resp.TLS.Version)
	}
	return r, nil
}

// errTooLarge is in the error of a reply beyond the limits. Another try would not make it smaller.
var errTooLarge = errors.New("the reply is larger than this provider reads")

func tooLarge(body []byte) error {
	values := 0
	for _, begins := range []string{",", "[", "{"} {
		values += bytes.Count(body, []byte(begins))
	}
	switch {
	case len(body) > maxReply:
		return fmt.Errorf("%w: it is longer than %d MiB", errTooLarge, maxReply>>20)
	case values > maxValues:
		return fmt.Errorf("%w: it holds more than %d values", errTooLarge, maxValues)
	}
	return nil
}
