package ringcx_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// answered is the answer of every request of a route from now on, without any effect: the status with RingCX's error,
// or for a 2xx with a body that is none of the route's. Without a status the connection is dropped.
func answered(route simulator.Route, status int) simulator.Fault {
	switch {
	case status == 0:
		return simulator.Fault{Route: route, Kind: simulator.FaultDropBefore}
	case status < 300:
		return simulator.Fault{Route: route, Kind: simulator.FaultGarbage, Status: status, Body: "false"}
	}
	return simulator.Fault{Route: route, Kind: simulator.FaultStatus, Status: status}
}

const allTries = 1 + ringcx.DefaultMaxRetries

// How often a create is sent that makes no token, by RingCX's answer: a refusal is final.
func TestCreateTries(t *testing.T) {
	for status, want := range map[int]int{
		0: allTries, 200: allTries, 299: allTries,
		300: 1, 307: 1, 399: 1, 400: 1, 403: 1, 407: 1, 408: allTries, 409: 1, 499: 1,
		500: allTries, 501: allTries, 503: allTries, 599: allTries,
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig := memoryRig(t, simulator.Config{})
				rig.Inject(answered(simulator.RouteTokenCreate, status))
				_, err := rig.MemoryClient(rig.Config(t, engage, 0)).Create(t.Context())
				var undecided *ringcx.UndecidedError
				if !errors.As(err, &undecided) || undecided.Cause.Status != status || undecided.Cause.Attempts != want {
					t.Errorf("got %v, want an error after %d tries", err, want)
				}
				if n := rig.Count(simulator.RouteTokenCreate); n != want {
					t.Errorf("%d creates were sent, want %d", n, want)
				}
			})
		})
	}
}

// How often a revocation is sent that revokes nothing, by RingCX's answer: first with the token, and after some answers
// then in the provider's session. A refusal is final, and the token is known to be alive.
func TestDeleteTries(t *testing.T) {
	for status, want := range map[int]struct{ withToken, inSession, tries int }{
		0: {allTries, 0, allTries}, 200: {allTries, 0, allTries}, 299: {allTries, 0, allTries},
		300: {1, 0, 1}, 307: {1, 0, 1}, 399: {1, 0, 1},
		400: {1, 1, 1}, 402: {1, 0, 1}, 403: {1, 1, 1}, 405: {1, 1, 1}, 406: {1, 0, 1}, 408: {1, 0, 1}, 409: {1, 0, 1},
		499: {1, 0, 1},
		401: {1, 2, 1}, // the session is renewed
		404: {1, allTries, allTries},
		500: {allTries, 0, allTries}, 501: {allTries, 0, allTries}, 503: {allTries, 0, allTries},
		599: {allTries, 0, allTries},
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{}, adminUser)
				s.Inject(answered(simulator.RouteTokenDelete, status))
				err := s.MemoryClient(s.cfg).Delete(t.Context(), s.handle)
				var e *ringcx.Error
				if !errors.As(err, &e) || e.Status != status || e.Attempts != want.tries {
					t.Errorf("got %v, want an error after %d tries", err, want.tries)
				}
				ringcxtest.WantError(t, err, "The token is alive.")
				withToken, inSession := 0, 0
				for _, r := range s.Requests() {
					switch {
					case r.Route != simulator.RouteTokenDelete:
					case r.Header.Get("X-Auth-Token") == s.token:
						withToken++
					default:
						inSession++
					}
				}
				if withToken != want.withToken || inSession != want.inSession {
					t.Errorf("sent %d times with the token and %d times in the session, want %+v", withToken, inSession, want)
				}
			})
		})
	}
}

// A revocation that RingCX refused for its rate, or that could not be sent in the session, is an error at once: nobody
// asks whether the token is alive.
func TestDeleteNotActed(t *testing.T) {
	for name, c := range map[string]struct {
		faults         []simulator.Fault
		deletes, lists int
		reason         string
	}{
		"refused for its rate": {[]simulator.Fault{
			answered(simulator.RouteTokenDelete, http.StatusTooManyRequests),
		}, 6, 0, "429"},
		// The list is that after the token's own try.
		"no session for the second try": {[]simulator.Fault{
			answered(simulator.RouteTokenDelete, http.StatusForbidden),
			answered(simulator.RouteEngageLogin, http.StatusUnauthorized),
		}, 1, 1, "log in to RingCX"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{}, ivrUser)
				for _, f := range c.faults {
					s.Inject(f)
				}
				err := s.MemoryClient(s.cfg).Delete(t.Context(), s.handle)
				ringcxtest.WantError(t, err, c.reason)
				if n := strings.Count(err.Error(), "Could not"); n != 1 {
					t.Errorf("%d causes, want one: %v", n, err)
				}
				deletes, lists := s.Count(simulator.RouteTokenDelete), s.Count(simulator.RouteTokenList)
				if deletes != c.deletes || lists != c.lists {
					t.Errorf("%d requests to revoke it and %d lists, want %d and %d", deletes, lists, c.deletes, c.lists)
				}
				if !slices.Contains(s.AllTokens(), s.token) {
					t.Error("the token is gone")
				}
			})
		})
	}
}

// unreachable is a server that no request of a method reaches.
type unreachable struct {
	ringcxtest.Memory
	method string
	tries  *int
}

func (u unreachable) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != u.method {
		return u.Memory.RoundTrip(r)
	}
	*u.tries++
	return nil, errors.New("connection refused")
}

// A revocation that reached nobody is tried as often as any request, and nobody asks whether the token is alive.
func TestDeleteUnreachable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSituation(t, simulator.Config{}, ivrUser)
		tries := 0
		s.cfg.Transport = unreachable{ringcxtest.Memory{To: s.Way}, http.MethodDelete, &tries}
		client := ringcx.New(s.cfg)
		err := client.Delete(t.Context(), s.handle)
		ringcxtest.WantError(t, err, "connection refused")
		if n := s.Count(); tries != allTries || n != 0 {
			t.Errorf("%d tries and %d other requests, want %d and none", tries, n, allTries)
		}
	})
}

// The pauses between the tries of a create and of a revocation double, up to half a minute, and the error says how long
// they were in all. A create also looks whether its token appears.
func TestPausesBetweenTries(t *testing.T) {
	const look = 3 * time.Second // while a list may lag
	for name, c := range map[string]struct {
		route simulator.Route
		call  func(context.Context, *ringcx.Client, ringcx.Handle) error
		look  time.Duration
	}{
		"create": {simulator.RouteTokenCreate, func(ctx context.Context, c *ringcx.Client, _ ringcx.Handle) error {
			_, err := c.Create(ctx)
			return err
		}, look},
		"revoke": {simulator.RouteTokenDelete, func(ctx context.Context, c *ringcx.Client, h ringcx.Handle) error {
			return c.Delete(ctx, h)
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{}, adminUser)
				s.Inject(answered(c.route, http.StatusInternalServerError))
				err := c.call(t.Context(), s.MemoryClient(s.cfg), s.handle)
				var sent []time.Time
				for _, r := range s.Requests() {
					if r.Route == c.route {
						sent = append(sent, r.Time)
					}
				}
				pauses := []int{1, 2, 4, 8, 16, 30} // seconds
				if len(sent) != len(pauses)+1 {
					t.Fatalf("sent %d times: %v", len(sent), err)
				}
				for i, seconds := range pauses {
					pause := time.Duration(seconds) * time.Second
					if got := sent[i+1].Sub(sent[i]) - c.look; got < pause || got > pause+pause/4 {
						t.Errorf("pause %d: %s, want %s and up to a quarter more", i+1, got, pause)
					}
				}
				var e *ringcx.Error
				if all := sent[len(sent)-1].Sub(sent[0]); !errors.As(err, &e) || e.Attempts != len(sent) || e.Waited != all {
					t.Errorf("got %v, want an error after %d tries within %s", err, len(sent), all)
				}
			})
		})
	}
}
