package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

type rightsDocumentResource struct{ resourceBase }

var (
	_ resource.ResourceWithConfigure      = (*rightsDocumentResource)(nil)
	_ resource.ResourceWithIdentity       = (*rightsDocumentResource)(nil)
	_ resource.ResourceWithImportState    = (*rightsDocumentResource)(nil)
	_ resource.ResourceWithValidateConfig = (*rightsDocumentResource)(nil)
)

func newRightsDocumentResource() resource.Resource {
	return &rightsDocumentResource{resourceBase{named("rights_document")}}
}

func (r *rightsDocumentResource) Create(
	ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
) {
	var plan rightsDocumentModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	want := plan.rights(ctx, &resp.Diagnostics)
	login, err := client.Identity(ctx)
	if err == nil && plan.OwnerUserID.IsUnknown() {
		var own string
		own, err = r.data.rights.OwnUserID(ctx)
		plan.OwnerUserID = types.StringValue(own)
	}
	var made rights.Document
	if err == nil && !resp.Diagnostics.HasError() {
		made, err = r.data.rights.Documents.Create(ctx, plan.OwnerUserID.ValueString(), plan.AccountID.ValueString(), want)
	}
	if err != nil {
		r.addRightsError(&resp.Diagnostics, "Cannot create the rights document", plan.what(), err)
	}
	if made.ID == "" {
		return
	}
	// Also with an error: what was made is recorded.
	plan.setID(made.ID)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(setSeen(ctx, resp.Private, ringcx.Identity{}, login)...)
	resp.Diagnostics.Append(setMade(ctx, resp.Private, time.Now())...)
	if err == nil {
		allowUndo(ctx, plan.what())
	}
}

func (r *rightsDocumentResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state rightsDocumentModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	// Also before the resource leaves the state: Terraform wants an identity with every answer.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.ready() {
		return // credentials that are not known yet prove nothing
	}
	seen, said := seenBy(ctx, req.Private), state.rights(ctx, &resp.Diagnostics)
	stored, is, err := r.data.rights.Documents.Refresh(ctx, state.key(), said, seen, madeAt(ctx, req.Private))
	if err == nil && !is.There {
		resp.State.RemoveResource(ctx)
		warnGone(&resp.Diagnostics, state.what(), is.Evidence)
		return
	}
	login := seen
	if err == nil {
		login, err = r.data.ringcx.Identity(ctx)
	}
	if err != nil {
		r.addRightsError(&resp.Diagnostics, "Cannot read the rights document", state.what(), err)
		return
	}
	resp.Diagnostics.Append(setSeen(ctx, resp.Private, seen, login)...)
	// Its account and owner stay as they are recorded: were they taken from
	// RingCX, a change there would plan a replacement, which the holders of the
	// document would lose it by.
	warnMoved(&resp.Diagnostics, state, stored, r.data.ringcx.Printable)
	if !said.Equal(stored.Rights) {
		state.take(ctx, stored.Rights, &resp.Diagnostics)
		resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	}
}

func (r *rightsDocumentResource) Update(
	ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
) {
	var plan rightsDocumentModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.rightsClient(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	stored, err := client.Documents.Update(ctx, plan.key(), plan.rights(ctx, &resp.Diagnostics))
	if err != nil {
		r.addRightsError(&resp.Diagnostics, "Cannot change the rights document", plan.what(), err)
		var otherwise *rights.StoredOtherwiseError
		if !errors.As(err, &otherwise) {
			return
		}
		plan.take(ctx, stored.Rights, &resp.Diagnostics) // the truth, for the next plan
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
}

func (r *rightsDocumentResource) Delete(
	ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse,
) {
	var state rightsDocumentModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.rightsClient(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := client.Documents.Delete(ctx, state.key(), seenBy(ctx, req.Private), madeAt(ctx, req.Private)); err != nil {
		r.addRightsError(&resp.Diagnostics, "Cannot delete the rights document", state.what(), err)
	}
}

func (r *rightsDocumentResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	id, ok := rightsDocumentID.read(ctx, req, &resp.Diagnostics)
	client := r.client(&resp.Diagnostics)
	if !ok || client == nil {
		return
	}
	m := newRightsDocumentModel(id.first, id.second)
	var stored rights.Document
	var is rights.Presence
	var notOwner *rights.NotOwnerError
	login, err := client.Identity(ctx)
	if err == nil {
		stored, is, err = r.data.rights.Documents.Read(ctx, m.key(), login, time.Time{})
	}
	if err == nil && is.There {
		err = r.data.rights.Documents.ProveOwner(ctx, m.key(), stored)
	}
	switch {
	case errors.As(err, &notOwner) && notOwner.OwnerID == "":
		addNotAnIDToImport(&resp.Diagnostics, fmt.Sprintf("The %s has no known owner: %s.", m.what(), err))
		return
	case err != nil && notOwner == nil:
		r.addRightsError(&resp.Diagnostics, "Cannot read the rights document", m.what(), err)
		return
	case !is.There:
		addNothingToImport(&resp.Diagnostics, m.what())
		return
	case notOwner != nil:
		addNotAnIDToImport(&resp.Diagnostics, fmt.Sprintf("The %s is owned by user %s: import it with the id `%[2]s:%s`.",
			m.what(), r.data.ringcx.Printable(stored.OwnerID), stored.ID))
		return
	case !manageable(stored):
		resp.Diagnostics.AddError("This rights document cannot be managed", fmt.Sprintf(
			"The %s applies to all accounts (a master document), or is built into RingCX. The provider can assign such "+
				"documents to users (ringcx_rights_document_assignment), but does not manage them.", m.what()))
		return
	}
	m.AccountID = types.StringValue(stored.AccountID)
	m.take(ctx, stored.Rights, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, m.identity())...)
}

// manageable decides which rights documents this provider changes: those about
// one account that are not RingCX's own, and all of which can be read.
func manageable(d rights.Document) bool {
	return !d.Master && !d.System && !d.Unreadable && d.AccountID != ""
}
