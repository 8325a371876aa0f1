package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

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

func newAPITokenResource() resource.Resource {
	return &apiTokenResource{resourceBase{named("api_token")}}
}

// Create creates a token for the provider's user, or for the owner if there is one.
func (r *apiTokenResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config apiTokenModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...) // write-only values are only in the configuration
	client := r.client(&resp.Diagnostics)
	owner := config.owner(ctx)
	if owner != nil && client != nil {
		// Checked again, because the secret may have been unknown in the plan.
		if problem := owner.unusable(r.data.settings.authMode.value); problem != nil {
			resp.Diagnostics.AddError(problem.Summary(), problem.Detail()+" No token was created.")
		}
	}
	if resp.Diagnostics.HasError() {
		return
	}
	var created ringcx.Created
	var err error
	if owner != nil {
		created, err = client.CreateFor(ctx, owner.credentials(r.data.settings))
	} else {
		created, err = client.Create(ctx)
	}
	if err != nil {
		r.addCreateError(&resp.Diagnostics, owner, err)
		var undecided *ringcx.UndecidedError
		if errors.As(err, &undecided) {
			forbidUndo(ctx, "an API token. "+strings.Join(strings.Fields(undecided.Outcome()), " "))
		}
		return
	}
	// From here on nothing asks RingCX, because a live token that is not recorded is lost.
	plan.setToken(created.Token)
	plan.CreatedAt = types.StringValue(time.Now().UTC().Format(time.RFC3339))
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, apiTokenIdentityModel{plan.ID})...)
	resp.Diagnostics.Append(writePrivate(ctx, resp.Private, apiTokenPrivate{}, newPrivate(created.User, owner))...)
	warnTakenOver(&resp.Diagnostics, created)
	warnUnconfirmed(&resp.Diagnostics, created)
	warnAftermath(&resp.Diagnostics, created.Aftermath, owner)
	what := fmt.Sprintf("the API token %s of %s", created.Token.ID(), created.User)
	if created.TakenOver { // it may be somebody else's, and nobody would see the warning
		forbidUndo(ctx, what+", taken over from the list")
	} else {
		allowUndo(ctx, what)
	}
}

// Read finds out whether the token is alive. It removes the token from the state only if that is proven to be gone; for
// a token of another owner, the plan may find out more.
func (r *apiTokenResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state apiTokenModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	// Terraform requires an identity in every response, also when the resource is removed from the state.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, apiTokenIdentityModel{state.ID})...)
	if !r.ready() {
		return // credentials that are still unknown prove nothing
	}
	private := readPrivate(ctx, req.Private)
	client := r.data.ringcx
	found, err := client.Locate(ctx, state.handle(ctx, private))
	var unproven *ringcx.UnprovenError
	if errors.As(err, &unproven) && !state.Owner.IsNull() {
		// The plan may have the owner's secret, and can then read the owner's list.
		warnUnproven(&resp.Diagnostics, state, err)
		resp.Diagnostics.Append(writePrivate(ctx, resp.Private, private, private.cannotTell(reasonOf(err)))...)
		return
	}
	if err != nil {
		r.addReadError(&resp.Diagnostics, state, private, err)
		return
	}
	login := private.Login
	switch found.Where {
	case ringcx.Gone:
		warnGone(&resp.Diagnostics, "API token "+state.ID.ValueString(), found.Evidence)
		resp.State.RemoveResource(ctx)
		// Terraform passes it on to the plan of the token that is created instead.
		resp.Diagnostics.Append(writePrivate(ctx, resp.Private, private, private.gone())...)
		return
	case ringcx.Elsewhere:
		warnElsewhere(&resp.Diagnostics, state)
	case ringcx.Itself:
		warnLoginRefused(&resp.Diagnostics, state)
	case ringcx.Listed:
		// Only changes are written: in a plan over a thousand unchanged tokens, writing would be most of the work.
		if before := state.Token; !state.setToken(found.Token).Equal(before) {
			resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
		}
		login.Host = client.Host()
		if state.Owner.IsNull() {
			if login, err = client.Identity(ctx); err != nil {
				r.addError(&resp.Diagnostics, tokenReadSummary, err)
				return
			}
		}
	}
	resp.Diagnostics.Append(writePrivate(ctx, resp.Private, private, private.seenAlive(login))...)
}

// Update changes what is stored about a token, never the token: store_token, the first keepers of an imported token,
// and another form of the same owner.
func (r *apiTokenResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state, config apiTokenModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if r.client(&resp.Diagnostics) == nil || resp.Diagnostics.HasError() {
		return
	}
	private := readPrivate(ctx, req.Private)
	recorded := private
	switch r.compareOwners(ctx, state, config, private, &resp.Diagnostics) {
	case anotherUser: // the owner was not known in the plan
		addOwnerDiffers(&resp.Diagnostics)
	case sameUser:
		recorded = private.ownedBy(config.owner(ctx))
	}
	if resp.Diagnostics.HasError() {
		return
	}
	plan.ID, plan.CreatedAt, plan.Token = state.ID, state.CreatedAt, state.Token
	switch {
	case !plan.stores():
		plan.Token = types.StringNull()
	case state.Token.ValueString() == "":
		token, found := r.find(ctx, state.ID.ValueString(), tokenReadSummary, &resp.Diagnostics)
		if !found {
			return
		}
		plan.Token = types.StringValue(token.Reveal())
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, apiTokenIdentityModel{plan.ID})...)
	resp.Diagnostics.Append(writePrivate(ctx, resp.Private, private, recorded)...)
}

// Delete revokes the token, unless the plan has proven that it is gone.
func (r *apiTokenResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state apiTokenModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	private := readPrivate(ctx, req.Private)
	if private.Gone {
		return
	}
	client := r.revoker(&resp.Diagnostics, state.Token.ValueString() != "")
	if client == nil {
		return
	}
	if err := client.Delete(ctx, state.handle(ctx, private)); err != nil {
		r.addDeleteError(&resp.Diagnostics, state, private, err)
	}
}
