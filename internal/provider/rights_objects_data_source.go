package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

type rightsObjectsDataSource struct{ dataSourceBase }

var _ datasource.DataSourceWithConfigure = (*rightsObjectsDataSource)(nil)

func newRightsObjectsDataSource() datasource.DataSource {
	return &rightsObjectsDataSource{dataSourceBase{named("rights_objects")}}
}

type rightsObjectsModel struct {
	AccountID  types.String        `tfsdk:"account_id"`
	Type       types.String        `tfsdk:"type"`
	ActiveOnly types.Bool          `tfsdk:"active_only"`
	Objects    []listedRightObject `tfsdk:"objects"`
}

type listedRightObject struct {
	ID         string       `tfsdk:"id"`
	Name       types.String `tfsdk:"name"`
	Active     *bool        `tfsdk:"active"`
	ParentID   types.String `tfsdk:"parent_id"`
	ParentName types.String `tfsdk:"parent_name"`
}

// What both data sources say of what they need, and of the attributes that they share.
const (
	aboutObjectRights = "The provider's user needs READ on the account, and RingCX lists only what that user may READ " +
		"in it: an object that is not listed may still exist. Passwords and keys that RingCX keeps beside the names are " +
		"never read."
	aboutObjectCost = "However many lookups a plan has, it reads one list for each account and type, and one for each " +
		"group where RingCX's list of the groups does not hold what is in them."
	aboutObjectActive = "Whether the object is active. Null where the type has no such flag, or RingCX does not say."
	aboutObjectParent = "Id of the group that the object is in. Null where the type has no groups."
)

var objectAccount = schema.StringAttribute{
	Required: true, Validators: []validator.String{idRule},
	MarkdownDescription: "Id of the account, as `ringcx_accounts` lists it: not of the main account.",
}

func objectType(about string) schema.StringAttribute {
	return schema.StringAttribute{
		Required: true, Validators: []validator.String{objectTypes},
		MarkdownDescription: about + ", as a rights document spells it: " + objectTypes.list() + ". " +
			"For other types RingCX publishes no list, or its list contains secrets.",
	}
}

func (d *rightsObjectsDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: preview + "\n\nWhat the `resources` of a rights document can name in an account: queues, " +
			"campaigns, groups of them and so on, with their names and ids. For one of them by its name use " +
			"`ringcx_rights_object`. " + aboutObjectRights + "\n\n" + aboutObjectCost + "\n\n" +
			"On first use, compare the ids with those in the RingCX interface, and the list with what you know to be there.",
		Attributes: map[string]schema.Attribute{
			"account_id": objectAccount,
			"type":       objectType("Type of the objects"),
			"active_only": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Leave out objects that are not active. Default: `false`.",
			},
			"objects": schema.ListNestedAttribute{
				Computed: true,
				MarkdownDescription: "The objects, ordered by `id`. Null for a type that the provider does not know. Stored " +
					"in state; not secret.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":          computed("Id of the object."),
					"name":        orNull("Name of the object. For a `TRAC_NUMBER` it is the description."),
					"active":      computedFlag(aboutObjectActive),
					"parent_id":   computed(aboutObjectParent),
					"parent_name": computed("Name of that group, or null."),
				}},
			},
		},
	}
}

func (d *rightsObjectsDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var m rightsObjectsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if d.client(&resp.Diagnostics) == nil || resp.Diagnostics.HasError() {
		return
	}
	// Of a type that is not known it is not said that there are none of it.
	if of, known := rights.ObjectTypeNamed(m.Type.ValueString()); known {
		objects, err := d.data.lookups.Objects(ctx, m.AccountID.ValueString(), of)
		if err != nil {
			d.addError(&resp.Diagnostics, cannotLookUp, err)
			return
		}
		m.take(objects)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func (m *rightsObjectsModel) take(objects []rights.Object) {
	m.Objects = make([]listedRightObject, 0, len(objects))
	for _, o := range objects {
		if m.ActiveOnly.ValueBool() && o.Active != nil && !*o.Active {
			continue
		}
		m.Objects = append(m.Objects, listedRightObject{
			ID: o.ID, Name: textOrNull(o.Name), Active: o.Active,
			ParentID: textOrNull(o.ParentID), ParentName: textOrNull(o.ParentName),
		})
	}
}
