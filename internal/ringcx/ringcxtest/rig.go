// Package ringcxtest connects clients of package ringcx to the simulator, for the tests of the packages that need one.
package ringcxtest

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Rig is a simulator that records everything that a client does.
type Rig struct {
	*simulator.Server
	URL string
	Way http.Handler // to the simulator, where that is no network

	mu      sync.Mutex
	records []ringcx.Record
}

// New starts a simulator that answers on loopback until the test ends.
func New(t *testing.T, cfg simulator.Config) *Rig {
	t.Helper()
	sim := simulator.New(cfg)
	server := httptest.NewServer(sim)
	t.Cleanup(func() {
		sim.ClearFaults() // before Close, which waits for requests under way
		server.Close()
		wantDocumented(t, sim)
	})
	return &Rig{Server: sim, URL: server.URL}
}

func wantDocumented(t *testing.T, sim *simulator.Server) {
	for _, r := range sim.Undocumented() {
		t.Errorf("undocumented request %s %s: %s", r.Method, r.Route, r.Undocumented)
	}
}

// The auth modes.
const (
	RingCentral = "ringcentral"
	Engage      = "engage"
	Legacy      = "legacy"
	APIToken    = "api_token"
)

// Modes are all auth modes.
var Modes = []string{RingCentral, Engage, Legacy, APIToken}

// Config logs in as the nth of the simulator's default users, with pauses that suit a test.
func (r *Rig) Config(t *testing.T, mode string, n int) ringcx.Config {
	t.Helper()
	user := simulator.DefaultUsers()[n]
	root := r.URL + "/voice/api"
	var cred ringcx.Credentials
	switch mode {
	case RingCentral:
		cred = ringcx.RingCentral{
			ClientID: simulator.DefaultClientID, ClientSecret: simulator.DefaultClientSecret, JWT: ringcx.Secret(user.JWT),
		}
	case Engage:
		cred = ringcx.Engage{
			UserName: user.Name, Password: ringcx.Secret(user.Password), PlatformID: simulator.DefaultPlatformID,
		}
	case Legacy:
		root = r.URL + "/api"
		cred = ringcx.Legacy{UserName: user.Name, Password: ringcx.Secret(user.Password)}
	case APIToken:
		cred = ringcx.APIToken{Token: ringcx.Token{Secret: ringcx.Secret(r.Mint(user.Name))}}
	}
	return ringcx.Config{
		APIURL:         Parse(t, ringcx.ParseAPIURL, root),
		RingCentralURL: Parse(t, ringcx.ParseRingCentralURL, r.URL),
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

// Client returns a client that logs in as the simulator's first user.
func (r *Rig) Client(t *testing.T, mode string) *ringcx.Client {
	t.Helper()
	return ringcx.New(r.Config(t, mode, 0))
}

// Records returns the records of all requests.
func (r *Rig) Records() []ringcx.Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.records)
}

// ResetRecords forgets them.
func (r *Rig) ResetRecords() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.records = nil
}

// Leaks searches errors and records for every secret.
func (r *Rig) Leaks(errs []error) (leaks []string) {
	var output strings.Builder
	for _, err := range errs {
		fmt.Fprintf(&output, "%v %+v %#v\n", err, err, err)
	}
	for _, record := range r.Records() {
		fmt.Fprintf(&output, "%+v\n", record)
	}
	text := output.String()
	for _, secret := range r.Secrets() {
		encoded := base64.StdEncoding.EncodeToString([]byte(secret))
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), encoded} {
			if strings.Contains(text, form) {
				leaks = append(leaks, "a secret is in an error or a log record: "+form)
			}
		}
	}
	return leaks
}

// WantError fails the test if err does not say words.
func WantError(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("got %v, want an error with %q", err, words)
	}
}

// Parse is f for an address that must be valid.
func Parse(t *testing.T, f func(string) (*url.URL, error), raw string) *url.URL {
	t.Helper()
	u, err := f(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
