package provider

import (
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// listRig has three tokens of the user, made outside Terraform, and one of
// somebody else.
func listRig(t *testing.T) (r *rig, ids map[string]bool) {
	t.Helper()
	r, ids = newRig(t, simulator.Config{Shuffle: true}), map[string]bool{}
	for range 3 {
		ids[idOf(r.Mint(simulator.DefaultUserName))] = true
	}
	r.Mint("ivr@example.com")
	return r, ids
}

// textOfResults is everything that the results hold, in the clear.
func textOfResults(results []tfprotov6.ListResourceResult) string {
	var b strings.Builder
	for _, r := range results {
		b.WriteString(r.DisplayName + textOf(r.Diagnostics))
		if r.Identity != nil {
			b.Write(r.Identity.IdentityData.MsgPack)
		}
		if r.Resource != nil {
			b.Write(r.Resource.MsgPack)
		}
	}
	return b.String()
}

// Terraform prints what is listed and writes it to files as it is, so there is
// an identity and a name to recognise each token by, and no token.
func TestList(t *testing.T) {
	for name, includeResource := range map[string]bool{"identities": false, "resources": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig, want := listRig(t)
			s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))
			results := s.list(100, includeResource)
			rig.wantCounts(t, "a list", counts{simulator.RouteLegacyLogin: 1, simulator.RouteTokenList: 1})
			rig.wantNoSecret(t, textOfResults(results))

			listed := map[string]bool{}
			for _, r := range results {
				wantNoProblem(t, r.Diagnostics)
				id, _ := s.idOf(r.Identity).(string)
				listed[id] = true
				if name := simulator.DefaultPlatformID + ":… (" + id[:12] + ")"; r.DisplayName != name {
					t.Errorf("display name %q, want %q", r.DisplayName, name)
				}
				if !includeResource {
					if r.Resource != nil {
						t.Error("a resource that nobody asked for")
					}
					continue
				}
				resource := s.decode(s.tokenType(), r.Resource)
				if !maps.Equal(resource, map[string]any{
					"id": id, "token": nil, "store_token": true, "keepers": nil, "created_at": nil, "owner": nil,
				}) {
					t.Errorf("resource %v", resource)
				}
			}
			if !maps.Equal(listed, want) {
				t.Errorf("listed %v, want %v", listed, want)
			}
		})
	}
}

func TestListLimit(t *testing.T) {
	t.Parallel()
	rig, _ := listRig(t)
	s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))
	for limit, want := range map[int64]int{0: 3, 1: 1, 2: 2, 3: 3, 4: 3} { // 0: no limit
		if got := len(s.list(limit, true)); got != want {
			t.Errorf("limit %d: %d results, want %d", limit, got, want)
		}
	}
}

// Terraform may stop listening at any time.
func TestListAbandoned(t *testing.T) {
	t.Parallel()
	rig, _ := listRig(t)
	s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))
	stream := answer(s.server.ListResource(t.Context(), &tfprotov6.ListResourceRequest{
		TypeName: apiTokenType, Config: s.object(s.schemas.ListResourceSchemas[apiTokenType].ValueType(), map[string]any{}),
	}))
	n := 0
	for range stream.Results {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d results before the first", n)
	}
}

func TestListOfNone(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))
	if got := s.list(0, true); len(got) != 0 {
		t.Errorf("%d results, want none", len(got))
	}
}

// A list that cannot be had is an error, never an empty list.
func TestListErrors(t *testing.T) {
	for name, c := range map[string]struct {
		fault simulator.Fault
		want  string
	}{
		"server fault": {simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 500}, "500"},
		"no right":     {simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 403}, "403"},
		"a page":       {simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultHTML}, "HTML"},
		"null": {simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultGarbage, Body: "null"},
			"not a JSON array"},
		"no login": {simulator.Fault{Route: simulator.RouteLegacyLogin, Kind: simulator.FaultStatus, Status: 401},
			"log in"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig, _ := listRig(t)
			rig.Inject(c.fault)
			s := newRPC(t, nil)
			block := asBlock(rig.login(modeLegacy, simulator.DefaultUserName))
			block[attrMaxRetries] = 0
			wantNoProblem(t, s.configure(block, false).Diagnostics)

			results := s.list(0, true)
			if len(results) != 1 {
				t.Fatalf("%d results, want one with the error", len(results))
			}
			wantOneError(t, results[0].Diagnostics, "Cannot list the API tokens", c.want)
			rig.wantNoSecret(t, textOfResults(results))
		})
	}
}

// `terraform query -generate-config-out` writes an import by identity and the
// configuration that the provider makes of the imported state. Applied as it
// is, it must change nothing: a token in use must not be replaced on adoption.
func TestListGeneratedConfig(t *testing.T) {
	t.Parallel()
	rig, want := listRig(t)
	block := rig.login(modeLegacy, simulator.DefaultUserName)
	for _, r := range rig.rpc(t, block).list(0, false) {
		s := rig.rpc(t, block) // Terraform imports in another run
		imported := s.imported("", r.Identity)
		generated := answer(s.server.GenerateResourceConfig(t.Context(), &tfprotov6.GenerateResourceConfigRequest{
			TypeName: apiTokenType, State: imported.state,
		}))
		wantNoProblem(t, generated.Diagnostics)
		config := s.decode(s.tokenType(), generated.Config)
		maps.DeleteFunc(config, func(_ string, v any) bool { return v == nil })
		if !maps.Equal(config, map[string]any{"store_token": true}) {
			t.Errorf("generated %v, want store_token = true and nothing else", config)
		}
		s.wantNoChange(imported, config)
		if applied := s.apply(imported, config); s.idOf(applied.identity) != s.idOf(r.Identity) {
			t.Errorf("identity %v after apply, want %v", s.idOf(applied.identity), s.idOf(r.Identity))
		}
	}
	for _, token := range rig.Tokens(simulator.DefaultUserName) {
		delete(want, idOf(token))
	}
	if len(want) > 0 || len(rig.Tokens(simulator.DefaultUserName)) != 3 {
		t.Errorf("the tokens are not what they were: %v are gone", want)
	}
}
