package provider

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

type rightsDocumentList struct{ resourceBase }

var _ list.ListResourceWithConfigure = (*rightsDocumentList)(nil)

func newRightsDocumentList() list.ListResource {
	return &rightsDocumentList{resourceBase{named("rights_document")}}
}

type rightsDocumentListModel struct {
	OwnerUserID types.String `tfsdk:"owner_user_id"`
}

func (l *rightsDocumentList) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: preview + "\n\nThe rights documents that a user owns, for `terraform query`. Documents " +
			"that apply to all accounts and RingCX's built-in documents are left out, because they cannot be managed.\n\n" +
			"On first use, compare what it finds with the roles that RingCX shows for that user.",
		Attributes: map[string]schema.Attribute{
			"owner_user_id": schema.StringAttribute{
				Optional: true, Validators: []validator.String{idRule},
				MarkdownDescription: "Id of the user who owns the documents. Default: the provider's user.",
			},
		},
	}
}

func (l *rightsDocumentList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var diags diag.Diagnostics
	var config rightsDocumentListModel
	diags.Append(req.Config.Get(ctx, &config)...)
	client := l.rightsClient(&diags)
	if diags.HasError() {
		listFailed(stream, diags)
		return
	}
	owner := config.OwnerUserID.ValueString()
	var err error
	if config.OwnerUserID.IsNull() {
		owner, err = client.OwnUserID(ctx)
	}
	var documents []rights.Document
	if err == nil {
		documents, err = client.Documents.List(ctx, owner, rights.Owned)
	}
	if err != nil {
		l.addRightsError(&diags, "Cannot read the rights documents", "rights documents of user "+owner, err)
		listFailed(stream, diags)
		return
	}
	listResults(stream, req, managed(documents, owner), func(d rights.Document) list.ListResult {
		return listedDocument(ctx, req, owner, d, l.data.ringcx.Printable)
	})
}

// managed are the documents that can be imported under an owner. It leaves the list as it is: it is shared.
func managed(documents []rights.Document, owner string) []rights.Document {
	return slices.DeleteFunc(slices.Clone(documents), func(d rights.Document) bool {
		return !manageable(d) || d.OwnerID != "" && d.OwnerID != owner
	})
}

func listedDocument(
	ctx context.Context, req list.ListRequest, owner string, d rights.Document, printable func(string) string,
) list.ListResult {
	m := newRightsDocumentModel(owner, d.ID)
	m.AccountID = types.StringValue(d.AccountID)
	result := req.NewListResult(ctx)
	m.take(ctx, d.Rights, &result.Diagnostics)
	result.DisplayName = fmt.Sprintf("%s (%s)", printable(d.Name), m.key())
	result.Diagnostics.Append(result.Identity.Set(ctx, m.identity())...)
	if req.IncludeResource {
		result.Diagnostics.Append(result.Resource.Set(ctx, m)...)
	}
	return result
}
