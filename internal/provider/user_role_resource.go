package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

type userRoleResource struct{ pairResource }

var _ resource.ResourceWithIdentity = (*userRoleResource)(nil)

func newUserRoleResource() resource.Resource {
	return &userRoleResource{pairResource{pairKind: userRole}}
}

const userRoleType = "ringcx_user_role"

var userRole = pairKind{
	typeName: userRoleType,
	id:       twoPartID{"user_id", "role", rights.IsRole, "1002:ACCESS_AUDIT_LOG"},
	what:     func(p pair) string { return fmt.Sprintf("role %s of user %s", p.second, p.first) },

	readSummary: "Cannot read the role",
	giveSummary: "Cannot give the role",
	takeSummary: "Cannot take the role away",

	has: func(ctx context.Context, client *rights.Client, p pair, seen ringcx.Identity) (rights.Presence, error) {
		return client.HasRole(ctx, p.first, p.second, seen)
	},
	give: func(ctx context.Context, client *rights.Client, p pair, _ *diag.Diagnostics) (bool, error) {
		return true, client.AddRole(ctx, p.first, p.second)
	},
	take: func(ctx context.Context, client *rights.Client, p pair, seen ringcx.Identity) error {
		return client.DropRole(ctx, p.first, p.second, seen)
	},
	refuse: func(ctx context.Context, client *rights.Client, p pair) error {
		return client.RefuseOwnRole(ctx, p.first, p.second)
	},
}

func (r *userRoleResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: preview + "\n\nOne role of one API user, such as `ACCESS_AUDIT_LOG`: what the RingCX " +
			"interface shows as a check box of the user. It gives this role and takes it away again, and leaves the user's " +
			"other roles alone. The provider's user needs the role `MANAGE_USERS` or `SUPER_USER`. " +
			"It does not take `MANAGE_USERS`, `MANAGE_RIGHTS` and `SUPER_USER` from itself.\n\n" +
			"On first use, check: after the apply, the user's page in RingCX shows the role, and the other roles as " +
			"before; a second plan is empty. A session or token of the user that is in use may have the role only from the " +
			"next login on.",
		Attributes: map[string]schema.Attribute{
			"id":      computedText("`user_id:role`."),
			"user_id": fixedText("Id of the user.", idRule),
			"role": fixedText("The role. Known are "+roleNames.list()+"; another one is a warning. `USER`, which every "+
				"user has, is an error.", roleRule, roleNames),
		},
	}
}

func (r *userRoleResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = r.id.identitySchema(map[string]string{"user_id": "Id of the user.",
		"role": "The role, such as ACCESS_AUDIT_LOG."})
}
