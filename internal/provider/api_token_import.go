package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// ImportState adopts a token by id or by identity. The token itself comes from RingCX's list, so nobody has to write it
// down.
func (r *apiTokenResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	text := req.ID
	if text == "" && req.Identity != nil {
		var identity types.String
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root("id"), &identity)...)
		if resp.Diagnostics.HasError() {
			return
		}
		text = identity.ValueString()
	}
	id, store, ok := parseImport(text)
	if !ok {
		addNotAnImportID(&resp.Diagnostics)
		return
	}
	client := r.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	token, found, err := client.Find(ctx, id)
	if err != nil {
		r.addError(&resp.Diagnostics, "Cannot import the API token", err)
		return
	}
	if !found {
		addNotListed(&resp.Diagnostics, id)
		return
	}
	m := apiTokenModel{
		StoreToken: types.BoolValue(store),
		Keepers:    types.MapNull(types.StringType),
		Owner:      types.ObjectNull(ownerAttributeTypes),
	}
	m.setToken(token)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, apiTokenIdentityModel{m.ID})...)
	// Whose it is, the Read after this finds out.
	imported := newPrivate(ringcx.Identity{}, nil)
	resp.Diagnostics.Append(writePrivate(ctx, resp.Private, apiTokenPrivate{}, imported)...)
}
