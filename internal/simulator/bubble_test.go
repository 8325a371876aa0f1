package simulator_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/nettest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// newBubble is a bench without a network, for a testing/synctest bubble: it uses the bubble's clock, so waiting takes
// no real time.
func newBubble(t *testing.T, cfg simulator.Config) *bench {
	t.Helper()
	sim := simulator.New(cfg)
	listener := nettest.Listen()
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
