package ringcx

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
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
		``, ` `, `null`, `{}`, `{ }`, `{"a":"b"}`, `{"a":["b"]}`, `{"tokens":[]}`, `true`, `"a"`, `1`, `a`, `[`, `]`, `["a"`, `["a",]`, `["a"] x`,
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
		"", " ", `""`, `"`, `"a`, "null", "true", "false", "two words", "<html>", `{"token":"x"}`, `["x"]`, "a\x00b", "ä", strings.Repeat("a", maxToken+1),
	} {
		if token, err := decodeCreated([]byte(body)); err == nil {
			t.Errorf("%q: got %q, want an error", body, token.Reveal())
		}
	}
}

func TestDeleted(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   bool
	}{
		{200, "true", true}, {200, " true\n", true}, {204, "", true},
		{200, "false", false}, {200, "", false}, {200, "<html>true</html>", false}, {200, "null", false}, {202, "", false},
	} {
		if got := confirmsDelete(reply{status: c.status, body: []byte(c.body)}); got != c.want {
			t.Errorf("%d %q: got %v", c.status, c.body, got)
		}
	}
}

// The message of an error body reaches the reader in every format of RingCX, RingCentral, Spring Boot and a gateway.
// The path that the body repeats does not.
func TestErrorBodies(t *testing.T) {
	const path = "/voice/api/v1/admin/token/opaque-canary"
	for _, c := range []struct {
		body, words string
		ownShape    bool
		html        bool
	}{
		{body: `{"errorCode":"access.denied.exception","generalMessage":"No permission","details":"","requestUri":"` + path + ` - POST","timestamp":1}`, words: "No permission (access.denied.exception)", ownShape: true},
		{body: `{"errorCode":403,"generalMessage":"No","details":"No"}`, words: "No (403)", ownShape: true},
		{body: `{"generalMessage":"Not valid","validationErrors":[{"attributeName":"x","message":"is wrong","value":"v"},7,{"message":"y"}]}`, words: "Not valid: x: is wrong; y", ownShape: true},
		{body: `{"generalMessage":"Not valid","details":["a"],"validationErrors":"none","cause":{"x":1},"developerMessage":"ask dev"}`, words: "Not valid: ask dev", ownShape: true},
		{body: `{"generalMessage":"A","message":"B","error":"invalid_grant","error_description":"C","details":"D"}`, words: "A: B; C; D (invalid_grant)", ownShape: true},
		{body: `{"details":"only details"}`, words: "only details"},
		{body: `{"errorCode":"only.code"}`, words: "(only.code)"},
		{body: `{"timestamp":"2026-01-01T00:00:00.000+00:00","status":403,"error":"Forbidden","message":"Access Denied","path":"` + path + `"}`, words: "Access Denied"},
		{body: `{"timestamp":1,"status":403,"error":"Forbidden","message":"","path":"` + path + `"}`},
		{body: `{"status":999,"error":"Token service is down","path":"` + path + `"}`, words: "Token service is down"},
		{body: `{"error":"unauthorized_client","error_description":"Not for this grant","errors":[{"errorCode":"OAU-251","message":"Not for this grant"}]}`, words: "Not for this grant (unauthorized_client, OAU-251)"},
		{body: `{"errorCode":"CMN-301","message":"Request rate exceeded","errors":[{"errorCode":"CMN-301","message":"Request rate exceeded"}]}`, words: "Request rate exceeded (CMN-301)"},
		{body: `{"error":{"code":5},"errors":{"x":1},"message":7}`, words: "7"},
		{body: `"... not found"`, words: "... not found"},
		{body: "\uFEFF \"x\"", words: "x"},
		{body: "Jwt is expired\n", words: "Jwt is expired"},
		{body: `null`}, {body: ``}, {body: ` `}, {body: `[]`}, {body: `{}`}, {body: `{"generalMessage":"cut`}, {body: `{"generalMessage":""}`}, {body: `{"generalMessage":null}`},
		{body: ` <!DOCTYPE html><html>generalMessage</html>`, html: true},
		{body: "\uFEFF<?xml version=\"1.0\"?><Map/>", html: true},
	} {
		var w wire
		e := w.refusal(call{op: opDelete}, reply{status: 403, body: []byte(c.body)})
		if e.serverText() != c.words || e.ownShape != c.ownShape || e.html != c.html {
			t.Errorf("%s: got %q, own shape %v, page %v", c.body, e.serverText(), e.ownShape, e.html)
		}
		if strings.Contains(e.Error(), "canary") {
			t.Errorf("%s: the path is in %q", c.body, e.Error())
		}
	}
}

func FuzzDecodeTokenList(f *testing.F) {
	for _, seed := range []string{`[]`, `["aws80:c2353445-bc74-af1a-2850-1d55a371c0a9"]`, `{"a","b"}`, `null`, `{}`, `{"a":"b"}`, `[null]`, `<html>`, `[" ","\""]`, "{\"\"\f}"} {
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
		if value == "" || len(value) > maxToken || strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("believed %q", value)
		}
	})
}

func FuzzDecodeErrorBody(f *testing.F) {
	for _, seed := range []string{
		`{"errorCode":"a","generalMessage":"b","details":"c","requestUri":"/x - DELETE"}`, `{"error":"a","error_description":"b","errors":[{"errorCode":"OAU-1"}]}`,
		`"... not found"`, `Jwt is expired`, `<html>`, ``, `null`, `[]`, `{"timestamp":1,"status":403,"error":"Forbidden","message":"a","path":"/x"}`,
	} {
		f.Add([]byte(seed))
	}
	const canary = "aws80:c2353445-bc74-af1a-2850-1d55a371c0a9"
	f.Fuzz(func(t *testing.T, body []byte) {
		var w wire
		w.redact.add(canary)
		e := w.refusal(call{op: opDelete}, reply{status: 400, body: append(body, canary...)})
		if e == nil || !strings.Contains(e.Error(), "400") {
			t.Fatal("no error for a 400")
		}
		if strings.Contains(e.Error(), canary) {
			t.Errorf("the token is in %q", e.Error())
		}
		if !utf8.ValidString(e.Error()) || len(e.Error()) > 4*maxText {
			t.Errorf("%d bytes, valid UTF-8 %v", len(e.Error()), utf8.ValidString(e.Error()))
		}
	})
}
