package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
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
	if r.client(&resp.Diagnostics) == nil {
		return
	}
	token, found := r.find(ctx, id, tokenImportSummary, &resp.Diagnostics)
	if !found {
		return
	}
	m := foundAPIToken(store)
	m.setToken(token)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, apiTokenIdentityModel{m.ID})...)
	// Whose it is, the Read after this finds out.
	imported := newPrivate(ringcx.Identity{}, nil)
	resp.Diagnostics.Append(writePrivate(ctx, resp.Private, apiTokenPrivate{}, imported)...)
}

// find returns the token with an id from the list of the provider's user, or reports that there is none.
func (b *base) find(
	ctx context.Context, id, summary string, diags *diag.Diagnostics,
) (token ringcx.Token, found bool) {
	token, found, err := b.data.ringcx.Find(ctx, id)
	switch {
	case err != nil:
		b.addError(diags, summary, err)
	case !found:
		addNotListed(diags, id)
	}
	return token, found
}
