package provider

import (
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// rotatedOwner is a token of another owner, which keepers rotate.
const rotatedOwner = `
	variable "password" {
		default   = null
		ephemeral = true
	}
	variable "rotation" { default = "1" }
	resource "ringcx_api_token" "x" {
		count   = 2
		keepers = { v = var.rotation }
		owner = {
			username    = "ivr@example.com"
			password_wo = var.password
		}
	}
`

// rotatedOwners returns a workspace that has applied rotatedOwner.
func rotatedOwners(t *testing.T) (*rig, *workspace) {
	t.Helper()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 11, rig.login(modeEngage, adminUser))
	w.config(rotatedOwner)
	w.variable("password", passwordOf(ivrUser))
	w.apply()
	return rig, w
}

// A rotation revokes the token before it creates another one, unless the configuration says otherwise. So a secret that
// does not work is an error in the plan, and the tokens stay.
func TestAccRotationNeedsAWorkingSecret(t *testing.T) {
	t.Parallel()
	rig, w := rotatedOwners(t)
	before := rig.AllTokens()
	for password, want := range map[string][]string{"wrong": {"Cannot log in as the owner", "Nothing was changed"},
		"": {"Missing secret of the owner", "Set password_wo for this run", "Nothing was changed"}} {
		w.variable("password", password)
		for _, args := range [][]string{{"-var=rotation=2"}, {"-replace=ringcx_api_token.x[0]"}} {
			w.wantRefusal(want, append([]string{"apply", "-json", "-auto-approve"}, args...)...)
		}
	}
	wantSame(t, "alive", rig.AllTokens(), before)

	w.variable("password", passwordOf(ivrUser))
	w.apply("-var=rotation=2", "-replace=ringcx_api_token.x[0]")
	if err := rig.wantTokens(2); err != nil {
		t.Error(err)
	}
	w.wantNoSecret(passwordOf(ivrUser))
}

// To destroy takes no secret, also where a token is gone that Terraform plans to create before.
func TestAccDestroyWithoutSecrets(t *testing.T) {
	t.Parallel()
	rig, w := rotatedOwners(t)
	rig.Revoke(rig.Tokens(ivrUser)[0])
	delete(w.env, "TF_VAR_password")
	w.destroy()
	if err := rig.wantTokens(0); err != nil {
		t.Error(err)
	}
}
