package simulator_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// controlled is a bench whose simulator has the control API.
func controlled(t *testing.T) *bench {
	t.Helper()
	b := newBench(t, simulator.Config{})
	server := httptest.NewServer(b.sim.WithControl())
	t.Cleanup(server.Close)
	t.Cleanup(b.client.CloseIdleConnections)
	b.url = server.URL
	return b
}

func TestControlTokens(t *testing.T) {
	t.Parallel()
	b := controlled(t)
	minted := b.do("POST", "/_simulator/tokens?user="+url.QueryEscape(ivr), "")
	b.want(minted, 201, "application/json")
	token := minted.json(t)["token"].(string)
	sum := sha256.Sum256([]byte(token))
	id := hex.EncodeToString(sum[:])
	var byUser map[string][]map[string]string
	if err := json.Unmarshal([]byte(b.do("GET", "/_simulator/tokens", "").body), &byUser); err != nil {
		t.Fatal(err)
	}
	if len(byUser) != len(simulator.DefaultUsers()) || len(byUser[ivr]) != 1 || byUser[ivr][0]["token"] != token ||
		byUser[ivr][0]["id"] != id || byUser[admin] == nil {
		t.Errorf("tokens %v", byUser)
	}
	second := b.sim.Mint(ivr)
	for _, name := range []string{id, second} {
		if a := b.do("DELETE", "/_simulator/tokens/"+name, ""); a.status != 204 {
			t.Errorf("revoking %s: %d", name, a.status)
		}
	}
	if len(b.sim.AllTokens()) != 0 {
		t.Error("tokens are left")
	}
	if a := b.do("DELETE", "/_simulator/tokens/"+id, ""); a.status != 404 {
		t.Errorf("revoking twice: %d", a.status)
	}
	if a := b.do("POST", "/_simulator/tokens?user=nobody", ""); a.status != 404 {
		t.Errorf("a token for nobody: %d", a.status)
	}
	if b.sim.Count() != 0 {
		t.Error("control requests are in the log")
	}
}

func TestControlFaults(t *testing.T) {
	t.Parallel()
	b := controlled(t)
	token := b.minted(admin)
	fault := `{"route": "GET /v1/admin/token", "user": "admin@example.com", "kind": "status", "status": 503, "times": 1,
		"header": {"retry-after": "1"}, "delay": "1s"}`
	if a := b.do("POST", "/_simulator/faults", fault); a.status != 201 {
		t.Fatalf("%+v", a)
	}
	if a := b.do("GET", voiceToken, "", token); a.status != 503 || a.header.Get("Retry-After") != "1" {
		t.Errorf("%+v", a)
	}
	b.listed(token)
	b.do("POST", "/_simulator/faults", `{"route": "POST /v1/admin/token", "kind": "status", "status": 502, "late": "1ns",
		"times": 1}`)
	if a := b.do("POST", voiceToken, "", token, acceptText); a.status != 502 {
		t.Errorf("%+v", a)
	}
	b.do("POST", "/_simulator/faults", `{"kind": "drop_header", "credential": "`+strings.TrimPrefix(token,
		"X-Auth-Token: ")+`", "header": {"x-auth-token": ""}, "times": 1}`)
	if a := b.do("GET", voiceToken, "", token); a.body != "Jwt is missing" {
		t.Errorf("%+v", a)
	}
	if b.sim.Settle(); len(b.sim.Tokens(admin)) != 2 {
		t.Errorf("tokens %v after a late create", b.sim.Tokens(admin))
	}
	b.do("POST", "/_simulator/faults", `{"kind": "empty"}`)
	if a := b.do("DELETE", "/_simulator/faults", ""); a.status != 204 {
		t.Errorf("clearing: %d", a.status)
	}
	b.listed(token)
	for _, wrong := range []string{
		"", `{"kind": "x"}`, `{"kind": "empty", "times": "1"}`, `{"kind": "empty", "tiems": 1}`,
		`{"kind": "slow", "delay": "1"}`, `{"kind": "slow", "late": "1s"}`, `{"kind": "slow"}`,
		`{"kind": "slow", "delay": "-1s"}`, `{"kind": "empty", "route": "GET /admin/token"}`, `{"kind": "empty"} {}`,
	} {
		if a := b.do("POST", "/_simulator/faults", wrong); a.status != 400 {
			t.Errorf("%s: %d", wrong, a.status)
		}
	}
}

func TestControlSessionsAndRequests(t *testing.T) {
	t.Parallel()
	b := controlled(t)
	bearer := b.bearer(admin)
	b.listed(bearer)
	if a := b.do("POST", "/_simulator/expire-sessions", ""); a.status != 204 {
		t.Errorf("expire-sessions: %d", a.status)
	}
	if a := b.do("GET", voiceToken, "", bearer); a.status != 401 {
		t.Errorf("after expire-sessions: %d", a.status)
	}
	requests := b.do("GET", "/_simulator/requests", "").list(t)
	last := requests[2].(map[string]any)
	if len(requests) != 3 || last["route"] != string(simulator.RouteTokenList) || last["status"] != 401.0 ||
		last["user"] != admin || last["path"] != voiceToken {
		t.Errorf("requests %v", requests)
	}
	if a := b.do("POST", "/_simulator/reset-requests", ""); a.status != 204 || b.sim.Count() != 0 {
		t.Errorf("reset-requests: %d, %d left", a.status, b.sim.Count())
	}
	if a := b.do("GET", "/_simulator/requests", ""); strings.TrimSpace(a.body) != "[]" {
		t.Errorf("an empty log: %q", a.body)
	}
}

// The control API can do what the Go package can: change a user, make lists lag, end refresh tokens.
func TestControlSwitches(t *testing.T) {
	t.Parallel()
	b := controlled(t)
	login := b.engage(ivr)
	do := func(path, body string) {
		t.Helper()
		if a := b.do("POST", "/_simulator/"+path, body); a.status != 204 {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	status := func(password string) int {
		return b.form(engagePath, url.Values{"username": {ivr}, "password": {password}}).status
	}
	do("users", `{"user_name": "`+ivr+`", "password": "changed"}`)
	if got := status("changed"); got != 200 {
		t.Errorf("with the new password: %d", got)
	}
	do("users", `{"user_name": "`+ivr+`", "enabled": false}`)
	if got := status("changed"); got != 401 {
		t.Errorf("not enabled: %d", got)
	}
	do("users", `{"user_name": "`+ivr+`", "enabled": true}`)
	if got := status("changed"); got != 200 {
		t.Errorf("enabled again: %d", got)
	}
	do("list-lag?lag=1h", "")
	token := b.minted(admin)
	if got := b.listed(token); len(got) != 0 {
		t.Errorf("a list that lags: %v", got)
	}
	do("list-lag?lag=0s", "")
	if got := b.listed(token); len(got) != 1 {
		t.Errorf("a list that does not: %v", got)
	}
	do("revoke-refresh-tokens", "")
	if a := b.form(refreshPath, url.Values{"refresh_token": {login["refreshToken"].(string)}}); a.status != 401 {
		t.Errorf("refresh: %d", a.status)
	}
	do("settle", "")
	for _, wrong := range []struct {
		path, body string
		status     int
	}{
		{"users", `{"user_name": "nobody", "enabled": true}`, 404}, {"users", `{"name": "x"}`, 400},
		{"list-lag", "", 400}, {"list-lag?lag=-1s", "", 400},
	} {
		if a := b.do("POST", "/_simulator/"+wrong.path, wrong.body); a.status != wrong.status {
			t.Errorf("%s %s: %d", wrong.path, wrong.body, a.status)
		}
	}
}

// After a reset the tenant is as it was at the start, whatever happened: the initial tokens are back, and all others
// are gone.
func TestControlReset(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{Tokens: 2, Limits: []simulator.Limit{{Requests: 30, Window: time.Hour}}})
	server := httptest.NewServer(b.sim.WithControl())
	t.Cleanup(server.Close)
	t.Cleanup(b.client.CloseIdleConnections)
	b.url = server.URL
	initial := b.sim.Tokens(admin)
	if len(initial) != 2 || len(b.sim.AllTokens()) != 2 {
		t.Fatalf("tokens at the start: %v", b.sim.AllTokens())
	}
	for range 2 {
		bearer := b.bearer(admin)
		b.sim.Mint(ivr)
		b.sim.Revoke(initial[0])
		b.sim.DisableUser(crm)
		b.sim.SetUserPassword(admin, "changed")
		b.sim.SetListLag(time.Hour)
		b.sim.Inject(simulator.Fault{Kind: simulator.FaultStatus, Status: 502, Late: 1, Route: simulator.RouteTokenCreate})
		b.do("POST", voiceToken, "", bearer)
		b.sim.Inject(simulator.Fault{Kind: simulator.FaultEmpty})
		for range 40 {
			b.do("GET", voiceToken, "", bearer)
		}
		if a := b.do("POST", "/_simulator/reset", ""); a.status != 204 || b.sim.Count() != 0 {
			t.Errorf("reset: %d, %d requests in the log", a.status, b.sim.Count())
		}
		if got := b.sim.AllTokens(); !slices.Equal(got, initial) {
			t.Errorf("tokens %v, want %v", got, initial)
		}
		if a := b.do("GET", voiceToken, "", bearer); a.status != 401 {
			t.Errorf("an old session: %d", a.status)
		}
		if got := b.listed("X-Auth-Token: " + initial[0]); !slices.Equal(got, initial) {
			t.Errorf("list %v", got)
		}
		b.bearer(crm)
		b.bearer(admin)
	}
}

// Without WithControl there is no control API. With it, paths are not cleaned before RingCX's routes get them.
func TestControlIsSeparate(t *testing.T) {
	t.Parallel()
	plain := newBench(t, simulator.Config{})
	plain.wantError(plain.do("GET", "/_simulator/requests", ""), 404, "/_simulator/requests - GET")
	b := controlled(t)
	b.wantError(b.do("GET", "/voice/api//v1/admin/token", "", b.bearer(admin)), 404, "/api//v1/admin/token - GET")
	if a := b.do("GET", "/_simulator/nothing", ""); a.status != 404 || b.sim.Count(simulator.RouteUnknown) != 1 {
		t.Errorf("unknown control path: %d", a.status)
	}
}
