package provider

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

type rightsDocumentModel struct {
	ID                 types.String `tfsdk:"id"`
	RightsDocumentID   types.String `tfsdk:"rights_document_id"`
	AccountID          types.String `tfsdk:"account_id"`
	OwnerUserID        types.String `tfsdk:"owner_user_id"`
	Name               types.String `tfsdk:"name"`
	Cascade            types.Bool   `tfsdk:"cascade"`
	AccountPermissions types.Set    `tfsdk:"account_permissions"`
	Products           types.Map    `tfsdk:"products"`
	Resources          types.Set    `tfsdk:"resources"`
}

// grantModel is the permissions on one product or object.
type grantModel struct {
	Permissions []string   `tfsdk:"permissions"`
	Cascade     types.Bool `tfsdk:"cascade"`
}

// targetModel is the permissions on one object.
type targetModel struct {
	Type string `tfsdk:"type"`
	ID   string `tfsdk:"id"`
	grantModel
}

var (
	permissionsType = types.SetType{ElemType: types.StringType}
	grantType       = types.ObjectType{AttrTypes: map[string]attr.Type{
		"permissions": permissionsType, "cascade": types.BoolType,
	}}
	targetType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"type": types.StringType, "id": types.StringType, "permissions": permissionsType, "cascade": types.BoolType,
	}}
)

// newGrantModel leaves out a flag that is not set, as a configuration does.
func newGrantModel(stored rights.Grant) grantModel {
	m := grantModel{Permissions: nonNil(stored.Permissions)}
	if stored.Cascade {
		m.Cascade = types.BoolValue(true)
	}
	return m
}

func (m grantModel) grant() rights.Grant {
	return rights.Grant{Permissions: m.Permissions, Cascade: m.Cascade.ValueBool()}
}

// means reports whether a stored grant is the same, perhaps in other words.
func (m grantModel) means(stored rights.Grant) bool { return m.grant().String() == stored.String() }

func (m targetModel) target() rights.Target { return rights.Target{Type: m.Type, ID: m.ID} }

type rightsDocumentIdentityModel struct {
	OwnerUserID      types.String `tfsdk:"owner_user_id"`
	RightsDocumentID types.String `tfsdk:"rights_document_id"`
}

func (m rightsDocumentModel) identity() rightsDocumentIdentityModel {
	return rightsDocumentIdentityModel{m.OwnerUserID, m.RightsDocumentID}
}

func (m rightsDocumentModel) key() rights.DocumentKey {
	return rights.DocumentKey{OwnerID: m.OwnerUserID.ValueString(), ID: m.RightsDocumentID.ValueString()}
}

// what names the document for a person.
func (m rightsDocumentModel) what() string {
	if m.RightsDocumentID.ValueString() == "" {
		return fmt.Sprintf("rights document %q", m.Name.ValueString())
	}
	return fmt.Sprintf("rights document %s", m.key())
}

// newRightsDocumentModel is a document that says nothing yet.
func newRightsDocumentModel(owner, id string) rightsDocumentModel {
	m := rightsDocumentModel{
		OwnerUserID: types.StringValue(owner), AccountPermissions: types.SetNull(types.StringType),
		Products: types.MapNull(grantType), Resources: types.SetNull(targetType),
	}
	m.setID(id)
	return m
}

// setID puts the id of a document into the model, whose owner is known.
func (m *rightsDocumentModel) setID(id string) {
	m.RightsDocumentID = types.StringValue(id)
	m.ID = types.StringValue(m.key().String())
}

// rights is what the model says, all of which is known.
func (m rightsDocumentModel) rights(ctx context.Context, diags *diag.Diagnostics) rights.Rights {
	var account []string
	products, targets := m.grants(ctx, diags)
	diags.Append(m.AccountPermissions.ElementsAs(ctx, &account, false)...)
	says := rights.Rights{
		Name: m.Name.ValueString(), Cascade: m.Cascade.ValueBool(), Account: account,
		Products: make(map[string]rights.Grant), Resources: make(map[rights.Target]rights.Grant),
	}
	for product, g := range products {
		says.Products[product] = g.grant()
	}
	for _, t := range targets {
		says.Resources[t.target()] = t.grant()
	}
	return says
}

func (m rightsDocumentModel) grants(
	ctx context.Context, diags *diag.Diagnostics,
) (products map[string]grantModel, targets []targetModel) {
	diags.Append(m.Products.ElementsAs(ctx, &products, false)...)
	diags.Append(m.Resources.ElementsAs(ctx, &targets, false)...)
	return products, targets
}

// take puts stored rights into the model. What means the same keeps the words
// that the model has, and so shows no difference in a plan.
func (m *rightsDocumentModel) take(ctx context.Context, stored rights.Rights, diags *diag.Diagnostics) {
	was := m.rights(ctx, diags)
	products, targets := m.grants(ctx, diags)
	if m.Name.IsNull() || was.Name != stored.Name {
		m.Name = types.StringValue(stored.Name)
	}
	if m.Cascade.IsNull() || was.Cascade != stored.Cascade {
		m.Cascade = types.BoolValue(stored.Cascade)
	}
	var d diag.Diagnostics
	account := grantModel{Permissions: was.Account}
	if m.AccountPermissions.IsNull() || !account.means(rights.Grant{Permissions: stored.Account}) {
		m.AccountPermissions, d = types.SetValueFrom(ctx, types.StringType, nonNil(stored.Account))
		diags.Append(d...)
	}
	nowProducts := make(map[string]grantModel)
	for product, g := range stored.Products {
		nowProducts[product] = newGrantModel(g)
	}
	for product, g := range products {
		if g.means(stored.Products[product]) {
			nowProducts[product] = g
		}
	}
	m.Products, d = types.MapValueFrom(ctx, grantType, nowProducts)
	diags.Append(d...)
	nowTargets := make(map[rights.Target]targetModel)
	for target, g := range stored.Resources {
		nowTargets[target] = targetModel{target.Type, target.ID, newGrantModel(g)}
	}
	for _, t := range targets {
		if t.means(stored.Resources[t.target()]) {
			nowTargets[t.target()] = t
		}
	}
	m.Resources, d = types.SetValueFrom(ctx, targetType, slices.AppendSeq([]targetModel{}, maps.Values(nowTargets)))
	diags.Append(d...)
}
