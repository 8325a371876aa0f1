package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type apiTokensDataSource struct{ dataSourceBase }

var _ datasource.DataSourceWithConfigure = (*apiTokensDataSource)(nil)

func newAPITokensDataSource() datasource.DataSource {
	return &apiTokensDataSource{dataSourceBase{named("api_tokens")}}
}

type apiTokensModel struct {
	StoreTokens types.Bool `tfsdk:"store_tokens"`
	IDs         []string   `tfsdk:"ids"`
	Tokens      []string   `tfsdk:"tokens"`
}

func (d *apiTokensDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All permanent API tokens of the provider's user, including those created outside Terraform." +
			"\n\nThe `check` block of the example warns of tokens that the configuration does not manage. In a run that " +
			"creates or replaces a token it says nothing, and the next plan does: so it does not warn of the old tokens of a " +
			"rotation. It cannot see the tokens of other users. The guide \"Find out what happened to a token\" says what " +
			"else it cannot see.",
		Attributes: map[string]schema.Attribute{
			"store_tokens": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether the tokens themselves are read into `tokens`, and so stored in state. Default: " +
					"`false`. The ephemeral resource `ringcx_api_tokens` gives them without storing them.",
			},
			"ids": schema.ListAttribute{
				Computed: true, ElementType: types.StringType,
				MarkdownDescription: "The ids of the tokens (lower-case hex SHA-256), sorted. Not secret; stored in state.",
			},
			"tokens": schema.ListAttribute{
				Computed: true, Sensitive: true, ElementType: types.StringType,
				MarkdownDescription: "The tokens, in the order of `ids`. Secret. Null unless `store_tokens` is `true`; then " +
					"stored in state.",
			},
		},
	}
}

func (d *apiTokensDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m apiTokensModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	client := d.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	tokens, err := client.Tokens(ctx)
	if err != nil {
		d.addError(&resp.Diagnostics, "Cannot read the API tokens", err)
		return
	}
	ids, values := idsAndValues(tokens)
	m.IDs = ids
	if m.StoreTokens.ValueBool() {
		m.Tokens = values
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
