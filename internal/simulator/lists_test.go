package simulator_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// A list that lags shows neither new nor revoked tokens in time, but credentials work or fail at once.
func TestListLag(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{ListLag: time.Second})
	bearer := b.bearer(admin)
	listed := func(step string, want ...string) {
		t.Helper()
		if got := b.listed(bearer); !slices.Equal(got, want) {
			t.Errorf("%s: list %v, want %v", step, got, want)
		}
	}
	token := b.create(bearer)
	listed("created")
	if got := b.do("GET", voiceToken, "", "X-Auth-Token: "+token).status; got != 200 {
		t.Errorf("the new token as credential: %d", got)
	}
	b.clock.advance(time.Second - 1)
	listed("almost a second later")
	b.clock.advance(1)
	listed("a second later", token)

	if a := b.do("DELETE", voiceToken+"/"+token, "", bearer); a.body != "true" {
		t.Fatalf("%+v", a)
	}
	listed("revoked", token)
	if got := b.do("GET", voiceToken, "", "X-Auth-Token: "+token).status; got != 401 {
		t.Errorf("the revoked token as credential: %d", got)
	}
	if a := b.do("DELETE", voiceToken+"/"+token, "", bearer); a.body != "false" || len(b.sim.AllTokens()) != 0 {
		t.Errorf("revoking it again: %q; live: %v", a.body, b.sim.AllTokens())
	}
	b.clock.advance(time.Second)
	listed("a second later")

	token = b.sim.Mint(admin)
	listed("created by somebody else")
	b.sim.SetListLag(0)
	listed("without a lag", token)
	b.clock.advance(time.Minute)
	b.sim.SetListLag(time.Hour)
	b.sim.Revoke(token)
	listed("with a lag that is longer than the token's life")
}

// A create may spell the token differently from the list; only the list's spelling works.
func TestSpelling(t *testing.T) {
	t.Parallel()
	for spelling, test := range map[simulator.Spelling]struct{ prefixed, bare func(listed string) string }{
		simulator.SpellingSame:      {strings.ToLower, strings.ToLower},
		simulator.SpellingBareReply: {func(s string) string { return strings.TrimPrefix(s, "aws80:") }, strings.ToLower},
		simulator.SpellingUpperReply: {
			func(s string) string { return "aws80:" + strings.ToUpper(strings.TrimPrefix(s, "aws80:")) }, strings.ToUpper,
		},
	} {
		for _, bare := range []bool{false, true} {
			b := newBench(t, simulator.Config{Spelling: spelling, BareTokens: bare})
			bearer := b.bearer(admin)
			reply := b.create(bearer)
			listed := b.listed(bearer)
			want := test.prefixed
			if bare {
				want = test.bare
			}
			if len(listed) != 1 || reply != want(listed[0]) || !slices.Equal(b.sim.AllTokens(), listed) ||
				!slices.Contains(b.sim.Secrets(), reply) {
				t.Fatalf("spelling %d: reply %q, list %v, tokens %v", spelling, reply, listed, b.sim.AllTokens())
			}
			if reply != listed[0] {
				if got := b.do("GET", voiceToken, "", "X-Auth-Token: "+reply).status; got != 401 {
					t.Errorf("spelling %d: the reply's as credential: %d", spelling, got)
				}
				if a := b.do("DELETE", voiceToken+"/"+reply, "", bearer); a.body != "false" {
					t.Errorf("spelling %d: revoking the reply's: %q", spelling, a.body)
				}
			}
			if a := b.do("DELETE", voiceToken+"/"+listed[0], "", "X-Auth-Token: "+listed[0]); a.body != "true" {
				t.Errorf("spelling %d: revoking the list's: %q", spelling, a.body)
			}
		}
	}
}

func TestOpaqueTokens(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{OpaqueTokens: true, Spelling: simulator.SpellingUpperReply})
	token := b.create(b.bearer(admin))
	if !regexp.MustCompile(`^[\w-]{40}$`).MatchString(token) {
		t.Errorf("token %q", token)
	}
	if got := b.listed("X-Auth-Token: " + token); !slices.Equal(got, []string{token}) {
		t.Errorf("list %v", got)
	}
}

// Extra entries are in every list, and are no tokens.
func TestListExtra(t *testing.T) {
	t.Parallel()
	extra := []string{"a b", `"`, strings.Repeat("x", 600), ""}
	b := newBench(t, simulator.Config{ListExtra: extra})
	if got := b.listed(b.bearer(ivr)); !slices.Equal(got, extra) {
		t.Errorf("a list without tokens: %q", got)
	}
	token := b.sim.Mint(admin)
	bearer := b.bearer(admin)
	if got := b.listed(bearer); !slices.Equal(got, append([]string{token}, extra...)) || len(b.sim.AllTokens()) != 1 {
		t.Errorf("list %q, tokens %v", got, b.sim.AllTokens())
	}
	if got := b.do("GET", voiceToken, "", "X-Auth-Token: "+extra[2]).status; got != 401 {
		t.Errorf("as credential: %d", got)
	}
	if a := b.do("DELETE", voiceToken+"/a%20b", "", bearer); a.body != "false" {
		t.Errorf("revoking one: %q", a.body)
	}
}
