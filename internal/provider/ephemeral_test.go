package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

func (s *rpc) openToken(id any) *tfprotov6.OpenEphemeralResourceResponse {
	s.t.Helper()
	return answer(s.server.OpenEphemeralResource(s.t.Context(), &tfprotov6.OpenEphemeralResourceRequest{
		TypeName: apiTokenType,
		Config:   s.object(s.schemas.EphemeralResourceSchemas[apiTokenType].ValueType(), map[string]any{"id": id}),
	}))
}

// An id that is unknown at plan is not validated, so a token that is given for
// an id is refused here too, before an error about it could repeat it.
func TestOpenRefusesToken(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	token := rig.Mint(simulator.DefaultUserName)
	s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))

	diags := s.openToken(token).Diagnostics
	wantOneError(t, diags, "Not the id of an API token")
	wantNoPath(t, diags)
	if text := textOf(diags); strings.Contains(text, token) {
		t.Errorf("the token is repeated: %s", text)
	}
	rig.wantCounts(t, "a refused id", counts{})

	opened := s.openToken(idOf(token))
	wantNoProblem(t, opened.Diagnostics)
	if got := s.decode(s.schemas.EphemeralResourceSchemas[apiTokenType].ValueType(),
		opened.Result)["token"]; got != token {
		t.Errorf("opened %v, want the token", got)
	}
}
