package ringcx

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Anything that is not exactly a list is an error, and never an empty list.
func TestDecodeTokenList(t *testing.T) {
	for body, want := range map[string][]string{
		`[]`:                      {},
		` [ ] `:                   {},
		`["a"]`:                   {"a"},
		`["a","b","a"]`:           {"a", "b"},
		`{"a","b"}`:               {"a", "b"}, // API.md, section 4.3
		"{\n  \"a\",\n  \"b\"\n}": {"a", "b"},
		`{"a"}`:                   {"a"},
		`["","a b","\n","ä","a"]`: {"a", "a b", "ä", "", "\n"}, // nobody knows what RingCX lists
	} {
		got, err := decodeTokenList([]byte(body))
		if err != nil || len(got) != len(want) {
			t.Errorf("%s: got %d tokens, %v", body, len(got), err)
		}
		for _, token := range want {
			if _, ok := got[(Token{Secret(token)}).ID()]; !ok {
				t.Errorf("%s: no %q", body, token)
			}
		}
	}
	for _, body := range []string{
		``, ` `, `null`, `{}`, `{ }`, `{"a":"b"}`, `{"a":["b"]}`, `{"tokens":[]}`, `true`, `"a"`,
		`1`, `a`, `[`, `]`, `["a"`, `["a",]`, `["a"] x`,
		`[null]`, `["a",null]`, `[1]`, `[["a"]]`, `[{}]`,
		`<html></html>`, `{"a"`, `"a"}`,
	} {
		if got, err := decodeTokenList([]byte(body)); err == nil {
			t.Errorf("%s: got %d tokens, want an error", body, len(got))
		}
	}
}

func TestDecodeCreated(t *testing.T) {
	const uuid = "c2353445-bc74-af1a-2850-1d55a371c0a9"
	for body, want := range map[string]string{
		"aws80:" + uuid:            "aws80:" + uuid,
		uuid:                       uuid,
		strings.ToUpper(uuid):      strings.ToUpper(uuid),
		`"aws80:` + uuid + `"`:     "aws80:" + uuid,
		" aws80:" + uuid + "\r\n":  "aws80:" + uuid,
		"aws80:" + uuid[:20]:       "aws80:" + uuid[:20],
		"some-opaque_token.of.old": "some-opaque_token.of.old",
		"aws80:" + uuid + "00":     "aws80:" + uuid + "00",
	} {
		if token, err := decodeCreated([]byte(body)); err != nil || token.Reveal() != want {
			t.Errorf("%q: got %q, %v", body, token.Reveal(), err)
		}
	}
	for _, body := range []string{
		"", " ", `""`, `"`, `"a`, "null", "true", "false", "two words", "<html>",
		`{"token":"x"}`, `["x"]`, "a\x00b", "ä", strings.Repeat("a", maxToken+1),
	} {
		if token, err := decodeCreated([]byte(body)); err == nil {
			t.Errorf("%q: got %q, want an error", body, token.Reveal())
		}
	}
}

// Which replies to a DELETE say that a token was revoked. Each form is proven for itself.
func TestRevokedForm(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   string
	}{
		{200, "true", "true"}, {200, " true\n", "true"}, {204, "", "no content"}, {200, "", "empty"},
		{200, "false", ""}, {200, "<html>true</html>", ""}, {200, "null", ""}, {202, "", ""}, {202, "true", ""},
	} {
		if got := revokedForm(wire.Reply{Status: c.status, Body: []byte(c.body)}); got != c.want {
			t.Errorf("%d %q: got %q", c.status, c.body, got)
		}
	}
}

func FuzzDecodeTokenList(f *testing.F) {
	for _, seed := range []string{
		`[]`, `["aws80:c2353445-bc74-af1a-2850-1d55a371c0a9"]`, `{"a","b"}`, `null`, `{}`, `{"a":"b"}`, `[null]`, `<html>`,
		`[" ","\""]`, "{\"\"\f}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		tokens, err := decodeTokenList(body)
		if err != nil {
			if len(tokens) != 0 {
				t.Error("tokens with an error")
			}
			return
		}
		// What is believed is an array of strings, or the same in braces.
		var texts []string
		text := strings.Trim(string(body), " \t\r\n")
		if json.Unmarshal([]byte(text), &texts) != nil && json.Unmarshal([]byte("["+text[1:len(text)-1]+"]"), &texts) != nil {
			t.Errorf("believed %q", body)
		}
		for id, token := range tokens {
			// An entry that looks like no token is kept too: it must not stop the others from being read.
			if id != token.ID() || !slices.Contains(texts, token.Reveal()) {
				t.Errorf("%q is not in %q", token.Reveal(), body)
			}
		}
	})
}

func FuzzDecodeCreated(f *testing.F) {
	for _, seed := range []string{"aws80:c2353445-bc74-af1a-2850-1d55a371c0a9", `"x"`, "x\n", "", "null", "<html>"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		token, err := decodeCreated(body)
		if err != nil {
			if !token.IsZero() {
				t.Error("a token with an error")
			}
			return
		}
		value := token.Reveal()
		unprintable := func(r rune) bool { return r <= ' ' || r > '~' }
		if value == "" || len(value) > maxToken || strings.ContainsFunc(value, unprintable) {
			t.Errorf("believed %q", value)
		}
	})
}
