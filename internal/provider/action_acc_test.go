package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The action revokes the leaked token once the new one is there, and no other.
// It is repeated when its trigger is, and finds nothing to do then.
func TestAccRevokeAction(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	leaked, other := rig.Mint(simulator.DefaultUserName), rig.Mint(simulator.DefaultUserName)
	config := func(keeper string) string {
		return rig.admin(t, modeLegacy) + fmt.Sprintf(`
			action "ringcx_revoke_api_token" "leaked" {
				config {
					id = %q
				}
			}
			resource "ringcx_api_token" "new" {
				keepers = { by = %q }
				lifecycle {
					create_before_destroy = true
					action_trigger {
						events  = [after_create]
						actions = [action.ringcx_revoke_api_token.leaked]
					}
				}
			}
		`, idOf(leaked), keeper)
	}
	wantRevoked := func(*terraformState) error {
		tokens := rig.AllTokens()
		if slices.Contains(tokens, leaked) || !slices.Contains(tokens, other) {
			return fmt.Errorf("leaked one alive: %t, other one alive: %t", slices.Contains(tokens, leaked), slices.Contains(tokens, other))
		}
		return rig.wantTokens(2)
	}
	rig.test(t, resource.TestCase{
		TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_14_0)},
		CheckDestroy:           func(*terraformState) error { return rig.wantTokens(1) },
		Steps: []resource.TestStep{
			{Config: config("first"), Check: wantRevoked},
			{Config: config("second"), Check: wantRevoked},
		},
	})
}

// The action runs with an id that the same apply makes known. What is no id is
// refused then too, and the token that it may be is not repeated.
func TestAccRevokeActionRefused(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	token := rig.Mint(simulator.DefaultUserName)
	w := newWorkspace(t, 14, rig.login(modeLegacy, simulator.DefaultUserName))
	w.config(`
		variable "id" {}
		resource "terraform_data" "id" {
			input = var.id
		}
		action "ringcx_revoke_api_token" "test" {
			config {
				id = terraform_data.id.output
			}
		}
		resource "terraform_data" "trigger" {
			input = terraform_data.id.output
			lifecycle {
				action_trigger {
					events  = [after_create]
					actions = [action.ringcx_revoke_api_token.test]
				}
			}
		}
	`)
	w.variable("id", token)
	refused := w.wantRefusal([]string{"Not the id of an API token"}, "apply", "-json", "-auto-approve")
	if said := refused.stdout + refused.stderr; strings.Contains(said, short(token)) || strings.Contains(said, "Nothing to revoke") {
		t.Errorf("the token is repeated, or taken for one that is gone: %s", said)
	}
	if err := rig.wantTokens(1); err != nil {
		t.Error(err)
	}
}
