package wire

import (
	"bytes"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// knownSecrets are the secrets of this process in the spellings in which servers usually repeat one, in ascending
// order. So what a text begins with is found by a binary search, however many secrets there are.
type knownSecrets []string

// minCut is how many bytes of the beginning of a secret count as the secret itself, cut short.
const minCut = 12

// add merges more secrets in.
func (known knownSecrets) add(secrets ...Secret) knownSecrets {
	var more []string
	for _, s := range secrets {
		if _, found := slices.BinarySearch(known, s.Reveal()); s != "" && !found {
			more = append(more, spellings(s.Reveal())...)
		}
	}
	slices.Sort(more)
	more = slices.Compact(more)
	last, merged := len(known)-1, slices.Grow(known, len(more))[:len(known)+len(more)]
	for at := len(merged) - 1; len(more) > 0; at-- { // from the end, so that nothing is overwritten before it has moved
		if n := len(more) - 1; last < 0 || known[last] < more[n] {
			merged[at], more = more[n], more[:n]
		} else {
			merged[at], last = known[last], last-1
		}
	}
	return slices.Compact(merged)
}

// spellings are the forms in which servers and proxies usually repeat a secret: unchanged, in a URL or a form, in HTML,
// in JSON, and wrapped over lines.
func spellings(secret string) []string {
	all := []string{secret, url.QueryEscape(secret), url.PathEscape(secret)}
	special := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"&'<>\`, r) }
	if strings.ContainsFunc(secret, special) {
		var asIs bytes.Buffer
		encoder := json.NewEncoder(&asIs)
		encoder.SetEscapeHTML(false)
		_ = encoder.Encode(secret) // cannot fail for a string
		inJSON, _ := json.Marshal(secret)
		all = append(all, html.EscapeString(secret), unquoted(string(inJSON)),
			unquoted(strings.TrimSuffix(asIs.String(), "\n")))
		if wrapped := squeezed(secret); len(wrapped) >= minCut {
			all = append(all, wrapped)
		}
	}
	return all
}

func unquoted(text string) string { return text[1 : len(text)-1] }

// squeezed is a text without white space and without what is not printable, as if it had not been wrapped over lines.
func squeezed(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || !printable(r) {
			return -1
		}
		return r
	}, text)
}

// begins returns how many bytes at the beginning of a text are a secret, and how many are the beginning of one.
func (known knownSecrets) begins(text string) (whole, part int) {
	next, exact := slices.BinarySearch(known, text)
	if exact {
		return len(text), len(text)
	}
	if next < len(known) {
		part = common(known[next], text)
	}
	// A secret with which the text begins comes before the text, and what is in between begins with that secret too.
	for next > 0 {
		before := known[next-1]
		same := common(before, text)
		part = max(part, same)
		if same == len(before) {
			return same, part
		}
		if next, exact = slices.BinarySearch(known, text[:same]); exact {
			return same, part
		}
	}
	return 0, part
}

// common is how many bytes two texts have in common at their beginning.
func common(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// in reports whether a text holds a secret of at least so many bytes, or a secret cut short.
func (known knownSecrets) in(text string, least int) bool {
	for i := range len(text) {
		whole, part := known.begins(text[i:])
		if whole > 0 && whole >= least || part >= minCut {
			return true
		}
	}
	return false
}

// mask replaces every secret in a text, and what overlaps with it.
func (known knownSecrets) mask(text string) string {
	return masked(text, func(rest string) int {
		whole, _ := known.begins(rest)
		return whole
	})
}

// maskCut replaces the beginnings of secrets, which were cut short.
func (known knownSecrets) maskCut(text string) string {
	return masked(text, func(rest string) int {
		_, part := known.begins(rest)
		if part < minCut {
			return 0
		}
		return part
	})
}

// masked replaces what is to be masked at the beginning of the rest of a text, from each of its bytes on.
func masked(text string, begins func(rest string) int) string {
	var b strings.Builder
	done := 0
	for i := range len(text) {
		n := begins(text[i:])
		if n > 0 && i >= done {
			b.WriteString(text[done:i])
			b.WriteString(redacted)
		}
		if n > 0 {
			done = max(done, i+n)
		}
	}
	b.WriteString(text[done:])
	return b.String()
}
