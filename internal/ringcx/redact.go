package ringcx

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// redactor cleans text that came from outside (RingCX's words, Go's network
// errors) before it becomes part of an error or a log record. It removes every
// secret that this process knows, raw and escaped, and anything shaped like a
// token or a JWT that it does not know.
type redactor struct {
	mu      sync.RWMutex
	secrets map[Secret]struct{}
}

const redacted = "(redacted)"

// longest bounds how much of somebody else's text an error repeats.
const longest = 500

// shapes are the forms of RingCX tokens (seeds 000, 002) and of JWTs.
var shapes = regexp.MustCompile(`(?:[\w.-]+(?::|%3[aA]))?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|eyJ[\w-]+\.[\w-]*(?:\.[\w-]*)?`)

func (r *redactor) add(secrets ...Secret) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.secrets == nil {
		r.secrets = make(map[Secret]struct{})
	}
	for _, s := range secrets {
		if s != "" {
			r.secrets[s] = struct{}{}
		}
	}
}

// clean makes text fit for an error or a log record: redacted, on one line and
// of bounded length. It masks before and after white space is folded, because a
// secret may hold white space, and folding may put one together.
func (r *redactor) clean(text string) string {
	text = r.mask(strings.ToValidUTF8(text, "\uFFFD"))
	text = r.mask(strings.Join(strings.Fields(text), " "))
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + " …"
	}
	return text
}

func (r *redactor) mask(text string) string {
	for _, s := range r.longestFirst() {
		for _, form := range []string{s, url.QueryEscape(s), url.PathEscape(s), base64.StdEncoding.EncodeToString([]byte(s))} {
			text = strings.ReplaceAll(text, form, redacted)
		}
	}
	if r.hides(text) {
		return redacted
	}
	return shapes.ReplaceAllString(text, redacted)
}

// longestFirst orders the secrets so that one which is part of another does
// not leave the rest of the longer one behind.
func (r *redactor) longestFirst() []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	all := make([]string, 0, len(r.secrets))
	for s := range r.secrets {
		all = append(all, s.Reveal())
	}
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// hides reports whether text still holds a secret in some other percent
// encoding than Go's, such as one with lower-case digits.
func (r *redactor) hides(text string) bool {
	if !strings.Contains(text, "%") {
		return false
	}
	plain := escape.ReplaceAllStringFunc(text, func(e string) string {
		b, _ := hex.DecodeString(e[1:])
		return string(b)
	})
	r.mu.RLock()
	defer r.mu.RUnlock()
	for s := range r.secrets {
		if strings.Contains(plain, s.Reveal()) {
			return true
		}
	}
	return false
}

var escape = regexp.MustCompile(`%[0-9a-fA-F]{2}`)
