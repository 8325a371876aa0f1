package ringcx_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// rig is a simulator that records everything that a client does.
type rig struct {
	*simulator.Server
	url string
	way http.Handler // to the simulator, where that is no network

	mu      sync.Mutex
	records []ringcx.Record
}

func newRig(t *testing.T, cfg simulator.Config) *rig {
	t.Helper()
	r, stop := startRig(t, cfg)
	t.Cleanup(stop)
	return r
}

// startRig is newRig for a test that starts many of them.
func startRig(t *testing.T, cfg simulator.Config) (r *rig, stop func()) {
	t.Helper()
	sim := simulator.New(cfg)
	server := httptest.NewServer(sim)
	return &rig{Server: sim, url: server.URL}, func() {
		sim.ClearFaults() // before Close, which waits for requests under way
		server.Close()
		for _, r := range sim.Undocumented() {
			t.Errorf("undocumented request %s %s: %s", r.Method, r.Route, r.Undocumented)
		}
	}
}

const (
	ringCentral = "ringcentral"
	engage      = "engage"
	legacy      = "legacy"
	apiToken    = "api_token"
)

var modes = []string{ringCentral, engage, legacy, apiToken}

// config logs in as the nth of the simulator's default users, with pauses that suit a test.
func (r *rig) config(t *testing.T, mode string, n int) ringcx.Config {
	t.Helper()
	user := simulator.DefaultUsers()[n]
	root := r.url + "/voice/api"
	var cred ringcx.Credentials
	switch mode {
	case ringCentral:
		cred = ringcx.RingCentral{
			ClientID: simulator.DefaultClientID, ClientSecret: simulator.DefaultClientSecret, JWT: ringcx.Secret(user.JWT),
		}
	case engage:
		cred = ringcx.Engage{UserName: user.Name, Password: ringcx.Secret(user.Password), PlatformID: simulator.DefaultPlatformID}
	case legacy:
		root = r.url + "/api"
		cred = ringcx.Legacy{UserName: user.Name, Password: ringcx.Secret(user.Password)}
	case apiToken:
		cred = ringcx.APIToken{Token: ringcx.Token{Secret: ringcx.Secret(r.Mint(user.Name))}}
	}
	return ringcx.Config{
		APIURL:         parse(t, ringcx.ParseAPIURL, root),
		RingCentralURL: parse(t, ringcx.ParseRingCentralURL, r.url),
		Credentials:    cred,
		ListLag:        20 * time.Millisecond,
		Config: wire.Config{
			MaxRetries: ringcx.DefaultMaxRetries,
			MinBackoff: time.Millisecond,
			RateWindow: 100 * time.Millisecond,
			UserAgent:  "test",
			Observe: func(_ context.Context, rec ringcx.Record) {
				r.mu.Lock()
				defer r.mu.Unlock()
				r.records = append(r.records, rec)
			},
		},
	}
}

// client returns a client that logs in as the simulator's first user.
func (r *rig) client(t *testing.T, mode string) *ringcx.Client {
	t.Helper()
	return ringcx.New(r.config(t, mode, 0))
}

func parse(t *testing.T, f func(string) (*url.URL, error), raw string) *url.URL {
	t.Helper()
	u, err := f(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func idOf(value string) string { return ringcx.Token{Secret: ringcx.Secret(value)}.ID() }
