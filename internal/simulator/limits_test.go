package simulator_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// API.md, section 2.6: 5 exchanges, 120 admin requests and 5 RingCentral logins a minute.
func TestDocumentedLimits(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{Limits: simulator.DocumentedLimits()})
	token := b.minted(admin)
	for name, test := range map[string]struct {
		requests int
		send     func() answer
	}{
		"exchange": {5, func() answer { return b.form(exchangePath, nil) }},
		"oauth":    {5, func() answer { return b.form(oauthPath, nil) }},
		"admin":    {120, func() answer { return b.do("GET", voiceToken, "", token) }},
	} {
		for i := range test.requests {
			if a := test.send(); a.status == 429 {
				t.Fatalf("%s: request %d refused", name, i+1)
			}
		}
		if a := test.send(); a.status != 429 {
			t.Errorf("%s: one more: %d", name, a.status)
		}
	}
	// The limit of the admin routes is one credential's.
	if a := b.do("GET", voiceToken, "", b.minted(admin)); a.status != 200 {
		t.Errorf("another credential: %d", a.status)
	}
	b.clock.advance(time.Minute)
	if a := b.do("GET", voiceToken, "", token); a.status != 200 {
		t.Errorf("after the window: %d", a.status)
	}
}

// By the strictest reading a client's credentials share a limit. Other limits take the place of those before.
func TestStrictestLimits(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	tokens := []string{b.minted(admin), b.minted(ivr)}
	b.sim.SetLimits(simulator.StrictestLimits())
	for i := range 120 {
		if a := b.do("GET", voiceToken, "", tokens[i%2]); a.status != 200 {
			t.Fatalf("request %d: %d", i+1, a.status)
		}
	}
	for _, token := range tokens {
		if a := b.do("GET", voiceToken, "", token); a.status != 429 {
			t.Errorf("one more: %d", a.status)
		}
	}
	b.sim.SetLimits(nil)
	if a := b.do("GET", voiceToken, "", tokens[0]); a.status != 200 {
		t.Errorf("without limits: %d", a.status)
	}
}

// Logins are counted by client, whatever user they are for. A refused one does nothing.
func TestLoginsAreCountedByClient(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{Limits: []simulator.Limit{{Routes: []simulator.Route{simulator.RouteEngageLogin},
		Requests: 2, Window: time.Minute}}})
	b.engage(admin)
	b.engage(ivr)
	a := b.do("POST", engagePath+"?username="+crm, "")
	b.wantError(a, 429, engagePath+" - POST")
	if last := b.sim.Requests()[2]; last.Status != 429 || last.Fault != "" {
		t.Errorf("logged as %+v", last)
	}
	b.authToken(crm) // another route
}

// A limit without routes applies to every route, and refuses before anything is done.
func TestLimitOfAllRoutes(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{Limits: []simulator.Limit{{Requests: 1, Window: time.Minute}}})
	token := b.minted(admin)
	b.listed(token)
	if a := b.do("POST", voiceToken, "", token, acceptText); a.status != 429 || len(b.sim.Tokens(admin)) != 1 {
		t.Errorf("status %d, %d tokens", a.status, len(b.sim.Tokens(admin)))
	}
}

// API.md, section 2.6: no Retry-After is documented for RingCX; seconds and more for RingCentral.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for form, want := range map[simulator.RetryAfterForm]string{
		simulator.RetryAfterNone:    "",
		simulator.RetryAfterSeconds: "50",
		simulator.RetryAfterDate:    "Sat, 21 Nov 2026 12:01:01 GMT", // the window ends at 12:01:00.5
	} {
		b := newBench(t, simulator.Config{Limits: []simulator.Limit{{Requests: 1, Window: time.Minute, RetryAfter: form}}})
		token := b.minted(admin)
		b.listed(token)
		b.clock.advance(10 * time.Second)
		if got := b.do("GET", voiceToken, "", token).header.Get("Retry-After"); got != want {
			t.Errorf("form %d: %q, want %q", form, got, want)
		}
	}
	b := newBench(t, simulator.Config{Limits: []simulator.Limit{{Window: time.Minute,
		RetryAfter: simulator.RetryAfterSeconds}}})
	a := b.form(oauthPath, nil)
	if a.status != 429 || !strings.Contains(a.body, "CMN-301") || a.header.Get("Retry-After") != "60" ||
		a.header.Get("X-Rate-Limit-Group") != "auth" || a.header.Get("X-Rate-Limit-Remaining") != "0" ||
		a.header.Get("X-Rate-Limit-Window") != "60" {
		t.Errorf("%+v", a)
	}
}
