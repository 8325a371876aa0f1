package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The action revokes the leaked token once the new one is there, and no other.
func TestAccRevokeAction(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	leaked, again, other := rig.Mint(simulator.DefaultUserName), rig.Mint(simulator.DefaultUserName),
		rig.Mint(simulator.DefaultUserName)
	config := func(leaked string) string {
		return rig.admin(t, modeLegacy) + fmt.Sprintf(`
			action "ringcx_revoke_api_token" "leaked" {
				config {
					id = %q
				}
			}
			resource "ringcx_api_token" "new" {
				keepers = { because_of = %[1]q }
				lifecycle {
					create_before_destroy = true
					action_trigger {
						events  = [after_create]
						actions = [action.ringcx_revoke_api_token.leaked]
					}
				}
			}
		`, idOf(leaked))
	}
	wantLeft := func(tokens int, revoked ...string) resource.TestCheckFunc {
		return func(*terraformState) error {
			all := rig.AllTokens()
			if slices.ContainsFunc(revoked, func(t string) bool { return slices.Contains(all, t) }) ||
				!slices.Contains(all, other) {
				return fmt.Errorf("a leaked one is alive, or the other one is not")
			}
			return rig.wantTokens(tokens)
		}
	}
	rig.test(t, 14, resource.TestCase{
		CheckDestroy: func(*terraformState) error { return rig.wantTokens(1) },
		Steps: []resource.TestStep{
			{Config: config(leaked), Check: wantLeft(3, leaked)},
			{Config: config(again), Check: wantLeft(2, leaked, again)},
		},
	})
}

// The action runs with an id that the same apply makes known. What is no id is
// refused then too, and the token that it may be is not repeated. Another user's
// token is not taken for one that is gone.
func TestAccRevokeActionRefused(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	token := rig.Mint("ivr@example.com")
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
					events  = [after_create, after_update] # each round changes the input
					actions = [action.ringcx_revoke_api_token.test]
				}
			}
		}
	`)
	for id, want := range map[string]string{
		token:       "Not the id of an API token",
		idOf(token): "not found, and not revoked",
	} {
		w.variable("id", id)
		refused := w.wantRefusal([]string{want}, "apply", "-json", "-auto-approve")
		if output := refused.text(); holds([]byte(output), spellings(token), searchDepth) ||
			strings.Contains(output, "Nothing to revoke") {
			t.Errorf("the token is repeated, or taken for one that is gone: %s", output)
		}
	}
	if err := rig.wantTokens(1); err != nil {
		t.Error(err)
	}
}
