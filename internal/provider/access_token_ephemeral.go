package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

type accessTokenEphemeral struct{ ephemeralBase }

var _ ephemeral.EphemeralResourceWithConfigure = (*accessTokenEphemeral)(nil)

func newAccessTokenEphemeral() ephemeral.EphemeralResource {
	return &accessTokenEphemeral{ephemeralBase{named("access_token")}}
}

type accessTokenModel struct {
	AccessToken string  `tfsdk:"access_token"`
	HeaderName  string  `tfsdk:"header_name"`
	HeaderValue string  `tfsdk:"header_value"`
	ExpiresAt   *string `tfsdk:"expires_at"`
}

func (e *accessTokenEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A session of the provider's user, for configuring another provider or calling the RingCX " +
			"API. At least half of its lifetime (5 minutes in modes `ringcentral` and `engage`) remains. Nothing renews it " +
			"for the other provider, so an apply that takes longer fails there. It is never stored in a plan or in state. " +
			"Opening it creates no permanent token.",
		Attributes: map[string]schema.Attribute{
			"access_token": schema.StringAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The access token of modes `ringcentral` and `engage`, the auth token of mode `legacy`, or " +
					"the API token of mode `api_token`. Secret; never stored.",
			},
			"header_name": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The HTTP header that carries it: `Authorization` or `X-Auth-Token`.",
			},
			"header_value": schema.StringAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The value of that header. Secret; never stored.",
			},
			"expires_at": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "When the session ends, as RFC 3339 in UTC. Null in mode `legacy`, where each use extends " +
					"the session, and in mode `api_token`, where the token does not expire.",
			},
		},
	}
}

func (e *accessTokenEphemeral) Open(ctx context.Context, _ ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	client := e.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	access, err := client.Access(ctx)
	if err != nil {
		e.addError(&resp.Diagnostics, "Cannot log in to RingCX", err)
		return
	}
	m := accessTokenModel{
		AccessToken: access.Token.Reveal(),
		HeaderName:  access.HeaderName,
		HeaderValue: access.HeaderValue.Reveal(),
	}
	if !access.Expires.IsZero() {
		m.ExpiresAt = new(access.Expires.UTC().Format(time.RFC3339))
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, m)...)
}
