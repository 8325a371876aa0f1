package provider

import (
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Terraform prints the lines of the configuration that an error points to. A
// secret that is written there as it is must not be printed on account of ours.
func TestAccLiteralSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	const canary = "canary-c2353445-bc74"
	for name, c := range map[string]struct{ config, says string }{
		"unused attribute": {`provider "ringcx" {
			auth_mode = "engage"
			jwt       = "` + canary + `"
		}`, "does not use jwt"},
		"white space": {`provider "ringcx" {
			auth_mode = "api_token"
			api_token = "` + canary + ` "
		}`, "white space"},
		"user info": {`provider "ringcx" {
			api_url = "https://user:` + canary + `@ringcx.example.com/voice/api"
		}`, "must not hold a user name or password"},
		"owner": {`provider "ringcx" {}
		resource "ringcx_api_token" "x" {
			owner = {
				username    = "ivr@example.com"
				password_wo = "` + canary + `"
			}
		}`, `for the owner "ivr@example.com"`},
		"owner on one line": {`provider "ringcx" {}
		resource "ringcx_api_token" "x" {
			owner = { api_token_wo = "` + canary + `" }
		}`, "with the credentials in owner"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 11, rig.login(modeEngage, simulator.DefaultUserName))
			w.config(c.config + `
				data "ringcx_accounts" "all" {}`)
			w.wantRefusal([]string{c.says}, "apply", "-json", "-auto-approve")
			w.terraform("apply", "-no-color", "-auto-approve")
			w.wantNotPrinted(canary)
		})
	}
}
