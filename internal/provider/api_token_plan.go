package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

func (r *apiTokenResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config apiTokenModel
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, ownerPath, &config.Owner)...)
	if config.Owner.IsNull() {
		return // nothing else has rules of its own
	}
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	if owner := config.owner(ctx); owner != nil {
		owner.validate(&resp.Diagnostics)
	}
	if !config.StoreToken.IsUnknown() && !config.stores() {
		resp.Diagnostics.AddAttributeError(path.Root("store_token"), "A token of another owner must be stored",
			"With owner, the token itself is what later plans read and revoke it with: RingCX lists a user's tokens only to that user, "+
				"and the owner's secrets are not stored. Without the token in state nothing could read it back. "+
				"Remove store_token = false, or mint the token in a provider block that logs in as its owner.")
	}
}

func (r *apiTokenResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	create, destroy := req.State.Raw.IsNull(), req.Plan.Raw.IsNull()
	if r.unchanged(ctx, req) {
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
		mode := ""
		if r.data != nil {
			mode = r.data.settings.authMode.value
			owner.checkMode(r.data.settings, &resp.Diagnostics)
		}
		if create {
			owner.checkSecret(mode, &resp.Diagnostics)
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

// planChange plans for a token that exists: its replacement where keepers say so,
// where its owner is proven to be another user, or where the owner's own list
// proves that it is gone; otherwise what there is stays.
func (r *apiTokenResource) planChange(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, state, plan, config apiTokenModel,
) {
	id := path.Root("id")
	private := readPrivate(ctx, req.Private)
	replace := state.keepersRotate() && !sameKeepers(plan.Keepers, state.Keepers)
	if private.Unproven != "" && r.settle(ctx, state, config, private, &resp.Diagnostics) {
		warnGoneByOwner(&resp.Diagnostics, state)
		// The apply has no owner's secret to prove it again with.
		private.Gone = true
		resp.Diagnostics.Append(writePrivate(ctx, resp.Private, private)...)
		// Terraform replaces only for a change that shows: so the id changes.
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, id, types.StringUnknown())...)
		resp.RequiresReplace = append(resp.RequiresReplace, id)
		return // whose it was makes no difference
	}
	if resp.Diagnostics.HasError() {
		return
	}
	switch r.compareOwners(ctx, state, config, private, &resp.Diagnostics) {
	case anotherUser:
		// A plan reads a token first. Without that, Terraform is applying, and plans
		// again with what it has learnt; a replacement now would break its plan.
		if !r.data.ringcx.InState(state.ID.ValueString()) {
			addOwnerTurnedOut(&resp.Diagnostics)
			return
		}
		warnOwnerChanged(&resp.Diagnostics)
		replace = true
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, id, types.StringUnknown())...)
		resp.RequiresReplace = append(resp.RequiresReplace, ownerPath, id)
	case sameUser:
		// Recorded by an update, and that takes a change that shows.
		if req.Plan.Raw.Equal(req.State.Raw) {
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("created_at"), types.StringUnknown())...)
		}
	}
	if replace {
		r.refuseOwnCredential(state, &resp.Diagnostics)
	}
}

// unchanged reports whether there is nothing to plan: the usual case, and with
// a thousand tokens the one whose cost counts. A token with an owner is looked
// at in any case, since its secrets do not show in plan and state.
func (r *apiTokenResource) unchanged(ctx context.Context, req resource.ModifyPlanRequest) bool {
	var owner types.Object
	return req.Plan.Raw.Equal(req.State.Raw) && !req.Plan.GetAttribute(ctx, ownerPath, &owner).HasError() && owner.IsNull()
}

// refuseOwnCredential stops a plan that would revoke the token that the
// provider is logged in with, before anything else of it is carried out.
func (r *apiTokenResource) refuseOwnCredential(state apiTokenModel, diags *diag.Diagnostics) {
	if r.ready() && r.data.ringcx.IsOwnCredential(state.ID.ValueString()) {
		r.addDeleteError(diags, state, apiTokenPrivate{}, ringcx.ErrOwnCredential)
	}
}
