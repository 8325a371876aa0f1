package simulator_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// API.md, section 4.1: a POST makes another token each time; section 4.3: the list shows them; section 9: text/plain
// and a JSON array.
func TestTokenCreateAndList(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	bearer := b.bearer(admin)
	if got := b.listed(bearer); len(got) != 0 {
		t.Fatalf("list of a user without tokens: %v", got)
	}
	first, second := b.create(bearer), b.create(bearer)
	if first == second || !regexp.MustCompile(`^aws80:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`).MatchString(first) {
		t.Fatalf("tokens %q and %q", first, second)
	}
	want := []string{first, second}
	if got := b.listed(bearer); !slices.Equal(got, want) {
		t.Fatalf("list %v, want %v in the order of creation", got, want)
	}
	// API.md, section 4.5: an API token in X-Auth-Token lists as well; section 4.1: it creates as well.
	third := b.create("X-Auth-Token: " + first)
	if got := b.listed("X-Auth-Token: " + second); !slices.Equal(got, []string{first, second, third}) {
		t.Fatalf("list by API token: %v", got)
	}
	// API.md, section 4.3: nobody else's, parent or not.
	if got := b.listed(b.bearer(ivr)); len(got) != 0 {
		t.Fatalf("another user's list: %v", got)
	}
	if got := b.sim.Tokens(admin); !slices.Equal(got, []string{first, second, third}) {
		t.Fatalf("Tokens: %v", got)
	}
	b.documented()
}

// API.md, section 4.5: the same below the legacy root, with the authToken; the API token is interchangeable with it.
func TestTokensOnALegacyPortal(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{BareTokens: true})
	authToken := b.authToken(ivr)
	created := b.do("POST", legacyToken, "", authToken, "Accept: */*")
	b.want(created, 200, textUTF8)
	if !regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`).MatchString(created.body) {
		t.Fatalf("token %q is no bare UUID", created.body)
	}
	listed := b.do("GET", legacyToken, "", "x-auth-token: "+created.body)
	if got := listed.strings(t); !slices.Equal(got, []string{created.body}) {
		t.Fatalf("list %v", got)
	}
	deleted := b.do("DELETE", legacyToken+"/"+created.body, "", "X-Auth-Token: "+created.body)
	b.want(deleted, 200, textUTF8)
	if got := b.do("GET", legacyToken, "", authToken).strings(t); len(got) != 0 {
		t.Fatalf("list after the deletion: %v", got)
	}
	roots := map[string]bool{}
	for _, r := range b.sim.Requests() {
		roots[r.Root] = true
	}
	if len(roots) != 1 || !roots["/api"] {
		t.Fatalf("roots in the log: %v", roots)
	}
	b.documented()
}

// API.md, section 4.4: the owner, the token itself, or any parent user may delete a token; section 9: nobody else.
func TestTokenDelete(t *testing.T) {
	t.Parallel()
	users := append(simulator.DefaultUsers(), simulator.User{ID: 3001, Name: "grandchild@example.com", ParentID: 1002})
	b := newBench(t, simulator.Config{Users: users})
	for name, test := range map[string]struct {
		owner  string
		by     func(token string) string
		status int
	}{
		"owner's session":   {ivr, func(string) string { return b.bearer(ivr) }, 200},
		"owner's API token": {ivr, func(string) string { return b.minted(ivr) }, 200},
		"the token itself":  {ivr, func(token string) string { return "X-Auth-Token: " + token }, 200},
		"parent":            {ivr, func(string) string { return b.bearer(admin) }, 200},
		"grandparent":       {"grandchild@example.com", func(string) string { return b.bearer(admin) }, 200},
		"sibling":           {ivr, func(string) string { return b.bearer(crm) }, 403},
		"child":             {admin, func(string) string { return b.bearer(ivr) }, 403},
		"stranger":          {ivr, func(string) string { return b.bearer(other) }, 403},
	} {
		token := b.sim.Mint(test.owner)
		a := b.do("DELETE", voiceToken+"/"+token, "", test.by(token))
		live := slices.Contains(b.sim.Tokens(test.owner), token)
		if a.status != test.status || live != (test.status == 403) {
			t.Errorf("%s: status %d, live %v", name, a.status, live)
		}
		if test.status == 200 && (a.body != "true" || a.header.Get("Content-Type") != textUTF8) {
			t.Errorf("%s: %q", name, a.body)
		}
		if test.status == 403 {
			body := b.wantError(a, 403, "/api/v1/admin/token/"+token+" - DELETE")
			if body["errorCode"] != "access.denied.exception" {
				t.Errorf("%s: %v", name, body)
			}
		}
	}
	b.documented()
}

// API.md, section 4.4: a token's colon may be escaped.
func TestTokenDeleteWithEscapedColon(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	token := b.sim.Mint(admin)
	a := b.do("DELETE", voiceToken+"/"+strings.Replace(token, ":", "%3A", 1), "", b.bearer(admin))
	if a.status != 200 || a.body != "true" || len(b.sim.AllTokens()) != 0 {
		t.Fatalf("status %d, body %q", a.status, a.body)
	}
	b.documented()
}

// API.md, section 9: the answers that the sources leave open.
func TestTokenDeleteReplies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		cfg                  simulator.Config
		known, unknown       int
		knownBody, falseBody string
	}{
		"default": {simulator.Config{}, 200, 200, "true", "false"},
		"otherwise": {simulator.Config{Delete: simulator.DeleteNoContent, UnknownDelete: simulator.UnknownDeleteNotFound},
			204, 404, "", ""},
	} {
		b := newBench(t, test.cfg)
		bearer, token := b.bearer(admin), b.sim.Mint(admin)
		if a := b.do("DELETE", voiceToken+"/"+token, "", bearer); a.status != test.known || a.body != test.knownBody {
			t.Errorf("%s: known: %d %q", name, a.status, a.body)
		}
		for _, gone := range []string{token, "aws80:never-was"} {
			a := b.do("DELETE", voiceToken+"/"+gone, "", bearer)
			if a.status != test.unknown {
				t.Errorf("%s: %s: status %d", name, gone, a.status)
			}
			if test.unknown == 404 {
				b.wantError(a, 404, "/api/v1/admin/token/"+gone+" - DELETE")
			} else if a.body != test.falseBody {
				t.Errorf("%s: %s: body %q", name, gone, a.body)
			}
		}
		b.documented()
	}
}

// API.md, sections 4.1 and 4.3: how other sources print a new token and a list.
func TestTokenReplyForms(t *testing.T) {
	t.Parallel()
	quoted := newBench(t, simulator.Config{Token: simulator.TokenQuoted})
	if got := quoted.create(quoted.bearer(admin)); got != `"`+quoted.sim.Tokens(admin)[0]+`"` {
		t.Errorf("quoted: %q", got)
	}
	newline := newBench(t, simulator.Config{Token: simulator.TokenTrailingNewline})
	if got := newline.create(newline.bearer(admin)); got != newline.sim.Tokens(admin)[0]+"\n" {
		t.Errorf("trailing newline: %q", got)
	}
	// One page prints the list like this.
	braces := newBench(t, simulator.Config{List: simulator.ListBraces})
	one, two := braces.sim.Mint(admin), braces.sim.Mint(admin)
	a := braces.do("GET", voiceToken, "", braces.bearer(admin))
	if want := "{\n  \"" + one + "\",\n  \"" + two + "\"\n}"; a.body != want {
		t.Errorf("braces: %q, want %q", a.body, want)
	}
	if json.Valid([]byte(a.body)) {
		t.Error("braces: that is valid JSON, unlike what the page prints")
	}
}

// API.md, section 4.3: the order of the list is undocumented.
func TestShuffle(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{Shuffle: true})
	want := []string{}
	for range 50 {
		want = append(want, b.sim.Mint(admin))
	}
	bearer := b.bearer(admin)
	first, second := b.listed(bearer), b.listed(bearer)
	if slices.Equal(first, want) || slices.Equal(first, second) {
		t.Error("the list is in order")
	}
	slices.Sort(first)
	slices.Sort(want)
	if !slices.Equal(first, want) {
		t.Error("the shuffled list holds other tokens")
	}
}

// No source has a refusal because of Accept: the vendor's clients ask for JSON, and get text.
func TestNoNegotiation(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	bearer := b.bearer(admin)
	for _, accept := range []string{"application/json", "text/html", "text/plain;q=0"} {
		b.want(b.do("POST", voiceToken, "", bearer, "Accept: "+accept), 200, textUTF8)
	}
	b.want(b.do("POST", voiceToken, "", bearer), 200, textUTF8)
	b.documented()
}

// The token is sent as text/plain. With AcceptStrict, a client that does not accept that gets none.
func TestAcceptStrict(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{AcceptStrict: true})
	bearer := b.bearer(admin)
	for accept, status := range map[string]int{
		"text/plain":                          200,
		"text/*":                              200,
		"*/*":                                 200,
		"application/json, */*;q=0.1":         200,
		"application/json":                    406,
		"text/plain;q=0, */*":                 406,
		"application/json;q=0.9, text/html":   406,
		"application/json, text/plain;q=0.01": 200,
	} {
		before := len(b.sim.Tokens(admin))
		a := b.do("POST", voiceToken, "", bearer, "Accept: "+accept)
		if made := len(b.sim.Tokens(admin)) - before; a.status != status || (made == 1) != (status == 200) {
			t.Errorf("Accept: %s: status %d, made %d", accept, a.status, made)
		}
	}
	b.documented()
}

// Mint and Revoke do what another program could do meanwhile.
func TestMintAndRevoke(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	token := b.sim.Mint(ivr)
	if got := b.listed("X-Auth-Token: " + token); !slices.Equal(got, []string{token}) {
		t.Fatalf("list %v", got)
	}
	if b.sim.Mint("nobody@example.com") != "" || b.sim.Revoke("aws80:never-was") {
		t.Error("Mint for nobody, or Revoke of nothing, succeeded")
	}
	if !b.sim.Revoke(token) || b.sim.Revoke(token) || len(b.sim.AllTokens()) != 0 {
		t.Error("Revoke must succeed once")
	}
	a := b.do("GET", voiceToken, "", "X-Auth-Token: "+token)
	b.wantError(a, http.StatusUnauthorized, "/api/v1/admin/token - GET")
	last := b.sim.Requests()[1]
	if last.User != ivr || last.Credential != simulator.CredentialAPIToken {
		t.Errorf("the log names %q, %q for a revoked token", last.User, last.Credential)
	}
	if b.sim.Count() != 2 {
		t.Errorf("%d requests logged, want those over HTTP only", b.sim.Count())
	}
}
