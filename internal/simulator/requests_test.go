package simulator_test

import (
	"encoding/base64"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// API.md, section 2.1: an unknown path is 404, a wrong method 405; section 2.4: in the documented shape.
func TestUnknownRoutes(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	bearer := b.bearer(admin)
	for path, requestURI := range map[string]string{
		"/voice/api/v1/admin/tokens":  "/api/v1/admin/tokens - GET",
		"/voice/api//v1/admin/token":  "/api//v1/admin/token - GET",
		"/voice/api/v1/admin/token/":  "/api/v1/admin/token/ - GET",
		"/v1/admin/token":             "/v1/admin/token - GET",
		"/voice/api/auth/login/admin": "/api/auth/login/admin - GET",
		"/":                           "/ - GET",
	} {
		body := b.wantError(b.do("GET", path, "", bearer), 404, requestURI)
		if body["generalMessage"] != "The resource you have requested does not exist" {
			t.Errorf("%s: %v", path, body)
		}
	}
	a := b.do("PUT", voiceToken, "", bearer)
	b.wantError(a, 405, "/api/v1/admin/token - PUT")
	if a.header.Get("Allow") != "GET, POST" {
		t.Errorf("Allow: %q", a.header.Get("Allow"))
	}
	b.wantError(b.do("GET", engagePath, ""), 405, engagePath+" - GET")
	if got := b.sim.Count(simulator.RouteUnknown); got != 8 || len(b.sim.Undocumented()) != 8 {
		t.Errorf("%d unknown, %d marked", got, len(b.sim.Undocumented()))
	}
}

// Every request that no document describes is marked, with the reason.
func TestUndocumented(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	bearer := b.bearer(admin)
	token := b.minted(admin)
	form := "Content-Type: application/x-www-form-urlencoded"
	client := basic(simulator.DefaultClientID, simulator.DefaultClientSecret)
	for name, test := range map[string]struct {
		method, path, body string
		headers            []string
		reason             string
	}{
		"parameter on create": {"POST", voiceToken + "?label=x", "", []string{bearer, acceptText},
			`unknown parameter "label"`},
		"form on create": {"POST", voiceToken, "label=x", []string{bearer, acceptText, form},
			`unknown parameter "label"; a request body`},
		"body on create": {"POST", voiceToken, "{}", []string{bearer, acceptText}, "a request body"},
		"body on delete": {"DELETE", voiceToken + "/x", "{}", []string{bearer}, "a request body"},
		"text only on list": {"GET", voiceToken, "", []string{bearer, "Accept: text/plain"},
			"Accept excludes application/json"},
		"cookie":          {"GET", voiceToken, "", []string{bearer, "Cookie: access_token=x"}, "header Cookie"},
		"other header":    {"GET", voiceToken, "", []string{"X-Auth-Header: x"}, "header X-Auth-Header"},
		"two credentials": {"GET", voiceToken, "", []string{bearer, token}, "more than one credential"},
		"basic":           {"GET", voiceToken, "", []string{client}, "no Bearer"},
		"token as bearer": {"GET", voiceToken, "", []string{strings.Replace(token, "X-Auth-Token: ",
			"Authorization: Bearer ", 1)}, "a token of the kind api_token"},
		"bearer on a portal": {"GET", legacyToken, "", []string{bearer}, "Bearer below /api"},
		"flag": {"GET", "/voice/api/v1/admin/users?flatten=yes", "", []string{bearer},
			"flatten is neither true nor false"},
		"twice": {"GET", "/voice/api/v1/admin/users?flatten=true&flatten=true", "", []string{bearer},
			"flatten given more than once"},
		"malformed query": {"GET", "/voice/api/v1/admin/users?flatten=%zz", "", []string{bearer}, "a malformed query"},
		"JSON login": {"POST", engagePath, "{}", []string{"Content-Type: application/json"},
			"not application/x-www-form-urlencoded"},
		"unknown on login":     {"POST", engagePath + "?includeRefresh=true", "", nil, `unknown parameter "includeRefresh"`},
		"token on login":       {"POST", engagePath, "", []string{token}, "X-Auth-Token on a login"},
		"bearer on login":      {"POST", engagePath, "", []string{bearer}, "Authorization header on a login"},
		"basic on exchange":    {"POST", exchangePath, "", []string{client}, "no Bearer"},
		"bearer on oauth":      {"POST", oauthPath, "", []string{bearer}, "no Basic"},
		"secret in oauth form": {"POST", oauthPath, "client_secret=x", []string{form}, `unknown parameter "client_secret"`},
		"oauth query": {"POST", oauthPath + "?grant_type=password", "", []string{client},
			"in a form, not in the query"},
		"other method": {"PUT", voiceToken, "", []string{bearer}, "documented for GET and POST only"},
		"other path":   {"GET", "/voice/api/v1/admin/x", "", []string{bearer}, "no route"},
	} {
		b.sim.ResetRequests()
		b.do(test.method, test.path, test.body, test.headers...)
		marked := b.sim.Undocumented()
		if len(marked) != 1 || !strings.Contains(marked[0].Undocumented, test.reason) {
			t.Errorf("%s: marked %+v, want %q", name, marked, test.reason)
		}
	}
	b.sim.ResetRequests()
	// API.md, sections 3.4 and 3.7: a Bearer on the exchange and on refresh; section 2.3: optional headers.
	b.form(exchangePath, url.Values{}, bearer)
	b.form(refreshPath, url.Values{"X-Auth-Token": {"x"}}, bearer)
	b.do("GET", voiceToken, "", bearer, "User-Agent: x", "X-Engage-Client-Request-Id: :x", "RC-User-Agent: x",
		"X-User-Agent: x", "Accept: application/json")
	b.documented()
}

// The log holds a request unchanged, and can be emptied.
func TestRequests(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	token := b.sim.Mint(ivr)
	b.form(engagePath+"?platformId=aws80", url.Values{"username": {ivr}, "password": {"wrong"}})
	b.do("DELETE", voiceToken+"/"+strings.Replace(token, ":", "%3a", 1), "", "X-Auth-Token: "+token)
	requests := b.sim.Requests()
	login, deletion := requests[0], requests[1]
	if deletion.Header.Get("X-Auth-Token") != token {
		t.Errorf("deletion logged with the header %v", deletion.Header)
	}
	login.Header, deletion.Header = nil, nil
	if want := (simulator.Request{
		Time: b.clock.Now(), Route: simulator.RouteEngageLogin, Method: "POST", Path: engagePath,
		RawQuery: "platformId=aws80", Body: []byte("password=wrong&username=ivr%40example.com"),
		Form: url.Values{"platformId": {"aws80"}, "username": {ivr}, "password": {"wrong"}},
		User: ivr, Credential: simulator.CredentialNone, Status: 401,
	}); !reflect.DeepEqual(login, want) {
		t.Errorf("login logged as %+v, want %+v", login, want)
	}
	if want := (simulator.Request{
		Time: b.clock.Now(), Route: simulator.RouteTokenDelete, Root: "/voice/api", Method: "DELETE",
		Path: voiceToken + "/" + token, Body: []byte{}, Form: url.Values{},
		User: ivr, Credential: simulator.CredentialAPIToken, Status: 200,
	}); !reflect.DeepEqual(deletion, want) {
		t.Errorf("deletion logged as %+v, want %+v", deletion, want)
	}
	if b.sim.Count() != 2 || b.sim.Count(simulator.RouteTokenDelete) != 1 ||
		b.sim.Count(simulator.RouteTokenDelete, simulator.RouteEngageLogin) != 2 ||
		b.sim.Count(simulator.RouteAccounts) != 0 {
		t.Error("Count is wrong")
	}
	b.sim.ResetRequests()
	if len(b.sim.Requests()) != 0 || b.sim.Count() != 0 {
		t.Error("ResetRequests left some")
	}
}

// Secrets returns every secret that was configured or sent.
func TestSecrets(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	login := b.engage(admin)
	want := []string{
		simulator.DefaultPassword, simulator.DefaultClientSecret, simulator.DefaultJWT, b.user(other).Password,
		b.user(crm).JWT,
		login["accessToken"].(string), login["refreshToken"].(string), b.rcAccessToken(),
		strings.TrimPrefix(b.authToken(admin), "X-Auth-Token: "), b.sim.Mint(admin), b.create(b.bearer(ivr)),
	}
	b.sim.Revoke(b.sim.AllTokens()[0])
	b.sim.SetUserPassword(admin, "another")
	want = append(want, "another")
	secrets := b.sim.Secrets()
	for _, secret := range want {
		if !slices.Contains(secrets, secret) {
			t.Errorf("%q is missing", secret)
		}
	}
	for i, secret := range secrets {
		if len(secret) < 7 || slices.Contains(secrets[:i], secret) {
			t.Errorf("%q would be found by chance, or twice", secret)
		}
	}
}

// Every secret of the default users is different, and differs from its encodings, except for the user whose password
// needs none.
func TestDefaultUsers(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, u := range simulator.DefaultUsers() {
		for _, v := range []string{u.Name, u.Password, u.JWT} {
			if seen[v] {
				t.Errorf("%q occurs twice", v)
			}
			seen[v] = true
		}
		plain := u.Name == simulator.PlainUserName
		if plain != (url.QueryEscape(u.Password) == u.Password) || !plain &&
			url.PathEscape(u.Password) == url.QueryEscape(u.Password) {
			t.Errorf("%q is escaped otherwise than meant", u.Password)
		}
		parts := strings.Split(u.JWT, ".")
		for _, part := range parts {
			if _, err := base64.RawURLEncoding.DecodeString(part); err != nil || len(parts) != 3 {
				t.Errorf("%q has not the form of a JWT: %v", u.JWT, err)
			}
		}
	}
}

// With many clients in parallel nothing is lost or done twice, and there is no data race.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{Limits: []simulator.Limit{{Requests: 1 << 30, Window: 1 << 40}}})
	const workers, each = 8, 25
	bearer := b.bearer(admin)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range each {
				a, err := b.try("POST", voiceToken, "", bearer, acceptText)
				if err != nil || a.status != 200 {
					t.Errorf("create: %v, %v", a, err)
				}
				if list, err := b.try("GET", voiceToken, "", "X-Auth-Token: "+a.body); err != nil ||
					!strings.Contains(list.body, a.body) {
					t.Errorf("a new token is not in the list: %v", err)
				}
				b.sim.Inject(simulator.Fault{Kind: simulator.FaultEmpty, Route: simulator.RouteAccounts})()
				b.sim.Requests()
				b.sim.Secrets()
			}
		})
	}
	wg.Wait()
	tokens := b.sim.Tokens(admin)
	slices.Sort(tokens)
	if len(slices.Compact(tokens)) != workers*each || b.sim.Count(simulator.RouteTokenCreate) != workers*each {
		t.Errorf("%d tokens after %d creates", len(tokens), b.sim.Count(simulator.RouteTokenCreate))
	}
}

// The simulator serves HTTP/2 as well, where a connection cannot be taken over.
func TestDropOverHTTP2(t *testing.T) {
	t.Parallel()
	sim := simulator.New(simulator.Config{})
	server := httptest.NewUnstartedServer(sim)
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	token := sim.Mint(admin)
	request := func() (*http.Response, error) {
		r, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+voiceToken, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Auth-Token", token)
		return server.Client().Do(r)
	}
	resp, err := request()
	if err != nil || resp.ProtoMajor != 2 || resp.StatusCode != 200 {
		t.Fatalf("response %v, error %v", resp, err)
	}
	resp.Body.Close()
	for kind, made := range map[simulator.FaultKind]int{simulator.FaultDropBefore: 0, simulator.FaultDropAfter: 1} {
		before := len(sim.Tokens(admin))
		remove := sim.Inject(simulator.Fault{Kind: kind})
		if resp, err := request(); err == nil {
			resp.Body.Close()
			t.Errorf("%s: status %d", kind, resp.StatusCode)
		}
		remove()
		if got := len(sim.Tokens(admin)) - before; got != made {
			t.Errorf("%s: %d tokens made", kind, got)
		}
	}
}
