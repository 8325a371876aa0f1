package provider

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
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
		Login:     p.Login,
	}
	if o := m.owner(ctx); o != nil {
		h.Owner = o.name(p)
	}
	return h
}

// apiTokenPrivate is kept in the resource's private state. It holds no secret.
type apiTokenPrivate struct {
	Login    ringcx.Identity `json:"login"`              // the user who had the token when it was last seen
	Owner    string          `json:"owner,omitempty"`    // fingerprint of an owner that has no username
	Unproven string          `json:"unproven,omitempty"` // why the last Read could not tell whether the token is alive
	Gone     bool            `json:"gone,omitempty"`     // only in a plan: the token is proven to be gone
}

const privateKey = "token"

type privateGetter interface {
	GetKey(context.Context, string) ([]byte, diag.Diagnostics)
}

type privateSetter interface {
	SetKey(context.Context, string, []byte) diag.Diagnostics
}

// readPrivate never fails: data that cannot be read counts as not known, which is always handled with care.
func readPrivate(ctx context.Context, from privateGetter) apiTokenPrivate {
	var p apiTokenPrivate
	if data, diags := from.GetKey(ctx, privateKey); !diags.HasError() && data != nil {
		_ = json.Unmarshal(data, &p)
	}
	return p
}

func writePrivate(ctx context.Context, to privateSetter, p apiTokenPrivate) diag.Diagnostics {
	data, err := json.Marshal(p)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Cannot keep private state", err.Error()+"\n\n"+isABug)}
	}
	return to.SetKey(ctx, privateKey, data)
}
