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
	keepState := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A permanent API token of a RingCX user. Such a token has no expiry, no label and no id, and " +
			"cannot be changed. To rotate it, replace it with `keepers`.\n\n" +
			"If a token was revoked outside Terraform, the plan shows a new one to add. The provider removes a token from " +
			"the state only if RingCX proves that it is gone; an outage, a missing right or another login is an error and " +
			"changes nothing.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed: true, PlanModifiers: keepState,
				MarkdownDescription: "The token's id: the lower-case hex SHA-256 of the token, as `sha256()` in HCL and " +
					"`sha256sum` in a shell compute it. Not secret.",
			},
			"token": schema.StringAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The token itself, to be sent as `X-Auth-Token`. Secret. Stored in state, unless " +
					"`store_token` is `false`: then it is null.",
			},
			"store_token": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(true),
				MarkdownDescription: "Whether the token may be stored in state and plan files. Default: `true`. With `false`, " +
					"the ephemeral resource `ringcx_api_token` reads it when it is needed. Changing it is an in-place update, and " +
					"the token stays the same.",
			},
			"keepers": schema.MapAttribute{
				Optional: true, ElementType: types.StringType,
				PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplaceIf(keepersRotate, keepersDescription,
					keepersDescription)},
				MarkdownDescription: keepersDescription + " Not secret; stored in state. With `lifecycle { " +
					"create_before_destroy = true }` the old token is revoked after everything that refers to it in this " +
					"configuration has the new one.",
			},
			"created_at": schema.StringAttribute{
				Computed: true, PlanModifiers: keepState,
				MarkdownDescription: "When this provider created the token, as RFC 3339 in UTC. Null for an imported token, " +
					"because RingCX does not report it.",
			},
			"owner": ownerAttribute(),
		},
	}
}

func (r *apiTokenResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"id": identityschema.StringAttribute{
				RequiredForImport: true,
				Description:       "The token's id: the lower-case hex SHA-256 of the token. Not secret.",
			},
		},
	}
}

const keepersDescription = "Arbitrary values. Any change replaces the token, which is how it is rotated. The first " +
	"keepers of an imported token are only recorded, so that importing a token does not revoke it."

// keepersRotate decides whether planned keepers replace the token. Every change does, except for the first keepers of
// an imported token (created_at is null): a service uses that token, and importing it must not revoke it.
func (m apiTokenModel) keepersRotate(planned types.Map) bool {
	first := m.CreatedAt.IsNull() && len(nonNullKeepers(m.Keepers)) == 0
	return !first && !sameKeepers(planned, m.Keepers)
}

func keepersRotate(
	ctx context.Context, req planmodifier.MapRequest, resp *mapplanmodifier.RequiresReplaceIfFuncResponse,
) {
	var state apiTokenModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.RequiresReplace = state.keepersRotate(req.PlanValue)
}

// sameKeepers reports whether two values of keepers mean the same: null, an empty map and null elements all mean that
// there is nothing to keep. An unknown value counts as different.
func sameKeepers(a, b types.Map) bool {
	return !a.IsUnknown() && !b.IsUnknown() && maps.EqualFunc(nonNullKeepers(a), nonNullKeepers(b), attr.Value.Equal)
}

// nonNullKeepers returns the elements that are not null.
func nonNullKeepers(keepers types.Map) map[string]attr.Value {
	elements := keepers.Elements()
	maps.DeleteFunc(elements, func(_ string, value attr.Value) bool { return value.IsNull() })
	return elements
}
