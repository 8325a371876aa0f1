package ringcx_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
)

// An API root is https, or http on loopback, and ends in /api. An error names the host as it was written, quoted, and
// nothing else of the input.
func TestParseAPIURL(t *testing.T) {
	for _, c := range []struct{ raw, want, err string }{
		{"https://ringcx.ringcentral.com/voice/api", "https://ringcx.ringcentral.com/voice/api", ""},
		{"https://ringcx.ringcentral.com/voice/api//", "https://ringcx.ringcentral.com/voice/api", ""},
		{"https://portal.vacd.biz:8443/api/", "https://portal.vacd.biz:8443/api", ""},
		{"http://localhost:8787/voice/api", "http://localhost:8787/voice/api", ""},
		{"http://127.0.0.2/api", "http://127.0.0.2/api", ""},
		{"http://[::1]:8787/api", "http://[::1]:8787/api", ""},

		{"https://ringcx.ringcentral.com", "", `the URL on "ringcx.ringcentral.com" is not an API root: ` +
			"its path must end in /api. Write https://ringcx.ringcentral.com/voice/api"},
		{"http://127.0.0.1:8787/canary", "", `the URL on "127.0.0.1:8787" is not an API root: its path must end in /api. ` +
			"Write http://127.0.0.1:8787/voice/api, or http://127.0.0.1:8787/api if it is a legacy portal"},
		{"https://portal.vacd.biz", "", "its path must end in /api. Write https://portal.vacd.biz/api"},
		{"https://Portal.VirtualACD.biz/voice", "", "Write https://Portal.VirtualACD.biz/api"},
		{"https://example.com:99999999/api", "", `its port "99999999" is not a number from 1 to 65535`},
		{"https://example.com:0/api", "", `its port "0" is not a number from 1 to 65535`},
		{"http://example.com:8080/canary/api", "", "it must be https: " +
			`credentials would travel unencrypted to "example.com:8080". Only a loopback address may be http`},
		{"http://localhost.example.com/api", "", `credentials would travel unencrypted to "localhost.example.com"`},
		{"http://192.0.2.1/api", "", `credentials would travel unencrypted to "192.0.2.1"`},
		{"http://[2001:db8::1]:80/api", "", `credentials would travel unencrypted to "[2001:db8::1]:80"`},
		{"http://h%C2%9B/api", "", `credentials would travel unencrypted to "h\u009b"`},
		{"ftp://example.com/api", "", "its scheme must be https"},
		{"https://john:canary@example.com/api", "", "it must not hold a user name or password"},
		{"https://example.com/api?canary", "", "it must not have a query or a fragment"},
		{"https://example.com/api?", "", "it must not have a query or a fragment"},
		{"https://example.com/api#canary", "", "it must not have a query or a fragment"},
		{"https://example.com/api ", "", "it begins or ends with white space"},
		{"https://example.com/api\n", "", "it begins or ends with white space"},
		{" https://example.com/api", "", "it begins or ends with white space"},
		{"https:///api", "", "it is not a URL of the form https://host/path"},
		{"https:canary/api", "", "it is not a URL of the form https://host/path"},
		{"https://%zz:canary/api", "", "it is not a URL of the form https://host/path"},
		{"", "", "it is not a URL of the form https://host/path"},
	} {
		wantURL(t, ringcx.ParseAPIURL, c.raw, c.want, c.err)
	}
}

func TestParseRingCentralURL(t *testing.T) {
	for _, c := range []struct{ raw, want, err string }{
		{"https://platform.ringcentral.com/", "https://platform.ringcentral.com", ""},
		{"http://127.0.0.1:8787", "http://127.0.0.1:8787", ""},
		{"https://platform.ringcentral.com:8443/canary", "",
			"it must not have a path: write https://platform.ringcentral.com:8443"},
		{"http://platform.ringcentral.com", "", `credentials would travel unencrypted to "platform.ringcentral.com"`},
	} {
		wantURL(t, ringcx.ParseRingCentralURL, c.raw, c.want, c.err)
	}
}

func wantURL(t *testing.T, parse func(string) (*url.URL, error), raw, want, words string) {
	t.Helper()
	u, err := parse(raw)
	switch {
	case words != "":
		ringcxtest.WantError(t, err, words)
		if err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: the error repeats what may be a secret: %v", raw, err)
		}
	case err != nil || u.String() != want:
		t.Errorf("%s: got %v, %v", raw, u, err)
	}
}
