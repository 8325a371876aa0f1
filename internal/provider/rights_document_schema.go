package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

var rightsDocumentID = twoPartID{
	first:       idPart{"owner_user_id", "Id of the user who owns the document."},
	second:      idPart{"rights_document_id", "RingCX's id of the document."},
	checkSecond: rights.IsID,
	example:     "1001:7001",
}

func (r *rightsDocumentResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	const cascade = "Whether the permissions also apply to child objects. Default: `false`."
	permissions := schema.SetAttribute{
		Required: true, ElementType: types.StringType, Validators: permissionSet,
		MarkdownDescription: "Permissions: " + permissionNames.list() + ". Any other name is a warning. " +
			"An entry with neither permissions nor `cascade = true` is an error, because it grants nothing.",
	}
	noProducts := types.MapValueMust(grantType, map[string]attr.Value{})
	noResources := types.SetValueMust(targetType, []attr.Value{})
	resp.Schema = schema.Schema{
		MarkdownDescription: preview + "\n\nA rights document, which the RingCX interface calls a role: named " +
			"permissions on one account, its products and single objects such as queues. " +
			"It has no effect until it is assigned to a user with `ringcx_rights_document_assignment`.\n\n" +
			"The provider's user needs the role `MANAGE_RIGHTS` or `SUPER_USER`, and no other. No user can grant rights that " +
			"it does not have itself. If RingCX stores anything other than the configuration, the apply fails and shows the " +
			"difference, and a new document is deleted again. Fields that the provider does not manage are left unchanged. A " +
			"document that is assigned to users is not deleted. Documents that apply to all accounts (master documents) are " +
			"not managed.\n\n" +
			"On first use, check with a document that is assigned to nobody: after the apply, its page in RingCX shows the " +
			"permissions of the configuration and no others; a second plan is empty; " +
			"after a change of one permission, the others are as before.",
		Attributes: map[string]schema.Attribute{
			"id":                 computedText("`owner_user_id:rights_document_id`."),
			"rights_document_id": computedText("RingCX's id of the document."),
			"account_id": fixedText("Id of the account that the document applies to. It grants nothing on "+
				"other accounts.", idRule),
			"owner_user_id": schema.StringAttribute{
				Optional: true, Computed: true, Validators: []validator.String{idRule},
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(),
					stringplanmodifier.RequiresReplaceIfConfigured()},
				MarkdownDescription: "Id of the user who owns the document. Default: the provider's user. A change " +
					"replaces the resource.",
			},
			"name": schema.StringAttribute{
				Required: true, Validators: []validator.String{nameRule},
				MarkdownDescription: "Name, as the RingCX interface shows it. It is an error if the owner already has " +
					"another document with this name in the account.",
			},
			"cascade": schema.BoolAttribute{Optional: true, Computed: true, Default: booldefault.StaticBool(false),
				MarkdownDescription: cascade},
			"account_permissions": schema.SetAttribute{
				Optional: true, Computed: true, ElementType: types.StringType, Validators: permissionSet,
				Default: setdefault.StaticValue(types.SetValueMust(types.StringType, []attr.Value{})),
				MarkdownDescription: "Permissions on the account: " + permissionNames.list() + ". Any other name is a " +
					"warning. Default: none.",
			},
			"products": schema.MapNestedAttribute{
				Optional: true, Computed: true, Default: mapdefault.StaticValue(noProducts),
				Validators: []validator.Map{mapvalidator.KeysAre(productNames)},
				MarkdownDescription: "Permissions on products, by product: " + productNames.list() + ". Any other name " +
					"is a warning. Default: none.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"permissions": permissions,
					"cascade":     schema.BoolAttribute{Optional: true, MarkdownDescription: cascade},
				}},
			},
			"resources": schema.SetNestedAttribute{
				Optional: true, Computed: true, Default: setdefault.StaticValue(noResources),
				MarkdownDescription: "Permissions on single objects, one element for each `type` and `id`. Default: none.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"type": schema.StringAttribute{
						Required: true, Validators: []validator.String{resourceTypeNames},
						MarkdownDescription: "Type of the object: " + resourceTypeNames.list() + ". Any other name is a " +
							"warning. A `GATE` is a queue.",
					},
					"id": schema.StringAttribute{Required: true, Validators: []validator.String{idRule},
						MarkdownDescription: "Id of the object; `ringcx_rights_object` finds it by the object's name."},
					"permissions": permissions,
					"cascade":     schema.BoolAttribute{Optional: true, MarkdownDescription: cascade},
				}},
			},
		},
	}
}

func (r *rightsDocumentResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = rightsDocumentID.identitySchema()
}
