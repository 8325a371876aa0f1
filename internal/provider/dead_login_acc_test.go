package provider

import (
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// A token that a provider block logs in with may be gone before what is managed through that block. A stored token is
// revoked with itself, so a destroy works all the same.
func TestAccDestroyWithDeadLogin(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		login string // the api_token of the second provider block
		args  []string
		dead  []string // the addresses of the tokens that somebody revokes
	}{
		"it is not there any more": {login: "ringcx_api_token.a.token", dead: []string{"ringcx_api_token.a"}},
		"it is dead, and nobody has asked": {
			login: "ringcx_api_token.a.token", dead: []string{"ringcx_api_token.a"}, args: []string{"-refresh=false"},
		},
		"it is dead":  {login: "var.login"},
		"it is alive": {login: "ringcx_api_token.a.token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 0, rig.login(modeLegacy, adminUser))
			login := rig.Mint(adminUser)
			w.variable("login", login)
			w.config(`
				variable "login" { sensitive = true }
				resource "ringcx_api_token" "a" {}
				provider "ringcx" {
					alias     = "b"
					auth_mode = "api_token"
					api_url   = "` + w.env[envOf(attrAPIURL)] + `"
					api_token = ` + c.login + `
				}
				resource "ringcx_api_token" "b" {
					provider = ringcx.b
					count    = 2
				}
			`)
			w.apply()
			rig.Revoke(login)
			for _, address := range c.dead {
				rig.Revoke(w.state()[address]["token"].(string))
			}
			w.destroy(c.args...)
			if err := rig.wantTokens(0); err != nil {
				t.Error(err)
			}
			if left := w.state(); len(left) > 0 {
				t.Errorf("the state holds %v", left)
			}
		})
	}
}
