package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// output collects what the command prints, and tells when it is complete.
type output struct {
	mu    sync.Mutex
	text  bytes.Buffer
	ready chan struct{}
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text.Write(p)
	close(o.ready) // the command prints once
	return len(p), nil
}

// start runs the command until the test ends, and returns what it printed.
func start(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out := &output{ready: make(chan struct{})}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, append([]string{"-listen", "127.0.0.1:0"}, args...), out, io.Discard) }()
	select {
	case <-out.ready:
	case err := <-ended:
		t.Fatalf("ended before it was ready: %v", err)
	}
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("unclean end: %v", err)
		}
	})
	out.mu.Lock()
	defer out.mu.Unlock()
	return out.text.String()
}

// printedLogins reads the logins back from the output, by the attributes of the provider block.
func printedLogins(t *testing.T, printed string) []map[string]string {
	t.Helper()
	var logins []map[string]string
	for _, line := range regexp.MustCompile(`(?m)^export RINGCX_(\w+)='(.*)'$`).FindAllStringSubmatch(printed, -1) {
		name := strings.ToLower(line[1])
		if name == "auth_mode" {
			logins = append(logins, map[string]string{})
		}
		logins[len(logins)-1][name] = strings.ReplaceAll(line[2], `'\''`, "'")
	}
	return logins
}

func post(t *testing.T, target string, form url.Values, header http.Header) (int, string) {
	t.Helper()
	return send(t, http.MethodPost, target, strings.NewReader(form.Encode()), header)
}

func send(t *testing.T, method, target string, body io.Reader, header http.Header) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	// The default client's idle connections are closed by other tests, with their servers.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

// What the other users log in with is printed, too: a configuration names them as owner.
func TestOtherUsersArePrinted(t *testing.T) {
	t.Parallel()
	printed := start(t)
	for _, u := range simulator.DefaultUsers()[1:] {
		for kind, value := range map[string]string{"password": u.Password, "jwt": u.JWT} {
			line := regexp.MustCompile(`(?m)^  ` + regexp.QuoteMeta(u.Name) + `  ` + kind + ` +` + regexp.QuoteMeta(value) + `$`)
			if value == "" || !line.MatchString(printed) {
				t.Errorf("no %s of %s in\n%s", kind, u.Name, printed)
			}
		}
	}
}

// Each printed login holds what its mode needs.
func TestPrintedLoginsWork(t *testing.T) {
	t.Parallel()
	logins := printedLogins(t, start(t, "-tokens", "3"))
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	modes := ""
	for _, login := range logins {
		mode := login["auth_mode"]
		modes += mode + " "
		host := strings.TrimSuffix(strings.TrimSuffix(login["api_url"], "/api"), "/voice")
		var status int
		var body string
		switch mode {
		case "ringcentral":
			form := form.Clone()
			form.Set("Authorization",
				"Basic "+base64.StdEncoding.EncodeToString([]byte(login["client_id"]+":"+login["client_secret"])))
			status, body = post(t, login["ringcentral_url"]+"/restapi/oauth/token",
				url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {login["jwt"]}}, form)
		case "engage":
			status, body = post(t, host+"/api/auth/login/admin",
				url.Values{"username": {login["username"]}, "password": {login["password"]},
					"platformId": {login["platform_id"]}}, form)
		case "legacy":
			status, body = post(t, login["api_url"]+"/v1/auth/login", url.Values{"username": {login["username"]},
				"password": {login["password"]}}, form)
		case "api_token":
			status, body = send(t, http.MethodGet, login["api_url"]+"/v1/admin/token", nil,
				http.Header{"X-Auth-Token": {login["api_token"]}})
			if strings.Count(body, "aws80:") != 4 {
				t.Errorf("the admin has other tokens than the three asked for and the one printed: %s", body)
			}
		}
		if status != http.StatusOK {
			t.Errorf("mode %s: status %d, body %s", mode, status, body)
		}
	}
	if modes != "ringcentral engage legacy api_token " {
		t.Errorf("modes %s", modes)
	}
}

// What is printed is what the pages show.
func TestPrintedAsOnThePages(t *testing.T) {
	t.Parallel()
	for file, printed := range map[string]string{"provider.tf": configuration, "first-token.sh": commands} {
		example, err := os.ReadFile("../../examples/provider/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if printed != string(example) {
			t.Errorf("this is not examples/provider/%s:\n%s", file, printed)
		}
	}
	const want = "export RINGCX_A='it'\\''s'\n"
	if got := exports([]simulator.Setting{{Attribute: "a", Value: "it's"}}); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestControlAndLimits(t *testing.T) {
	t.Parallel()
	login := printedLogins(t, start(t, "-limits", "-session-lifetime", "1m"))[0]
	for i := range 6 {
		status, body := post(t, login["ringcentral_url"]+"/restapi/oauth/token", nil, http.Header{})
		if (status == http.StatusTooManyRequests) != (i == 5) {
			t.Errorf("request %d: %d %s", i+1, status, body)
		}
	}
	status, body := send(t, http.MethodGet, login["ringcentral_url"]+"/_simulator/tokens", nil, http.Header{})
	if status != http.StatusOK || !strings.Contains(body, simulator.DefaultUserName) {
		t.Errorf("control API: %d %s", status, body)
	}
}

// Every switch of the Go package can be reached from the command line. The clock is none.
func TestEverySwitch(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "tenant.json")
	tenant := `{"platform_id": "p", "client_id": "c", "client_secret": "s", ` +
		`"users": [{"user_id": 1, "user_name": "u"}], "accounts": [{"account_id": 2}], ` +
		`"objects": [{"account_id": 2, "type": "GATE_GROUP", "id": 3, "name": "g"}]}`
	if err := os.WriteFile(file, []byte(tenant), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := parse([]string{
		"-config", file, "-tokens", "2", "-session-lifetime", "1m", "-limits", "-limit",
		"5/1m,seconds,POST /v1/admin/token", "-limit", "9/1s,date,together",
		"-delete-reply", "no-content", "-unknown-delete-reply", "not-found", "-token-reply", "trailing-newline",
		"-token-spelling", "upper",
		"-list-reply", "braces", "-list-lag", "5s", "-list-extra", "a", "-list-extra", "b", "-shuffle", "-bare-tokens",
		"-opaque-tokens",
		"-session-strict", "-accept-strict", "-parameters-strict", "-refresh-on-request", "-no-agents", "-roles-as-strings",
		"-create-reply", "created-empty", "-rights-update", "merge", "-assign", "replace", "-repeated-reply", "invalid",
		"-name-taken", "overwrite",
		"-outside-reply", "empty", "-user-names", "environment", "-stored-rights", "trimmed", "-listed-rights", "in-part",
		"-rights-owner", "caller",
		"-keep-in-use", "-false-replies",
		"-string-ids", "-keys-by-name", "-late-reads", "-session-keeps-roles",
		"-object-children", "empty", "-object-activity", "letter", "-full-references", "-unknown-account-reply", "empty",
	}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for field, value := range reflect.ValueOf(o.tenant).Fields() {
		if (field.Name == "Now") != value.IsZero() {
			t.Errorf("%s is %v", field.Name, value)
		}
	}
	if want := (simulator.Rights{
		Create: simulator.CreateCreatedEmpty, Update: simulator.UpdateMerge, Assign: simulator.AssignReplaces,
		Repeated:  simulator.RepeatedInvalid,
		NameTaken: simulator.NameTakenOverwrites, Outside: simulator.OutsideEmpty, UserNames: simulator.UserNamesEnvironment,
		Stored: simulator.StoredTrimmed, Listed: simulator.ListedInPart, Owner: simulator.OwnerCaller, KeepInUse: true,
		FalseReplies: true, StringIDs: true,
		KeysByName:        true,
		LateReads:         true,
		SessionKeepsRoles: true,
	}); o.tenant.Rights != want {
		t.Errorf("rights %+v", o.tenant.Rights)
	}
	for field, value := range reflect.ValueOf(o.tenant.Rights).Fields() {
		if value.IsZero() {
			t.Errorf("Rights.%s cannot be reached", field.Name)
		}
	}
	if want := (simulator.Lookups{
		Children: simulator.ChildrenEmpty, Activity: simulator.ActivityLetters, FullReferences: true,
		UnknownAccount: simulator.UnknownAccountEmpty,
	}); o.tenant.Lookups != want || o.tenant.Objects[0].Name != "g" {
		t.Errorf("lookups %+v, objects %+v", o.tenant.Lookups, o.tenant.Objects)
	}
	want := append([]simulator.Limit{
		{Requests: 5, Window: time.Minute, RetryAfter: simulator.RetryAfterSeconds,
			Routes: []simulator.Route{simulator.RouteTokenCreate}},
		{Requests: 9, Window: time.Second, RetryAfter: simulator.RetryAfterDate, Together: true},
	}, simulator.DocumentedLimits()...)
	if !reflect.DeepEqual(o.tenant.Limits, want) {
		t.Errorf("limits %+v", o.tenant.Limits)
	}
	replies := []any{o.tenant.Delete, o.tenant.UnknownDelete, o.tenant.Token, o.tenant.Spelling, o.tenant.List}
	if !slices.Equal(replies, []any{
		simulator.DeleteNoContent, simulator.UnknownDeleteNotFound, simulator.TokenTrailingNewline,
		simulator.SpellingUpperReply, simulator.ListBraces,
	}) || len(o.tenant.ListExtra) != 2 || o.tenant.Users[0].Name != "u" {
		t.Errorf("configuration %+v", o.tenant)
	}
}

// With a tenant of one's own, the printed logins are its first user's, and only those that work.
func TestOwnTenant(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "tenant.json")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"platform_id": "aws91", ` +
		`"users": [{"user_id": "7", "user_name": "me@example.org", "password": "my-password"}]}`)
	logins := printedLogins(t, start(t, "-config", file))
	if len(logins) != 3 || logins[0]["username"] != "me@example.org" || logins[0]["password"] != "my-password" ||
		logins[0]["platform_id"] != "aws91" {
		t.Fatalf("logins %v", logins)
	}
	token := logins[2]["api_token"]
	if status, body := send(t, http.MethodGet, logins[2]["api_url"]+"/v1/admin/token", nil,
		http.Header{"X-Auth-Token": {token}}); status != 200 || body != `["`+token+`"]` {
		t.Errorf("api_token: %d %s", status, body)
	}
	write(`{"users": []}`)
	if printed := start(t, "-config", file); !strings.Contains(printed, "nobody can log in") {
		t.Errorf("printed %q", printed)
	}
	write(`{"users": [{"user_id": "7", "user_name": "me@example.org", "passwrod": "x"}]}`)
	if err := run(t.Context(), []string{"-config", file}, io.Discard, io.Discard); err == nil ||
		!strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), `"passwrod"`) {
		t.Errorf("a mistyped name: %v", err)
	}
}

// The tenant that the guide prints is one, and has every name.
func TestGuideTenant(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../docs/guides/test-your-modules.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(guide), "```json\n")
	text, _, _ := strings.Cut(rest, "```")
	cfg, err := simulator.ReadTenant(strings.NewReader(text))
	if err != nil || len(cfg.Users) != 2 {
		t.Fatalf("%+v, %v", cfg, err)
	}
	for _, name := range []string{
		"platform_id", "client_id", "client_secret", "user_id", "user_name", "password", "jwt", "parent_user_id",
		"first_name", "last_name", "enabled", "roles",
		"account_id", "account_name", "main_account_id", "main_account_name", "account_type", "rc_account_id", "archived",
		"objects", "type", "id", "name", "parent_id", "active",
	} {
		if !strings.Contains(text, `"`+name+`"`) {
			t.Errorf("the guide's tenant has no %s", name)
		}
	}
}

// An address that is taken is an error that says so, and nothing is served.
func TestAddressTaken(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	address := listener.Addr().String()
	if err := run(t.Context(), []string{"-listen", address}, io.Discard, io.Discard); err == nil ||
		!strings.Contains(err.Error(), address) {
		t.Errorf("got %v", err)
	}
}

// Whatever would open it to the network, or is mistyped, is refused before anything is served.
func TestArgumentsRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ args, want string }{
		{"-listen :8787", "not a loopback address"},
		{"-listen 0.0.0.0:0", "not a loopback address"},
		{"-listen [::]:0", "not a loopback address"},
		{"-listen 192.0.2.1:0", "not a loopback address"},
		{"-listen example.com:0", "not a loopback address"},
		{"-listen 127.0.0.1", "missing port"},
		{"-tokens -1", "must not be negative"},
		{"-session-lifetime 0s", "must be positive"},
		{"-list-lag -1s", "must not be negative"},
		{"-list-reply set", "want one of array, braces"},
		{"-limit many", "is not a number of requests and a time"},
		{"-limit 5/0s", "is not a number of requests and a time"},
		{"-limit 5/1m,weeks", "is neither seconds, date, together nor one of the routes"},
		{"-config nowhere.json", "-config: open nowhere.json"},
		{"serve", "unexpected argument"},
	} {
		err := run(t.Context(), strings.Fields(test.args), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.args, err)
		}
	}
	for _, address := range []string{"localhost:0", "[::1]:0", "127.0.0.2:0"} {
		if err := requireLoopback(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	if err := run(t.Context(), []string{"-h"}, io.Discard, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-h: %v", err)
	}
}
