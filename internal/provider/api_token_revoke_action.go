package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

type revokeAPITokenAction struct{ actionBase }

var _ action.ActionWithConfigure = (*revokeAPITokenAction)(nil)

func newRevokeAPITokenAction() action.Action { return &revokeAPITokenAction{} }

func (a *revokeAPITokenAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_revoke_api_token"
}

func (a *revokeAPITokenAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Revokes a permanent API token of the provider's user now, by its id, whether Terraform manages it or not. A token that is gone already is no error. The token that the provider is logged in with is not revoked.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Required: true, Validators: []validator.String{isTokenID{}},
				MarkdownDescription: "The token's id: the lower-case hex SHA-256 of the token. Not secret.",
			},
		},
	}
}

func (a *revokeAPITokenAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var id types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("id"), &id)...)
	checkTokenID(id.ValueString(), &resp.Diagnostics)
	client := a.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	report := func(format string, args ...any) {
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, args...)})
	}
	report("Looking for the API token %s.", short(id.ValueString()))
	token, found, err := client.Find(ctx, id.ValueString())
	if err != nil {
		addError(&resp.Diagnostics, "Cannot revoke the API token", err)
		return
	}
	if !found {
		report("RingCX does not list the API token %s for this user: it is gone already, or was never this user's. Nothing to revoke.", short(id.ValueString()))
		return
	}
	report("Revoking the API token %s.", displayName(token))
	err = client.Delete(ctx, ringcx.Handle{ID: token.ID(), Token: token})
	switch {
	case errors.Is(err, ringcx.ErrOwnCredential):
		addDeleteError(&resp.Diagnostics, apiTokenModel{ID: id}, apiTokenPrivate{}, err)
	case err != nil:
		addError(&resp.Diagnostics, "Cannot revoke the API token", err)
	default:
		report("Revoked the API token %s.", displayName(token))
	}
}
