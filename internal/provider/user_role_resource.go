package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

type userRoleResource struct{ resourceBase }

var (
	_ resource.ResourceWithConfigure   = (*userRoleResource)(nil)
	_ resource.ResourceWithIdentity    = (*userRoleResource)(nil)
	_ resource.ResourceWithImportState = (*userRoleResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*userRoleResource)(nil)
)

func newUserRoleResource() resource.Resource { return &userRoleResource{} }

const userRoleType = "ringcx_user_role"

type userRoleModel struct {
	ID     types.String `tfsdk:"id"`
	UserID types.String `tfsdk:"user_id"`
	Role   types.String `tfsdk:"role"`
}

type userRoleIdentityModel struct {
	UserID types.String `tfsdk:"user_id"`
	Role   types.String `tfsdk:"role"`
}

func (m userRoleModel) identity() userRoleIdentityModel {
	return userRoleIdentityModel{m.UserID, m.Role}
}

// what names the role for a person.
func (m userRoleModel) what() string {
	return fmt.Sprintf("role %s of user %s", m.Role.ValueString(), m.UserID.ValueString())
}

var userRoleID = twoPartID{"user_id", "role", rights.IsRole, "1002:ACCESS_AUDIT_LOG"}

func (r *userRoleResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_user_role"
}

func (r *userRoleResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: preview + "\n\nOne role of one API user, such as `ACCESS_AUDIT_LOG`: what the RingCX interface shows as a check box of the user. " +
			"It gives this role and takes it away again, and leaves the user's other roles alone. The provider's user needs the role `MANAGE_USERS` or `SUPER_USER`. " +
			"It does not take `MANAGE_USERS`, `MANAGE_RIGHTS` and `SUPER_USER` from itself.\n\n" +
			"On first use, check: after the apply, the user's page in RingCX shows the role, and the other roles as " +
			"before; a second plan is empty. " +
			"A session or token of the user that is in use may have the role only from the next login on.",
		Attributes: map[string]schema.Attribute{
			"id":      computedText("`user_id:role`."),
			"user_id": fixedText("Id of the user.", idRule),
			"role":    fixedText("The role. Known are "+roleNames.list()+"; another one is a warning. `USER`, which every user has, is an error.", roleRule, roleNames),
		},
	}
}

func (r *userRoleResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = userRoleID.identitySchema(map[string]string{"user_id": "Id of the user.",
		"role": "The role, such as ACCESS_AUDIT_LOG."})
}

// ModifyPlan refuses to take from the provider's own user what it administers
// with, before anything else of the plan is carried out.
func (r *userRoleResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.State.Raw.IsNull() || req.Plan.Raw.Equal(req.State.Raw) || !r.ready() {
		return // every change takes the old one away
	}
	var state userRoleModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	if err := r.data.rights.RefuseOwnRole(ctx, state.UserID.ValueString(), state.Role.ValueString()); err != nil {
		r.addRightsError(&resp.Diagnostics, "Cannot take the role away", userRoleType, state.what(), err)
	}
}

func (r *userRoleResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan userRoleModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	login, err := client.Identity(ctx)
	if err == nil {
		err = r.data.rights.AddRole(ctx, plan.UserID.ValueString(), plan.Role.ValueString())
	}
	if err != nil {
		r.addRightsError(&resp.Diagnostics, "Cannot give the role", userRoleType, plan.what(), err)
		return
	}
	plan.ID = userRoleID.join(plan.UserID, plan.Role)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(setSeen(ctx, resp.Private, ringcx.Identity{}, login)...)
	allowUndo(ctx)
}

func (r *userRoleResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state userRoleModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	// Also before the resource leaves the state: Terraform wants an identity with every answer.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.ready() {
		return // credentials that are not known yet prove nothing
	}
	seen := seenBy(ctx, req.Private)
	has, err := r.data.rights.HasRole(ctx, state.UserID.ValueString(), state.Role.ValueString(), seen)
	if err == nil && !has {
		resp.State.RemoveResource(ctx)
		return
	}
	login := seen
	if err == nil {
		login, err = r.data.ringcx.Identity(ctx)
	}
	if err != nil {
		r.addRightsError(&resp.Diagnostics, "Cannot read the role", userRoleType, state.what(), err)
		return
	}
	resp.Diagnostics.Append(setSeen(ctx, resp.Private, seen, login)...)
}

// Update is never called: every change replaces the resource.
func (r *userRoleResource) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {
}

func (r *userRoleResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state userRoleModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.rightsClient(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := client.DropRole(ctx, state.UserID.ValueString(), state.Role.ValueString(),
		seenBy(ctx, req.Private)); err != nil {
		r.addRightsError(&resp.Diagnostics, "Cannot take the role away", userRoleType, state.what(), err)
	}
}

func (r *userRoleResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	userID, role, ok := userRoleID.read(ctx, req, &resp.Diagnostics)
	client := r.client(&resp.Diagnostics)
	if !ok || client == nil {
		return
	}
	m := userRoleModel{userRoleID.join(userID, role), userID, role}
	login, err := client.Identity(ctx)
	has := false
	if err == nil {
		has, err = r.data.rights.HasRole(ctx, userID.ValueString(), role.ValueString(), login)
	}
	switch {
	case err != nil:
		r.addRightsError(&resp.Diagnostics, "Cannot read the role", userRoleType, m.what(), err)
		return
	case !has:
		addNothingToImport(&resp.Diagnostics, m.what())
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, m.identity())...)
}
