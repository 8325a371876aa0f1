package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

type apiTokenModel struct {
	ID         types.String `tfsdk:"id"`
	Token      types.String `tfsdk:"token"`
	StoreToken types.Bool   `tfsdk:"store_token"`
	Keepers    types.Map    `tfsdk:"keepers"`
	CreatedAt  types.String `tfsdk:"created_at"`
	Owner      types.Object `tfsdk:"owner"`
}

type apiTokenIdentityModel struct {
	ID types.String `tfsdk:"id"`
}

// foundAPIToken is a token that this provider has not created.
func foundAPIToken(store bool) apiTokenModel {
	return apiTokenModel{
		StoreToken: types.BoolValue(store),
		Keepers:    types.MapNull(types.StringType),
		Owner:      types.ObjectNull(ownerAttributeTypes),
	}
}

// stores reports whether the token may be stored in state; null means the default.
func (m apiTokenModel) stores() bool { return m.StoreToken.IsNull() || m.StoreToken.ValueBool() }

// setToken puts a token into the model, as far as store_token allows, and returns the model's new token value.
func (m *apiTokenModel) setToken(t ringcx.Token) types.String {
	m.ID = types.StringValue(t.ID())
	m.Token = types.StringNull()
	if m.stores() {
		m.Token = types.StringValue(t.Reveal())
	}
	return m.Token
}

// handle returns what the state knows about the token.
func (m apiTokenModel) handle(ctx context.Context, p apiTokenPrivate) ringcx.Handle {
	createdAt, _ := time.Parse(time.RFC3339, m.CreatedAt.ValueString()) // null for an imported token
	h := ringcx.Handle{
		CreatedAt: createdAt,
		ID:        m.ID.ValueString(),
		Token:     ringcx.Token{Secret: ringcx.Secret(m.Token.ValueString())},
		User:      p.Login,
	}
	if o := m.owner(ctx); o != nil {
		h.Owner = o.name(p)
	}
	return h
}
