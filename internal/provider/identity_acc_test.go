package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// A token that has vanished is planned anew, by a Terraform that keeps
// identities and by one that does not: without an identity from the provider
// the plan of either ends in "Missing Resource Identity After Read".
func TestAccIdentityOfVanishedToken(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	config := rig.admin(t, modeLegacy) + `
		resource "ringcx_api_token" "stored" {}
		resource "ringcx_api_token" "not_stored" { store_token = false }
	`
	revokeAll := func() {
		for _, token := range rig.AllTokens() {
			rig.Revoke(token)
		}
	}
	rig.test(t, 0, resource.TestCase{
		CheckDestroy: func(*terraformState) error { return rig.wantTokens(0) },
		Steps: []resource.TestStep{
			{Config: config},
			{
				PreConfig:          revokeAll,
				RefreshState:       true,
				ExpectNonEmptyPlan: true,
			},
			{
				Config: config,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction("ringcx_api_token.stored", plancheck.ResourceActionCreate),
					plancheck.ExpectResourceAction("ringcx_api_token.not_stored", plancheck.ResourceActionCreate),
				}},
				Check: func(*terraformState) error { return rig.wantTokens(2) },
			},
			{
				PreConfig: revokeAll,
				Config:    config,
				Check:     func(*terraformState) error { return rig.wantTokens(2) },
			},
		},
	})
}

// From Terraform 1.12 the state keeps the identity, and an import block may
// name it.
func TestAccIdentityImport(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	config := rig.admin(t, modeEngage) + `
		resource "ringcx_api_token" "test" {}
	`
	const address = "ringcx_api_token.test"
	rig.test(t, 12, resource.TestCase{
		CheckDestroy: func(*terraformState) error { return rig.wantTokens(0) },
		Steps: []resource.TestStep{
			{
				Config: config,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectIdentity(address, map[string]knownvalue.Check{"id": knownvalue.StringRegexp(tokenID)}),
					statecheck.ExpectIdentityValueMatchesState(address, tfjsonpath.New("id")),
				},
			},
			{
				ResourceName:    address,
				ImportState:     true,
				ImportStateKind: resource.ImportBlockWithResourceIdentity,
			},
			{
				Config: config,
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
				Check: func(*terraformState) error { return rig.wantTokens(1) },
			},
		},
	})
}
