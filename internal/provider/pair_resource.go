package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

// pairResource is a resource that links two things, such as a user and a role. It has no attributes but the two and its
// id, so every change replaces it. It gives and takes this link alone.
type pairResource struct {
	resourceBase
	pairKind
}

// pairKind is what tells one such resource from another.
type pairKind struct {
	id            twoPartID
	first, second schema.StringAttribute
	about         string            // its page says of it
	what          func(pair) string // names the link for a person

	readSummary, giveSummary, takeSummary string // of errors

	has func(ctx context.Context, client *rights.Client, p pair, seen ringcx.Identity) (rights.Presence, error)
	// give reports whether to take it away again undoes all that the request did.
	give   func(ctx context.Context, client *rights.Client, p pair, diags *diag.Diagnostics) (undoable bool, err error)
	take   func(ctx context.Context, client *rights.Client, p pair, seen ringcx.Identity) error
	refuse func(ctx context.Context, client *rights.Client, p pair) error // to take what the provider's user needs
}

var (
	_ resource.ResourceWithConfigure   = (*pairResource)(nil)
	_ resource.ResourceWithIdentity    = (*pairResource)(nil)
	_ resource.ResourceWithImportState = (*pairResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*pairResource)(nil)
)

func (r *pairResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: preview + "\n\n" + r.about,
		Attributes: map[string]schema.Attribute{
			"id":             computedText("`" + r.id.form() + "`."),
			r.id.first.name:  r.first,
			r.id.second.name: r.second,
		},
	}
}

func (r *pairResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = r.id.identitySchema()
}

// setAll writes the two attributes and the id.
func (k pairKind) setAll(ctx context.Context, to attributeSink, p pair, diags *diag.Diagnostics) {
	k.id.set(ctx, to, p, diags)
	diags.Append(to.SetAttribute(ctx, path.Root("id"), p.first+":"+p.second)...)
}

func (r *pairResource) addPairError(diags *diag.Diagnostics, summary string, p pair, err error) {
	r.addRightsError(diags, summary, r.what(p), err)
}

// ModifyPlan refuses to take from the provider's own user what it administers with, before anything else of the plan is
// carried out.
func (r *pairResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.State.Raw.IsNull() || req.Plan.Raw.Equal(req.State.Raw) || !r.ready() {
		return // every change takes the old one away
	}
	p := r.id.get(ctx, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.refuse(ctx, r.data.rights, p); err != nil {
		r.addPairError(&resp.Diagnostics, r.takeSummary, p, err)
	}
}

func (r *pairResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	p := r.id.get(ctx, req.Plan, &resp.Diagnostics)
	client := r.rightsClient(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	undoable := false
	var told diag.Diagnostics
	login, err := r.data.ringcx.Identity(ctx)
	if err == nil {
		undoable, err = r.give(ctx, client, p, &told)
	}
	if err != nil {
		r.addPairError(&resp.Diagnostics, r.giveSummary, p, err)
		return
	}
	r.setAll(ctx, &resp.State, p, &resp.Diagnostics)
	r.id.set(ctx, resp.Identity, p, &resp.Diagnostics)
	resp.Diagnostics.Append(setSeen(ctx, resp.Private, ringcx.Identity{}, login)...)
	resp.Diagnostics.Append(told...)
	if undoable {
		allowUndo(ctx, r.what(p))
	}
}

func (r *pairResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	p := r.id.get(ctx, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	// Terraform requires an identity in every response, also when the resource is removed from the state.
	r.id.set(ctx, resp.Identity, p, &resp.Diagnostics)
	if !r.ready() {
		return // credentials that are still unknown prove nothing
	}
	seen := seenBy(ctx, req.Private)
	is, err := r.has(ctx, r.data.rights, p, seen)
	if err == nil && !is.There {
		resp.State.RemoveResource(ctx)
		warnGone(&resp.Diagnostics, r.what(p), is.Evidence)
		return
	}
	login := seen
	if err == nil {
		login, err = r.data.ringcx.Identity(ctx)
	}
	if err != nil {
		r.addPairError(&resp.Diagnostics, r.readSummary, p, err)
		return
	}
	resp.Diagnostics.Append(setSeen(ctx, resp.Private, seen, login)...)
}

// Update is never called: every change replaces the resource.
func (r *pairResource) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (r *pairResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	p := r.id.get(ctx, req.State, &resp.Diagnostics)
	client := r.rightsClient(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.take(ctx, client, p, seenBy(ctx, req.Private)); err != nil {
		r.addPairError(&resp.Diagnostics, r.takeSummary, p, err)
	}
}

func (r *pairResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	p, ok := r.id.read(ctx, req, &resp.Diagnostics)
	client := r.rightsClient(&resp.Diagnostics)
	if !ok || client == nil {
		return
	}
	login, err := r.data.ringcx.Identity(ctx)
	var is rights.Presence
	if err == nil {
		is, err = r.has(ctx, client, p, login)
	}
	switch {
	case err != nil:
		r.addPairError(&resp.Diagnostics, r.readSummary, p, err)
		return
	case !is.There:
		addNothingToImport(&resp.Diagnostics, r.what(p))
		return
	}
	r.setAll(ctx, &resp.State, p, &resp.Diagnostics)
	r.id.set(ctx, resp.Identity, p, &resp.Diagnostics)
}
