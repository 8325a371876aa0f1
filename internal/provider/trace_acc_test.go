package provider

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// No secret is printed or logged: everything that Terraform and the provider
// print, at TRACE, through success and failure of every request of every mode, is
// searched for every secret of the simulator.
func TestAccTraceHoldsNoSecret(t *testing.T) {
	t.Parallel()
	status := simulator.Fault{Kind: simulator.FaultStatus, Status: 403} // its requestUri echoes the path
	drop := simulator.Fault{Kind: simulator.FaultDropBefore}
	redirect := simulator.Fault{Kind: simulator.FaultRedirect} // its Location echoes path and query
	faults := map[string]map[simulator.Route][]simulator.Fault{
		modeRingCentral: {simulator.RouteOAuth: {status, drop}, simulator.RouteExchange: {status, drop}},
		modeEngage:      {simulator.RouteEngageLogin: {status, drop, redirect}},
		modeLegacy:      {simulator.RouteLegacyLogin: {status, drop}},
		modeAPIToken: { // what comes after the login is the same in every mode
			simulator.RouteTokenList: {status}, simulator.RouteTokenCreate: {status}, simulator.RouteAccounts: {status},
			simulator.RouteUsers:       {status},
			simulator.RouteTokenDelete: {status, drop, redirect},
		},
	}
	for mode, byRoute := range faults {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 10, rig.login(mode, simulator.DefaultUserName))
			w.env["TF_LOG"] = "TRACE"
			delete(w.env, singleProcessEnv)
			w.config(`
				resource "ringcx_api_token" "x" {}
				resource "ringcx_api_token" "y" { store_token = false }
				data "ringcx_accounts" "all" {}
				data "ringcx_api_tokens" "all" {}
				data "ringcx_users" "all" {}
				ephemeral "ringcx_api_token" "y" { id = ringcx_api_token.y.id }
				ephemeral "ringcx_api_tokens" "all" {}
				ephemeral "ringcx_access_token" "session" {}
				output "ids" { value = data.ringcx_api_tokens.all.ids }
			`)
			w.apply()
			for route, of := range byRoute {
				for _, f := range of {
					f.Route = route
					remove := rig.Inject(f)
					w.terraform("apply", "-auto-approve", "-replace=ringcx_api_token.x")
					remove()
				}
			}
			w.destroy()

			printed := w.seen.String()
			if !strings.Contains(printed, "[TRACE]") || !strings.Contains(printed, "RingCX request") ||
				!strings.Contains(printed, "403 Forbidden") {
				t.Error("the log lacks what is to be searched")
			}
			if err := searchPlain(printed, rig.Secrets()); err != nil {
				t.Error(err)
			}
		})
	}
}

// A server may send more than it has announced, and net/http prints the rest of it to the standard logger by itself.
func TestAccUnsolicitedBytesAreNotLogged(t *testing.T) {
	t.Parallel()
	const rest = "canary-c2353445-bc74"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		connection, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = connection.Close() }()
		_, _ = buffered.WriteString("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]" + rest)
		_ = buffered.Flush()
		_, _ = io.Copy(io.Discard, buffered) // until the client closes the connection
	}))
	t.Cleanup(server.Close)
	w := newWorkspace(t, 5, map[string]string{attrAuthMode: modeAPIToken, attrAPIURL: server.URL + "/voice/api",
		attrAPIToken: "aws80:any"})
	for _, level := range []string{"DEBUG", "TRACE"} {
		w.env["TF_LOG"] = level
		w.config(`
			data "ringcx_accounts" "all" {}
			data "ringcx_users" "all" { depends_on = [data.ringcx_accounts.all] }
		`)
		w.must("plan", "-no-color")
	}
	if !strings.Contains(w.seen.String(), "RingCX request") {
		t.Error("the log lacks what is to be searched")
	}
	w.wantNotPrinted(rest)
}

// searchPlain looks for each spelling of each secret, without decoding: the log
// is large.
func searchPlain(text string, secrets []string) error {
	for _, secret := range secrets {
		for _, form := range spellings(secret) {
			if at := strings.Index(text, string(form)); at >= 0 {
				return fmt.Errorf("a secret is printed, here: %q", text[max(0, at-200):at+len(form)])
			}
		}
	}
	return nil
}
