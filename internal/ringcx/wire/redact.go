package wire

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// redactor is what every text from outside goes through before it becomes part of an error, a log record, a name that
// is displayed, an id or a message: what a server or proxy says, the names in its certificate, the names of users and
// documents. It removes every secret that this process knows, in the encodings in which servers and proxies repeat one,
// and everything that has the form of a token or a JWT.
type redactor struct {
	mu    sync.RWMutex
	known knownSecrets
}

const redacted = "(redacted)"

const (
	maxText    = 500     // bytes of text from outside that a message repeats
	maxScanned = 8 << 10 // bytes of it that are searched for secrets
)

// secretShapes are the forms of RingCX tokens (API.md, section 4.2), also without dashes or cut short, and of JWTs.
var secretShapes = regexp.MustCompile(
	`(?:[\w.-]+(?::|%3[aA]))?` +
		`[0-9a-fA-F]{8}(?:-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}|-(?:[0-9a-fA-F]{4}-){2}[0-9a-fA-F-]*)` +
		`|eyJ[\w-]+\.[\w-]*(?:\.[\w-]*)?`)

func (r *redactor) add(secrets ...Secret) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known = r.known.add(secrets...)
}

// clean makes text fit for a person, a terminal and a log: redacted, on one line, with everything escaped that is not
// printable, and of limited length. It masks before and after it folds white space, because a secret may contain white
// space, and folding may put a secret together.
func (r *redactor) clean(text string) string {
	cut := len(text) > maxScanned
	text = r.mask(strings.ToValidUTF8(text[:min(len(text), maxScanned)], "\uFFFD"))
	text = escaped(r.mask(strings.Join(strings.Fields(text), " ")))
	switch {
	case len(text) > maxText:
		text = strings.ToValidUTF8(text[:maxText], "") + " …"
	case cut: // the text may end in the middle of a secret
		text = redacted
	}
	return text
}

// mask replaces the secrets in a text. A text that holds one in an unusual encoding is replaced as a whole.
func (r *redactor) mask(text string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	text = r.known.mask(text)
	text = runs.ReplaceAllStringFunc(text, func(run string) string {
		if r.known.encodedIn(run) {
			return redacted
		}
		return run
	})
	text = secretShapes.ReplaceAllString(text, redacted)
	if r.known.readIn(text) {
		return redacted
	}
	return r.known.maskCut(text)
}

// readIn reports whether a text holds a secret in an unusual encoding (other digits, other character names, one
// encoding inside another), or wrapped over lines.
func (known knownSecrets) readIn(text string) bool {
	// Where words run together, a short secret would be found by chance.
	if wrapped := squeezed(text); secretShapes.MatchString(wrapped) || known.in(wrapped, minCut) {
		return true
	}
	return slices.ContainsFunc(readings(text)[1:], func(read string) bool {
		return known.in(read, 0) || slices.ContainsFunc(runs.FindAllString(read, -1), known.encodedIn)
	})
}

// escaped writes what is not printable as Go does in a string: control characters, which a terminal would obey, and
// characters that change the order of others or cannot be seen.
func escaped(text string) string {
	if strings.IndexFunc(text, unprintable) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if printable(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}

// printable is unicode.IsPrint without the letters and marks that show nothing.
func printable(r rune) bool {
	return unicode.IsPrint(r) && !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

func unprintable(r rune) bool { return !printable(r) }
