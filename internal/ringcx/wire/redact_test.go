package wire

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
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

// A secret is found in whichever two or three usual encodings it stands, as a whole or cut short.
func TestRedactorFindsEncodings(t *testing.T) {
	const token, phrase = "aws80:c2353445-bc74-af1a-2850-1d55a371c0a9", "???~~~ <correct horse battery"
	uuid := token[len("aws80:"):]
	var r redactor
	r.add(password, token, phrase)
	encode64 := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	if !strings.ContainsAny(encode64(phrase), "+") || !strings.ContainsAny(encode64(phrase), "/") {
		t.Fatal("the base64 of the phrase lacks what is to be tested")
	}
	inURL := func(text string) string { return "https://proxy.example/?" + url.QueryEscape(text) + "&x=1" }
	for _, text := range []string{
		url.QueryEscape(encode64(phrase)),
		strings.ToLower(perCharacter("%%%02x", encode64(phrase))),
		html.EscapeString(perCharacter("&#%d;", encode64(phrase))),
		perCharacter("&#%d;", encode64(phrase)),
		strings.NewReplacer("+", `\u002b`, "/", `\/`).Replace(encode64(phrase)),
		strings.NewReplacer("+", "&#43;", "/", "&#x2F;").Replace(encode64(phrase)),
		encode64(encode64(phrase)),
		encode64(url.QueryEscape(phrase)),
		"x" + encode64(phrase), "xy" + encode64(phrase), "path/to/" + encode64(phrase),
		encode64("user=" + phrase + ";"),
		inURL(inURL(inURL(phrase))),
		strings.ReplaceAll(strings.ToLower(url.QueryEscape(phrase)), "correct", "c%6frrect"),
		"cut " + token[:len(token)-4], "cut " + token[:14] + "...", "cut " + uuid[:len(uuid)-4], "cut " + uuid[:20],
		"cut " + encode64(token)[:40], "cut " + phrase[:20],
		token[:20] + "\n  " + token[20:], uuid[:20] + "\r\n" + uuid[20:], phrase[:12] + "\n" + phrase[12:],
		token[:20] + "\u200b" + token[20:], token[:20] + "\x1b" + token[20:],
		strings.ReplaceAll(token, "-", ""), strings.ReplaceAll(uuid, "-", ""),
		perCharacter("%02x", token), perCharacter("%02X", phrase), "0x" + perCharacter("%02x", token),
	} {
		got := r.clean("before " + text + " after")
		if !strings.Contains(got, redacted) {
			t.Errorf("%q stays %q", text, got)
		}
		for _, part := range []string{"orrect", "c2353", "-bc74", "af1a", "2850", "6331", "3132", "Y29ycm"} {
			if strings.Contains(got, part) {
				t.Errorf("%q leaves %q", text, got)
			}
		}
	}
	for _, text := range []string{
		"corr of aws80:c235", "the id 4f2a, sent at 2026-11-26 15:30:00", "application/x-www-form-urlencoded",
		"tunnelling to internal-proxy-host-name-of-a-company failed",
	} {
		if got := r.clean(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

// No secret hides another: not the one that it begins with, nor the one that it overlaps with.
func TestRedactorManySecrets(t *testing.T) {
	var all []Secret
	for _, s := range []string{"k", "kb", "kbk", "kbz", "hello world", "world peace", "worldwide", "z"} {
		all = append(all, Secret(s))
	}
	for seed := range 20 {
		var r redactor
		for _, at := range rand.New(rand.NewPCG(1, uint64(seed))).Perm(len(all)) {
			r.add(all[at], all[0])
		}
		for text, want := range map[string]string{
			"kbx": "(redacted)x", "xkby": "x(redacted)y", "-kbz-": "-(redacted)-", "hello world peace": redacted,
			"worldwides": "(redacted)s", "world": "world", "hello": "hello", "xyz": "xy(redacted)",
		} {
			if got := r.clean(text); got != want {
				t.Errorf("%q becomes %q, want %q", text, got, want)
			}
		}
	}
}

// What a terminal would obey or hide is shown as Go writes it.
func TestRedactorEscapes(t *testing.T) {
	var r redactor
	for text, want := range map[string]string{
		"\x1b]52;c;aGk=\a": `\x1b]52;c;aGk=\a`, "a\x00b\bc\x7f": `a\x00b\bc\x7f`, "\u009b31m": `\u009b31m`,
		"user\u202egnp.exe": `user\u202egnp.exe`, "\u2066x\u2069": `\u2066x\u2069`,
		"a\u200bb\ufeff\u00ad":   `a\u200bb\ufeff\u00ad`,
		"\u3164\ufe0f\U000e0041": `\u3164\ufe0f\U000e0041`, "two\nlines\u2028three": "two lines three",
		"Zoë, 山田 \"q\" 'x' \\ ✓": "Zoë, 山田 \"q\" 'x' \\ ✓", "\xff": "\ufffd",
	} {
		if got := r.clean(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	if got := r.clean(strings.Repeat("\x1b", 2*maxText)); len(got) > maxText+len(" …") {
		t.Errorf("%d bytes are left of a text of control characters", len(got))
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

// A secret of a letter is not hidden: every text would lose the letter, and tell it.
func TestShortSecretsAreNotHidden(t *testing.T) {
	w := New(Config{})
	w.Hide("e", "abc", "abcd")
	if got := w.redact.clean("the letters abc, abcd"); got != "the letters abc, "+redacted {
		t.Errorf("got %q", got)
	}
}
