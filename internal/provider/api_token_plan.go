package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// ValidateConfig checks the owner, as far as its values are known.
func (r *apiTokenResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config apiTokenModel
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, ownerPath, &config.Owner)...)
	if config.Owner.IsNull() {
		return // only owner has rules of its own
	}
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	if owner := config.owner(ctx); owner != nil {
		owner.validate(&resp.Diagnostics)
	}
	if !config.StoreToken.IsUnknown() && !config.stores() {
		resp.Diagnostics.AddAttributeError(path.Root("store_token"), "A token of another owner must be stored",
			"With owner, later plans read and revoke the token with the token itself: RingCX lists a user's tokens only to "+
				"that user, and the owner's secrets are not stored. Without the token in state, the provider could not read it. "+
				"Remove store_token = false, or create the token in a provider block that logs in as its owner.")
	}
}

// ModifyPlan decides whether the token is replaced, and plans the value of token by store_token.
func (r *apiTokenResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	create, destroy := req.State.Raw.IsNull(), req.Plan.Raw.IsNull()
	if r.refuseInTwoResources(ctx, req, &resp.Diagnostics); resp.Diagnostics.HasError() || r.unchanged(ctx, req) {
		return
	}
	var plan, config, state apiTokenModel
	if !create {
		if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
			return
		}
	}
	if destroy {
		r.refuseOwnCredential(state, &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if owner := config.owner(ctx); owner != nil {
		owner.checkMode(r.data.settings, &resp.Diagnostics)
		if create {
			r.planOwned(ctx, owner, readPrivate(ctx, req.Private), &resp.Diagnostics)
		}
	}
	if !create {
		r.planChange(ctx, req, resp, state, plan, config)
	}

	token := types.StringUnknown()
	switch {
	case plan.StoreToken.IsUnknown():
	case !plan.stores():
		token = types.StringNull()
	case !create && !state.Token.IsNull():
		token = state.Token
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("token"), token)...)
}

// planOwned checks the secret of an owner for whom a token is to be created. If the token replaces another, the secret
// has to work in the plan: Terraform may revoke the other token first, and a wrong secret must not cost it. Terraform
// passes on what is private of the token that is replaced.
//
// Otherwise a missing secret is a warning, and an error in the apply. Terraform plans creates also before it destroys
// everything, and destroying needs no secret.
func (r *apiTokenResource) planOwned(
	ctx context.Context, owner *ownerModel, recorded apiTokenPrivate, diags *diag.Diagnostics,
) {
	problem := owner.unusable(r.data.settings.authMode.value)
	replaces := recorded.replaced()
	switch {
	case problem != nil && replaces:
		diags.AddError(problem.Summary(), problem.Detail()+" Nothing was changed, and the token stays in use.")
	case problem != nil:
		diags.AddWarning(problem.Summary(), problem.Detail()+" A run that creates no token does not need it.")
	case replaces && owner.hasSecret() && r.ready() && !diags.HasError():
		if err := r.data.ringcx.CanLogIn(ctx, owner.credentials(r.data.settings)); err != nil {
			r.addOwnerCannotLogIn(diags, owner, err)
		}
	}
}

// planChange plans for a token that exists. It is replaced if keepers change, if its owner is proven to be another
// user, or if the owner's own list proves that it is gone. Otherwise it stays.
func (r *apiTokenResource) planChange(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
	state, plan, config apiTokenModel,
) {
	id := path.Root("id")
	private := readPrivate(ctx, req.Private)
	replace := state.keepersRotate(plan.Keepers)
	if private.unproven() && r.locateByOwner(ctx, state, config, private, &resp.Diagnostics) {
		// The apply does not have the owner's secret to prove it again.
		resp.Diagnostics.Append(writePrivate(ctx, resp.Private, private, private.gone())...)
		// Terraform replaces a resource only for a visible change, so the id becomes unknown.
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, id, types.StringUnknown())...)
		resp.RequiresReplace = append(resp.RequiresReplace, id)
		return // whose it was makes no difference
	}
	if resp.Diagnostics.HasError() {
		return
	}
	switch r.compareOwners(ctx, state, config, private, &resp.Diagnostics) {
	case anotherUser:
		// A plan reads the token first. Without that, this is Terraform planning again during an apply, where a
		// replacement would contradict the approved plan.
		if !r.data.ringcx.InState(state.ID.ValueString()) {
			addOwnerDiffers(&resp.Diagnostics)
			return
		}
		warnOwnerChanged(&resp.Diagnostics)
		replace = true
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, id, types.StringUnknown())...)
		resp.RequiresReplace = append(resp.RequiresReplace, ownerPath, id)
	case sameUser:
		// Recording the new form takes an update, and an update takes a visible change.
		if req.Plan.Raw.Equal(req.State.Raw) {
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("created_at"), types.StringUnknown())...)
		}
	}
	if replace {
		r.refuseOwnCredential(state, &resp.Diagnostics)
	}
}

// unchanged reports whether there is nothing to plan. That is the usual case, and its cost matters with a thousand
// tokens. A token with an owner is always checked, because a changed write-only secret is not visible in plan and
// state.
func (r *apiTokenResource) unchanged(ctx context.Context, req resource.ModifyPlanRequest) bool {
	var owner types.Object
	return req.Plan.Raw.Equal(req.State.Raw) && !req.Plan.GetAttribute(ctx, ownerPath, &owner).HasError() && owner.IsNull()
}

// refuseInTwoResources fails a plan for a token that another resource of the plan has as well. OpenTofu reads a
// resource that is to be forgotten, but does not plan it, so a token can be forgotten and imported to another address
// at once.
func (r *apiTokenResource) refuseInTwoResources(
	ctx context.Context, req resource.ModifyPlanRequest, diags *diag.Diagnostics,
) {
	if req.State.Raw.IsNull() {
		return
	}
	var id types.String
	diags.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	if r.data.inTwoResources(id.ValueString(), readPrivate(ctx, req.Private).Resource) {
		addInTwoResources(diags, id.ValueString())
	}
}

// refuseOwnCredential fails a plan that would revoke the token that the provider is logged in with, before any of it is
// applied.
func (r *apiTokenResource) refuseOwnCredential(state apiTokenModel, diags *diag.Diagnostics) {
	if r.ready() && r.data.ringcx.IsOwnCredential(state.ID.ValueString()) {
		r.addDeleteError(diags, state, apiTokenPrivate{}, ringcx.ErrOwnCredential)
	}
}
