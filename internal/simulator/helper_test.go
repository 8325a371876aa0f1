package simulator_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// bench is a simulator on loopback with a clock and a plain HTTP client.
type bench struct {
	*testing.T
	sim    *simulator.Server
	url    string
	client *http.Client
	clock  *clock
}

// clock is a clock that only moves when it is told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func newBench(t *testing.T, cfg simulator.Config) *bench {
	t.Helper()
	c := &clock{now: time.Date(2026, 11, 21, 12, 0, 0, 500_000_000, time.UTC)}
	if cfg.Now == nil {
		cfg.Now = c.Now
	}
	sim := simulator.New(cfg)
	server := httptest.NewServer(sim)
	client := server.Client() // has connections of its own: the default client's are closed with any server
	client.CheckRedirect = noRedirect
	t.Cleanup(func() {
		sim.ClearFaults()
		server.Close()
	})
	return &bench{T: t, sim: sim, url: server.URL, client: client, clock: c}
}

// answer is a response that was read completely.
type answer struct {
	status int
	header http.Header
	body   string
	err    error // of reading the body
}

func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("status %d, body %q is no JSON object: %v", a.status, a.body, err)
	}
	return v
}

func (a answer) list(t *testing.T) []any {
	t.Helper()
	v := []any{}
	if err := json.Unmarshal([]byte(a.body), &v); err != nil || v == nil {
		t.Fatalf("status %d, body %q is no JSON array: %v", a.status, a.body, err)
	}
	return v
}

func (a answer) strings(t *testing.T) []string {
	t.Helper()
	tokens := []string{}
	for _, v := range a.list(t) {
		tokens = append(tokens, v.(string))
	}
	return tokens
}

// try sends a request; headers are "Name: value".
func (b *bench) try(method, path, body string, headers ...string) (answer, error) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), method, b.url+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	resp, err := b.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(data), err}, nil
}

func (b *bench) do(method, path, body string, headers ...string) answer {
	b.Helper()
	a, err := b.try(method, path, body, headers...)
	if err != nil {
		b.Fatal(err)
	}
	return a
}

// form sends a form, as curl -d does.
func (b *bench) form(path string, form url.Values, headers ...string) answer {
	b.Helper()
	return b.do("POST", path, form.Encode(), append(headers, "Content-Type: application/x-www-form-urlencoded")...)
}

func (b *bench) want(a answer, status int, contentType string) {
	b.Helper()
	if a.status != status || a.header.Get("Content-Type") != contentType {
		b.Fatalf("status %d, content type %q, body %q; want %d, %q", a.status, a.header.Get("Content-Type"), a.body, status,
			contentType)
	}
}

// wantFields checks some fields of an object.
func (b *bench) wantFields(what string, got any, want map[string]any) {
	b.Helper()
	object, _ := got.(map[string]any)
	for name, value := range want {
		if !reflect.DeepEqual(object[name], value) {
			b.Errorf("%s: %s is %v, want %v", what, name, object[name], value)
		}
	}
}

// wantError checks an error of the voice API: its status, fields and requestUri (API.md, section 2.4).
func (b *bench) wantError(a answer, status int, requestURI string) map[string]any {
	b.Helper()
	b.want(a, status, "application/json")
	body := a.json(b.T)
	if body["requestUri"] != requestURI {
		b.Fatalf("requestUri %v, want %v", body["requestUri"], requestURI)
	}
	if message, ok := body["generalMessage"].(string); !ok || message == "" {
		b.Fatalf("no generalMessage: %v", body)
	}
	if body["timestamp"] != float64(b.clock.Now().UnixMilli()) {
		b.Fatalf("timestamp %v, want milliseconds of the clock", body["timestamp"])
	}
	return body
}

// documented fails if a request so far was one that no document describes.
func (b *bench) documented() {
	b.Helper()
	for _, r := range b.sim.Undocumented() {
		b.Errorf("%s %s?%s: %s", r.Method, r.Path, r.RawQuery, r.Undocumented)
	}
}

func (b *bench) user(name string) simulator.User {
	b.Helper()
	for _, u := range simulator.DefaultUsers() {
		if u.Name == name {
			return u
		}
	}
	b.Fatalf("no user %q", name)
	return simulator.User{}
}

// engage logs in as in API.md, section 3.6, and returns the login's body.
func (b *bench) engage(userName string) map[string]any {
	b.Helper()
	query := url.Values{"username": {userName}, "password": {b.user(userName).Password},
		"platformId": {simulator.DefaultPlatformID}}
	a := b.do("POST", "/api/auth/login/admin?"+query.Encode(), "")
	b.want(a, 200, "application/json")
	return a.json(b.T)
}

// bearer is the Authorization header of a fresh engage login.
func (b *bench) bearer(userName string) string {
	b.Helper()
	return "Authorization: Bearer " + b.engage(userName)["accessToken"].(string)
}

// authToken is the X-Auth-Token header of a fresh legacy login.
func (b *bench) authToken(userName string, extra ...string) string {
	b.Helper()
	form := url.Values{"username": {userName}, "password": {b.user(userName).Password}}
	for _, e := range extra {
		name, value, _ := strings.Cut(e, "=")
		form.Set(name, value)
	}
	a := b.form("/api/v1/auth/login", form)
	b.want(a, 200, "application/json")
	return "X-Auth-Token: " + a.json(b.T)["authToken"].(string)
}

// minted is the X-Auth-Token header of a fresh API token.
func (b *bench) minted(userName string) string { return "X-Auth-Token: " + b.sim.Mint(userName) }

func (b *bench) create(credential string) string {
	b.Helper()
	a := b.do("POST", voiceToken, "", credential, acceptText)
	b.want(a, 200, textUTF8)
	return a.body
}

func (b *bench) listed(credential string) []string {
	b.Helper()
	a := b.do("GET", voiceToken, "", credential)
	b.want(a, 200, "application/json")
	return a.strings(b.T)
}

const (
	voiceToken  = "/voice/api/v1/admin/token"
	legacyToken = "/api/v1/admin/token"
	acceptText  = "Accept: text/plain, application/json;q=0.5, */*;q=0.1"
	textUTF8    = "text/plain;charset=UTF-8"
	admin       = simulator.DefaultUserName
	ivr         = "ivr@example.com"
	crm         = "crm@example.com"
	other       = "other@example.com"
)

func basic(id, secret string) string {
	return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
}
