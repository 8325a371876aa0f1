package ringcx

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
)

func TestRedactorCleans(t *testing.T) {
	const password = "pässwörd +1&2/3%4"
	var r redactor
	r.add(password, "pässwörd", "two  spaces", "one space", "")
	for _, text := range []string{
		password,
		"at " + url.QueryEscape(password) + " there",
		"/" + url.PathEscape(password) + "/",
		"two  spaces",
		"one \n space",
		"aws80:c2353445-bc74-af1a-2850-1d55a371c0a9\xff",
		strings.ToLower(url.QueryEscape(password)),
		base64.StdEncoding.EncodeToString([]byte(password)),
		"an unknown token aws80:c2353445-bc74-af1a-2850-1d55a371c0a9",
		"an unknown token aws80%3Ac2353445-bc74-af1a-2850-1d55a371c0a9",
		"an unknown session baf522ee-5d42-457a-a18d-7b8500eeb573",
		"a JWT eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
	} {
		got := r.clean(text)
		if !strings.Contains(got, redacted) {
			t.Errorf("%q stays %q", text, got)
		}
		for _, part := range []string{"pässw", "c2353445", "1d55a371c0a9", "7b8500eeb573", "eyJ", "2/3", "2%2F3", "2%2f3", "space"} {
			if strings.Contains(got, part) {
				t.Errorf("%q leaves %q", text, got)
			}
		}
	}
	for _, text := range []string{"Jwt is expired", "You do not have permission to access this resource", "100% of aws80"} {
		if got := r.clean(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	if got := r.clean(strings.Repeat("ä", 2*longest)); len(got) > longest+len(" …") {
		t.Errorf("%d bytes are left of a long text", len(got))
	}
}
