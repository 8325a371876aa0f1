package provider

import (
	"encoding/json"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// What a plan took for gone, and a later one sees alive, is revoked by a destroy: its own user's token, an owner's, one
// that is alive under another user, and one that is alive while the provider's own token is dead.
func TestGoneIsForgottenOnceTheTokenIsSeen(t *testing.T) {
	t.Parallel()
	owner := map[string]any{"username": ivrUser, "password_wo": passwordOf(ivrUser), "jwt_wo": nil, "api_token_wo": nil}
	for name, c := range map[string]struct {
		config map[string]any
		later  string // whom the provider logs in as then; "": with a token that was revoked
	}{
		"the provider's": {config: map[string]any{}, later: adminUser},
		"an owner's":     {config: map[string]any{"owner": owner}, later: adminUser},
		"another user's": {config: map[string]any{}, later: otherUser},
		"nobody's":       {config: map[string]any{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			s := rig.rpc(t, rig.login(modeEngage, adminUser))
			made := s.apply(s.absent(), c.config)
			made.private = withGone(t, made.private)

			block := rig.login(modeEngage, c.later)
			if c.later == "" {
				block = rig.login(modeAPIToken, adminUser)
				rig.Revoke(block[attrAPIToken])
			}
			s = rig.rpc(t, block)
			read := s.read(made)
			s.apply(instance{read.NewState, read.Private, read.NewIdentity}, nil)
			if err := rig.wantTokens(0); err != nil {
				t.Error(err)
			}
		})
	}
}

// withGone is private state in which a plan has recorded that the token is gone.
func withGone(t *testing.T, private []byte) []byte {
	t.Helper()
	keys := map[string][]byte{}
	token := map[string]any{}
	if err := json.Unmarshal(private, &keys); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(keys[privateKey], &token); err != nil {
		t.Fatal(err)
	}
	token["gone"] = true
	var err error
	if keys[privateKey], err = json.Marshal(token); err != nil {
		t.Fatal(err)
	}
	if private, err = json.Marshal(keys); err != nil {
		t.Fatal(err)
	}
	return private
}
