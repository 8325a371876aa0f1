package ringcx_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// rig is ringcxtest.Rig with what these tests ask of it.
type rig struct{ *ringcxtest.Rig }

const (
	ringCentral = ringcxtest.RingCentral
	engage      = ringcxtest.Engage
	legacy      = ringcxtest.Legacy
	apiToken    = ringcxtest.APIToken
)

var modes = ringcxtest.Modes

func newRig(t *testing.T, cfg simulator.Config) *rig {
	t.Helper()
	return &rig{ringcxtest.New(t, cfg)}
}

func memoryRig(t *testing.T, cfg simulator.Config) *rig {
	t.Helper()
	return &rig{ringcxtest.InMemory(t, cfg)}
}

// newMemoryRig is memoryRig with a handler in front of the simulator, and a function that makes its clients.
func newMemoryRig(
	t *testing.T, cfg simulator.Config, wrap func(http.Handler) http.Handler,
) (*rig, func(ringcx.Config) *ringcx.Client) {
	t.Helper()
	r := memoryRig(t, cfg)
	if wrap != nil {
		r.Way = wrap(r.Server)
	}
	return r, r.MemoryClient
}

func parse(t *testing.T, f func(string) (*url.URL, error), raw string) *url.URL {
	t.Helper()
	return ringcxtest.Parse(t, f, raw)
}

func idOf(value string) string { return ringcx.Token{Secret: ringcx.Secret(value)}.ID() }
