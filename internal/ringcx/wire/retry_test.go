package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A failure that may pass is retried. A request that may act twice is not, nor is one that fails until somebody
// corrects something.
func TestWorthRepeating(t *testing.T) {
	reset := errors.New("connection reset by peer")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		once bool
		e    Error
		want bool
	}{
		"429":                      {e: Error{Status: 429}, want: true},
		"500":                      {e: Error{Status: 500}, want: true},
		"501":                      {e: Error{Status: 501}},
		"503":                      {e: Error{Status: 503}, want: true},
		"302":                      {e: Error{Status: 302}},
		"401":                      {e: Error{Status: 401}},
		"404":                      {e: Error{Status: 404}},
		"reset":                    {e: Error{cause: reset}, want: true},
		"name server fails":        {e: Error{cause: &net.DNSError{IsTemporary: true}}, want: true},
		"no such name":             {e: Error{cause: &net.OpError{Err: &net.DNSError{IsNotFound: true}}}},
		"certificate":              {e: Error{cause: fmt.Errorf("tls: %w", &tls.CertificateVerificationError{Err: reset})}},
		"plain http":               {e: Error{cause: http.ErrSchemeMismatch}},
		"no TLS":                   {e: Error{cause: tls.RecordHeaderError{Msg: "first record"}}},
		"address":                  {e: Error{cause: errAddress}},
		"run has ended":            {ctx: ended, e: Error{Status: 500}},
		"may have acted":           {once: true, e: Error{Status: 500}},
		"did not act":              {once: true, e: Error{Status: 429, NotActed: true}, want: true},
		"did not act, but finally": {once: true, e: Error{Status: 401, NotActed: true}},
		"not sent":                 {once: true, e: Error{cause: reset, NotActed: true}, want: true},
	} {
		if c.ctx == nil {
			c.ctx = t.Context()
		}
		if got := new(Client).worthRepeating(c.ctx, Call{Once: c.once}, &c.e); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// A server with an untrusted certificate is asked only once.
func TestUntrustedCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	tries := 0
	w := New(Config{MaxRetries: 3, Observe: func(context.Context, Record) { tries++ }})
	_, err := w.Do(t.Context(), Call{Method: http.MethodGet, URL: server.URL})
	if tries != 1 || err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("%d tries: %v", tries, err)
	}
}

// A server behind an https address that speaks plain http is asked only once, and a closed port a few times, whatever
// max_retries says.
func TestWrongAddressesAreNotAskedForLong(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	plain := "https" + strings.TrimPrefix(server.URL, "http")
	defer server.Close()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for name, c := range map[string]struct {
		url     string
		retries int
		want    int
	}{
		"plain http":                  {url: plain, retries: 9, want: 1},
		"a closed port":               {url: closed.URL, retries: 9, want: 1 + refusedRetries},
		"a closed port, less retries": {url: closed.URL, retries: 1, want: 2},
	} {
		tries := 0
		w := New(Config{MaxRetries: c.retries, MinBackoff: 1, Observe: func(context.Context, Record) { tries++ }})
		if _, err := w.Do(t.Context(), Call{Method: http.MethodGet, URL: c.url}); err == nil || tries != c.want {
			t.Errorf("%s: %d tries, want %d; %v", name, tries, c.want, err)
		}
	}
}

// Pauses grow up to a limit, for any number of tries.
func TestBackoff(t *testing.T) {
	w := New(Config{MinBackoff: time.Second})
	for level, least := range map[int]time.Duration{
		0: time.Second, 1: 2 * time.Second, 4: 16 * time.Second, 5: maxBackoff, 1000: maxBackoff,
	} {
		if got := w.Backoff(level); got < least || got > least+least/4 {
			t.Errorf("level %d: %s, want %s and up to a quarter more", level, got, least)
		}
	}
}

// What counts as a refusal for rate, and the pause that it asks for.
func TestThrottle(t *testing.T) {
	for _, c := range []struct {
		status    int // 0: no error
		header    string
		asked     time.Duration
		throttled bool
	}{
		{status: 0, header: "7"},
		{status: http.StatusTooManyRequests, asked: -1, throttled: true},
		{status: http.StatusTooManyRequests, header: "7", asked: 7 * time.Second, throttled: true},
		{status: http.StatusServiceUnavailable, asked: -1},
		{status: http.StatusServiceUnavailable, header: "7", asked: 7 * time.Second, throttled: true},
		{status: http.StatusBadGateway, header: "7"},
	} {
		var e *Error
		if c.status != 0 {
			e = &Error{Status: c.status}
		}
		asked, throttled := throttle(e, Reply{Header: http.Header{"Retry-After": {c.header}}})
		if asked != c.asked || throttled != c.throttled {
			t.Errorf("%d, %q: asks for %s, throttled: %t", c.status, c.header, asked, throttled)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	const none = -1
	for header, want := range map[string]time.Duration{
		"": none, "0": none, "-5": none, "soon": none, "99999999999999999999": none, "1.5": none,
		"7": 7 * time.Second, "86400": 24 * time.Hour,
		now.Add(9 * time.Second).Format(http.TimeFormat): 9 * time.Second,
		now.Add(-time.Minute).Format(http.TimeFormat):    none,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

// A connection that closes early is said in words, and not as an EOF.
func TestClosedConnection(t *testing.T) {
	for name, sent := range map[string]string{
		"before the answer": "", "within the answer": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[",
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, err = io.WriteString(conn, sent)
			if err := errors.Join(err, conn.Close()); err != nil {
				t.Error(err)
			}
		}))
		_, err := New(Config{RequestTimeout: time.Minute}).Do(t.Context(), Call{Op: "do it", Method: http.MethodGet,
			URL: server.URL})
		server.Close()
		if err == nil || !strings.HasPrefix(err.Error(),
			"Could not do it: the connection closed before a complete answer came.\n\nThe server, or a proxy") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
