package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

type rightsDocumentAssignmentResource struct{ pairResource }

var _ resource.ResourceWithIdentity = (*rightsDocumentAssignmentResource)(nil)

func newRightsDocumentAssignmentResource() resource.Resource {
	return &rightsDocumentAssignmentResource{pairResource{pairKind: rightsDocumentAssignment}}
}

const rightsDocumentAssignmentType = "ringcx_rights_document_assignment"

var rightsDocumentAssignment = pairKind{
	typeName: rightsDocumentAssignmentType,
	id:       twoPartID{"rights_document_id", "user_id", rights.IsID, "7001:1002"},
	what:     assignmentOf,

	readSummary: "Cannot read the assignment",
	giveSummary: "Cannot assign the rights document",
	takeSummary: "Cannot take the rights document from the user",

	has: func(ctx context.Context, client *rights.Client, p pair, seen ringcx.Identity) (rights.Presence, error) {
		return client.IsAssigned(ctx, p.first, p.second, seen)
	},
	give: func(ctx context.Context, client *rights.Client, p pair, diags *diag.Diagnostics) (bool, error) {
		assigned, err := client.Assign(ctx, p.first, p.second)
		if err != nil {
			return false, err
		}
		warnOfOthers(diags, assignmentOf(p), assigned)
		return len(assigned.Restored)+len(assigned.Lost) == 0, nil
	},
	take: func(ctx context.Context, client *rights.Client, p pair, seen ringcx.Identity) error {
		return client.Unassign(ctx, p.first, p.second, seen)
	},
	refuse: func(ctx context.Context, client *rights.Client, p pair) error {
		return client.RefuseOwnAssignment(ctx, p.second)
	},
}

func assignmentOf(p pair) string {
	return fmt.Sprintf("assignment of the rights document %s to user %s", p.first, p.second)
}

func (r *rightsDocumentAssignmentResource) Schema(
	_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: preview + "\n\nOne rights document of one API user: what the RingCX interface shows as " +
			"a role that is assigned to the user. The document may be a `ringcx_rights_document` or any other one, those " +
			"that RingCX brings included. It gives the document to this user and takes it away again, and leaves everybody " +
			"else's alone: should RingCX take it from others when it is given to one, they have it again at once, and a " +
			"warning names them. The provider's user needs the role `MANAGE_RIGHTS` or `SUPER_USER`. " +
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

func (r *rightsDocumentAssignmentResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = r.id.identitySchema(map[string]string{
		"rights_document_id": "Id of the rights document.", "user_id": "Id of the user who has it.",
	})
}
