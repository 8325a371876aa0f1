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

// Each mode does the main job: two tokens, an empty plan, a revoked token seen
// and repaired, and nothing left after destroy.
func TestAccModes(t *testing.T) {
	for _, mode := range allModes {
		t.Run(mode, func(t *testing.T) {
			rig := newRig(t, simulator.Config{})
			block := rig.admin(t, mode)
			before := len(rig.AllTokens())
			config := block + `
				resource "ringcx_api_token" "ivr" {}
				resource "ringcx_api_token" "crm" {}
			`
			rig.test(t, 0, resource.TestCase{
				CheckDestroy: func(s *terraformState) error { return rig.wantTokens(before) },
				Steps: []resource.TestStep{
					{
						Config: config,
						ConfigStateChecks: []statecheck.StateCheck{
							statecheck.ExpectKnownValue("ringcx_api_token.ivr", tfjsonpath.New("id"), knownvalue.StringRegexp(tokenID)),
							statecheck.ExpectKnownValue("ringcx_api_token.ivr", tfjsonpath.New("created_at"), knownvalue.NotNull()),
						},
						Check: func(*terraformState) error { return rig.wantTokens(before + 2) },
					},
					{
						Config:           config,
						ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
					},
					{
						PreConfig: func() { rig.Revoke(rig.Tokens(simulator.DefaultUserName)[before]) },
						Config:    config,
						ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
							oneCreated("ringcx_api_token.ivr", "ringcx_api_token.crm"),
						}},
						Check: func(*terraformState) error { return rig.wantTokens(before + 2) },
					},
				},
			})
		})
	}
}
