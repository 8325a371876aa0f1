package ringcx_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// http2Rig is a simulator behind an HTTP/2 server in memory.
func http2Rig(t *testing.T) (*rig, *http.Transport) {
	t.Helper()
	rig := memoryRig(t, simulator.Config{})
	l := simulator.NewPipeListener()
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{DialContext: l.DialContext, Protocols: protocols}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = rig.ServeHTTP2(l)
	}()
	t.Cleanup(func() {
		rig.ClearFaults()
		transport.CloseIdleConnections()
		_ = l.Close()
		<-served
	})
	return rig, transport
}

// However an HTTP/2 stream breaks, before or after RingCX has acted, one create is one request. net/http would send it
// again.
func TestHTTP2NeverRepeatsACreate(t *testing.T) {
	for _, how := range []string{"PROTOCOL_ERROR", "REFUSED_STREAM", "INTERNAL_ERROR", "CANCEL", "GOAWAY"} {
		for name, fault := range map[string]simulator.Fault{
			"acted": {Act: true}, "acts 50 ms later": {Late: 50 * time.Millisecond},
		} {
			t.Run(how+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					rig, transport := http2Rig(t)
					cfg := rig.Config(t, engage, 0)
					cfg.RequestTimeout, cfg.ListLag, cfg.MinBackoff = 0, 0, 0
					cfg.Transport = transport
					client := ringcx.New(cfg)
					if _, err := client.Create(t.Context()); err != nil { // so that the connection is already in use
						t.Fatal(err)
					}
					fault.Kind, fault.Stream = simulator.FaultStream, how
					rig.Inject(onCreate(fault))
					created, err := client.Create(t.Context())
					if err != nil || !created.TakenOver {
						t.Errorf("got %+v, %v; want the token of the broken stream", created, err)
					}
					rig.Settle()
					if n := len(rig.AllTokens()); n != 2 || rig.Count(simulator.RouteTokenCreate) != 2 {
						t.Errorf("%d tokens from %d requests, want two from two", n, rig.Count(simulator.RouteTokenCreate))
					}
				})
			})
		}
	}
}
