package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// Names of the provider block's attributes.
const (
	attrAuthMode       = "auth_mode"
	attrAPIURL         = "api_url"
	attrRingCentralURL = "ringcentral_url"
	attrClientID       = "client_id"
	attrClientSecret   = "client_secret"
	attrJWT            = "jwt"
	attrRCAccessToken  = "rc_access_token"
	attrUsername       = "username"
	attrPassword       = "password"
	attrPlatformID     = "platform_id"
	attrAPIToken       = "api_token"
	attrRequestTimeout = "request_timeout"
	attrMaxRetries     = "max_retries"
)

// envOf returns the environment variable of an attribute.
func envOf(name string) string { return "RINGCX_" + strings.ToUpper(name) }

type providerModel struct {
	AuthMode       types.String `tfsdk:"auth_mode"`
	APIURL         types.String `tfsdk:"api_url"`
	RingCentralURL types.String `tfsdk:"ringcentral_url"`
	ClientID       types.String `tfsdk:"client_id"`
	ClientSecret   types.String `tfsdk:"client_secret"`
	JWT            types.String `tfsdk:"jwt"`
	RCAccessToken  types.String `tfsdk:"rc_access_token"`
	Username       types.String `tfsdk:"username"`
	Password       types.String `tfsdk:"password"`
	PlatformID     types.String `tfsdk:"platform_id"`
	APIToken       types.String `tfsdk:"api_token"`
	RequestTimeout types.String `tfsdk:"request_timeout"`
	MaxRetries     types.Number `tfsdk:"max_retries"`
}

// fromEnvironment ends the description of an attribute.
func fromEnvironment(name string) string { return " Environment: `" + envOf(name) + "`." }

func textSetting(name, about string) schema.StringAttribute {
	return schema.StringAttribute{Optional: true, MarkdownDescription: about + fromEnvironment(name)}
}

func secretSetting(name, about string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true, Sensitive: true,
		MarkdownDescription: about + fromEnvironment(name) + " Secret; never stored in state.",
	}
}

// Schema makes every attribute optional: each can come from the environment, and the mode decides which are needed.
func (p *ringcxProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages permanent RingCX API tokens, and reads the accounts and users that they belong to.",
		Attributes: map[string]schema.Attribute{
			attrAuthMode: textSetting(attrAuthMode, "How the provider logs in: `ringcentral` (a RingCentral login, "+
				"exchanged for a RingCX session), `engage` (a RingCX login without RingCentral), `legacy` (a login at a legacy "+
				"portal) or `api_token` (an existing permanent API token; that it may create tokens is documented for the "+
				"legacy portals only). Required, here or in the environment."),
			attrAPIURL: textSetting(attrAPIURL, fmt.Sprintf("API root, with or without a trailing slash. Must be https, "+
				"except on a loopback address. Default: `%s`; in mode `legacy` `%s`. The other documented roots are "+
				"`https://engage.ringcentral.com/voice/api` and `https://portal.virtualacd.biz/api`.", ringcx.DefaultAPIURL,
				ringcx.DefaultLegacyAPIURL)),
			attrRingCentralURL: textSetting(attrRingCentralURL, fmt.Sprintf("RingCentral's OAuth server, for mode "+
				"`ringcentral`. Must be https, except on a loopback address. Default: `%s`.", ringcx.DefaultRingCentralURL)),
			attrClientID: textSetting(attrClientID, "Client id of the RingCentral app, for mode `ringcentral`. Not needed "+
				"with `rc_access_token`."),
			attrClientSecret: secretSetting(attrClientSecret, "Client secret of the RingCentral app, for mode "+
				"`ringcentral`. Not needed with `rc_access_token`."),
			attrJWT: secretSetting(attrJWT, "RingCentral JWT credential of the user to log in as (JWT bearer grant), for "+
				"mode `ringcentral`. Instead of it: `username` and `password`, or `rc_access_token`."),
			attrRCAccessToken: secretSetting(attrRCAccessToken, "A RingCentral access token obtained elsewhere, for mode "+
				"`ringcentral`. It must be valid for the whole run."),
			attrUsername: textSetting(attrUsername, "Name of the user to log in as, usually an e-mail address, for modes "+
				"`engage` and `legacy`, and for the password grant of mode `ringcentral`."),
			attrPassword: secretSetting(attrPassword, "Password that belongs to `username`."),
			attrPlatformID: textSetting(attrPlatformID, "Id of the RingCX platform on which the account resides, such as "+
				"`aws80`, for mode `engage`. RingCX support or your customer success manager knows it."),
			attrAPIToken: secretSetting(attrAPIToken, "An existing permanent API token to log in with, for mode "+
				"`api_token`. The provider refuses to revoke it."),
			attrRequestTimeout: textSetting(attrRequestTimeout, fmt.Sprintf("How long one HTTP request may take, as a Go "+
				"duration such as `45s` or `2m`. Default: `%s`.", ringcx.DefaultRequestTimeout)),
			attrMaxRetries: schema.NumberAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("How often one request is tried again after the first try, with growing pauses. "+
					"Default: `%d`; `0` turns retries off. Waiting for a rate limit does not count as a try.",
					ringcx.DefaultMaxRetries) + fromEnvironment(attrMaxRetries),
			},
		},
	}
}
