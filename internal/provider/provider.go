package provider

import (
	"context"
	"os"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

// Namespace is the provider's namespace in a registry. A fork changes it here.
const Namespace = "ringcx"

// Address is the provider's source address.
const Address = "registry.terraform.io/" + Namespace + "/ringcx"

type ringcxProvider struct {
	version string
	getenv  func(string) string
	tune    func(*ringcx.Config) // tests shorten the pauses
	timeout atomic.Int64         // request_timeout, once it is configured
}

var (
	_ provider.ProviderWithValidateConfig     = (*ringcxProvider)(nil)
	_ provider.ProviderWithEphemeralResources = (*ringcxProvider)(nil)
	_ provider.ProviderWithListResources      = (*ringcxProvider)(nil)
	_ provider.ProviderWithActions            = (*ringcxProvider)(nil)
)

// New returns the provider of a version, which goes into the User-Agent.
func New(version string) func() provider.Provider {
	return func() provider.Provider {
		return &ringcxProvider{version: version, getenv: os.Getenv, tune: func(*ringcx.Config) {}}
	}
}

// RequestTimeout is how long one request of a provider may take, as it is configured.
func RequestTimeout(of provider.Provider) time.Duration {
	if p, ok := of.(*ringcxProvider); ok && p.timeout.Load() > 0 {
		return time.Duration(p.timeout.Load())
	}
	return ringcx.DefaultRequestTimeout
}

func (p *ringcxProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "ringcx"
	resp.Version = p.version
}

// ValidateConfig reports all problems at once if the block itself has any. A block that only lacks values is left to
// Configure, because `terraform validate` must pass on a machine without the credentials.
func (p *ringcxProvider) ValidateConfig(
	ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse,
) {
	var m providerModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	if problems := resolve(m, p.getenv).problems(); anyInBlock(problems) {
		addProblems(&resp.Diagnostics, problems)
	}
}

// Configure makes the client and sends no request: a plan that needs nothing from RingCX must work without it.
func (p *ringcxProvider) Configure(
	ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse,
) {
	var m providerModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	s := resolve(m, p.getenv)
	now := time.Now()
	if addProblems(&resp.Diagnostics, append(s.problems(), s.expiredJWT(now)...)); resp.Diagnostics.HasError() {
		return
	}
	s.warn(&resp.Diagnostics, now)
	data := &providerData{settings: s, unknown: s.unknown()}
	newClient := func(cfg ringcx.Config) *ringcx.Client {
		executable, _ := os.Executable()
		cfg.UserAgent = userAgent(p.version, req.TerraformVersion, executable, p.getenv("TF_APPEND_USER_AGENT"))
		cfg.Observe = logRequest
		p.tune(&cfg)
		p.timeout.Store(int64(cfg.RequestTimeout))
		return ringcx.New(cfg)
	}
	cfg := s.clientConfig()
	switch {
	case len(data.unknown) == 0:
		data.ringcx = newClient(cfg)
		data.rights, data.lookups = rights.New(data.ringcx), rights.NewLookups(data.ringcx)
	case cfg.APIURL != nil:
		cfg.Credentials = ringcx.Unknown{}
		if s.maxRetries.unknown { // 0 would turn retries off, and nobody has asked for that
			cfg.MaxRetries = ringcx.DefaultMaxRetries
		}
		data.nologin = newClient(cfg)
	}
	if len(data.unknown) > 0 && req.ClientCapabilities.DeferralAllowed {
		resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
	}
	resp.ResourceData = data
	resp.DataSourceData = data
	resp.EphemeralResourceData = data
	resp.ListResourceData = data
	resp.ActionData = data
}

// logRequest logs one HTTP request. The record has no URL, header or body.
func logRequest(ctx context.Context, r ringcx.Record) {
	fields := map[string]any{
		"method": r.Method, "route": r.Route, "status": r.Status,
		"duration_ms": r.Duration.Milliseconds(), "attempt": r.Attempt,
	}
	if r.Failure != "" {
		fields["failure"] = r.Failure
	}
	tflog.Debug(ctx, "RingCX request", fields)
}

func (p *ringcxProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{newAPITokenResource, newUserRoleResource, newRightsDocumentResource,
		newRightsDocumentAssignmentResource}
}

func (p *ringcxProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{newAccountsDataSource, newAPITokensDataSource, newUsersDataSource,
		newUserDataSource, newRightsDocumentsDataSource, newRightsObjectsDataSource, newRightsObjectDataSource}
}

func (p *ringcxProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{newAPITokenEphemeral, newAPITokensEphemeral, newAccessTokenEphemeral}
}

func (p *ringcxProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{newAPITokenList, newUserRoleList, newRightsDocumentList}
}

func (p *ringcxProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{newRevokeAPITokenAction}
}
