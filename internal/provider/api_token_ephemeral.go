package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type apiTokenEphemeral struct{ ephemeralBase }

var _ ephemeral.EphemeralResourceWithConfigure = (*apiTokenEphemeral)(nil)

func newAPITokenEphemeral() ephemeral.EphemeralResource { return &apiTokenEphemeral{} }

type apiTokenEphemeralModel struct {
	ID    types.String `tfsdk:"id"`
	Token types.String `tfsdk:"token"`
}

func (e *apiTokenEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_api_token"
}

func (e *apiTokenEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "An existing permanent API token of the provider's user, read from RingCX's list by its id. It stands in no plan and no state. Opening it creates nothing.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Required: true, Validators: []validator.String{isTokenID{}},
				MarkdownDescription: "The token's id, as in `ringcx_api_token.example.id`: the lower-case hex SHA-256 of the token. Not secret.",
			},
			"token": schema.StringAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The token itself, to be sent as `X-Auth-Token`. Secret; never stored.",
			},
		},
	}
}

func (e *apiTokenEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var m apiTokenEphemeralModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	checkTokenID(m.ID.ValueString(), &resp.Diagnostics)
	client := e.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	token, found, err := client.Find(ctx, m.ID.ValueString())
	if err != nil {
		addError(&resp.Diagnostics, "Cannot read the API token", err)
		return
	}
	if !found {
		addNotListed(&resp.Diagnostics, path.Root("id"), m.ID.ValueString())
		return
	}
	m.Token = types.StringValue(token.Reveal())
	resp.Diagnostics.Append(resp.Result.Set(ctx, m)...)
}

// isTokenID validates an id without repeating what is not one: it may be a token.
type isTokenID struct{}

func (isTokenID) Description(context.Context) string {
	return "the lower-case hex SHA-256 of an API token"
}

func (v isTokenID) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (isTokenID) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown() {
		checkTokenID(req.ConfigValue.ValueString(), &resp.Diagnostics)
	}
}

// checkTokenID is asked again when an id is used: one that was unknown before
// has not been validated. Its error does not point at the id, because Terraform
// prints the line that a path points to.
func checkTokenID(id string, diags *diag.Diagnostics) {
	if !tokenID.MatchString(id) {
		diags.AddError("Not the id of an API token",
			"The value of id is not one: an id is the lower-case hex SHA-256 of a token, as ringcx_api_token.example.id gives it or sha256(token) computes it. "+
				"The value is not repeated here, since it may be a token itself. If it is, and others can read the configuration, consider replacing that token.")
	}
}
