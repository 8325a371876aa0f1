package ringcx_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Errors say what to do. Each text is checked by operation, mode and answer: it has the operation, the status, RingCX's
// message and what to do.
func TestErrorTexts(t *testing.T) {
	const ringCXBody = `{"errorCode":"access.denied.exception","generalMessage":"You do not have permission to access ` +
		`this resource","details":"ask your admin","requestUri":"/api/v1/admin/token/%s - DELETE","timestamp":1}`
	list := func(ctx context.Context, c *ringcx.Client) error { _, err := c.Tokens(ctx); return err }
	cases := []struct {
		name        string
		modes       []string
		route       simulator.Route
		status      int
		body, media string
		call        func(context.Context, *ringcx.Client) error
		want        []string
	}{
		{
			name: "missing right", modes: modes, route: simulator.RouteTokenList, status: 403, body: ringCXBody,
			media: "application/json", call: list,
			want: []string{"Could not list the user's API tokens", "403 Forbidden", "You do not have permission to access " +
				"this resource: ask your admin (access.denied.exception)", "Ask an administrator"},
		},
		{
			name: "expired for good", modes: []string{ringCentral, engage}, route: simulator.RouteTokenList, status: 401,
			body: "Jwt is expired", media: "text/plain", call: list,
			want: []string{"401 Unauthorized", "RingCX said: Jwt is expired", "clock"},
		},
		{
			name: "revoked credential", modes: []string{apiToken}, route: simulator.RouteTokenList, status: 401,
			body: `{"generalMessage":"Not authorized"}`, media: "application/json", call: list,
			want: []string{"401 Unauthorized", "Not authorized", "it has been revoked"},
		},
		{
			name: "wrong root", modes: modes, route: simulator.RouteTokenList, status: 404, body: `"... not found"`,
			media: "application/json", call: list,
			want: []string{"404 Not Found", "RingCX said: ... not found", "https://ringcx.ringcentral.com/voice/api"},
		},
		{
			name: "server fault", modes: modes, route: simulator.RouteAccounts, status: 500,
			body: `{"errorCode":"unknown.exception",` +
				`"generalMessage":"An Internal Server Error occurred while processing this request"}`,
			media: "application/json",
			call:  func(ctx context.Context, c *ringcx.Client) error { _, err := c.Accounts(ctx); return err },
			want: []string{"Could not list accounts", "500 Internal Server Error", "An Internal Server Error " +
				"occurred", "Run the same command again later"},
		},
		{name: "gateway page", modes: modes, route: simulator.RouteUsers, status: 502, body: "<html><body>Bad " +
			"Gateway</body></html>", media: "text/html",
			call: func(ctx context.Context, c *ringcx.Client) error { _, err := c.Users(ctx, false); return err },
			want: []string{"Could not list users", "502 Bad Gateway"}},
		{name: "login page", modes: modes, route: simulator.RouteTokenList, status: 200, body: "<!DOCTYPE html><html>Sign " +
			"in</html>", media: "text/html", call: list,
			want: []string{"Could not list the user's API tokens", "an HTML or XML page", "not a JSON array of " +
				"strings", "wrong api_url"}},
		{
			name: "invalid data", modes: modes, route: simulator.RouteTokenCreate, status: 400,
			body: `{"generalMessage":"The supplied data is not valid",` +
				`"validationErrors":[{"attributeName":"x","message":"is wrong","value":"v"}]}`,
			media: "application/json",
			call:  func(ctx context.Context, c *ringcx.Client) error { _, err := c.Create(ctx); return err },
			want: []string{"Could not create an API token", "400 Bad Request", "The supplied data is not valid: x: is " +
				"wrong", "does not show a new token yet"},
		},
		{
			name: "wrong password", modes: []string{engage}, route: simulator.RouteEngageLogin, status: 401,
			body: `{"generalMessage":"Bad credentials"}`, media: "application/json", call: list,
			want: []string{
				"log in to RingCX (auth_mode engage)", "Bad credentials", "platform_id", "single sign-on", "ringcentral",
			},
		},
		{
			name: "wrong password", modes: []string{legacy}, route: simulator.RouteLegacyLogin, status: 401,
			body: `{"generalMessage":"Bad credentials"}`, media: "application/json", call: list,
			want: []string{"log in to the legacy portal", "Bad credentials", "https://portal.virtualacd.biz/api"},
		},
		{
			name: "not linked", modes: []string{ringCentral}, route: simulator.RouteExchange, status: 403,
			body: `{"generalMessage":"No"}`, media: "application/json", call: list,
			want: []string{"exchange the RingCentral access token", "not linked to a RingCX user", "sandbox"},
		},
		{
			name: "grant not allowed", modes: []string{ringCentral}, route: simulator.RouteOAuth, status: 400,
			body: `{"error":"unauthorized_client","error_description":"Unauthorized for this grant type",` +
				`"errors":[{"errorCode":"OAU-251"}]}`,
			media: "application/json", call: list,
			want: []string{"get a RingCentral access token", "Unauthorized for this grant type (unauthorized_client, " +
				"OAU-251)", "developer console"},
		},
		{
			name: "client credentials", modes: []string{ringCentral}, route: simulator.RouteOAuth, status: 401,
			body: `{"error":"invalid_client","error_description":"Invalid client"}`, media: "application/json", call: list,
			want: []string{"Invalid client", "client_id and client_secret"},
		},
		{
			name: "empty login", modes: []string{engage, ringCentral}, route: simulator.RouteEngageLogin, status: 200,
			body: `{}`, media: "application/json", call: list, want: []string{"no usable accessToken"},
		},
	}
	for _, c := range cases {
		for _, mode := range c.modes {
			t.Run(c.name+" "+mode, func(t *testing.T) {
				t.Parallel()
				rig := newRig(t, simulator.Config{})
				cfg := rig.Config(t, mode, 0)
				cfg.MaxRetries = 0
				route, body := c.route, c.body
				if c.name == "empty login" {
					route = loginRoute[mode]
				}
				if strings.Contains(body, "%s") {
					body = fmt.Sprintf(body, rig.Mint(simulator.DefaultUserName))
				}
				f := simulator.Fault{Route: route, Kind: simulator.FaultStatus, Status: c.status, Body: body, ContentType: c.media}
				if c.status == http.StatusOK {
					f.Kind = simulator.FaultGarbage
				}
				rig.Inject(f)
				err := c.call(t.Context(), ringcx.New(cfg))
				if err == nil {
					t.Fatal("no error")
				}
				for _, want := range c.want {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("%q is not in:\n%s", want, err)
					}
				}
				for _, leak := range rig.Leaks([]error{err}) {
					t.Error(leak)
				}
			})
		}
	}
}

// A login fails for every kind of network error. The text has no URL, because the URL of the engage login contains the
// password.
func TestNetworkErrors(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + listener.Addr().String() + "/voice/api"
	_ = listener.Close()
	const password = "canary pass/word"
	for name, root := range map[string]string{
		"refused": closed,
		"no TLS":  strings.Replace(newRig(t, simulator.Config{}).URL, "http://", "https://", 1) + "/voice/api",
		"no name": "https://ringcx.invalid/voice/api",
		"reset":   resetting(t) + "/voice/api",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := ringcx.New(ringcx.Config{
				APIURL:      parse(t, ringcx.ParseAPIURL, root),
				Credentials: ringcx.Engage{UserName: "u", Password: password, PlatformID: "p"},
				Config:      wire.Config{RequestTimeout: 5 * time.Second},
			})
			_, err := client.Create(t.Context())
			var e *ringcx.Error
			if !errors.As(err, &e) || e.Status != 0 || e.Cause == "" {
				t.Fatalf("got %v", err)
			}
			// An arrow comes after a port of this machine, which differs each time where the cause does not.
			for _, form := range []string{password, url.QueryEscape(password), url.PathEscape(password), "/api/auth", "->"} {
				if strings.Contains(err.Error(), form) {
					t.Errorf("%q is in: %s", form, err)
				}
			}
		})
	}
}

// resetting returns the address of a server that resets every connection after it received a request.
func resetting(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = connection.Read(make([]byte, 1)) // and leaves the rest: what is unread makes the end a reset
			_ = connection.Close()
		}
	}()
	return "http://" + listener.Addr().String()
}

// A proxy may quote the Basic header of the request for an access token. In base64 the client secret in it looks
// different from the client secret alone.
func TestQuotedBasicHeader(t *testing.T) {
	basic := base64.StdEncoding.EncodeToString([]byte(simulator.DefaultClientID + ":" + simulator.DefaultClientSecret))
	for _, quoted := range []string{
		basic, strings.TrimRight(basic, "="), url.QueryEscape(basic), html.EscapeString(basic),
		simulator.DefaultClientID + ":" + simulator.DefaultClientSecret,
	} {
		rig := newRig(t, simulator.Config{})
		cfg := rig.Config(t, ringCentral, 0)
		cfg.MaxRetries = 0
		rig.Inject(simulator.Fault{
			Route: simulator.RouteOAuth, Kind: simulator.FaultStatus, Status: http.StatusBadGateway, ContentType: "text/plain",
			Body: "refused by the proxy: Authorization: Basic " + quoted + " is not allowed",
		})
		_, err := ringcx.New(cfg).Tokens(t.Context())
		if err == nil || !strings.Contains(err.Error(), "Authorization: Basic (redacted)") || strings.Contains(
			err.Error(), quoted,
		) {
			t.Errorf("got %v", err)
		}
	}
}

// A redirect is refused, and only the host of its target is named.
func TestRedirectsAreNotFollowed(t *testing.T) {
	for mode, login := range loginRoute {
		for _, route := range []simulator.Route{login, simulator.RouteTokenList, simulator.RouteTokenCreate} {
			synctest.Test(t, func(t *testing.T) {
				rig := memoryRig(t, simulator.Config{})
				rig.Inject(simulator.Fault{Route: route, Kind: simulator.FaultRedirect})
				_, err := rig.MemoryClient(rig.Config(t, mode, 0)).Create(t.Context())
				if err == nil || !strings.Contains(err.Error(), "a redirect to elsewhere.invalid is not followed") {
					t.Errorf("%s %s: got %v", mode, route, err)
				}
				for _, leak := range rig.Leaks([]error{err}) {
					t.Error(leak)
				}
			})
		}
	}
}

// However a client, a configuration, a credential or a token is printed, no secret is shown.
func TestNothingPrintsASecret(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	var things []any
	for _, mode := range modes {
		cfg := rig.Config(t, mode, 0)
		client := ringcx.New(cfg)
		created, err := client.Create(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		access, err := client.Access(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		things = append(things, cfg, cfg.Credentials, created, access, ringcx.Handle{Token: created.Token})
	}
	var text strings.Builder
	for _, thing := range things {
		fmt.Fprintf(&text, "%v %+v %#v %s\n", thing, thing, thing, thing)
		if data, err := json.Marshal(thing); err == nil {
			text.Write(data)
		}
		func() { // a panic's message
			defer func() { fmt.Fprint(&text, recover()) }()
			panic(fmt.Sprint(thing))
		}()
	}
	for _, secret := range rig.Secrets() {
		if strings.Contains(text.String(), secret) {
			t.Errorf("%q is printed", secret)
		}
	}
	if !strings.Contains(text.String(), "(secret)") {
		t.Error("the placeholder is nowhere: is anything printed at all?")
	}
}

// A reply is read only up to a maximum length.
func TestBoundedReads(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	rig.Inject(
		simulator.Fault{
			Route: simulator.RouteTokenList, Kind: simulator.FaultGarbage, Body: "[" + strings.Repeat(`"a",`, 5<<20) + `"a"]`,
		},
	)
	cfg := rig.Config(t, engage, 0)
	cfg.MaxRetries = 0
	if _, err := ringcx.New(cfg).Tokens(t.Context()); err == nil || !strings.Contains(err.Error(), "longer than 16 MiB") {
		t.Errorf("got %v", err)
	}
}

// No cookie is kept, although the exchange sets one.
func TestNoCookies(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	client := rig.Client(t, ringCentral)
	if _, err := client.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, r := range rig.Requests() {
		if r.Header.Get("Cookie") != "" {
			t.Errorf("%s carries a cookie", r.Route)
		}
	}
}

// The list of users needs a role, and its refusal names it.
func TestUsersRefusedNamesTheRole(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	rig.Inject(simulator.Fault{Route: simulator.RouteUsers, Kind: simulator.FaultStatus, Status: 403})
	_, err := rig.Client(t, engage).Users(t.Context(), false)
	ringcxtest.WantError(t, err, "needs the role MANAGE_USERS or SUPER_USER")
}

// A byte order mark before a reply changes nothing, whatever the reply is.
func TestByteOrderMark(t *testing.T) {
	const mark = "\uFEFF"
	rig := newRig(t, simulator.Config{})
	token := rig.Mint(adminUser)
	body := func(route simulator.Route, status int, text string) {
		rig.Inject(simulator.Fault{Route: route, Kind: simulator.FaultGarbage, Status: status, Body: mark + text, Times: 1})
	}
	body(simulator.RouteTokenList, 200, `["`+token+`"]`)
	client := rig.Client(t, engage)
	if tokens, err := client.Tokens(t.Context()); err != nil || len(tokens) != 1 || tokens[0].Reveal() != token {
		t.Errorf("the list: %d tokens, %v", len(tokens), err)
	}
	made := rig.Mint(adminUser)
	body(simulator.RouteTokenCreate, 200, made)
	if created, err := client.Create(t.Context()); err != nil || created.Token.Reveal() != made || created.TakenOver {
		t.Errorf("the create: %v", err)
	}
	body(simulator.RouteUsers, 403, `{"generalMessage":"No seat"}`)
	_, err := client.Users(t.Context(), false)
	ringcxtest.WantError(t, err, "RingCX said: No seat")
}
