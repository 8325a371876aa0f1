package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

type rightsObjectDataSource struct{ dataSourceBase }

var (
	_ datasource.DataSourceWithConfigure      = (*rightsObjectDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*rightsObjectDataSource)(nil)
)

func newRightsObjectDataSource() datasource.DataSource {
	return &rightsObjectDataSource{dataSourceBase{named("rights_object")}}
}

type rightsObjectModel struct {
	AccountID  types.String `tfsdk:"account_id"`
	Type       types.String `tfsdk:"type"`
	Name       types.String `tfsdk:"name"`
	ParentName types.String `tfsdk:"parent_name"`
	ID         types.String `tfsdk:"id"`
	Active     types.Bool   `tfsdk:"active"`
	ParentID   types.String `tfsdk:"parent_id"`
}

func (d *rightsObjectDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: preview + "\n\nOne object that the `resources` of a rights document can name, such as a " +
			"queue or a campaign, found by its name. No match and several matches are errors, which list what there is. " +
			aboutObjectRights + "\n\n" + aboutObjectCost + "\n\n" +
			"On first use, compare the `id` with the one in the RingCX interface.",
		Attributes: map[string]schema.Attribute{
			"account_id": objectAccount,
			"type":       objectType("Type of the object"),
			"name": schema.StringAttribute{
				Required: true, Validators: []validator.String{nameRule},
				MarkdownDescription: "Name of the object, exactly as RingCX has it, also in letter case and white space. For " +
					"a `TRAC_NUMBER` it is the description.",
			},
			"parent_name": schema.StringAttribute{
				Optional: true, Validators: []validator.String{nameRule},
				MarkdownDescription: "Name of the group that the object is in. Needed where two groups have an object of the " +
					"name.",
			},
			"id":        computed("Id of the object."),
			"active":    computedFlag(aboutObjectActive),
			"parent_id": computed(aboutObjectParent),
		},
	}
}

// ValidateConfig refuses the name of a group for what is in none.
func (d *rightsObjectDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	var m rightsObjectModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	of, known := rights.ObjectTypeNamed(m.Type.ValueString())
	if known && of.Groups == "" && !m.ParentName.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("parent_name"), "Invalid parent_name",
			"Objects of the type "+of.Name+" ("+of.What+") are in no group. Remove parent_name.")
	}
}

func (d *rightsObjectDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var m rightsObjectModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if d.client(&resp.Diagnostics) == nil || resp.Diagnostics.HasError() {
		return
	}
	of, known := rights.ObjectTypeNamed(m.Type.ValueString())
	if !known {
		addUnknownType(&resp.Diagnostics, m)
		return
	}
	objects, err := d.data.lookups.Objects(ctx, m.AccountID.ValueString(), of)
	if err != nil {
		d.addError(&resp.Diagnostics, cannotLookUp, err)
		return
	}
	object, err := rights.Choose(objects, m.Name.ValueString(), m.ParentName.ValueStringPointer())
	if err != nil {
		d.addNotChosen(&resp.Diagnostics, m, of, err)
		return
	}
	m.ID, m.Active = types.StringValue(object.ID), types.BoolPointerValue(object.Active)
	m.ParentID = textOrNull(object.ParentID)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
