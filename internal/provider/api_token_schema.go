package provider

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func (r *apiTokenResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	stays := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A permanent API token of a RingCX user. RingCX gives such a token no expiry, no label and no id, and it cannot be changed: rotation is replacement, by `keepers`.\n\n" +
			"A token that was revoked outside Terraform shows in the plan as one to add. A token leaves the state only when RingCX has proven that it is gone; an outage, a missing right or another login is an error and changes nothing.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed: true, PlanModifiers: stays,
				MarkdownDescription: "The token's handle: the lower-case hex SHA-256 of the token, as `sha256()` in HCL and `sha256sum` in a shell compute it. Not secret.",
			},
			"token": schema.StringAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The token itself, to be sent as `X-Auth-Token`. Secret. Stored in state, unless `store_token` is `false`: then it is null.",
			},
			"store_token": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(true),
				MarkdownDescription: "Whether the token may be stored in state and plan files. Default `true`. With `false` the ephemeral resource `ringcx_api_token` reads it when it is needed. Changing it is an in-place update, and the token stays the same.",
			},
			"keepers": schema.MapAttribute{
				Optional: true, ElementType: types.StringType,
				PlanModifiers:       []planmodifier.Map{mapplanmodifier.RequiresReplaceIf(keepersRotate, keepersRotateAbout, keepersRotateAbout)},
				MarkdownDescription: keepersRotateAbout + " Not secret; stored in state. With `lifecycle { create_before_destroy = true }` the old token is revoked after the new one is in use.",
			},
			"created_at": schema.StringAttribute{
				Computed: true, PlanModifiers: stays,
				MarkdownDescription: "When this provider created the token, as RFC 3339 in UTC. Null for an imported token, since RingCX does not tell.",
			},
			"owner": ownerAttribute(),
		},
	}
}

func (r *apiTokenResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"id": identityschema.StringAttribute{
				RequiredForImport: true,
				Description:       "The token's handle: the lower-case hex SHA-256 of the token. Not secret.",
			},
		},
	}
}

const keepersRotateAbout = "Arbitrary values. Any change of them replaces the token: that is how it is rotated. The first keepers of an imported token are only recorded, so that adopting a token does not revoke it."

// keepersRotate decides whether a change of keepers replaces the token. Any
// does, but for the first keepers of an imported token, which are known by
// created_at being null: a service is using that token, and whoever adopts it
// did not ask for it to be revoked.
func (m apiTokenModel) keepersRotate() bool {
	return !(m.CreatedAt.IsNull() && len(kept(m.Keepers)) == 0)
}

func keepersRotate(ctx context.Context, req planmodifier.MapRequest, resp *mapplanmodifier.RequiresReplaceIfFuncResponse) {
	var state apiTokenModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.RequiresReplace = state.keepersRotate() && !sameKeepers(req.PlanValue, req.StateValue)
}

// sameKeepers reports whether keepers mean the same: null, an empty map and null
// elements all mean that there is nothing to keep. What is not known yet may
// be anything.
func sameKeepers(a, b types.Map) bool {
	return !a.IsUnknown() && !b.IsUnknown() && maps.EqualFunc(kept(a), kept(b), attr.Value.Equal)
}

// kept is the elements that are not null.
func kept(keepers types.Map) map[string]attr.Value {
	elements := keepers.Elements()
	maps.DeleteFunc(elements, func(_ string, value attr.Value) bool { return value.IsNull() })
	return elements
}
