package wire

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Record holds what may be logged of one HTTP request.
type Record struct {
	Method   string
	Route    string // template, such as "/v1/admin/token/{token}"
	Status   int    // 0: no complete reply arrived
	Duration time.Duration
	Attempt  int    // 1 for the first try
	Failure  string // why there is no complete reply, redacted
	NotActed bool   // the request certainly had no effect on the server
	Reply    *Description
}

// Description says what a reply was like, without a value from it: see Form.
type Description struct {
	Media string    // type of the body, if it is one of a few known ones
	TLS   string    // version; "" without TLS
	Date  time.Time // by the server's clock; zero if it does not say
	Form  Form      // of the body
}

var knownMedia = []string{
	"application/json", "application/problem+json", "application/xml", "text/html", "text/plain", "text/xml",
}

// describe returns nil unless records describe replies.
func (cfg Config) describe(r Reply) *Description {
	if cfg.Describe == nil {
		return nil
	}
	d := Description{Media: "no type", TLS: r.tls, Form: vocabulary(cfg.Describe).body(r.Body)}
	if media := r.media(); media != "" {
		d.Media = "another type"
		if slices.Contains(knownMedia, strings.ToLower(media)) {
			d.Media = strings.ToLower(media)
		}
	}
	d.Date, _ = http.ParseTime(r.Header.Get("Date"))
	return &d
}
