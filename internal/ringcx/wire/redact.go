package wire

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// redactor cleans text from outside (RingCX's answers, Go's network errors) before it becomes part of an error or a log
// record. It removes every secret that this process knows, in the encodings in which servers and proxies repeat one,
// and everything that has the form of a token or a JWT.
type redactor struct {
	mu      sync.RWMutex
	secrets map[Secret]knownSecret
}

// knownSecret is a secret, and the forms in which servers usually repeat it, the longest first.
type knownSecret struct {
	secret    string
	spellings []string
}

const redacted = "(redacted)"

const (
	maxText    = 500      // bytes of text from outside that an error repeats
	maxScanned = 64 << 10 // bytes of it that are searched for secrets
)

// secretShapes are the forms of RingCX tokens (API.md, section 4.2) and of JWTs.
var secretShapes = regexp.MustCompile(
	`(?:[\w.-]+(?::|%3[aA]))?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}` +
		`|eyJ[\w-]+\.[\w-]*(?:\.[\w-]*)?`)

func (r *redactor) add(secrets ...Secret) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.secrets == nil {
		r.secrets = make(map[Secret]knownSecret)
	}
	for _, s := range secrets {
		if _, known := r.secrets[s]; s != "" && !known {
			r.secrets[s] = newKnownSecret(s.Reveal())
		}
	}
}

// clean makes text fit for an error or a log record: redacted, on one line and of limited length. It masks before and
// after it folds white space, because a secret may contain white space, and folding may put a secret together.
func (r *redactor) clean(text string) string {
	cut := len(text) > maxScanned
	text = r.mask(strings.ToValidUTF8(text[:min(len(text), maxScanned)], "\uFFFD"))
	text = r.mask(strings.Join(strings.Fields(text), " "))
	switch {
	case len(text) > maxText:
		text = strings.ToValidUTF8(text[:maxText], "") + " …"
	case cut: // the text may end in the middle of a secret
		text = redacted
	}
	return text
}

func (r *redactor) mask(text string) string {
	secrets := r.longestFirst()
	for _, s := range secrets {
		for _, spelling := range s.spellings {
			text = strings.ReplaceAll(text, spelling, redacted)
		}
	}
	if holdsEncoded(text, secrets) {
		return redacted
	}
	return secretShapes.ReplaceAllString(text, redacted)
}

// newKnownSecret collects the forms in which servers and proxies usually repeat a secret: unchanged, in a URL or a
// form, in base64 as in a header, in JSON, in HTML. A longer form comes first, so that no part of it remains.
func newKnownSecret(secret string) knownSecret {
	var asIs bytes.Buffer
	encoder := json.NewEncoder(&asIs)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(secret) // cannot fail for a string
	inJSON, _ := json.Marshal(secret)
	spellings := []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret),
		unquoted(string(inJSON)), unquoted(strings.TrimSuffix(asIs.String(), "\n")),
	}
	for _, e := range []*base64.Encoding{
		base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding, base64.RawURLEncoding,
	} {
		spellings = append(spellings, e.EncodeToString([]byte(secret)))
	}
	slices.SortFunc(spellings, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return knownSecret{secret, slices.Compact(spellings)}
}

func unquoted(text string) string { return text[1 : len(text)-1] }

// longestFirst orders the secrets so that masking a secret which is part of a longer one leaves nothing of the longer
// one.
func (r *redactor) longestFirst() []knownSecret {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.SortedFunc(maps.Values(r.secrets), func(a, b knownSecret) int { return len(b.secret) - len(a.secret) })
}

// holdsEncoded reports whether text holds a secret in an unusual encoding: other digits, other character names, or one
// encoding inside another.
func holdsEncoded(text string, secrets []knownSecret) bool {
	plain := []string{text}
	for range 3 { // encodings inside one another
		for _, p := range plain {
			for _, decode := range decoders {
				if d := decode(p); !slices.Contains(plain, d) {
					plain = append(plain, d)
				}
			}
		}
	}
	return slices.ContainsFunc(plain[1:], func(p string) bool {
		return slices.ContainsFunc(secrets, func(s knownSecret) bool { return strings.Contains(p, s.secret) })
	})
}

// decoders undo one encoding each, anywhere in a text.
var decoders = []func(string) string{
	html.UnescapeString,
	func(text string) string {
		return percents.ReplaceAllStringFunc(text, func(e string) string {
			b, _ := hex.DecodeString(e[1:])
			return string(b)
		})
	},
	func(text string) string { return strings.ReplaceAll(text, "+", " ") }, // in a form
	func(text string) string {
		return jsonEscapes.ReplaceAllStringFunc(text, func(e string) string {
			var decoded string
			_ = json.Unmarshal([]byte(`"`+e+`"`), &decoded)
			return decoded
		})
	},
}

var (
	percents = regexp.MustCompile(`%[0-9a-fA-F]{2}`)
	// Matched together, because a pair may be one character.
	jsonEscapes = regexp.MustCompile(`(?:\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt]))+`)
)
