package provider

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// The wording of diagnostics stands here; that about the provider block is in provider_problems.go, that about ids in
// token_id.go. The text of an error of package ringcx says what was being done, what RingCX answered and what to do; it
// holds no secret.

func (b *base) addCreateError(diags *diag.Diagnostics, owner *ownerModel, err error) {
	own := ""
	if owner != nil {
		own = fmt.Sprintf("While creating a token%s, with the credentials in owner, not those of the provider block:", owner.forWhom())
	}
	text := ""
	var undecided *ringcx.UndecidedError
	if errors.As(err, &undecided) {
		text = b.undecided(own, undecided, owner)
	} else {
		text = b.causes().text(own, err.Error(), "")
	}
	diags.AddError("Cannot create the API token", text)
}

// undecided is the text for a create of which something may come yet. Ids and
// counts stand in every error, whatever was told before.
func (b *base) undecided(own string, e *ringcx.UndecidedError, owner *ownerModel) string {
	cause, outcome, howTo := e.Cause.Error(), e.Outcome(), howToFind(owner)
	left := aftermath(e.Aftermath)
	common := cause + howTo
	if e.ListErr != nil {
		common += e.ListErr.Error()
	}
	if b.causes().first(common) {
		return paragraphs(strings.TrimSpace(own+" "+cause), outcome, left, howTo)
	}
	line, _, _ := strings.Cut(cause, "\n")
	line = strings.TrimSpace(own + " " + line)
	if len(e.Candidates) > 0 {
		return paragraphs(line+" "+toldBefore, outcome, left)
	}
	outcome, _, _ = strings.Cut(outcome, "\n")
	return paragraphs(line+" "+outcome+" "+toldBefore, left)
}

func paragraphs(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(t string) bool { return t == "" }), "\n\n")
}

func (b *base) addReadError(diags *diag.Diagnostics, state apiTokenModel, private apiTokenPrivate, err error) {
	const summary = "Cannot read the API token"
	var unproven *ringcx.UnprovenError
	switch {
	case errors.Is(err, ringcx.ErrOtherLogin):
		b.addOtherLogin(diags, state, private)
	case errors.Is(err, ringcx.ErrTampered):
		addTampered(diags, state)
	case errors.As(err, &unproven):
		diags.AddError(summary, b.causes().text(mayBeAlive(state), err.Error(), "\n\nRun the same command again later. "+toStopManaging))
	default:
		b.addError(diags, summary, err)
	}
}

func mayBeAlive(state apiTokenModel) string {
	return fmt.Sprintf("The API token %s may be alive, and is kept in the state:", state.ID.ValueString())
}

const toStopManaging = "To stop managing the token, use `terraform state rm ADDRESS`."

func addTampered(diags *diag.Diagnostics, state apiTokenModel) {
	diags.AddError("The state of the API token contradicts itself", fmt.Sprintf(
		"The id %s is not the SHA-256 of the token beside it, so that nobody can say which of the two is meant. Somebody changed the state. RingCX was not asked, and nothing was changed.\n\n"+
			"Restore the state from a backup, or remove the resource from it (`terraform state rm ADDRESS`) and import the right token.", state.ID.ValueString()))
}

func (b *base) addDeleteError(diags *diag.Diagnostics, state apiTokenModel, private apiTokenPrivate, err error) {
	switch {
	case errors.Is(err, ringcx.ErrOwnCredential):
		diags.AddError("Refused to revoke the provider's own credential", fmt.Sprintf(
			"The API token %s is the one that the provider is logged in with (api_token). Once it is revoked, nothing else of this run could be done.\n\n"+
				"Log in another way to revoke it: with another token of the same user, or with another auth_mode. "+
				"Or only stop managing it: `terraform state rm ADDRESS`, or a removed block with `destroy = false`.", state.ID.ValueString()))
	case errors.Is(err, ringcx.ErrOtherLogin):
		b.addOtherLogin(diags, state, private)
	case errors.Is(err, ringcx.ErrTampered):
		addTampered(diags, state)
	default: // Terraform gives no address for what it destroys
		diags.AddError("Cannot revoke the API token", b.causes().text(
			fmt.Sprintf("While revoking the API token %s, which stays in the state:", state.ID.ValueString()), err.Error(), ""))
	}
}

func (b *base) addOtherLogin(diags *diag.Diagnostics, state apiTokenModel, private apiTokenPrivate) {
	was := "another user"
	for _, name := range []string{private.Login.UserName, private.Login.UserID} {
		if name != "" {
			was = fmt.Sprintf("%q", name)
			break
		}
	}
	diags.AddError("The provider is logged in as another user", b.causes().text(fmt.Sprintf(
		"The API token %s is not in the list of the user that the provider is logged in as, and that is not provably the user who had it when it was last seen (%s). "+
			"It may be alive: with store_token = false there is no copy of it to ask RingCX with. Nothing was changed.", state.ID.ValueString(), was), "",
		"\n\nLog in as the user who owns the token. If the token is not wanted any more, revoke it as that user and remove it from the state with `terraform state rm ADDRESS`."))
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
		"RingCX says that the owner in the configuration is another user than the one who has the API token. It will be revoked, and another one created for the new owner.")
}

func (b *base) addOwnerUnproven(diags *diag.Diagnostics, err error) {
	diags.AddError("Cannot tell whether the API token's owner has changed", b.causes().text(
		"The owner in the configuration is not the one that is recorded, and RingCX could not be asked whether it is another user:", err.Error(),
		"\n\nNothing was changed, and the token in use stays. Correct the secret in owner, or write the owner as it was."))
}

func addOwnerNeedsSecret(diags *diag.Diagnostics, is *ownerModel) {
	secrets := "password_wo, jwt_wo or api_token_wo"
	if forms := is.forms(); len(forms) == 1 {
		secrets = forms[0].secret
	}
	diags.AddError("Missing secret of the owner", fmt.Sprintf(
		"The owner in the configuration is not the one that is recorded. To find out whether it is another user takes a login%s, and %s is null or empty. "+
			"Nothing was changed. Set it for one apply, or write the owner as it was.", is.forWhom(), secrets))
}

func addOwnerTurnedOut(diags *diag.Diagnostics) {
	diags.AddError("The API token's owner is another user",
		"The owner was not known when this was planned, or the plan was made with -refresh=false, and it is another user than the one who has the API token. The token was not changed. Plan and apply again, with refresh: the token will be replaced.")
}

const unprovenSummary = "Cannot tell what became of the API token"

// addUnproven is the error for a token of another owner of which nobody can tell
// whether it is alive.
func (b *base) addUnproven(diags *diag.Diagnostics, state apiTokenModel, reason string, is *ownerModel) {
	next := "Run the same command again later. If it stays, write the owner's secret into owner for one plan: the owner's own list settles it. "
	if is != nil && is.hasSecret() {
		next = "Run the same command again later. "
	}
	diags.AddError(unprovenSummary, b.causes().text(mayBeAlive(state), reason, "\n\n"+next+toStopManaging))
}

func warnUnproven(diags *diag.Diagnostics, state apiTokenModel, err error) {
	diags.AddWarning(unprovenSummary, mayBeAlive(state)+" "+err.Error()+"\n\nThe plan asks for its owner's list, where owner has the secret for it.")
}

func warnGoneByOwner(diags *diag.Diagnostics, state apiTokenModel) {
	diags.AddWarning("The API token is gone", fmt.Sprintf(
		"The list of the owner does not hold the API token %s: somebody revoked it. Another one will be created.", state.ID.ValueString()))
}

func warnTakenOver(diags *diag.Diagnostics, created ringcx.Created) {
	if created.TakenOver {
		diags.AddWarning("An API token was taken over", fmt.Sprintf(
			"RingCX gave no usable answer to the request that creates the API token. The list of %s has a new one since then, and it was taken to be that: %s. "+
				"If another program was creating tokens for the same user at that moment, compare them.", created.User, created.Token.ID()))
	}
}

// warnAftermath names new tokens that nobody claims, and requests of which
// something may come yet.
func warnAftermath(diags *diag.Diagnostics, after ringcx.Aftermath, owner *ownerModel) {
	if text := aftermath(after); text != "" {
		diags.AddWarning("There may be API tokens that no state holds", paragraphs(text, howToFind(owner)))
	}
}

func aftermath(after ringcx.Aftermath) string {
	unclaimed, unaccounted := "", ""
	if len(after.Unclaimed) > 0 {
		unclaimed = fmt.Sprintf("The list of %s has these new API tokens, which no resource of this run was given:\n  %s\n"+
			"RingCX may have carried out an earlier request late, or somebody else created them.", after.User, strings.Join(after.Unclaimed, "\n  "))
	}
	if after.Unaccounted > 0 {
		unaccounted = fmt.Sprintf("%d of the requests that this run sent for %s came to no known end. RingCX may yet make a token for each of them.", after.Unaccounted, after.User)
	}
	return paragraphs(unclaimed, unaccounted)
}

// howToFind says how to look at the tokens of a user and adopt or revoke one,
// for the provider's user or for an owner.
func howToFind(owner *ownerModel) string {
	if owner == nil {
		return "To find such a token, compare the ids of the data source ringcx_api_tokens with those in your state. " +
			"Adopt one with `terraform import ADDRESS ID`, or revoke it."
	}
	name := "a-name"
	if owner.Username.ValueString() != "" {
		name = owner.Username.ValueString()
	}
	return fmt.Sprintf("To find such a token, log in%s with a provider block of its own, and compare the ids of its data source with those in your state:\n\n"+
		"  provider \"ringcx\" {\n    alias = \"owner\"\n    # the login of %q: see the guide \"Authentication\"\n  }\n"+
		"  data \"ringcx_api_tokens\" \"owner\" {\n    provider = ringcx.owner\n  }\n\n"+
		"Adopt one with an import block that has `provider = ringcx.owner` and the id, or revoke it. Once it is imported, owner may be added to it, and the provider of the block removed.",
		owner.forWhom(), name)
}

// addNotListed does not point at the id, whose line Terraform would print: it
// may be computed there, from a token that is written down.
func addNotListed(diags *diag.Diagnostics, id string) {
	diags.AddError("No such API token", fmt.Sprintf(
		"The list of the user that the provider is logged in as holds no token with the id %s. It may have been revoked, it may belong to another user (RingCX lists a user's tokens only to that user), or the id is not the lower-case hex SHA-256 of the token.", id))
}

// addNotRevoked is an error, since whoever revokes a leaked token must not take
// it for gone because somebody else's list was read.
func addNotRevoked(diags *diag.Diagnostics, id string, whose ringcx.Identity) {
	diags.AddError("The API token was not found, and not revoked", fmt.Sprintf(
		"The provider is logged in as %s. That user's list holds no token with the id %s. It may be alive all the same: RingCX lists a user's tokens to that user alone, and those of other users are not visible here. Nothing was revoked.\n\n"+
			"If the token belongs to another user, run the action with a provider block that logs in as that user (`provider = ringcx.ALIAS` in the action). "+
			"If a resource with owner made it, replace that: `terraform apply -replace=ADDRESS`. "+
			"Check that the id is the SHA-256 of the token alone, without a line break. "+
			"If you know that the token was revoked before, remove the action, or the trigger that repeats it.", whose, id))
}
