package wire

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"
)

const password = `"pässwörd +1&2/3%4"5'<6\7"`

func encodedJSON(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return unquoted(string(b))
}

// perCharacter encodes each character of a text by its code.
func perCharacter(format, text string) string {
	var b strings.Builder
	for _, c := range text {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}

func TestRedactorCleans(t *testing.T) {
	var r redactor
	r.add(password, "two  spaces", "one space", "")
	for _, text := range []string{
		password,
		"at " + url.QueryEscape(password) + " there",
		"/" + url.PathEscape(password) + "/",
		"two  spaces",
		"one \n space",
		"aws80:c2353445-bc74-af1a-2850-1d55a371c0a9\xff",
		strings.ToLower(url.QueryEscape(password)),
		strings.ToLower(url.PathEscape(password)),
		url.QueryEscape(url.QueryEscape(password)),
		base64.StdEncoding.EncodeToString([]byte(password)),
		base64.RawURLEncoding.EncodeToString([]byte(password)),
		html.EscapeString(password),
		perCharacter("&#x%x;", password),
		strings.NewReplacer("&", "&amp;", `"`, "&quot;", "'", "&apos;", "<", "&lt;", "ä", "&auml;", "ö", "&#246;").
			Replace(password),
		encodedJSON(password),
		perCharacter(`\u%04X`, password),
		strings.NewReplacer(`\`, `\\`, `"`, `\"`, "/", `\/`, "ä", `\u00e4`, "ö", `\u00F6`).Replace(password),
		html.EscapeString(encodedJSON(password)),
		encodedJSON(html.EscapeString(password)),
		url.QueryEscape(perCharacter(`\u%04x`, password)),
		"an unknown token aws80:c2353445-bc74-af1a-2850-1d55a371c0a9",
		"an unknown token aws80%3Ac2353445-bc74-af1a-2850-1d55a371c0a9",
		"an unknown session baf522ee-5d42-457a-a18d-7b8500eeb573",
		"a JWT eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
	} {
		got := r.clean(text)
		if !strings.Contains(got, redacted) {
			t.Errorf("%q stays %q", text, got)
		}
		for _, part := range []string{
			"ssw", "c2353445", "1d55a371c0a9", "7b8500eeb573", "eyJ", "2/3", "2%2F3", "2%2f3", "space", "u00",
		} {
			if strings.Contains(got, part) {
				t.Errorf("%q leaves %q", text, got)
			}
		}
	}
	for _, text := range []string{
		"Jwt is expired", "You do not have permission to access this resource", "100% of aws80",
		`C:\users & "others" &lt;1+1&gt;`,
	} {
		if got := r.clean(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	// The text around a secret in a usual encoding stays readable.
	for _, spelling := range []string{html.EscapeString(password), encodedJSON(password), url.QueryEscape(password)} {
		if got := r.clean("the password " + spelling + " is wrong"); got != "the password "+redacted+" is wrong" {
			t.Errorf("%q is left of the words around %q", got, spelling)
		}
	}
}

func TestRedactorBounds(t *testing.T) {
	var r redactor
	r.add(password)
	if got := r.clean(strings.Repeat("ä", 2*maxText)); len(got) > maxText+len(" …") {
		t.Errorf("%d bytes are left of a long text", len(got))
	}
	// A text is cut before it is searched, possibly within a secret.
	for at := range len(password) {
		if got := r.clean(strings.Repeat(" ", maxScanned-at) + password); strings.Contains(got, "p") {
			t.Errorf("%q is left", got)
		}
	}
}
