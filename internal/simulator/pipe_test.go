package simulator_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// newBubble is a bench without a network, for a testing/synctest bubble: it uses the bubble's clock, so waiting takes
// no real time.
func newBubble(t *testing.T, cfg simulator.Config) *bench {
	t.Helper()
	sim := simulator.New(cfg)
	listener := simulator.NewPipeListener()
	server := &http.Server{Handler: sim}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	client := &http.Client{Transport: &http.Transport{DialContext: listener.DialContext}, CheckRedirect: noRedirect}
	t.Cleanup(func() {
		sim.ClearFaults()
		client.CloseIdleConnections()
		_ = server.Close()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("the server ended with %v", err)
		}
	})
	return &bench{T: t, sim: sim, url: "http://simulator.invalid", client: client}
}

// A bubble with a session that expires, a create that is done late, and a list that lags.
func TestInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, simulator.Config{})
		bearer := b.bearer(admin)
		token := b.create(bearer)
		if got := b.listed(bearer); !slices.Equal(got, []string{token}) {
			t.Fatalf("list %v", got)
		}
		time.Sleep(5 * time.Minute)
		if a := b.do("GET", voiceToken, "", bearer); a.status != 401 {
			t.Errorf("after five minutes: %d", a.status)
		}

		bearer = b.bearer(admin)
		b.sim.SetListLag(2 * time.Second)
		b.sim.Inject(simulator.Fault{Kind: simulator.FaultHTML, Status: 502, Late: time.Minute, Times: 1})
		if a := b.do("POST", voiceToken, "", bearer, acceptText); a.status != 502 {
			t.Fatalf("%+v", a)
		}
		for _, step := range []struct {
			after  time.Duration
			made   int
			listed int
		}{{0, 1, 1}, {time.Minute - 1, 1, 1}, {1, 2, 1}, {2*time.Second - 1, 2, 1}, {1, 2, 2}} {
			time.Sleep(step.after)
			synctest.Wait()
			if made, listed := len(b.sim.Tokens(admin)), len(b.listed(bearer)); made != step.made || listed != step.listed {
				t.Errorf("%v later: %d made, %d listed, want %+v", step.after, made, listed, step)
			}
		}
		b.documented()
	})
}

func TestPipeListener(t *testing.T) {
	t.Parallel()
	l := simulator.NewPipeListener()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.DialContext(gone, "tcp", "x:1"); !errors.Is(err, context.Canceled) {
		t.Errorf("without anybody to accept: %v", err)
	}
	go func() {
		conn, err := l.DialContext(t.Context(), "tcp", "x:1")
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(conn, "hello")
		_ = conn.Close()
	}()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(conn); string(got) != "hello" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if err := errors.Join(l.Close(), l.Close()); err != nil {
		t.Error(err)
	}
	var op *net.OpError
	_, err = l.DialContext(t.Context(), "tcp", "x:1")
	if !errors.As(err, &op) || op.Op != "dial" || !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dialing a closed listener: %v", err)
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("accepting on a closed listener: %v", err)
	}
}
