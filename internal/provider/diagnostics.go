package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// The wording of diagnostics stands here. The text of an error of package
// ringcx says what was being done, what RingCX said and what to do; it holds no
// secret.

func addError(diags *diag.Diagnostics, summary string, err error) {
	diags.AddError(summary, err.Error())
}

func addCreateError(diags *diag.Diagnostics, owner *ownerModel, err error) {
	const summary = "Cannot create the API token"
	if owner == nil {
		addError(diags, summary, err)
		return
	}
	// Not at the attribute: Terraform prints the lines that a path points to, and
	// the owner's secret may stand there.
	diags.AddError(summary, fmt.Sprintf("While creating a token%s, with the credentials in owner, not those of the provider block:\n\n%s", owner.forWhom(), err))
}

func addReadError(diags *diag.Diagnostics, state apiTokenModel, private apiTokenPrivate, err error) {
	if errors.Is(err, ringcx.ErrOtherLogin) {
		diags.AddError("The provider is logged in as another user", otherLogin(state, private))
		return
	}
	addError(diags, "Cannot read the API token", err)
}

func addDeleteError(diags *diag.Diagnostics, state apiTokenModel, private apiTokenPrivate, err error) {
	switch {
	case errors.Is(err, ringcx.ErrOwnCredential):
		diags.AddError("Refused to revoke the provider's own credential", fmt.Sprintf(
			"The API token %s is the one that the provider is logged in with (api_token). Once it is revoked, nothing else of this run could be done.\n\n"+
				"Log in another way to revoke it: with another token of the same user, or with another auth_mode. "+
				"Or only stop managing it: `terraform state rm ADDRESS`, or a removed block with `destroy = false`.", state.ID.ValueString()))
	case errors.Is(err, ringcx.ErrOtherLogin):
		diags.AddError("The provider is logged in as another user", otherLogin(state, private))
	default:
		addError(diags, "Cannot revoke the API token", err)
	}
}

func otherLogin(state apiTokenModel, private apiTokenPrivate) string {
	was := "another user"
	for _, name := range []string{private.Login.UserName, private.Login.UserID} {
		if name != "" {
			was = fmt.Sprintf("%q", name)
			break
		}
	}
	return fmt.Sprintf("The API token %s is not in the list of the user that the provider is logged in as, and that is not provably the user who had it when it was last seen (%s). "+
		"It may be alive: with store_token = false there is no copy of it to ask RingCX with. Nothing was changed.\n\n"+
		"Log in as the user who owns the token. If the token is not wanted any more, revoke it as that user and remove it from the state with `terraform state rm ADDRESS`.",
		state.ID.ValueString(), was)
}

func warnElsewhere(diags *diag.Diagnostics, state apiTokenModel) {
	diags.AddWarning("The API token belongs to another user than the provider's", fmt.Sprintf(
		"The API token %s is not in the list of the user that the provider is logged in as, but RingCX accepts it: it is alive under another user. "+
			"Probably the provider's login was changed. The token is kept as it is. Log in as its owner again; or replace it (`terraform apply -replace=ADDRESS`) to have one of the new user.",
		state.ID.ValueString()))
}

// warnOwnerChanged gives the reason for a replacement that the plan cannot show.
func warnOwnerChanged(diags *diag.Diagnostics) {
	diags.AddWarning("The API token will be replaced for another owner",
		"The secret in owner is not that of the user for whom the API token was minted. It will be revoked, and another one minted for the new owner.")
}

func warnStrays(diags *diag.Diagnostics, ids []string) {
	if len(ids) == 0 {
		return
	}
	diags.AddWarning("There are new API tokens that nobody accounts for", fmt.Sprintf(
		"RingCX did not answer a create in time, its list showed no new token, and so another create was sent. Since then the list has these tokens, which this run was not given:\n  %s\n\n"+
			"RingCX may have carried out the first create late, or somebody else created them. Revoke what nobody needs, or adopt it with `terraform import ADDRESS ID`.",
		strings.Join(ids, "\n  ")))
}

func addNotListed(diags *diag.Diagnostics, at path.Path, id string) {
	diags.AddAttributeError(at, "No such API token", fmt.Sprintf(
		"The list of the user that the provider is logged in as holds no token with the id %s. It may have been revoked, it may belong to another user (RingCX lists a user's tokens only to that user), or the id is not the lower-case hex SHA-256 of the token.", id))
}

// addNotAnID does not repeat the value: it may be a token.
func addNotAnID(diags *diag.Diagnostics) {
	diags.AddError("Not the id of an API token", "An API token is imported by its id, the lower-case hex SHA-256 of the token, because Terraform prints import ids. "+
		"It has 64 lower-case hex digits, and may be followed by `,store_token=false` and nothing else. What was given is not one, and is not repeated here, since it may be a token itself. This computes the id without leaving the token in the shell's history:\n\n"+
		"  read -rs T && printf %s \"$T\" | sha256sum | cut -d' ' -f1\n\n"+
		"If a token was given, it now stands in your terminal's output, and perhaps in a log: consider replacing it.")
}
