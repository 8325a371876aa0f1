package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

type rightsDocumentsDataSource struct{ dataSourceBase }

var _ datasource.DataSourceWithConfigure = (*rightsDocumentsDataSource)(nil)

func newRightsDocumentsDataSource() datasource.DataSource {
	return &rightsDocumentsDataSource{dataSourceBase{named("rights_documents")}}
}

type rightsDocumentsModel struct {
	UserID    types.String           `tfsdk:"user_id"`
	Relation  types.String           `tfsdk:"relation"`
	Documents []listedRightsDocument `tfsdk:"rights_documents"`
}

// listedRightsDocument is a document as the resource has it, and what the
// resource does not manage.
type listedRightsDocument struct {
	ID                 types.String          `tfsdk:"id"`
	RightsDocumentID   string                `tfsdk:"rights_document_id"`
	AccountID          types.String          `tfsdk:"account_id"`
	OwnerUserID        types.String          `tfsdk:"owner_user_id"`
	Name               string                `tfsdk:"name"`
	Cascade            bool                  `tfsdk:"cascade"`
	AccountPermissions []string              `tfsdk:"account_permissions"`
	Products           map[string]grantModel `tfsdk:"products"`
	Resources          []targetModel         `tfsdk:"resources"`
	Master             bool                  `tfsdk:"master"`
}

func (d *rightsDocumentsDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	const cascade = "Whether the permissions also apply to child objects."
	resp.Schema = schema.Schema{
		MarkdownDescription: preview + "\n\nThe rights documents of a user, which the RingCX interface calls roles. A " +
			"`check` block with it warns if an API user has more rights than it needs.\n\n" +
			"The provider's user needs the role `MANAGE_RIGHTS` or `SUPER_USER`.\n\n" +
			"On first use, compare the result with the user's page in RingCX: a `check` block sees only what the result has.",
		Attributes: map[string]schema.Attribute{
			"user_id": schema.StringAttribute{
				Optional: true, Validators: []validator.String{idRule},
				MarkdownDescription: "Id of the user. Default: the provider's user.",
			},
			"relation": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.OneOf(relations()...)},
				MarkdownDescription: "Which documents to return: `visible` (those that the user can see), `owned` or " +
					"`assigned`. Default: `visible`.",
			},
			"rights_documents": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The documents, ordered by `rights_document_id`. Stored in state; not secret.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":                  orNull("`owner_user_id:rights_document_id`, by which it is imported."),
					"rights_document_id":  computed("RingCX's id of the document."),
					"account_id":          orNull("Id of the account that the document applies to."),
					"owner_user_id":       orNull("Id of the user who owns the document."),
					"name":                computed("Name, as the RingCX interface shows it."),
					"cascade":             computedFlag(cascade),
					"account_permissions": computedSet("Permissions on the account."),
					"products": schema.MapNestedAttribute{
						Computed: true, MarkdownDescription: "Permissions on products, by product.",
						NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
							"permissions": computedSet("Permissions."), "cascade": computedFlag(cascade),
						}},
					},
					"resources": schema.SetNestedAttribute{
						Computed: true, MarkdownDescription: "Permissions on single objects.",
						NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
							"type": computed("Type of the object."), "id": computed("Id of the object."),
							"permissions": computedSet("Permissions."), "cascade": computedFlag(cascade),
						}},
					},
					"master": computedFlag("Whether the document applies to all accounts."),
				}},
			},
		},
	}
}

func relations() []string {
	var all []string
	for _, r := range rights.Relations {
		all = append(all, string(r))
	}
	return all
}

func (d *rightsDocumentsDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var m rightsDocumentsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	client := d.rightsClient(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	relation := rights.Visible
	if !m.Relation.IsNull() {
		relation = rights.Relation(m.Relation.ValueString())
	}
	userID := m.UserID.ValueString()
	var err error
	if m.UserID.IsNull() {
		userID, err = client.OwnUserID(ctx)
	}
	var documents []rights.Document
	if err == nil {
		documents, err = client.Documents.List(ctx, userID, relation)
	}
	if err != nil {
		d.addRightsError(&resp.Diagnostics, "Cannot read the rights documents",
			fmt.Sprintf("rights documents of user %s", userID), err)
		return
	}
	m.Documents = []listedRightsDocument{}
	for _, document := range documents {
		if document.Unreadable {
			resp.Diagnostics.AddWarning("A rights document cannot be read", fmt.Sprintf(
				"RingCX lists a rights document (id %q) for user %s in a form that the provider cannot read, so "+
					"`rights_documents` does not contain it. %s", document.ID, userID, PleaseReport))
			continue
		}
		m.Documents = append(m.Documents, newListedRightsDocument(document))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func newListedRightsDocument(d rights.Document) listedRightsDocument {
	listed := listedRightsDocument{
		ID: types.StringNull(), RightsDocumentID: d.ID, AccountID: textOrNull(d.AccountID),
		OwnerUserID: textOrNull(d.OwnerID),
		Name:        d.Name, Cascade: d.Cascade, AccountPermissions: nonNil(d.Account),
		Products: make(map[string]grantModel), Resources: []targetModel{}, Master: d.Master,
	}
	if d.OwnerID != "" {
		listed.ID = types.StringValue(rights.DocumentKey{OwnerID: d.OwnerID, ID: d.ID}.String())
	}
	for product, g := range d.Products {
		listed.Products[product] = grantModel{nonNil(g.Permissions), types.BoolValue(g.Cascade)}
	}
	for target, g := range d.Resources {
		listed.Resources = append(listed.Resources,
			targetModel{target.Type, target.ID, grantModel{nonNil(g.Permissions), types.BoolValue(g.Cascade)}})
	}
	return listed
}
