package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

type userRoleList struct{ resourceBase }

var _ list.ListResourceWithConfigure = (*userRoleList)(nil)

func newUserRoleList() list.ListResource { return &userRoleList{resourceBase{named("user_role")}} }

type userRoleListModel struct {
	UserID types.String `tfsdk:"user_id"`
}

func (l *userRoleList) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: preview + "\n\nThe roles of the users that RingCX lists to the provider's user, for " +
			"`terraform query`, without `USER`, which every user has. It reads one list, however many users there are.\n\n" +
			"On first use, compare what it finds with the users' pages in RingCX.",
		Attributes: map[string]schema.Attribute{
			"user_id": schema.StringAttribute{
				Optional: true, Validators: []validator.String{idRule},
				MarkdownDescription: "Only the roles of the user with this id. Default: of all users.",
			},
		},
	}
}

func (l *userRoleList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var diags diag.Diagnostics
	var config userRoleListModel
	diags.Append(req.Config.Get(ctx, &config)...)
	client := l.client(&diags)
	if diags.HasError() {
		listFailed(stream, diags)
		return
	}
	users, err := client.Users(ctx, false)
	if err != nil {
		l.addError(&diags, "Cannot read the users", err)
		listFailed(stream, diags)
		return
	}
	listResults(stream, req, config.roles(users), func(role userWithRole) list.ListResult {
		return role.listed(ctx, req)
	})
}

type userWithRole struct {
	user ringcx.User
	role string
}

// roles are those of the users that the query asks for.
func (m userRoleListModel) roles(users []ringcx.User) []userWithRole {
	var roles []userWithRole
	for _, u := range users {
		if !m.UserID.IsNull() && m.UserID.ValueString() != u.ID {
			continue
		}
		for _, role := range u.Roles {
			if roleRule.holds(role) {
				roles = append(roles, userWithRole{u, role})
			}
		}
	}
	return roles
}

func (r userWithRole) listed(ctx context.Context, req list.ListRequest) list.ListResult {
	p := pair{r.user.ID, r.role}
	result := req.NewListResult(ctx)
	result.DisplayName = r.role + " of " + r.user.String()
	userRole.id.set(ctx, result.Identity, p, &result.Diagnostics)
	if req.IncludeResource {
		userRole.setAll(ctx, result.Resource, p, &result.Diagnostics)
	}
	return result
}
