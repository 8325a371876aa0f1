package provider

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

// providerData is what Configure passes to every resource, data source and the like.
type providerData struct {
	ringcx   *ringcx.Client // nil while a part of the provider block is unknown
	nologin  *ringcx.Client // while it is, for what needs no login; nil if not even the address is known
	rights   *rights.Client // as ringcx
	lookups  *rights.Lookups
	unknown  []string // attributes of the provider block that are still unknown
	settings settings
	causes   causes   // causes of errors that were reported before
	planned  sync.Map // the resources that were planned (apiTokenPrivate.Resource), by the id of the token
}

// inTwoResources reports whether another resource of the plan has the same token. It may have been imported twice, or
// a list that lags showed a token of an earlier run so late that a create took it over.
//
// Terraform does not tell the provider addresses, so each resource has a name of its own, from its create or import.
// That a token is planned twice proves it only for resources of earlier builds, which have none: `terraform test` of
// 1.14 and later plans a resource in each run, in one configuration of the provider (TestAccReadsOfOneResource).
func (d *providerData) inTwoResources(id, resource string) bool {
	other, found := d.planned.LoadOrStore(id, resource)
	return found && (resource == "" || other != resource)
}

// base holds what the types that embed it share.
type base struct {
	name string // of the type: what stands behind ringcx_ in a configuration
	data *providerData
}

// named is the base of a type. Before Configure, and during validation, its data is empty: it is not there to be asked.
func named(name string) base { return base{name: name, data: &providerData{}} }

// typeName is the name of the type in a configuration.
func (b *base) typeName(provider string) string { return provider + "_" + b.name }

// set takes the data of a Configure request. During validation there is none.
func (b *base) set(data any, diags *diag.Diagnostics) {
	if data == nil {
		return
	}
	d, ok := data.(*providerData)
	if !ok {
		diags.AddError("Unexpected provider data", fmt.Sprintf("Got %T. %s", data, isABug))
		return
	}
	b.data = d
}

// ready reports whether RingCX can be called: Configure has run, and the whole provider block is known.
func (b *base) ready() bool { return b.data.ringcx != nil }

// addError reports an error of package ringcx. Its text says what was being done, what RingCX answered and what to do,
// and holds no secret.
func (b *base) addError(diags *diag.Diagnostics, summary string, err error) {
	diags.AddError(summary, b.data.causes.text("", reasonOf(err), ""))
}

// client returns the client, or reports why there is none.
func (b *base) client(diags *diag.Diagnostics) *ringcx.Client {
	if b.ready() {
		return b.data.ringcx
	}
	b.addCannotAsk(diags, "First apply the resources that produce these values (terraform apply -target=...), or add "+
		"depends_on to the block that failed, so that it is read during apply.")
	return nil
}

// revoker returns the client that revokes a token. A stored token is revoked with itself, so the login may be unknown.
func (b *base) revoker(diags *diag.Diagnostics, stored bool) *ringcx.Client {
	switch {
	case b.ready():
		return b.data.ringcx
	case b.data.nologin != nil && stored:
		return b.data.nologin
	}
	b.addCannotAsk(diags, "The login comes from something that is gone already. Give the provider block a login that is "+
		"known, for example by the environment, and run the command again. To only stop managing what is left, use "+
		"`terraform state rm ADDRESS`.")
	return nil
}

func (b *base) addCannotAsk(diags *diag.Diagnostics, whatToDo string) {
	diags.AddError("RingCX cannot be asked yet", fmt.Sprintf(
		"The provider block uses values that are known only after apply (%s), so the provider cannot log in now. %s",
		strings.Join(b.data.unknown, ", "), whatToDo))
}

// rightsClient is client for what API users may do.
func (b *base) rightsClient(diags *diag.Diagnostics) *rights.Client {
	if b.client(diags) == nil {
		return nil
	}
	return b.data.rights
}

type resourceBase struct{ base }

func (b *resourceBase) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = b.typeName(req.ProviderTypeName)
}

func (b *resourceBase) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	b.set(req.ProviderData, &resp.Diagnostics)
}

type dataSourceBase struct{ base }

func (b *dataSourceBase) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = b.typeName(req.ProviderTypeName)
}

func (b *dataSourceBase) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	b.set(req.ProviderData, &resp.Diagnostics)
}

type ephemeralBase struct{ base }

func (b *ephemeralBase) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = b.typeName(req.ProviderTypeName)
}

func (b *ephemeralBase) Configure(
	_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse,
) {
	b.set(req.ProviderData, &resp.Diagnostics)
}

type actionBase struct{ base }

func (b *actionBase) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = b.typeName(req.ProviderTypeName)
}

func (b *actionBase) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	b.set(req.ProviderData, &resp.Diagnostics)
}
