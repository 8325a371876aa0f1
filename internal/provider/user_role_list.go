package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type userRoleList struct{ resourceBase }

var _ list.ListResourceWithConfigure = (*userRoleList)(nil)

func newUserRoleList() list.ListResource { return &userRoleList{} }

type userRoleListModel struct {
	UserID types.String `tfsdk:"user_id"`
}

func (l *userRoleList) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_user_role"
}

func (l *userRoleList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: preview + "\n\nThe roles of the users that the provider's user may see, for `terraform query`, without `USER`, which every user has. One list of users, however many there are.\n\n" +
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
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	users, err := client.Users(ctx, false)
	if err != nil {
		l.addError(&diags, "Cannot read the users", err)
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	stream.Results = func(push func(list.ListResult) bool) {
		n := int64(0)
		for _, u := range users {
			if !config.UserID.IsNull() && config.UserID.ValueString() != u.ID {
				continue
			}
			for _, role := range u.Roles {
				if !roleRule.holds(role) {
					continue
				}
				if req.Limit > 0 && n >= req.Limit {
					return
				}
				n++
				m := userRoleModel{UserID: types.StringValue(u.ID), Role: types.StringValue(role)}
				m.ID = userRoleID.join(m.UserID, m.Role)
				result := req.NewListResult(ctx)
				result.DisplayName = role + " of " + u.String()
				result.Diagnostics.Append(result.Identity.Set(ctx, m.identity())...)
				if req.IncludeResource {
					result.Diagnostics.Append(result.Resource.Set(ctx, m)...)
				}
				if !push(result) {
					return
				}
			}
		}
	}
}
