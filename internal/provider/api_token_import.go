package provider

import (
	"context"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// tokenID is the form of an id: a lower-case hex SHA-256.
var tokenID = regexp.MustCompile(`^[0-9a-f]{64}$`)

// withoutToken, after the id, imports a token without storing it: import has
// no configuration that could say so, and Terraform writes what it imports to
// plan and state before it looks at store_token.
const withoutToken = ",store_token=false"

// ImportState adopts a token by id or by identity. Its value comes from the
// list, so that nobody has to write it down.
func (r *apiTokenResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id, withToken := req.ID, true
	if id == "" && req.Identity != nil {
		var identity types.String
		if resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root("id"), &identity)...); resp.Diagnostics.HasError() {
			return
		}
		id = identity.ValueString()
	}
	if short, cut := strings.CutSuffix(id, withoutToken); cut {
		id, withToken = short, false
	}
	if !tokenID.MatchString(id) {
		addNotAnID(&resp.Diagnostics)
		return
	}
	client := r.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	token, found, err := client.Find(ctx, id)
	if err != nil {
		addError(&resp.Diagnostics, "Cannot import the API token", err)
		return
	}
	if !found {
		addNotListed(&resp.Diagnostics, path.Root("id"), id)
		return
	}
	m := apiTokenModel{
		StoreToken: types.BoolValue(withToken),
		Keepers:    types.MapNull(types.StringType),
		Owner:      types.ObjectNull(ownerAttributeTypes),
	}
	m.setToken(token)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, apiTokenIdentityModel{m.ID})...)
}
