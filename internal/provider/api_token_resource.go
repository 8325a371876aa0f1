package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

type apiTokenResource struct{ resourceBase }

var (
	_ resource.ResourceWithConfigure      = (*apiTokenResource)(nil)
	_ resource.ResourceWithIdentity       = (*apiTokenResource)(nil)
	_ resource.ResourceWithImportState    = (*apiTokenResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*apiTokenResource)(nil)
	_ resource.ResourceWithValidateConfig = (*apiTokenResource)(nil)
)

func newAPITokenResource() resource.Resource { return &apiTokenResource{} }

func (r *apiTokenResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_api_token"
}

func (r *apiTokenResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config apiTokenModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...) // write-only values stand in the configuration only
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	var (
		created ringcx.Created
		private apiTokenPrivate
		err     error
	)
	owner := config.owner(ctx)
	if owner != nil {
		private.Owner = owner.fingerprint()
		created, err = client.CreateFor(ctx, owner.credentials(r.data.settings))
	} else {
		created, err = client.Create(ctx)
	}
	if err != nil {
		addCreateError(&resp.Diagnostics, owner, err)
		return
	}
	plan.setToken(created.Token)
	plan.CreatedAt = types.StringValue(time.Now().UTC().Format(time.RFC3339))
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, apiTokenIdentityModel{plan.ID})...)
	warnStrays(&resp.Diagnostics, created.Strays)
	if owner == nil {
		if private.Login, err = client.Identity(ctx); err != nil {
			private.Login = ringcx.Identity{} // not known: the careful policy applies
		}
	}
	resp.Diagnostics.Append(writePrivate(ctx, resp.Private, private)...)
}

func (r *apiTokenResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state apiTokenModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	// Also before the resource leaves the state: Terraform wants an identity with every answer.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, apiTokenIdentityModel{state.ID})...)
	if !r.ready() {
		return // credentials that are not known yet prove nothing
	}
	client := r.data.ringcx
	private := readPrivate(ctx, req.Private)
	where, token, err := client.Locate(ctx, state.handle(ctx, private))
	if err != nil {
		addReadError(&resp.Diagnostics, state, private, err)
		return
	}
	switch where {
	case ringcx.Gone:
		resp.State.RemoveResource(ctx)
		return
	case ringcx.Elsewhere:
		warnElsewhere(&resp.Diagnostics, state)
		return
	}
	// Only what has changed is written: with a thousand tokens in a plan that
	// nothing has happened to, writing is most of the provider's work.
	if before := state.Token; !state.setToken(token).Equal(before) {
		resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	}
	if !state.Owner.IsNull() {
		return
	}
	login, err := client.Identity(ctx)
	if err != nil {
		addError(&resp.Diagnostics, "Cannot read the API token", err)
	} else if login != private.Login {
		private.Login = login
		resp.Diagnostics.Append(writePrivate(ctx, resp.Private, private)...)
	}
}

// Update changes what is stored of a token, never the token: store_token, and
// the first keepers of an imported one.
func (r *apiTokenResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state apiTokenModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	token := ringcx.Token{Secret: ringcx.Secret(state.Token.ValueString())}
	if plan.stores() && token.IsZero() {
		found, ok, err := client.Find(ctx, state.ID.ValueString())
		if err != nil {
			addError(&resp.Diagnostics, "Cannot read the API token", err)
			return
		}
		if !ok {
			addNotListed(&resp.Diagnostics, path.Root("store_token"), state.ID.ValueString())
			return
		}
		token = found
	}
	plan.ID, plan.CreatedAt, plan.Token = state.ID, state.CreatedAt, types.StringNull()
	if plan.stores() {
		plan.Token = types.StringValue(token.Reveal())
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, apiTokenIdentityModel{plan.ID})...)
}

func (r *apiTokenResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state apiTokenModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	private := readPrivate(ctx, req.Private)
	if err := client.Delete(ctx, state.handle(ctx, private)); err != nil {
		addDeleteError(&resp.Diagnostics, state, private, err)
	}
}
