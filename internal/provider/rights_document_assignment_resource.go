package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

type rightsDocumentAssignmentResource struct{ resourceBase }

var (
	_ resource.ResourceWithConfigure   = (*rightsDocumentAssignmentResource)(nil)
	_ resource.ResourceWithIdentity    = (*rightsDocumentAssignmentResource)(nil)
	_ resource.ResourceWithImportState = (*rightsDocumentAssignmentResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*rightsDocumentAssignmentResource)(nil)
)

func newRightsDocumentAssignmentResource() resource.Resource {
	return &rightsDocumentAssignmentResource{}
}

const rightsDocumentAssignmentType = "ringcx_rights_document_assignment"

type rightsDocumentAssignmentModel struct {
	ID               types.String `tfsdk:"id"`
	RightsDocumentID types.String `tfsdk:"rights_document_id"`
	UserID           types.String `tfsdk:"user_id"`
}

type rightsDocumentAssignmentIdentityModel struct {
	RightsDocumentID types.String `tfsdk:"rights_document_id"`
	UserID           types.String `tfsdk:"user_id"`
}

func (m rightsDocumentAssignmentModel) identity() rightsDocumentAssignmentIdentityModel {
	return rightsDocumentAssignmentIdentityModel{m.RightsDocumentID, m.UserID}
}

// what names the assignment for a person.
func (m rightsDocumentAssignmentModel) what() string {
	return fmt.Sprintf("assignment of the rights document %s to user %s", m.RightsDocumentID.ValueString(),
		m.UserID.ValueString())
}

var rightsDocumentAssignmentID = twoPartID{"rights_document_id", "user_id", rights.IsID, "7001:1002"}

func (r *rightsDocumentAssignmentResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_rights_document_assignment"
}

func (r *rightsDocumentAssignmentResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: preview + "\n\nOne rights document of one API user: what the RingCX interface shows as " +
			"a role that is assigned to the user. " +
			"The document may be a `ringcx_rights_document` or any other one, those that RingCX brings included. It gives the document to this user and takes it away again, and leaves everybody else's alone: " +
			"should RingCX take it from others when it is given to one, they have it again at once, and a warning names them. The provider's user needs the role `MANAGE_RIGHTS` or `SUPER_USER`. " +
			"It does not take a document from itself.\n\n" +
			"On first use, try it with a rights document of its own and two test users, one after the other, and " +
			"check: after the second apply both have it, and the apply had no warning; a second plan is empty. " +
			"A session or token of the user that is in use may have the rights only from the next login on.",
		Attributes: map[string]schema.Attribute{
			"id":                 computedText("`rights_document_id:user_id`."),
			"rights_document_id": fixedText("Id of the rights document.", idRule),
			"user_id":            fixedText("Id of the user who has it.", idRule),
		},
	}
}

func (r *rightsDocumentAssignmentResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = rightsDocumentAssignmentID.identitySchema(map[string]string{
		"rights_document_id": "Id of the rights document.", "user_id": "Id of the user who has it.",
	})
}

// ModifyPlan refuses to take a rights document from the provider's own user,
// before anything else of the plan is carried out.
func (r *rightsDocumentAssignmentResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.State.Raw.IsNull() || req.Plan.Raw.Equal(req.State.Raw) || !r.ready() {
		return // every change takes the old one away
	}
	var state rightsDocumentAssignmentModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	if err := r.data.rights.RefuseOwnAssignment(ctx, state.UserID.ValueString()); err != nil {
		r.addRightsError(&resp.Diagnostics, "Cannot take the rights document from the user", rightsDocumentAssignmentType,
			state.what(), err)
	}
}

func (r *rightsDocumentAssignmentResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan rightsDocumentAssignmentModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	client := r.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	var assigned rights.Assignments
	login, err := client.Identity(ctx)
	if err == nil {
		assigned, err = r.data.rights.Assign(ctx, plan.RightsDocumentID.ValueString(), plan.UserID.ValueString())
	}
	if err != nil {
		r.addRightsError(&resp.Diagnostics, "Cannot assign the rights document", rightsDocumentAssignmentType,
			plan.what(), err)
		return
	}
	plan.ID = rightsDocumentAssignmentID.join(plan.RightsDocumentID, plan.UserID)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(setSeen(ctx, resp.Private, ringcx.Identity{}, login)...)
	warnOfOthers(&resp.Diagnostics, plan.what(), assigned)
	if len(assigned.Restored)+len(assigned.Lost) == 0 { // the request has done no more than what an undo takes back
		allowUndo(ctx)
	}
}

func (r *rightsDocumentAssignmentResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state rightsDocumentAssignmentModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	// Also before the resource leaves the state: Terraform wants an identity with every answer.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.ready() {
		return // credentials that are not known yet prove nothing
	}
	seen := seenBy(ctx, req.Private)
	has, err := r.data.rights.IsAssigned(ctx, state.RightsDocumentID.ValueString(), state.UserID.ValueString(), seen)
	if err == nil && !has {
		resp.State.RemoveResource(ctx)
		return
	}
	login := seen
	if err == nil {
		login, err = r.data.ringcx.Identity(ctx)
	}
	if err != nil {
		r.addRightsError(&resp.Diagnostics, "Cannot read the assignment", rightsDocumentAssignmentType, state.what(), err)
		return
	}
	resp.Diagnostics.Append(setSeen(ctx, resp.Private, seen, login)...)
}

// Update is never called: every change replaces the resource.
func (r *rightsDocumentAssignmentResource) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {
}

func (r *rightsDocumentAssignmentResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state rightsDocumentAssignmentModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	client := r.rightsClient(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := client.Unassign(ctx, state.RightsDocumentID.ValueString(), state.UserID.ValueString(),
		seenBy(ctx, req.Private)); err != nil {
		r.addRightsError(&resp.Diagnostics, "Cannot take the rights document from the user", rightsDocumentAssignmentType,
			state.what(), err)
	}
}

func (r *rightsDocumentAssignmentResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	documentID, userID, ok := rightsDocumentAssignmentID.read(ctx, req, &resp.Diagnostics)
	client := r.client(&resp.Diagnostics)
	if !ok || client == nil {
		return
	}
	m := rightsDocumentAssignmentModel{rightsDocumentAssignmentID.join(documentID, userID), documentID, userID}
	login, err := client.Identity(ctx)
	has := false
	if err == nil {
		has, err = r.data.rights.IsAssigned(ctx, documentID.ValueString(), userID.ValueString(), login)
	}
	switch {
	case err != nil:
		r.addRightsError(&resp.Diagnostics, "Cannot read the assignment", rightsDocumentAssignmentType, m.what(), err)
		return
	case !has:
		addNothingToImport(&resp.Diagnostics, m.what())
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, m.identity())...)
}
