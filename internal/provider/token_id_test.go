package provider

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

func TestDisplayName(t *testing.T) {
	for _, c := range []struct{ token, want string }{ // the ids are what sha256sum says
		{"aws80:c2353445-7b1a-4d3e-9f00-aa00bb11cc22", "aws80:… (05508e6cc577)"},
		{"c2353445-7b1a-4d3e-9f00-aa00bb11cc22", "bc9ccae918ba"},
		{"production:c2353445", "5043e5c09005"}, // longer than a platform's name
		{":c2353445", ":… (f08277026d94)"},
	} {
		if got := displayName(ringcx.Token{Secret: ringcx.Secret(c.token)}, asItIs); got != c.want {
			t.Errorf("%s: %q, want %q", c.token, got, c.want)
		}
	}
}

// Whatever a token looks like, its name gives away no more than a platform's
// name would be long, and two tokens have two names.
func TestDisplayNameHidesToken(t *testing.T) {
	const alphabet = "ghijklmnopqrstuvwxyzGHIJ-_.::" // no hex digits: those are in the id
	seen := map[string]string{}
	for range 2000 {
		token := make([]byte, 1+rand.N(60))
		for i := range token {
			token[i] = alphabet[rand.N(len(alphabet))]
		}
		name := displayName(ringcx.Token{Secret: ringcx.Secret(token)}, asItIs)
		for i := range token {
			if part := string(token[i:min(i+maxPrefix+2, len(token))]); len(part) == maxPrefix+2 &&
				strings.Contains(name, part) {
				t.Fatalf("%q shows %q of the token %q", name, part, token)
			}
		}
		if other, ok := seen[name]; ok && other != string(token) {
			t.Fatalf("%q and %q are both called %q", token, other, name)
		}
		seen[name] = string(token)
	}
}

// A prefix that is not fit for a terminal, or holds a secret, is not shown.
func TestDisplayNameIsPrintable(t *testing.T) {
	escapes := func(text string) string {
		return strings.NewReplacer("\x1b", `\x1b`, "hunter2", "(redacted)").Replace(text)
	}
	for _, token := range []string{"\x1b[31m:c2353445", "hunter2:c2353445"} {
		if got := displayName(ringcx.Token{Secret: ringcx.Secret(token)}, escapes); got != short(idOf(token)) {
			t.Errorf("%q is called %q", token, got)
		}
	}
}

func asItIs(text string) string { return text }

func TestShort(t *testing.T) {
	id := idOf("aws80:any")
	for _, c := range []struct{ id, want string }{{"", ""}, {"abc", "abc"}, {id[:12], id[:12]}, {id, id[:12]}} {
		if got := short(c.id); got != c.want {
			t.Errorf("short(%q) is %q, want %q", c.id, got, c.want)
		}
	}
}
