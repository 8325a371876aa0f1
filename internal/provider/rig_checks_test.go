package provider

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Checks of what the simulator has, and of what it was asked.

// wantTokens checks how many permanent tokens there are in all.
func (r *rig) wantTokens(n int) error {
	if got := len(r.AllTokens()); got != n {
		return fmt.Errorf("the simulator has %d tokens, want %d", got, n)
	}
	return nil
}

// wantAlive expects exactly these tokens to be alive.
func (r *rig) wantAlive(t *testing.T, when string, tokens []string) {
	t.Helper()
	if got := r.AllTokens(); !slices.Equal(got, tokens) {
		t.Errorf("%s: %d tokens are alive, want the same %d as before", when, len(got), len(tokens))
	}
}

// counts is how many requests there were, by route.
type counts map[simulator.Route]int

// wantCounts fails unless the requests since the last ResetRequests are
// exactly these, and resets them.
func (r *rig) wantCounts(t *testing.T, what string, want counts) {
	t.Helper()
	got := counts{}
	for _, request := range r.Requests() {
		got[request.Route]++
	}
	if !maps.Equal(got, want) {
		t.Errorf("%s: requests %v, want %v", what, got, want)
	}
	r.ResetRequests()
}

// wantWrites expects these creates and deletes since the last ResetRequests, in
// their order: "POST DELETE" is a create and a delete.
func (r *rig) wantWrites(t *testing.T, what, want string) {
	t.Helper()
	var order []string
	for _, request := range r.Requests() {
		if request.Route == simulator.RouteTokenCreate || request.Route == simulator.RouteTokenDelete {
			order = append(order, request.Method)
		}
	}
	if got := strings.Join(order, " "); got != want {
		t.Errorf("%s: sent %q, want %q", what, got, want)
	}
}

// idOf is the id of a token.
func idOf(token string) string { return ringcx.Token{Secret: ringcx.Secret(token)}.ID() }

// sha256Hex is what sha256sum prints, for what must not depend on the provider's own code.
func sha256Hex(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
