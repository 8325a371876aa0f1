package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type apiTokenEphemeral struct{ ephemeralBase }

var _ ephemeral.EphemeralResourceWithConfigure = (*apiTokenEphemeral)(nil)

func newAPITokenEphemeral() ephemeral.EphemeralResource {
	return &apiTokenEphemeral{ephemeralBase{named("api_token")}}
}

type apiTokenEphemeralModel struct {
	ID    types.String `tfsdk:"id"`
	Token types.String `tfsdk:"token"`
}

func (e *apiTokenEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "An existing permanent API token of the provider's user, read from RingCX's list by its id. " +
			"It is never stored in a plan or in state. Opening it creates nothing.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Required: true, Validators: []validator.String{tokenIDRule},
				MarkdownDescription: "The token's id, as in `ringcx_api_token.example.id`: the lower-case hex SHA-256 of the " +
					"token. Not secret.",
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
	if e.client(&resp.Diagnostics) == nil || resp.Diagnostics.HasError() {
		return
	}
	if token, found := e.find(ctx, m.ID.ValueString(), tokenReadSummary, &resp.Diagnostics); found {
		m.Token = types.StringValue(token.Reveal())
		resp.Diagnostics.Append(resp.Result.Set(ctx, m)...)
	}
}
