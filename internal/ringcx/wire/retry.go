package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"
)

// worthRepeating decides whether a failed call is sent again. A call that may have another effect each time is repeated
// only if it certainly had none. Other calls are repeated if another try may succeed: after 429, after 5xx other than
// 501, and after a temporary network failure. After a stop nothing is sent again.
func (w *Client) worthRepeating(ctx context.Context, c Call, e *Error) bool {
	switch {
	case ctx.Err() != nil, Run(ctx).Err() != nil, c.Once && !e.NotActed:
		return false
	case e.Status == 0:
		return !permanent(e.cause)
	default:
		return e.Status == http.StatusTooManyRequests || e.Status >= 500 && e.Status != http.StatusNotImplemented
	}
}

// permanent reports whether a network failure will stay until somebody corrects something: an invalid address, a name
// that does not exist, a certificate that is not trusted, a server that does not speak TLS, or a reply that is too
// large.
func permanent(err error) bool {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var noTLS tls.RecordHeaderError
	return errors.Is(err, errAddress) || errors.Is(err, errTooLarge) || errors.Is(err, http.ErrSchemeMismatch) ||
		errors.As(err, &name) && name.IsNotFound || errors.As(err, &certificate) || errors.As(err, &noTLS)
}

// refusedRetries is how often a request is sent again to a closed port: a server that restarts opens it soon, and a
// wrong address never does.
const refusedRetries = 3

// retries returns how many tries may follow the first after this failure.
func (w *Client) retries(e *Error) int {
	const winsock = syscall.Errno(10061) // what Windows calls it, where syscall.ECONNREFUSED is another number
	if errors.Is(e.cause, syscall.ECONNREFUSED) || errors.Is(e.cause, winsock) {
		return min(w.cfg.MaxRetries, refusedRetries)
	}
	return w.cfg.MaxRetries
}

const maxBackoff = 30 * time.Second // the longest pause, unless the server asks for another

// Backoff is the pause before the next try. It doubles with each try, up to maxBackoff, with up to a quarter added at
// random, so that processes that failed together do not retry together.
func (w *Client) Backoff(level int) time.Duration {
	d := w.cfg.MinBackoff
	for ; level > 0 && d < maxBackoff; level-- {
		d *= 2
	}
	d = min(d, maxBackoff)
	return d + rand.N(d/4+1) //nolint:gosec // jitter, not a secret
}

// throttle reports whether RingCX refused a request for its rate, and the pause that it asked for (negative if it named
// none). A 503 counts if it names a pause.
func throttle(e *Error, r Reply) (asked time.Duration, throttled bool) {
	if e == nil || (e.Status != http.StatusTooManyRequests && e.Status != http.StatusServiceUnavailable) {
		return 0, false
	}
	asked = retryAfter(r.Header.Get("Retry-After"), time.Now())
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
