package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

func newRightsDocumentAssignmentResource() resource.Resource {
	return &pairResource{resourceBase{named("rights_document_assignment")}, rightsDocumentAssignment}
}

var rightsDocumentAssignment = pairKind{
	id: twoPartID{
		first:       idPart{"rights_document_id", "Id of the rights document."},
		second:      idPart{"user_id", "Id of the user."},
		checkSecond: rights.IsID,
		example:     "7001:1002",
	},
	first:  fixedText("Id of the rights document.", idRule),
	second: fixedText("Id of the user.", idRule),
	about: "Assigns one rights document to one API user, and removes it on destroy. The RingCX interface shows a " +
		"rights document as a role that is assigned to the user. The document may be a `ringcx_rights_document` or any " +
		"other one, including RingCX's built-in documents.\n\n" +
		"Other users' assignments are unchanged; if RingCX removes any, the provider restores them and warns. The " +
		"provider's user needs the role `MANAGE_RIGHTS` or `SUPER_USER`, and no other. The provider refuses to remove a " +
		"document from its own user.\n\n" +
		"On first use, try it with a new rights document and two test users, one after the other, and " +
		"check: after the second apply both have the document, and the apply had no warning; a second plan is empty. " +
		"The rights may apply to sessions and tokens that are in use only from the user's next login on.",
	what: assignmentOf,

	readSummary: "Cannot read the assignment",
	giveSummary: "Cannot assign the rights document",
	takeSummary: "Cannot remove the rights document from the user",

	has: func(ctx context.Context, client *rights.Client, p pair, seen ringcx.Identity) (rights.Presence, error) {
		return client.Assignments.Has(ctx, p.first, p.second, seen)
	},
	give: func(ctx context.Context, client *rights.Client, p pair, diags *diag.Diagnostics) (bool, error) {
		assigned, err := client.Assignments.Assign(ctx, p.first, p.second)
		if err != nil {
			return false, err
		}
		warnOfOthers(diags, assignmentOf(p), assigned)
		return len(assigned.Restored)+len(assigned.Lost) == 0, nil
	},
	take: func(ctx context.Context, client *rights.Client, p pair, seen ringcx.Identity) error {
		return client.Assignments.Unassign(ctx, p.first, p.second, seen)
	},
	refuse: func(ctx context.Context, client *rights.Client, p pair) error {
		return client.Assignments.RefuseOwn(ctx, p.second)
	},
}

func assignmentOf(p pair) string {
	return fmt.Sprintf("assignment of the rights document %s to user %s", p.first, p.second)
}
