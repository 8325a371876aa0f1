package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

func newUserRoleResource() resource.Resource {
	return &pairResource{resourceBase{named("user_role")}, userRole}
}

var userRole = pairKind{
	id: twoPartID{
		first:       idPart{"user_id", "Id of the user."},
		second:      idPart{"role", "The role, such as ACCESS_AUDIT_LOG."},
		checkSecond: rights.IsRole,
		example:     "1002:ACCESS_AUDIT_LOG",
	},
	first: fixedText("Id of the user.", idRule),
	second: fixedText("The role: "+roleNames.list()+". Any other name is a warning. `USER` cannot be assigned; "+
		"every user already has it.", roleRule, roleNames),
	about: "Assigns one role, such as `ACCESS_AUDIT_LOG`, to one API user, and removes it on destroy. The RingCX " +
		"interface shows such a role as a check box of the user. The user's other roles are unchanged.\n\n" +
		"The provider's user needs the role `MANAGE_USERS` or `SUPER_USER`. The provider refuses to remove " +
		"`MANAGE_USERS`, `MANAGE_RIGHTS` and `SUPER_USER` from its own user.\n\n" +
		"On first use, check: after the apply, the user's page in RingCX shows the role, and the other roles as " +
		"before; a second plan is empty. The role may apply to sessions and tokens that are in use only from the user's " +
		"next login on.",
	what: func(p pair) string { return fmt.Sprintf("role %s of user %s", p.second, p.first) },

	readSummary: "Cannot read the role",
	giveSummary: "Cannot assign the role",
	takeSummary: "Cannot remove the role",

	has: func(ctx context.Context, client *rights.Client, p pair, seen ringcx.Identity) (rights.Presence, error) {
		return client.Roles.Has(ctx, p.first, p.second, seen)
	},
	give: func(ctx context.Context, client *rights.Client, p pair, _ *diag.Diagnostics) (bool, error) {
		return true, client.Roles.Add(ctx, p.first, p.second)
	},
	take: func(ctx context.Context, client *rights.Client, p pair, seen ringcx.Identity) error {
		return client.Roles.Drop(ctx, p.first, p.second, seen)
	},
	refuse: func(ctx context.Context, client *rights.Client, p pair) error {
		return client.Roles.RefuseOwn(ctx, p.first, p.second)
	},
}
