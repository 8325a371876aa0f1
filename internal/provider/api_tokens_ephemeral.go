package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type apiTokensEphemeral struct{ ephemeralBase }

var _ ephemeral.EphemeralResourceWithConfigure = (*apiTokensEphemeral)(nil)

func newAPITokensEphemeral() ephemeral.EphemeralResource {
	return &apiTokensEphemeral{ephemeralBase{named("api_tokens")}}
}

type apiTokensEphemeralModel struct {
	IDs    []string `tfsdk:"ids"`
	Tokens []string `tfsdk:"tokens"`
}

func (e *apiTokensEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All permanent API tokens of the provider's user. They are never stored in a plan or in " +
			"state. Opening it creates nothing.",
		Attributes: map[string]schema.Attribute{
			"ids": schema.ListAttribute{
				Computed: true, ElementType: types.StringType,
				MarkdownDescription: "The ids of the tokens (lower-case hex SHA-256), sorted. Not secret.",
			},
			"tokens": schema.ListAttribute{
				Computed: true, Sensitive: true, ElementType: types.StringType,
				MarkdownDescription: "The tokens, in the order of `ids`. Secret; never stored.",
			},
		},
	}
}

func (e *apiTokensEphemeral) Open(ctx context.Context, _ ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	client := e.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	tokens, err := client.Tokens(ctx)
	if err != nil {
		e.addError(&resp.Diagnostics, "Cannot read the API tokens", err)
		return
	}
	var m apiTokensEphemeralModel
	m.IDs, m.Tokens = idsAndValues(tokens)
	resp.Diagnostics.Append(resp.Result.Set(ctx, m)...)
}
