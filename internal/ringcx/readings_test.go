package ringcx_test

import (
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The client also works with the strictest reading of the documents: it sends what only some pages require, and relies
// on nothing that only some pages have.
func TestStrictReadings(t *testing.T) {
	for _, mode := range modes {
		rig := newRig(t, simulator.Config{
			SessionStrict: true, AcceptStrict: true, ParametersStrict: true, RefreshOnRequest: true, NoAgents: true,
		})
		client := rig.Client(t, mode)
		created, err := client.Create(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", mode, err)
		}
		rig.ExpireSessions()
		if _, err := client.Tokens(t.Context()); err != nil {
			t.Errorf("%s: %v", mode, err)
		}
		if _, err := client.Accounts(t.Context()); err != nil {
			t.Errorf("%s: %v", mode, err)
		}
		if err := client.Delete(t.Context(), handle(created.Token.Reveal())); err != nil {
			t.Errorf("%s: %v", mode, err)
		}
		if mode == ringCentral && rig.Count(simulator.RouteRefresh) != 1 {
			t.Error("the exchange gave no refresh token, which includeRefresh asks for")
		}
	}
}
