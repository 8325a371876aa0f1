package provider

import (
	"maps"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// counts is how many requests there were, by route.
type counts map[simulator.Route]int

// wantCounts fails unless the requests since the last look at them are
// exactly these, and forgets them.
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

// idOf is the id of a token.
func idOf(token string) string { return ringcx.Token{Secret: ringcx.Secret(token)}.ID() }

// writes are the creates and deletes since the last ResetRequests, in their order.
func (r *rig) writes() string {
	var order []string
	for _, request := range r.Requests() {
		if request.Route == simulator.RouteTokenCreate || request.Route == simulator.RouteTokenDelete {
			order = append(order, request.Method)
		}
	}
	return strings.Join(order, " ")
}
