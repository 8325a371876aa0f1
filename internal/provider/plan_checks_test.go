package provider

import (
	"context"
	"fmt"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
)

type terraformState = terraform.State

type planCheck func(*tfjson.Plan) error

func (c planCheck) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	resp.Error = c(req.Plan)
}

// oneCreated expects that exactly one of the addresses is created and the
// others are left alone.
func oneCreated(addresses ...string) plancheck.PlanCheck {
	return planCheck(func(plan *tfjson.Plan) error {
		created := 0
		for _, c := range plan.ResourceChanges {
			if !slices.Contains(addresses, c.Address) {
				continue
			}
			switch {
			case c.Change.Actions.Create():
				created++
			case !c.Change.Actions.NoOp():
				return fmt.Errorf("%s: planned %v", c.Address, c.Change.Actions)
			}
		}
		if created != 1 {
			return fmt.Errorf("%d of %v are to be created, want 1", created, addresses)
		}
		return nil
	})
}
