package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
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

// providerAttribute is one attribute of the provider block. It is the one place
// that says what it is called, where else it may come from and whether it is
// secret.
type providerAttribute struct {
	name   string
	env    string
	secret bool
	about  string
	value  func(providerModel) attr.Value
}

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
	MaxRetries     types.Int64  `tfsdk:"max_retries"`
}

var providerAttributeTable = []providerAttribute{
	{attrAuthMode, "RINGCX_AUTH_MODE", false,
		"How the provider logs in: `ringcentral` (a RingCentral login, exchanged for a RingCX session), `engage` (a RingCX login without RingCentral), `legacy` (a login at a legacy portal) or `api_token` (an existing permanent API token). Required, here or in the environment.",
		func(m providerModel) attr.Value { return m.AuthMode }},
	{attrAPIURL, "RINGCX_API_URL", false,
		fmt.Sprintf("API root, with or without a trailing slash. Must be https, except on a loopback address. Default `%s`; in mode `legacy` `%s`. The other documented roots are `https://engage.ringcentral.com/voice/api` and `https://portal.virtualacd.biz/api`.", ringcx.DefaultAPIURL, ringcx.DefaultLegacyAPIURL),
		func(m providerModel) attr.Value { return m.APIURL }},
	{attrRingCentralURL, "RINGCX_RINGCENTRAL_URL", false,
		fmt.Sprintf("RingCentral's OAuth server, for mode `ringcentral`. Must be https, except on a loopback address. Default `%s`.", ringcx.DefaultRingCentralURL),
		func(m providerModel) attr.Value { return m.RingCentralURL }},
	{attrClientID, "RINGCX_CLIENT_ID", false,
		"Client id of the RingCentral app, for mode `ringcentral`. Not needed with `rc_access_token`.",
		func(m providerModel) attr.Value { return m.ClientID }},
	{attrClientSecret, "RINGCX_CLIENT_SECRET", true,
		"Client secret of the RingCentral app, for mode `ringcentral`. Not needed with `rc_access_token`.",
		func(m providerModel) attr.Value { return m.ClientSecret }},
	{attrJWT, "RINGCX_JWT", true,
		"RingCentral JWT credential of the user to log in as (JWT bearer grant), for mode `ringcentral`. Instead of it: `username` and `password`, or `rc_access_token`.",
		func(m providerModel) attr.Value { return m.JWT }},
	{attrRCAccessToken, "RINGCX_RC_ACCESS_TOKEN", true,
		"A RingCentral access token obtained elsewhere, for mode `ringcentral`. It must live as long as the run.",
		func(m providerModel) attr.Value { return m.RCAccessToken }},
	{attrUsername, "RINGCX_USERNAME", false,
		"Name of the user to log in as, usually an e-mail address, for modes `engage` and `legacy`, and for the password grant of mode `ringcentral`.",
		func(m providerModel) attr.Value { return m.Username }},
	{attrPassword, "RINGCX_PASSWORD", true,
		"Password that belongs to `username`.",
		func(m providerModel) attr.Value { return m.Password }},
	{attrPlatformID, "RINGCX_PLATFORM_ID", false,
		"Id of the RingCX platform on which the account resides, such as `aws80`, for mode `engage`. RingCX support or your customer success manager knows it.",
		func(m providerModel) attr.Value { return m.PlatformID }},
	{attrAPIToken, "RINGCX_API_TOKEN", true,
		"An existing permanent API token to log in with, for mode `api_token`. The provider refuses to revoke it.",
		func(m providerModel) attr.Value { return m.APIToken }},
	{attrRequestTimeout, "RINGCX_REQUEST_TIMEOUT", false,
		fmt.Sprintf("How long one HTTP request may take, as a Go duration such as `45s` or `2m`. Default `%s`.", ringcx.DefaultRequestTimeout),
		func(m providerModel) attr.Value { return m.RequestTimeout }},
	{attrMaxRetries, "RINGCX_MAX_RETRIES", false,
		fmt.Sprintf("How often one request is tried again after the first try, with growing pauses. Default `%d`; `0` turns retries off. To wait for a rate limit is no try.", ringcx.DefaultMaxRetries),
		func(m providerModel) attr.Value { return m.MaxRetries }},
}

func envOf(name string) string {
	for _, a := range providerAttributeTable {
		if a.name == name {
			return a.env
		}
	}
	return ""
}

// providerAttributes is the schema. Every attribute is optional, because each
// can come from the environment and the mode decides which are needed.
func providerAttributes() map[string]schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(providerAttributeTable))
	for _, a := range providerAttributeTable {
		about := fmt.Sprintf("%s Environment: `%s`.", a.about, a.env)
		if a.secret {
			about += " Secret; never stored in state."
		}
		if a.name == attrMaxRetries {
			attributes[a.name] = schema.Int64Attribute{Optional: true, MarkdownDescription: about}
			continue
		}
		attributes[a.name] = schema.StringAttribute{Optional: true, Sensitive: a.secret, MarkdownDescription: about}
	}
	return attributes
}
