package ringcx_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// inParallel runs f n times in parallel and reports every error.
func inParallel(t *testing.T, n int, f func() error) {
	t.Helper()
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if err := f(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

var loginRoute = map[string]simulator.Route{
	ringCentral: simulator.RouteExchange,
	engage:      simulator.RouteEngageLogin,
	legacy:      simulator.RouteLegacyLogin,
}

// A hundred requests that need a session cost one login.
func TestOneLogin(t *testing.T) {
	for mode, login := range loginRoute {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			client := rig.Client(t, mode)
			if n := rig.Count(); n != 0 {
				t.Fatalf("New made %d requests", n)
			}
			inParallel(t, 100, func() error { _, err := client.Create(t.Context()); return err })
			if n := rig.Count(login); n != 1 {
				t.Errorf("%d logins, want 1", n)
			}
			if n := rig.Count(simulator.RouteTokenList); n != 2 {
				t.Errorf("%d lists, want 2: what was there before, and the one that confirms the first create", n)
			}
		})
	}
}

// A session that expires during a hundred parallel requests is renewed once: by a refresh if there is a refresh token,
// and otherwise by a login.
func TestExpiryUnderLoadCostsOneRenewal(t *testing.T) {
	for mode, login := range loginRoute {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			client := rig.Client(t, mode)
			if _, err := client.Tokens(t.Context()); err != nil {
				t.Fatal(err)
			}
			rig.ExpireSessions()
			inParallel(t, 100, func() error { _, err := client.Create(t.Context()); return err })
			refreshes, logins := rig.Count(simulator.RouteRefresh), rig.Count(login)
			if mode == legacy && (refreshes != 0 || logins != 2) || mode != legacy && (refreshes != 1 || logins != 1) {
				t.Errorf("%d refreshes and %d logins", refreshes, logins)
			}
			if n := len(rig.AllTokens()); n != 100 {
				t.Errorf("%d tokens, want 100", n)
			}
		})
	}
}

// A session is renewed before it expires, so that requests do not meet a 401.
func TestRenewalBeforeExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{SessionLifetime: time.Minute})
		client := rig.MemoryClient(rig.Config(t, engage, 0))
		for range 10 {
			if _, err := client.Create(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(29 * time.Second)
		}
		if n := rig.Count(simulator.RouteRefresh); n == 0 {
			t.Error("no refresh")
		}
		for _, r := range rig.Requests() {
			if r.Status == http.StatusUnauthorized {
				t.Errorf("%s met an expired session", r.Route)
			}
		}
	})
}

// If this machine's clock is ahead of RingCX's, a fresh session does not look expired.
func TestWrongClock(t *testing.T) {
	rig := newRig(t, simulator.Config{Now: func() time.Time { return time.Now().Add(-time.Hour) }})
	client := rig.Client(t, engage)
	for range 3 {
		if _, err := client.Create(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := rig.Count(simulator.RouteEngageLogin, simulator.RouteRefresh); n != 1 {
		t.Errorf("%d logins and refreshes, want 1", n)
	}
}

// A refused refresh falls back to a login.
func TestRefusedRefreshFallsBackToLogin(t *testing.T) {
	for _, mode := range []string{ringCentral, engage} {
		rig := newRig(t, simulator.Config{})
		client := rig.Client(t, mode)
		if _, err := client.Tokens(t.Context()); err != nil {
			t.Fatal(err)
		}
		rig.ExpireSessions()
		rig.RevokeRefreshTokens()
		if _, err := client.Create(t.Context()); err != nil {
			t.Errorf("%s: %v", mode, err)
		}
		if n := rig.Count(loginRoute[mode]); n != 2 {
			t.Errorf("%s: %d logins, want 2", mode, n)
		}
	}
}

// After one renewal, a second 401 is an error with RingCX's message.
func TestSecond401(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	client := rig.Client(t, engage)
	rig.Inject(
		simulator.Fault{
			Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 401, Body: "Jwt is expired",
			ContentType: "text/plain",
		},
	)
	_, err := client.Tokens(t.Context())
	if err == nil || !strings.Contains(err.Error(), "Jwt is expired") || !strings.Contains(err.Error(), "401") {
		t.Errorf("got %v", err)
	}
	if n := rig.Count(simulator.RouteTokenList); n != 2 {
		t.Errorf("%d lists, want 2", n)
	}
}

// A login that RingCX refuses is not repeated for each of a thousand tokens, because that could lock the user out.
func TestRefusedLoginIsAskedForOnce(t *testing.T) {
	for mode, login := range map[string]simulator.Route{
		engage: simulator.RouteEngageLogin, legacy: simulator.RouteLegacyLogin, ringCentral: simulator.RouteOAuth,
	} {
		rig := newRig(t, simulator.Config{})
		cfg := rig.Config(t, mode, 0)
		switch c := cfg.Credentials.(type) {
		case ringcx.Engage:
			c.Password = "wrong"
			cfg.Credentials = c
		case ringcx.Legacy:
			c.Password = "wrong"
			cfg.Credentials = c
		case ringcx.RingCentral:
			c.ClientSecret = "wrong"
			cfg.Credentials = c
		}
		client := ringcx.New(cfg)
		for range 3 {
			if _, err := client.Create(t.Context()); err == nil {
				t.Errorf("%s: a wrong password was accepted", mode)
			}
			if _, err := client.Accounts(t.Context()); err == nil {
				t.Errorf("%s: a wrong password was accepted", mode)
			}
		}
		if n := rig.Count(login); n != 1 {
			t.Errorf("%s: %d logins, want 1", mode, n)
		}
	}
}

// At least half of the lifetime of the session for other programs remains, and RingCX accepts it in the named header.
func TestAccess(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig := memoryRig(t, simulator.Config{SessionLifetime: time.Hour})
				cfg := rig.Config(t, mode, 0)
				client := rig.MemoryClient(cfg)
				if _, err := client.Access(t.Context()); err != nil {
					t.Fatal(err)
				}
				if mode == engage || mode == ringCentral {
					time.Sleep(31 * time.Minute)
				}
				access, err := client.Access(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if !access.Expires.IsZero() && time.Until(access.Expires) < 30*time.Minute {
					t.Errorf("expires in %s", time.Until(access.Expires))
				}
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, cfg.APIURL.String()+"/v1/admin/accounts", nil)
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set("Accept", "application/json")
				req.Header.Set(access.HeaderName, access.HeaderValue.Reveal())
				resp, err := ringcxtest.Memory{To: rig.Way}.RoundTrip(req)
				if err != nil {
					t.Fatal(err)
				}
				_ = resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					t.Errorf("the header is answered with %d", resp.StatusCode)
				}
				if n := rig.Count(simulator.RouteTokenCreate); n != 0 {
					t.Errorf("%d permanent tokens were created", n)
				}
			})
		})
	}
}

// A session for other programs is renewed once less than half of its lifetime is left, and not before.
func TestAccessIsRenewed(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { checkAccess(t, mode) })
		})
	}
}

func checkAccess(t *testing.T, mode string) {
	t.Helper()
	const life = time.Hour
	rig := memoryRig(t, simulator.Config{SessionLifetime: life})
	client := rig.MemoryClient(rig.Config(t, mode, 0))
	access := func() ringcx.Access {
		a, err := client.Access(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	first := access()
	time.Sleep(life / 2)
	half := access()
	if half != first {
		t.Errorf("renewed with half of its lifetime left: %s", half.Expires)
	}
	time.Sleep(time.Nanosecond)
	less := access()
	refreshes := rig.Count(simulator.RouteRefresh)
	if again := access(); again != less || rig.Count(simulator.RouteRefresh) != refreshes {
		t.Error("renewed twice")
	}
	if n := rig.Count(loginRoute[mode]); mode != apiToken && n != 1 {
		t.Errorf("%d logins, want 1", n)
	}
	if mode == engage || mode == ringCentral {
		if refreshes != 1 || time.Until(less.Expires) != life {
			t.Errorf("%d refreshes, and %s are left, want 1 and %s", refreshes, time.Until(less.Expires), life)
		}
	} else if refreshes != 0 || less != first || !less.Expires.IsZero() {
		t.Errorf("%d refreshes of a session that expires at %s", refreshes, less.Expires)
	}
}

// A session for other programs needs a login that RingCX accepts.
func TestAccessRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := memoryRig(t, simulator.Config{})
		rig.Inject(answered(simulator.RouteEngageLogin, http.StatusUnauthorized))
		access, err := rig.MemoryClient(rig.Config(t, engage, 0)).Access(t.Context())
		ringcxtest.WantError(t, err, "log in to RingCX")
		if access != (ringcx.Access{}) {
			t.Error("there is an access beside the error")
		}
	})
}

// A login that fails says who, where, and with the secret from where, and never the secret.
func TestLoginErrorsSayWhose(t *testing.T) {
	for mode, want := range map[string]string{
		ringCentral: `the user with the JWT subject "1001", at `,
		engage:      `the user "admin@example.com" on the platform "aws80", at `,
		legacy:      `the user "admin@example.com", at `,
	} {
		for _, route := range loginRoutes[mode] {
			if route == simulator.RouteRefresh {
				continue // then it logs in anew
			}
			rig := newRig(t, simulator.Config{})
			cfg := rig.Config(t, mode, 0)
			cfg.SecretFrom = "the secret of a block"
			rig.Inject(simulator.Fault{Route: route, Kind: simulator.FaultStatus, Status: 401})
			client := ringcx.New(cfg)
			_, err := client.Tokens(t.Context())
			ringcxtest.WantError(t, err, "The login was that of "+want+cfg.APIURL.Host+", with the secret of a block.")
			_, owners := client.CreateFor(t.Context(), ownerCredentials(cfg, simulator.DefaultUsers()[1]))
			ringcxtest.WantError(t, owners, ", with the secret in owner.")
			if len(rig.Leaks([]error{err, owners})) > 0 {
				t.Errorf("%s: a secret is in the error", mode)
			}
		}
	}
}
