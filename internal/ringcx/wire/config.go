package wire

import (
	"context"
	"net/http"
	"time"
)

// DefaultRequestTimeout is the time for one request, unless Config has another.
const DefaultRequestTimeout = 30 * time.Second

const (
	defaultMinBackoff = time.Second
	defaultRateWindow = time.Minute // RingCX and RingCentral count requests by the minute
)

// Config says how requests are sent.
type Config struct {
	RequestTimeout time.Duration // for one HTTP request; 0 means DefaultRequestTimeout
	MaxRetries     int           // tries after the first for one request; 0 turns retries off
	MinBackoff     time.Duration // first pause between tries, doubled each time; 0 means one second
	RateWindow     time.Duration // in which RingCX counts requests for its limits; 0 means one minute, as documented
	UserAgent      string

	// Transport, if set, sends the requests instead of net/http's transport: tests need no network.
	Transport http.RoundTripper

	// Observe, if set, is called after every HTTP request. A record holds no URL, header or body, and so no secret.
	Observe func(context.Context, Record)

	// Describe has records describe replies. They show these words and names of fields, which are known from documents,
	// as they are. Nil: they describe none.
	Describe []string
}

// withDefaults fills in what the configuration leaves open.
func (cfg Config) withDefaults() Config {
	if cfg.RequestTimeout <= 0 {
		cfg.RequestTimeout = DefaultRequestTimeout
	}
	if cfg.MinBackoff <= 0 {
		cfg.MinBackoff = defaultMinBackoff
	}
	if cfg.RateWindow <= 0 {
		cfg.RateWindow = defaultRateWindow
	}
	if cfg.Transport == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // net/http's own default
		transport.MaxIdleConnsPerHost = transport.MaxIdleConns       // Terraform runs 10 operations at a time by default
		cfg.Transport = transport
	}
	if cfg.Observe == nil {
		cfg.Observe = func(context.Context, Record) {}
	}
	return cfg
}
