package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// BenchmarkList is the list of a user with 1000 tokens, without the network.
func BenchmarkList(b *testing.B) {
	sim := simulator.New(simulator.Config{})
	for range 1000 {
		sim.Mint(admin)
	}
	token := sim.Tokens(admin)[0]
	for b.Loop() {
		r := httptest.NewRequest(http.MethodGet, voiceToken, nil)
		r.Header.Set("X-Auth-Token", token)
		w := httptest.NewRecorder()
		sim.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
