package simulator_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/nettest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// counting counts the connections that a listener accepted.
type counting struct {
	net.Listener
	mu    sync.Mutex
	count int
}

func (l *counting) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count++
	return conn, err
}

// newTLSBench is a bench whose client talks HTTP/2 as it would with RingCX: over TLS, on loopback.
func newTLSBench(t *testing.T) (*bench, *counting) {
	t.Helper()
	c := &clock{now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	b := &bench{T: t, sim: simulator.New(simulator.Config{Now: c.Now}), clock: c}
	server := httptest.NewUnstartedServer(b.sim)
	accepted := &counting{Listener: server.Listener}
	server.Listener, server.EnableHTTP2 = accepted, true
	server.StartTLS()
	b.url, b.client = server.URL, server.Client()
	b.client.CheckRedirect = noRedirect
	t.Cleanup(func() {
		b.sim.ClearFaults()
		server.Close()
	})
	return b, accepted
}

// newHTTP2Bubble is newBubble with HTTP/2, and streams that break as how says. It counts the connections.
func newHTTP2Bubble(t *testing.T, how string) (b *bench, connections *atomic.Int32) {
	t.Helper()
	b = &bench{T: t, sim: simulator.New(simulator.Config{}), url: "http://simulator.invalid"}
	transport, stop := nettest.ServeHTTP2(b.sim, how)
	dial := transport.DialContext
	connections = new(atomic.Int32)
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		connections.Add(1)
		return dial(ctx, network, address)
	}
	b.client = &http.Client{Transport: transport, CheckRedirect: noRedirect}
	t.Cleanup(func() {
		b.sim.ClearFaults()
		stop()
	})
	return b, connections
}

// Over HTTP/2 the simulator answers as over HTTP/1: requests one after the other, many in parallel, and with a reply
// that is larger than the client accepts at once.
func TestHTTP2(t *testing.T) {
	t.Parallel()
	b, accepted := newTLSBench(t)
	authToken := b.authToken(ivr)
	bearer := b.bearer(admin)
	token := b.create(bearer)
	if a := b.do("DELETE", voiceToken+"/"+token, "", bearer); a.body != "true" {
		t.Errorf("%+v", a)
	}
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { b.create(authToken) })
	}
	wg.Wait()
	if made := len(b.sim.Tokens(ivr)); made != 50 {
		t.Errorf("%d tokens made", made)
	}
	for range 3000 {
		b.sim.Mint(admin)
	}
	for range 3 {
		wg.Go(func() {
			if got := b.listed(bearer); !slices.Equal(got, b.sim.Tokens(admin)) {
				t.Errorf("a list of %d tokens", len(got))
			}
		})
	}
	wg.Wait()
	b.documented()
	b.wantError(b.do("GET", "/nowhere?a=b", ""), 404, "/nowhere - GET")
	if accepted.count != 1 {
		t.Errorf("%d connections", accepted.count)
	}
}

// The faults of HTTP/1 have an equivalent in HTTP/2, and the connection stays open.
func TestFaultsOverHTTP2(t *testing.T) {
	t.Parallel()
	b, accepted := newTLSBench(t)
	bearer := b.bearer(admin)
	b.sim.Inject(simulator.Fault{Kind: simulator.FaultDropAfter, Times: 1})
	a, err := b.try("POST", voiceToken, "", bearer, acceptText)
	if err == nil || !strings.Contains(err.Error(), "INTERNAL_ERROR") {
		t.Errorf("dropped: %+v, %v", a, err)
	}
	b.sim.Inject(simulator.Fault{Kind: simulator.FaultCut, Act: true, Times: 1})
	a = b.do("POST", voiceToken, "", bearer, acceptText)
	if token := b.sim.Tokens(admin)[1]; a.status != 200 || a.body != token[:len(token)/2] || a.err == nil {
		t.Errorf("cut: %+v", a)
	}
	b.sim.Inject(simulator.Fault{Kind: simulator.FaultEmpty, Status: 204, Times: 1})
	if a := b.do("GET", voiceToken, "", bearer); a.status != 204 || a.body != "" {
		t.Errorf("204: %+v", a)
	}
	b.create(bearer)
	if len(b.sim.Tokens(admin)) != 3 || accepted.count != 1 {
		t.Errorf("%d tokens, %d connections", len(b.sim.Tokens(admin)), accepted.count)
	}
}

// Go's HTTP client sends a request again, even a POST, if its stream breaks in a way that says that the server did not
// handle it. A server that did handle it has then acted twice, and the caller knows only about one.
func TestGoRepeatsBrokenStreams(t *testing.T) {
	t.Parallel()
	for how, made := range map[string]int{
		"PROTOCOL_ERROR": 2, "REFUSED_STREAM": 2, "GOAWAY": 2, "INTERNAL_ERROR": 1, "CANCEL": 1,
	} {
		synctest.Test(t, func(t *testing.T) {
			b, connections := newHTTP2Bubble(t, how)
			bearer := b.bearer(admin)
			b.sim.Inject(simulator.Fault{Kind: simulator.FaultDropAfter, Times: 1})
			r, err := http.NewRequestWithContext(t.Context(), "POST", b.url+voiceToken, nil)
			if err != nil {
				t.Fatal(err)
			}
			name, value, _ := strings.Cut(bearer, ": ")
			r.Header.Set(name, value)
			r.Header.Set("Accept", "text/plain")
			resp, err := b.client.Do(r)
			if err == nil {
				resp.Body.Close()
			}
			if repeated := made == 2; repeated != (err == nil) || !repeated && !strings.Contains(err.Error(), how) {
				t.Errorf("%s: error %v", how, err)
			}
			if len(b.sim.Tokens(admin)) != made || b.sim.Count(simulator.RouteTokenCreate) != made {
				t.Errorf("%s: %d tokens by %d requests", how, len(b.sim.Tokens(admin)), b.sim.Count(simulator.RouteTokenCreate))
			}
			if first := b.sim.Requests()[1]; first.Status != 0 || first.Fault != simulator.FaultDropAfter {
				t.Errorf("%s: logged as %+v", how, first)
			}
			b.create(bearer)
			// Go leaves a connection by itself after PROTOCOL_ERROR.
			if left := connections.Load() == 2; left != (how == "GOAWAY" || how == "PROTOCOL_ERROR") {
				t.Errorf("%s: %d connections", how, connections.Load())
			}
		})
	}
}

// A stream may break before the work, or without it, and while others continue.
func TestBrokenStreams(t *testing.T) {
	t.Parallel()
	for _, how := range nettest.StreamBreaks() {
		for late, made := range map[time.Duration]int{0: 0, time.Minute: 1} {
			synctest.Test(t, func(t *testing.T) {
				b, _ := newHTTP2Bubble(t, how)
				mine, another := b.minted(admin), b.minted(ivr)
				b.sim.Inject(simulator.Fault{User: ivr, Kind: simulator.FaultSlow, Act: true, Delay: time.Second})
				b.sim.Inject(simulator.Fault{User: admin, Kind: simulator.FaultDropBefore, Late: late, After: 1})
				b.create(mine)
				var wg sync.WaitGroup
				if how != "GOAWAY" { // that ends the connection for all
					wg.Go(func() { b.create(another) })
					synctest.Wait()
				}
				// With a body that cannot be sent twice, Go does not repeat the request.
				r, err := http.NewRequestWithContext(t.Context(), "POST", b.url+voiceToken, io.NopCloser(strings.NewReader("x=y")))
				if err != nil {
					t.Fatal(err)
				}
				name, value, _ := strings.Cut(mine, ": ")
				r.Header.Set(name, value)
				if resp, err := b.client.Do(r); err == nil {
					resp.Body.Close()
					t.Errorf("%s: status %d", how, resp.StatusCode)
				}
				wg.Wait()
				if got := len(b.sim.Tokens(admin)) - 2; got != 0 {
					t.Errorf("%s: %d tokens made at once", how, got)
				}
				b.sim.Settle()
				if got := len(b.sim.Tokens(admin)) - 2; got != made {
					t.Errorf("%s: %d tokens made, want %d", how, got, made)
				}
			})
		}
	}
}

// A client that cancels an HTTP/2 request ends only that request.
func TestHangOverHTTP2(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, _ := newHTTP2Bubble(t, "INTERNAL_ERROR")
		credential := b.minted(admin)
		b.create(credential)
		b.sim.Inject(simulator.Fault{Kind: simulator.FaultHang, Late: time.Minute, Times: 1})
		b.client.Timeout = time.Second
		if a, err := b.try("POST", voiceToken, "", credential, acceptText); err == nil {
			t.Errorf("%+v", a)
		}
		b.create(credential)
		b.sim.Settle()
		if made := len(b.sim.Tokens(admin)) - 1; made != 3 {
			t.Errorf("%d tokens made", made)
		}
		b.sim.Inject(simulator.Fault{Kind: simulator.FaultSlow, Act: true, Delay: time.Hour})
		if a, err := b.try("POST", voiceToken, "", credential, acceptText); err == nil {
			t.Errorf("%+v", a)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if last := b.sim.Requests()[3]; last.Status != 0 {
			t.Errorf("a client that has gone was answered: %+v", last)
		}
	})
}
