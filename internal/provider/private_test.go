package provider

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// kept is private state in memory.
type kept map[string]string

func (k kept) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) {
	if k[key] == "" {
		return nil, nil
	}
	return []byte(k[key]), nil
}

func (k kept) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	k[key] = string(value)
	return nil
}

// A token is in two resources if two that are not the same have read it. What an earlier build recorded does not tell
// them apart.
func TestInTwoResources(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reads []string // the resource of each Read
		want  bool     // of the last
	}{
		"one":                             {reads: []string{"a"}},
		"one, several times":              {reads: []string{"a", "a", "a"}},
		"two":                             {reads: []string{"a", "b"}, want: true},
		"two, after the error":            {reads: []string{"a", "b", "b"}, want: true},
		"one of an earlier build":         {reads: []string{""}},
		"two of an earlier build":         {reads: []string{"", ""}, want: true},
		"one of each":                     {reads: []string{"a", ""}, want: true},
		"one of each, in the other order": {reads: []string{"", "a"}, want: true},
	} {
		var d providerData
		got := false
		for _, resource := range c.reads {
			got = d.inTwoResources("id", resource)
		}
		if got != c.want || d.inTwoResources("another id", "a") {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// A create replaces a token if anything is recorded of one that is not gone.
func TestPrivateReplaced(t *testing.T) {
	t.Parallel()
	login := ringcx.Identity{Host: "ringcx.example.com", UserName: "u"}
	for name, c := range map[string]struct {
		recorded kept
		want     bool
	}{
		"nothing":    {recorded: kept{}},
		"unreadable": {recorded: kept{privateKey: "{"}},
		"a token":    {recorded: kept{privateKey: `{"login":{"user_name":"u"}}`}, want: true},
		"gone":       {recorded: kept{privateKey: `{"login":{"user_name":"u"},"gone":true}`}},
	} {
		if got := readPrivate(t.Context(), c.recorded).replaced(); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	made := kept{}
	writePrivate(t.Context(), made, apiTokenPrivate{}, newPrivate(login, nil))
	if p := readPrivate(t.Context(), made); !p.replaced() || p.Login != login || p.gone().replaced() {
		t.Errorf("recorded %+v", p)
	}
}

// Why a Read could not tell is kept for the plan: as whole as it was, as the same cause as another token's that took
// another number of tries, and until a Read sees the token.
func TestPrivateUnproven(t *testing.T) {
	t.Parallel()
	why := func(attempts int) reason {
		failed := &ringcx.Error{
			Op: "list", Status: 503, Message: "down", Hint: "Wait.", Attempts: attempts,
		}
		return reasonOf(&ringcx.UnprovenError{Reason: "nothing proves it", Err: failed})
	}
	var c causes
	for n, attempts := range []int{2, 7} {
		state := kept{}
		writePrivate(t.Context(), state, apiTokenPrivate{}, apiTokenPrivate{}.cannotTell(why(attempts)))
		p := readPrivate(t.Context(), state)
		if !p.unproven() || p.whyUnproven() != why(attempts) {
			t.Errorf("recorded %+v", p)
		}
		text := c.text("", p.whyUnproven(), "")
		brief := "nothing proves it. The last answer: Could not list: RingCX answered 503 Service Unavailable."
		if whole := strings.Contains(text, "Wait."); !strings.HasPrefix(text, brief) || whole != (n == 0) {
			t.Errorf("error %d: %s", n, text)
		}
		if seen := p.gone().seenAlive(p.Login); seen.Gone {
			t.Error("still gone")
		}
		if seen := p.seenAlive(p.Login); seen.unproven() || seen.whyUnproven() != plainReason("") {
			t.Errorf("still %+v", seen)
		}
	}
	older := readPrivate(t.Context(), kept{privateKey: `{"login":{},"unproven":"nothing proves it."}`})
	if older.whyUnproven() != plainReason("nothing proves it.") {
		t.Errorf("of an earlier build: %+v", older.whyUnproven())
	}
}
