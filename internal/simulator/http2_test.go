package simulator_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

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

// serveHTTP2 makes the bench's client talk HTTP/2 with ServeHTTP2 on a listener.
func (b *bench) serveHTTP2(l net.Listener, transport *http.Transport, root string) {
	b.Helper()
	served := make(chan error, 1)
	go func() { served <- b.sim.ServeHTTP2(l) }()
	b.url, b.client = root, &http.Client{Transport: transport, CheckRedirect: noRedirect}
	b.Cleanup(func() {
		b.sim.ClearFaults()
		_ = l.Close()
		if err := <-served; !errors.Is(err, net.ErrClosed) {
			b.Errorf("ServeHTTP2 ended with %v", err)
		}
		transport.CloseIdleConnections()
	})
}

// newTLSBench is a bench whose client talks HTTP/2 as it would with RingCX: over TLS, on loopback.
func newTLSBench(t *testing.T) (*bench, *counting) {
	t.Helper()
	// The certificate that the standard library has for its own tests.
	certified := httptest.NewTLSServer(http.NotFoundHandler())
	certified.Close()
	roots := x509.NewCertPool()
	roots.AddCert(certified.Certificate())
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	accepted := &counting{Listener: plain}
	l := tls.NewListener(accepted, &tls.Config{Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}})
	c := &clock{now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	b := &bench{T: t, sim: simulator.New(simulator.Config{Now: c.Now}), clock: c}
	b.serveHTTP2(l, &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: roots},
		ForceAttemptHTTP2: true,
		HTTP2:             &http.HTTP2Config{MaxReceiveBufferPerStream: 1 << 16, MaxReceiveBufferPerConnection: 1 << 16},
	}, "https://"+plain.Addr().String())
	return b, accepted
}

// newHTTP2Bubble is newBubble with HTTP/2 in clear.
func newHTTP2Bubble(t *testing.T) *bench {
	t.Helper()
	l := simulator.NewPipeListener()
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	b := &bench{T: t, sim: simulator.New(simulator.Config{})}
	b.serveHTTP2(l, &http.Transport{DialContext: l.DialContext, Protocols: protocols}, "http://simulator.invalid")
	return b
}

// ServeHTTP2 answers as http.Server does: requests one after the other, many in parallel, with a body, and with a reply
// that is larger than the client accepts at once.
func TestServeHTTP2(t *testing.T) {
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
func TestFaultsOverServeHTTP2(t *testing.T) {
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
		b, accepted := newTLSBench(t)
		bearer := b.bearer(admin)
		b.sim.Inject(simulator.Fault{Kind: simulator.FaultStream, Stream: how, Act: true, Times: 1})
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
		if first := b.sim.Requests()[1]; first.Status != 0 || first.Fault != simulator.FaultStream {
			t.Errorf("%s: logged as %+v", how, first)
		}
		b.create(bearer)
		// Go leaves a connection by itself after PROTOCOL_ERROR.
		if left := accepted.count == 2; left != (how == "GOAWAY" || how == "PROTOCOL_ERROR") {
			t.Errorf("%s: %d connections", how, accepted.count)
		}
	}
}

// A stream may break before the work, or without it, and while others continue.
func TestStreamFault(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"PROTOCOL_ERROR", "REFUSED_STREAM", "INTERNAL_ERROR", "CANCEL", "GOAWAY"} {
		for late, made := range map[time.Duration]int{0: 0, time.Minute: 1} {
			synctest.Test(t, func(t *testing.T) {
				b := newHTTP2Bubble(t)
				mine, another := b.minted(admin), b.minted(ivr)
				b.sim.Inject(simulator.Fault{User: ivr, Kind: simulator.FaultSlow, Act: true, Delay: time.Second})
				b.sim.Inject(simulator.Fault{User: admin, Kind: simulator.FaultStream, Stream: how, Late: late, After: 1})
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
func TestHangOverServeHTTP2(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newHTTP2Bubble(t)
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

// A body that arrives in pieces is read completely.
func TestRequestBodyOverServeHTTP2(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newHTTP2Bubble(t)
		form := url.Values{"username": {admin}, "password": {simulator.DefaultPassword}, "x": {strings.Repeat("y", 200_000)}}
		if a := b.form("/api/v1/auth/login", form); a.status != 200 || len(b.sim.Requests()[0].Form.Get("x")) != 200_000 {
			t.Errorf("%+v", a)
		}
	})
}

// Over HTTP/1, where there are no streams, the connection is dropped.
func TestStreamFaultOverHTTP1(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	bearer := b.bearer(admin)
	b.sim.Inject(simulator.Fault{Kind: simulator.FaultStream, Stream: "CANCEL", Act: true})
	if a, err := b.try("POST", voiceToken, "", bearer, acceptText); err == nil || len(b.sim.Tokens(admin)) != 1 {
		t.Errorf("%+v, %d tokens made", a, len(b.sim.Tokens(admin)))
	}
}
