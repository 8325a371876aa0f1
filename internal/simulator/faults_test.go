package simulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// faultsOnCreate are what the client sees of each kind of fault on a create, and how many tokens were made.
var faultsOnCreate = map[string]struct {
	fault simulator.Fault
	made  int
	check func(b *bench, a answer, err error) bool
}{
	"status": {simulator.Fault{Kind: simulator.FaultStatus, Status: 500}, 0, func(b *bench, a answer, _ error) bool {
		return b.wantError(a, 500, "/api/v1/admin/token - POST")["errorCode"] == "unknown.exception"
	}},
	"status, acted": {simulator.Fault{Kind: simulator.FaultStatus, Status: 503, Act: true}, 1,
		func(b *bench, a answer, _ error) bool {
			return b.wantError(a, 503, "/api/v1/admin/token - POST") != nil
		}},
	"expired session": {simulator.Fault{Kind: simulator.FaultStatus, Status: 401}, 0,
		func(_ *bench, a answer, _ error) bool {
			return a.status == 401 && a.body == "Jwt is expired" && a.header.Get("Content-Type") == "text/plain"
		}},
	"status with a body": {simulator.Fault{Kind: simulator.FaultStatus, Status: 404, Body: `"no"`, ContentType: "text/x",
		Header: http.Header{"x-y": {"z"}}}, 0,
		func(_ *bench, a answer, _ error) bool {
			return a.status == 404 && a.body == `"no"` && a.header.Get("Content-Type") == "text/x" && a.header.Get("X-Y") == "z"
		}},
	"dropped before": {simulator.Fault{Kind: simulator.FaultDropBefore}, 0,
		func(_ *bench, _ answer, err error) bool { return err != nil }},
	"dropped after": {simulator.Fault{Kind: simulator.FaultDropAfter}, 1,
		func(_ *bench, _ answer, err error) bool { return err != nil }},
	"cut, acted": {simulator.Fault{Kind: simulator.FaultCut, Act: true}, 1, func(b *bench, a answer, _ error) bool {
		token := b.sim.Tokens(admin)[0]
		return a.status == 200 && errors.Is(a.err, io.ErrUnexpectedEOF) && a.body == token[:len(token)/2]
	}},
	"cut": {simulator.Fault{Kind: simulator.FaultCut, Body: "aws80:"}, 0, func(_ *bench, a answer, _ error) bool {
		return a.status == 200 && errors.Is(a.err, io.ErrUnexpectedEOF) && a.body == "aws"
	}},
	"html": {simulator.Fault{Kind: simulator.FaultHTML}, 0, func(_ *bench, a answer, _ error) bool {
		return a.status == 200 && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") &&
			strings.Contains(a.body, "<h1>200 OK</h1>")
	}},
	"html 502, acted": {simulator.Fault{Kind: simulator.FaultHTML, Status: 502, Act: true}, 1,
		func(_ *bench, a answer, _ error) bool {
			return a.status == 502 && strings.Contains(a.body, "<title>502 Bad Gateway</title>")
		}},
	"empty": {simulator.Fault{Kind: simulator.FaultEmpty}, 0, func(_ *bench, a answer, _ error) bool {
		return a.status == 200 && a.body == "" && a.err == nil
	}},
	"redirect": {simulator.Fault{Kind: simulator.FaultRedirect}, 0, func(_ *bench, a answer, _ error) bool {
		return a.status == 302 && a.header.Get("Location") == "https://elsewhere.invalid"+voiceToken+"?x=y"
	}},
	"redirect to": {simulator.Fault{Kind: simulator.FaultRedirect, Status: 307,
		Header: http.Header{"Location": {"http://localhost/"}}}, 0,
		func(_ *bench, a answer, _ error) bool {
			return a.status == 307 && a.header.Get("Location") == "http://localhost/"
		}},
	"garbage": {simulator.Fault{Kind: simulator.FaultGarbage, Body: "{]"}, 0, func(_ *bench, a answer, _ error) bool {
		return a.status == 200 && a.body == "{]"
	}},
	"slow, acted at once": {simulator.Fault{Kind: simulator.FaultSlow, Act: true, Delay: 1}, 1,
		func(b *bench, a answer, _ error) bool {
			return a.status == 200 && a.body == b.sim.Tokens(admin)[0]
		}},
	"slow": {simulator.Fault{Kind: simulator.FaultSlow, Delay: time.Millisecond}, 1,
		func(b *bench, a answer, _ error) bool {
			return a.status == 200 && a.body == b.sim.Tokens(admin)[0]
		}},
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for name, test := range faultsOnCreate {
		b := newBench(t, simulator.Config{})
		bearer := b.bearer(admin)
		remove := b.sim.Inject(test.fault)
		a, err := b.try("POST", voiceToken+"?x=y", "", bearer, acceptText)
		if made := len(b.sim.Tokens(admin)); made != test.made {
			t.Errorf("%s: %d tokens made", name, made)
		} else if !test.check(b, a, err) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
		last := b.sim.Requests()[b.sim.Count()-1]
		if last.Fault != test.fault.Kind || last.Status != a.status {
			t.Errorf("%s: logged with fault %q, status %d; the client saw %d", name, last.Fault, last.Status, a.status)
		}
		remove()
		remove()
		b.create(bearer)
	}
}

// A GET changes nothing, so the cut body is always that of the right answer.
func TestCutList(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	token := b.sim.Mint(admin)
	b.sim.Inject(simulator.Fault{Kind: simulator.FaultCut})
	a := b.do("GET", voiceToken, "", "X-Auth-Token: "+token)
	full := `["` + token + `"]`
	if a.body != full[:len(full)/2] || !errors.Is(a.err, io.ErrUnexpectedEOF) ||
		a.header.Get("Content-Type") != "application/json" {
		t.Errorf("%+v", a)
	}
}

// API.md, section 2.4: an error echoes the path, and so the token of a deletion.
func TestStatusFaultEchoesTheToken(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	token := b.sim.Mint(admin)
	b.sim.Inject(simulator.Fault{Kind: simulator.FaultStatus, Status: 400})
	b.wantError(b.do("DELETE", voiceToken+"/"+token, "", "X-Auth-Token: "+token), 400,
		"/api/v1/admin/token/"+token+" - DELETE")
}

// Faults on RingCentral's route have RingCentral's shapes (API.md, section 3.2).
func TestStatusFaultOnOAuth(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	for status, want := range map[int]string{401: "OAU-146", 429: "CMN-301", 503: "CMN-203"} {
		remove := b.sim.Inject(simulator.Fault{Kind: simulator.FaultStatus, Status: status})
		if a := b.form(oauthPath, nil); a.status != status || !strings.Contains(a.body, want) {
			t.Errorf("%d: %q", status, a.body)
		}
		remove()
	}
}

// The requests that a fault applies to: by route, by user, after a number of them, a number of times. The fault that
// was injected first is used first.
func TestFaultSelection(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	adminToken, ivrToken := b.minted(admin), b.minted(ivr)
	list := func(credential string) int { return b.do("GET", voiceToken, "", credential).status }
	b.sim.Inject(simulator.Fault{Route: simulator.RouteTokenList, User: ivr, Kind: simulator.FaultStatus, Status: 503,
		After: 1, Times: 2})
	b.sim.Inject(simulator.Fault{Route: simulator.RouteTokenList, User: ivr, Kind: simulator.FaultStatus, Status: 500,
		Times: 3})
	for i, want := range []int{500, 503, 503, 500, 500, 200} {
		if got := list(ivrToken); got != want {
			t.Errorf("request %d: %d, want %d", i, got, want)
		}
		if got := list(adminToken); got != 200 {
			t.Errorf("another user: %d", got)
		}
		if got := b.do("GET", "/voice/api/v1/admin/accounts", "", ivrToken).status; got != 200 {
			t.Errorf("another route: %d", got)
		}
	}
	// A login is the user's who logs in.
	b.sim.Inject(simulator.Fault{User: ivr, Kind: simulator.FaultStatus, Status: 503})
	if got := b.do("POST", engagePath+"?username="+ivr, "").status; got != 503 {
		t.Errorf("login of the user: %d", got)
	}
	b.engage(admin)
	b.sim.ClearFaults()
	b.engage(ivr)
}

// A fault for one credential, in either header, and for no other; with any answer.
func TestFaultForACredential(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	first, second, bearer := b.sim.Mint(admin), b.sim.Mint(admin), b.bearer(admin)
	jwt := strings.TrimPrefix(bearer, "Authorization: Bearer ")
	for name, test := range map[string]struct {
		credential string
		hit        []string
		fault      simulator.Fault
		want       answer
	}{
		"a token without the right": {first, []string{"X-Auth-Token: " + first, "Authorization: Bearer " + first},
			simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Body: "no"},
			answer{status: 403, body: "no", header: http.Header{"Content-Type": {"application/json"}}}},
		"a stray 401": {first, []string{"X-Auth-Token: " + first},
			simulator.Fault{Kind: simulator.FaultGarbage, Status: 401, Body: `{"error":"Unauthorized"}`},
			answer{status: 401, body: `{"error":"Unauthorized"}`, header: http.Header{"Content-Type": {"application/json"}}}},
		"a session": {jwt, []string{bearer, "X-Auth-Token: " + jwt},
			simulator.Fault{Kind: simulator.FaultGarbage, Status: 407, ContentType: "text/x", Body: "?"},
			answer{status: 407, body: "?", header: http.Header{"Content-Type": {"text/x"}}}},
	} {
		test.fault.Credential = test.credential
		remove := b.sim.Inject(test.fault)
		for _, header := range test.hit {
			if a := b.do("GET", voiceToken, "", header); a.status != test.want.status || a.body != test.want.body ||
				a.header.Get("Content-Type") != test.want.header.Get("Content-Type") {
				t.Errorf("%s: %+v", name, a)
			}
		}
		b.listed("X-Auth-Token: " + second)
		b.do("GET", "/nowhere", "")
		remove()
		b.listed(bearer)
	}
	b.sim.Inject(simulator.Fault{Kind: simulator.FaultStatus, Status: 401, ContentType: "text/plain"})
	if a := b.do("GET", voiceToken, "", bearer); a.body != "Jwt is expired" ||
		a.header.Get("Content-Type") != "text/plain" {
		t.Errorf("another content type for the documented error: %+v", a)
	}
}

// If a gateway removes a header, the request has no credential. The log shows what the client sent.
func TestDropHeader(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	token, bearer := b.minted(ivr), b.bearer(admin)
	remove := b.sim.Inject(simulator.Fault{Kind: simulator.FaultDropHeader})
	missing := func(header string) {
		t.Helper()
		if a := b.do("GET", voiceToken, "", header); a.status != 401 || a.body != "Jwt is missing" ||
			a.header.Get("Content-Type") != "text/plain" {
			t.Errorf("%+v", a)
		}
	}
	missing(token)
	last := b.sim.Requests()[1]
	if last.User != ivr || last.Credential != simulator.CredentialAPIToken || last.Header.Get("X-Auth-Token") == "" ||
		last.Status != 401 || last.Fault != simulator.FaultDropHeader {
		t.Errorf("logged as %+v", last)
	}
	b.wantError(b.do("GET", legacyToken, "", token), 401, "/api/v1/admin/token - GET")
	b.listed(bearer)
	remove()
	b.listed(token)
	b.sim.Inject(simulator.Fault{Kind: simulator.FaultDropHeader, User: admin, Header: http.Header{"authorization": nil}})
	missing(bearer)
	b.listed(token)
	b.documented()
}

// FaultSlow acts after the delay even if the client has gone, and ends when it is removed.
func TestSlowActsWithoutAClient(t *testing.T) {
	t.Parallel()
	for act, want := range map[bool]int{true: 1, false: 0} {
		b := newBench(t, simulator.Config{})
		bearer := b.bearer(admin)
		remove := b.sim.Inject(simulator.Fault{Kind: simulator.FaultSlow, Delay: time.Hour, Act: act})
		ctx, cancel := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, "POST", b.url+voiceToken, nil)
		if err != nil {
			t.Fatal(err)
		}
		name, value, _ := strings.Cut(bearer, ": ")
		r.Header.Set(name, value)
		done := make(chan error)
		go func() {
			resp, err := b.client.Do(r)
			if err == nil {
				resp.Body.Close()
			}
			done <- err
		}()
		until(t, func() bool {
			return b.sim.Count(simulator.RouteTokenCreate) == 1 && len(b.sim.Tokens(admin)) == want
		})
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the client got %v", err)
		}
		remove()
		until(t, func() bool { return len(b.sim.Tokens(admin)) == 1 })
	}
}

// If the client has gone, the wait ends only if the work is done, and the log shows that it got no answer.
func TestSlowWaitsWithoutAClient(t *testing.T) {
	t.Parallel()
	sim := simulator.New(simulator.Config{})
	token := sim.Mint(ivr)
	serve := func() {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, voiceToken, nil)
		r.Header.Set("X-Auth-Token", token)
		sim.ServeHTTP(httptest.NewRecorder(), r)
	}
	remove := sim.Inject(simulator.Fault{Kind: simulator.FaultSlow, Delay: time.Hour, Act: true})
	serve() // returns at once
	remove()
	if len(sim.Tokens(ivr)) != 2 || sim.Requests()[0].Status != 0 {
		t.Errorf("%d tokens, status %d", len(sim.Tokens(ivr)), sim.Requests()[0].Status)
	}
	remove = sim.Inject(simulator.Fault{Kind: simulator.FaultSlow, Delay: time.Hour})
	served := make(chan struct{})
	go func() { serve(); close(served) }()
	until(t, func() bool { return sim.Count() == 2 })
	for range 1000 { // time enough for a wait that is none
		runtime.Gosched()
	}
	if len(sim.Tokens(ivr)) != 2 {
		t.Error("acted before the delay was over")
	}
	remove()
	<-served
	if len(sim.Tokens(ivr)) != 3 {
		t.Error("did not act after the delay")
	}
}

// until waits for a condition that will become true.
func until(t *testing.T, condition func() bool) {
	t.Helper()
	for !condition() {
		select {
		case <-t.Context().Done():
			t.Fatal("it never came true")
		case <-time.After(time.Millisecond):
		}
	}
}

func TestInjectRefusesNonsense(t *testing.T) {
	t.Parallel()
	sim := simulator.New(simulator.Config{})
	for _, f := range []simulator.Fault{
		{}, {Kind: "x"}, {Kind: simulator.FaultStatus}, {Kind: simulator.FaultHTML, Status: 99},
		{Kind: simulator.FaultHang, Act: true, Late: 1}, {Kind: simulator.FaultSlow},
		{Kind: simulator.FaultEmpty, Route: "GET /v1/admin/tokens"}, {Kind: simulator.FaultSlow, Delay: 1, Late: 1},
		{Kind: simulator.FaultDropHeader, Late: 1},
		{Kind: simulator.FaultHang, Late: -1},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%+v was taken", f)
				}
			}()
			sim.Inject(f)
		}()
	}
}
