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

func newRevokeAPITokenAction() action.Action {
	return &revokeAPITokenAction{actionBase{named("revoke_api_token")}}
}

func (a *revokeAPITokenAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Revokes a permanent API token of the provider's user now, by its id, whether Terraform " +
			"manages it or not. If the list of that user does not hold the id, the action fails, because the token may " +
			"belong to another user and be alive. The action refuses to revoke the token that the provider logs in with.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Required: true, Validators: []validator.String{tokenIDRule},
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
	token, err := client.FindToRevoke(ctx, id.ValueString())
	var notListed *ringcx.NotListedError
	switch {
	case errors.As(err, &notListed):
		addNotRevoked(&resp.Diagnostics, id.ValueString(), notListed.User)
		return
	case err != nil:
		a.addError(&resp.Diagnostics, "Cannot revoke the API token", err)
		return
	case token.IsZero():
		report("The API token %s is gone already: it was in the user's list before in this run, and is proven to be "+
			"revoked. Nothing to revoke.", short(id.ValueString()))
		return
	}
	report("Revoking the API token %s.", displayName(token, client.Printable))
	err = client.Delete(ctx, ringcx.Handle{ID: token.ID(), Token: token})
	switch {
	case errors.Is(err, ringcx.ErrOwnCredential):
		a.addDeleteError(&resp.Diagnostics, apiTokenModel{ID: id}, apiTokenPrivate{}, err)
	case err != nil:
		a.addError(&resp.Diagnostics, "Cannot revoke the API token", err)
	default:
		report("Revoked the API token %s.", displayName(token, client.Printable))
	}
}
