package ringcx_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/nettest"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// http2Rig is a simulator behind an HTTP/2 server in memory, whose streams break as how says.
func http2Rig(t *testing.T, how string) (*rig, *http.Transport) {
	t.Helper()
	rig := memoryRig(t, simulator.Config{})
	transport, stop := nettest.ServeHTTP2(rig, how)
	t.Cleanup(func() {
		rig.ClearFaults()
		stop()
	})
	return rig, transport
}

// However an HTTP/2 stream breaks, before or after RingCX has acted, one create is one request. net/http would send it
// again.
func TestHTTP2NeverRepeatsACreate(t *testing.T) {
	for _, how := range nettest.StreamBreaks() {
		for name, fault := range map[string]simulator.Fault{
			"acted":            {Kind: simulator.FaultDropAfter},
			"acts 50 ms later": {Kind: simulator.FaultDropAfter, Late: 50 * time.Millisecond},
		} {
			t.Run(how+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					rig, transport := http2Rig(t, how)
					cfg := rig.Config(t, engage, 0)
					cfg.RequestTimeout, cfg.ListLag, cfg.MinBackoff = 0, 0, 0
					cfg.Transport = transport
					client := ringcx.New(cfg)
					if _, err := client.Create(t.Context()); err != nil { // so that the connection is already in use
						t.Fatal(err)
					}
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
