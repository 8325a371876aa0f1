package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

type apiTokenList struct{ resourceBase }

var _ list.ListResourceWithConfigure = (*apiTokenList)(nil)

func newAPITokenList() list.ListResource { return &apiTokenList{resourceBase{named("api_token")}} }

func (l *apiTokenList) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Every permanent API token of the provider's user, including those created outside Terraform, " +
			"for `terraform query`. It takes no arguments. The result holds no secret: `token` is null until a listed token " +
			"is imported.",
	}
}

func (l *apiTokenList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var diags diag.Diagnostics
	client := l.client(&diags)
	if client == nil {
		listFailed(stream, diags)
		return
	}
	tokens, err := client.Tokens(ctx)
	if err != nil {
		l.addError(&diags, "Cannot list the API tokens", err)
		listFailed(stream, diags)
		return
	}
	listResults(stream, req, tokens, func(t ringcx.Token) list.ListResult {
		return listed(ctx, req, t, client.Printable)
	})
}

// listed returns one token of the list as a result. It never holds the token itself, because Terraform prints results
// and writes them to files.
func listed(ctx context.Context, req list.ListRequest, t ringcx.Token, printable func(string) string) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = displayName(t, printable)
	m := foundAPIToken(true)
	m.ID = types.StringValue(t.ID())
	result.Diagnostics.Append(result.Identity.Set(ctx, apiTokenIdentityModel{m.ID})...)
	if req.IncludeResource {
		result.Diagnostics.Append(result.Resource.Set(ctx, m)...)
	}
	return result
}
