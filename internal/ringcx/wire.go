package ringcx

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

const (
	maxReply   = 16 << 20         // bytes; longer replies are an error
	maxBackoff = 30 * time.Second // the longest pause, unless the server asks for another
)

// call is one request, and how it may be repeated.
type call struct {
	op     operation
	method string
	route  string     // template for logs; the URL may hold a secret
	url    string     // may hold a secret, so it must not be printed
	form   url.Values // sent as a form body
	json   []byte     // sent as a JSON body
	accept string
	basic  *basicAuth // client credentials for RingCentral's OAuth server

	// once: each request may have another effect, so it is repeated only if it certainly had none.
	once bool
	// survive: a request under way goes on when the run is cancelled, so that its effect is recorded.
	survive bool
}

type basicAuth struct{ user, password Secret }

// reply is an HTTP reply that was read completely.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// wire sends requests, repeats them by the rules in worthRepeating, and holds them back together by the gate of their
// rate limit.
type wire struct {
	http       *http.Client
	gates      map[limited]*gate
	own        Credentials // the provider's; see sessions.fresh
	redact     redactor
	timeout    time.Duration
	maxRetries int
	minBackoff time.Duration
	userAgent  string
	observe    func(context.Context, Record)
}

func newWire(cfg Config) *wire {
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // net/http's own default
	transport.MaxIdleConnsPerHost = transport.MaxIdleConns       // Terraform runs 10 operations at a time by default
	w := &wire{
		// No cookie jar, because the exchange sets session cookies (API.md, section 2.3).
		// No redirects, because the engage login has the password in its query.
		http: &http.Client{
			Transport:     transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		own:        cfg.Credentials,
		timeout:    cfg.RequestTimeout,
		maxRetries: cfg.MaxRetries,
		minBackoff: cfg.MinBackoff,
		userAgent:  cfg.UserAgent,
		observe:    cfg.Observe,
	}
	if w.timeout <= 0 {
		w.timeout = DefaultRequestTimeout
	}
	if w.minBackoff <= 0 {
		w.minBackoff = defaultMinBackoff
	}
	window := cfg.RateWindow
	if window <= 0 {
		window = defaultRateWindow
	}
	w.gates = newGates(window)
	if w.observe == nil {
		w.observe = func(context.Context, Record) {}
	}
	return w
}

// do sends a call until it is answered with 2xx, is refused, or has no tries left. A refusal for rate does not count as
// a try: the gate limits those. Every error is an *Error.
func (w *wire) do(ctx context.Context, c call, s *session) (reply, error) {
	gate := w.gates[limitOf(c.op)]
	var waited time.Duration
	for n := 1; ; {
		p, wait, err := gate.enter(ctx)
		waited += wait
		if err != nil {
			return reply{}, w.heldBack(c, err)
		}
		r, e := w.attempt(ctx, c, s, n)
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
			return reply{}, e
		}
		if e.Status == http.StatusTooManyRequests {
			continue
		}
		if n > w.maxRetries {
			return reply{}, e
		}
		if !throttled {
			pause := w.backoff(n - 1)
			waited += pause
			if err := sleep(ctx, pause); err != nil {
				return reply{}, e
			}
		}
		n++
	}
}

// worthRepeating decides whether a failed call is sent again. A call that may have another effect each time is repeated
// only if it certainly had none. Other calls are repeated if another try may succeed: after 429, after 5xx other than
// 501, and after a temporary network failure.
func (w *wire) worthRepeating(ctx context.Context, c call, e *Error) bool {
	switch {
	case ctx.Err() != nil, c.once && !e.NotActed:
		return false
	case e.Status == 0:
		return !permanent(e.cause)
	default:
		return e.Status == http.StatusTooManyRequests || e.Status >= 500 && e.Status != http.StatusNotImplemented
	}
}

// permanent reports whether a network failure will stay until somebody corrects something: an invalid address, a name
// that does not exist, or a certificate that is not trusted.
func permanent(err error) bool {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	return errors.Is(err, errAddress) || errors.As(err, &name) && name.IsNotFound || errors.As(err, &certificate)
}

// backoff is the pause before the next try. It doubles with each try, up to maxBackoff, with up to a quarter added at
// random, so that processes that failed together do not retry together.
func (w *wire) backoff(level int) time.Duration {
	d := w.minBackoff
	for ; level > 0 && d < maxBackoff; level-- {
		d *= 2
	}
	d = min(d, maxBackoff)
	return d + rand.N(d/4+1) //nolint:gosec // jitter, not a secret
}

// throttle reports whether RingCX refused a request for its rate, and the pause that it asked for (negative if it named
// none). A 503 counts if it names a pause.
func throttle(e *Error, r reply) (asked time.Duration, throttled bool) {
	if e == nil || (e.Status != http.StatusTooManyRequests && e.Status != http.StatusServiceUnavailable) {
		return 0, false
	}
	asked = retryAfter(r.header.Get("Retry-After"), time.Now())
	return asked, asked > 0 || e.Status == http.StatusTooManyRequests
}

// retryAfter reads a Retry-After header: seconds, or a date. The result is negative if there is none, or if the time is
// past already, as with a clock that differs.
func retryAfter(header string, now time.Time) time.Duration {
	const none = -1
	pause := time.Duration(0)
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		pause = time.Duration(seconds) * time.Second
	} else if date, err := http.ParseTime(header); err == nil {
		pause = date.Sub(now)
	}
	if pause <= 0 {
		return none
	}
	return pause
}

// attempt sends a call once.
func (w *wire) attempt(ctx context.Context, c call, s *session, n int) (reply, *Error) {
	parent := ctx
	if c.survive {
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, w.timeout)
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
			if c.once && sent.Load() {
				abort(errBroken)
			}
		},
		WroteHeaders: func() { sent.Store(true) },
	})

	start := time.Now()
	r, err := w.roundTrip(ctx, c, s)
	record := Record{Method: c.method, Route: c.route, Status: r.status, Duration: time.Since(start), Attempt: n}
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
	}
	w.observe(parent, record)
	return r, e
}

// errAddress replaces net/http's error for an invalid address, which would show the URL.
var errAddress = errors.New("the address is not valid")

// errBroken is the error of a request whose connection broke after it was sent.
var errBroken = errors.New("the connection broke after the request was sent and before an answer arrived")

func (w *wire) roundTrip(ctx context.Context, c call, s *session) (reply, error) {
	var body io.Reader
	media := ""
	switch {
	case c.form != nil:
		body, media = strings.NewReader(c.form.Encode()), "application/x-www-form-urlencoded"
	case c.json != nil:
		body, media = bytes.NewReader(c.json), "application/json"
	}
	req, err := http.NewRequestWithContext(ctx, c.method, c.url, body)
	if err != nil {
		return reply{}, errAddress // err would show the URL
	}
	req.Header.Set("User-Agent", w.userAgent)
	req.Header.Set("Accept", c.accept)
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	if c.basic != nil {
		req.SetBasicAuth(c.basic.user.Reveal(), c.basic.password.Reveal())
	}
	if s != nil {
		req.Header.Set(s.header())
	}
	resp, err := w.http.Do(req)
	if err != nil {
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err // without the URL
		}
		return reply{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	read, err := io.ReadAll(io.LimitReader(resp.Body, maxReply+1))
	if err != nil {
		return reply{status: resp.StatusCode}, err
	}
	if len(read) > maxReply {
		return reply{status: resp.StatusCode}, fmt.Errorf("the reply is longer than %d MiB", maxReply>>20)
	}
	return reply{status: resp.StatusCode, header: resp.Header, body: read}, nil
}
