package wire

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// The message of an error body reaches the reader in every format of RingCX, RingCentral, Spring Boot and a gateway.
// The path that the body repeats does not.
func TestErrorBodies(t *testing.T) {
	const path = "/voice/api/v1/admin/token/opaque-canary"
	for _, c := range []struct {
		body, words string
		ownShape    bool
		html        bool
	}{
		{
			body: `{"errorCode":"access.denied.exception","generalMessage":"No permission","details":"",` +
				`"requestUri":"` + path + ` - POST","timestamp":1}`,
			words: "No permission (access.denied.exception)", ownShape: true,
		},
		{body: `{"errorCode":403,"generalMessage":"No","details":"No"}`, words: "No (403)", ownShape: true},
		{
			body: `{"generalMessage":"Not valid","validationErrors":[{"attributeName":"x","message":"is wrong",` +
				`"value":"v"},7,{"message":"y"}]}`,
			words: "Not valid: x: is wrong; y", ownShape: true,
		},
		{
			body: `{"generalMessage":"Not valid","details":["a"],"validationErrors":"none","cause":{"x":1},` +
				`"developerMessage":"ask dev"}`,
			words: "Not valid: ask dev", ownShape: true,
		},
		{
			body:  `{"generalMessage":"A","message":"B","error":"invalid_grant","error_description":"C","details":"D"}`,
			words: "A: B; C; D (invalid_grant)", ownShape: true,
		},
		{body: `{"details":"only details"}`, words: "only details"},
		{body: `{"errorCode":"only.code"}`, words: "(only.code)"},
		{
			body: `{"timestamp":"2026-01-01T00:00:00.000+00:00","status":403,"error":"Forbidden",` +
				`"message":"Access Denied","path":"` + path + `"}`,
			words: "Access Denied",
		},
		{body: `{"timestamp":1,"status":403,"error":"Forbidden","message":"","path":"` + path + `"}`},
		{body: `{"status":999,"error":"Token service is down","path":"` + path + `"}`, words: "Token service is down"},
		{
			body: `{"error":"unauthorized_client","error_description":"Not for this grant",` +
				`"errors":[{"errorCode":"OAU-251","message":"Not for this grant"}]}`,
			words: "Not for this grant (unauthorized_client, OAU-251)",
		},
		{
			body: `{"errorCode":"CMN-301","message":"Request rate exceeded","errors":[{"errorCode":"CMN-301",` +
				`"message":"Request rate exceeded"}]}`,
			words: "Request rate exceeded (CMN-301)",
		},
		{body: `{"error":{"code":5},"errors":{"x":1},"message":7}`, words: "7"},
		{body: `"... not found"`, words: "... not found"},
		{body: " \"x\"", words: "x"},
		{
			body: `{"type":"about:blank","title":"Forbidden","status":403,"detail":"The user has no seat",` +
				`"instance":"` + path + `"}`,
			words: "The user has no seat",
		},
		{body: `{"title":"No seat","status":403,"detail":"Buy one"}`, words: "No seat: Buy one"},
		{body: "Jwt is expired\n", words: "Jwt is expired"},
		{body: `null`}, {body: ``}, {body: ` `}, {body: `[]`},
		{body: `{}`}, {body: `{"generalMessage":"cut`}, {body: `{"generalMessage":""}`}, {body: `{"generalMessage":null}`},
		{body: ` <!DOCTYPE html><html>generalMessage</html>`, html: true},
		{body: "<?xml version=\"1.0\"?><Map/>", html: true},
	} {
		var w Client
		e := w.refusal(Call{}, Reply{Status: 403, Body: []byte(c.body)})
		if e.serverText() != c.words || e.OwnShape != c.ownShape || e.HTML != c.html {
			t.Errorf("%s: got %q, own shape %v, page %v", c.body, e.serverText(), e.OwnShape, e.HTML)
		}
		if strings.Contains(e.Error(), "canary") {
			t.Errorf("%s: the path is in %q", c.body, e.Error())
		}
	}
}

func FuzzDecodeErrorBody(f *testing.F) {
	for _, seed := range []string{
		`{"errorCode":"a","generalMessage":"b","details":"c","requestUri":"/x - DELETE"}`,
		`{"error":"a","error_description":"b","errors":[{"errorCode":"OAU-1"}]}`,
		`"... not found"`, `Jwt is expired`, `<html>`, ``, `null`, `[]`,
		`{"timestamp":1,"status":403,"error":"Forbidden","message":"a","path":"/x"}`,
	} {
		f.Add([]byte(seed))
	}
	const canary = "aws80:c2353445-bc74-af1a-2850-1d55a371c0a9"
	f.Fuzz(func(t *testing.T, body []byte) {
		var w Client
		w.Hide(canary)
		e := w.refusal(Call{}, Reply{Status: 400, Body: append(body, canary...)})
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
