package provider

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// isABug ends a message about what no configuration and no answer of RingCX can explain.
const isABug = "This is a bug in the provider. " + PleaseReport

// PleaseReport says where to report something. The pages and TestReportsSayWhere have the same address.
const PleaseReport = "Please report it: https://github.com/ringcx/terraform-provider-ringcx/issues"

// This file holds the texts of diagnostics, except for those about the provider block (provider_problems.go) and about
// ids (token_id.go). The text of an error of package ringcx says what was being done, what RingCX answered and what to
// do, and holds no secret.

func (b *base) addCreateError(diags *diag.Diagnostics, owner *ownerModel, err error) {
	prefix := ""
	if owner != nil {
		prefix = fmt.Sprintf("While creating a token%s, with the credentials in owner and not those of the provider block:",
			owner.forOwner())
	}
	text := ""
	var undecided *ringcx.UndecidedError
	if errors.As(err, &undecided) {
		text = b.undecided(prefix, undecided, owner)
	} else {
		text = b.data.causes.text(prefix, reasonOf(err), "")
	}
	diags.AddError("Cannot create the API token", text)
}

// undecided returns the text for a create that may still make a token. Every error has the ids and counts, even if its
// cause was reported before.
func (b *base) undecided(prefix string, e *ringcx.UndecidedError, owner *ownerModel) string {
	cause, outcome, howTo := reasonOf(e.Cause), e.Outcome(), howToFind(owner)
	left := aftermath(e.Aftermath)
	what := told{failed: cause.key, advice: howTo}
	if e.ListErr != nil {
		what.listed = reasonOf(e.ListErr).key
	}
	if b.data.causes.first(what) {
		return paragraphs(strings.TrimSpace(prefix+" "+cause.text), outcome, left, howTo)
	}
	line := strings.TrimSpace(prefix + " " + cause.brief)
	if len(e.Candidates) > 0 {
		return paragraphs(line+" "+seeFirstError, outcome, left)
	}
	outcome, _, _ = strings.Cut(outcome, "\n")
	return paragraphs(line+" "+outcome+" "+seeFirstError, left)
}

// count is a number of things, in words: "1 user", "2 users".
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

func paragraphs(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(t string) bool { return t == "" }), "\n\n")
}

const tokenReadSummary = "Cannot read the API token"

const tokenImportSummary = "Cannot import the API token"

func (b *base) addReadError(diags *diag.Diagnostics, state apiTokenModel, private apiTokenPrivate, err error) {
	var unproven *ringcx.UnprovenError
	switch {
	case errors.Is(err, ringcx.ErrOtherLogin):
		b.addOtherLogin(diags, state, private)
	case errors.Is(err, ringcx.ErrTampered):
		addTampered(diags, state)
	case errors.As(err, &unproven):
		diags.AddError(tokenReadSummary, b.data.causes.text(mayBeAlive(state), reasonOf(err),
			"\n\nRun the same command again later. "+stopManagingHint))
	default:
		b.addError(diags, tokenReadSummary, err)
	}
}

func mayBeAlive(state apiTokenModel) string {
	return fmt.Sprintf("The API token %s may be alive, and is kept in the state:", state.ID.ValueString())
}

const stopManagingHint = "To stop managing the token, use `terraform state rm ADDRESS`."

func addTampered(diags *diag.Diagnostics, state apiTokenModel) {
	diags.AddError("The state of the API token contradicts itself", fmt.Sprintf(
		"The id %s is not the SHA-256 of the token that is stored with it, so it is not clear which of the two is right. "+
			"Somebody has changed the state. RingCX was not asked, and nothing was changed.\n\n"+
			"Restore the state from a backup, or remove the resource from it (`terraform state rm ADDRESS`) and import the "+
			"right token.", state.ID.ValueString()))
}

func addInTwoResources(diags *diag.Diagnostics, id string) {
	diags.AddError("Two resources have the same API token", fmt.Sprintf(
		"The API token %s is in the state at two addresses: this one, and another ringcx_api_token. Destroying one of "+
			"them would revoke the token of both.\n\n"+
			"Find out which service uses the token, and keep that resource. Remove the other from the state with `terraform "+
			"state rm ADDRESS`: the next apply creates a token of its own for it. Of two import blocks with this id, "+
			"remove one.", id))
}

func (b *base) addDeleteError(diags *diag.Diagnostics, state apiTokenModel, private apiTokenPrivate, err error) {
	switch {
	case errors.Is(err, ringcx.ErrOwnCredential):
		diags.AddError("Refused to revoke the provider's own credential", fmt.Sprintf(
			"The API token %s is the one that the provider logs in with (api_token). Without it the provider could do "+
				"nothing else in this run.\n\n"+
				"To revoke it, log in another way: with another token of the same user, or with another auth_mode. "+
				"To only stop managing it, use `terraform state rm ADDRESS`, or a removed block with `destroy = false`.",
			state.ID.ValueString()))
	case errors.Is(err, ringcx.ErrOtherLogin):
		b.addOtherLogin(diags, state, private)
	case errors.Is(err, ringcx.ErrTampered):
		addTampered(diags, state)
	default: // the text names the token, because Terraform prints no address for what it destroys
		diags.AddError("Cannot revoke the API token", b.data.causes.text(
			fmt.Sprintf("While revoking the API token %s, which stays in the state:", state.ID.ValueString()), reasonOf(err),
			""))
	}
}

func (b *base) addOtherLogin(diags *diag.Diagnostics, state apiTokenModel, private apiTokenPrivate) {
	was := "another user"
	if name := cmp.Or(private.Login.UserName, private.Login.UserID); name != "" {
		was = strconv.Quote(name)
	}
	diags.AddError("The provider is logged in as another user", b.data.causes.text(fmt.Sprintf(
		"The API token %s is not in the list of the provider's user, and nothing proves that this is the user who had the "+
			"token when it was last seen (%s). The token may be alive. With store_token = false the state has no copy of it, "+
			"so RingCX cannot be asked about it. Nothing was changed.", state.ID.ValueString(), was),
		reason{},
		"\n\nLog in as the user who owns the token. If you no longer need the token, revoke it as that user and remove it "+
			"from the state with `terraform state rm ADDRESS`."))
}

func warnElsewhere(diags *diag.Diagnostics, state apiTokenModel) {
	diags.AddWarning("The API token belongs to another user than the provider's", fmt.Sprintf(
		"The API token %s is not in the list of the provider's user, but RingCX accepts it: it belongs to another user. The "+
			"provider's login has probably changed. The token is kept as it is. Log in as its user again, or replace the "+
			"token (`terraform apply -replace=ADDRESS`) with one of the new user.",
		state.ID.ValueString()))
}

func warnLoginRefused(diags *diag.Diagnostics, state apiTokenModel) {
	diags.AddWarning("RingCX refuses the provider's login", fmt.Sprintf(
		"RingCX does not accept the provider's api_token, so nothing can be created with it. It accepts the API token %s, "+
			"which is kept as it is and can be revoked. Give the provider another login, unless everything is to be "+
			"destroyed.", state.ID.ValueString()))
}

// warnOwnerChanged explains a replacement whose reason the plan cannot show.
func warnOwnerChanged(diags *diag.Diagnostics) {
	diags.AddWarning("The API token will be replaced for another owner",
		"RingCX says that the owner in the configuration is another user than the one who has the API token. The token "+
			"will be revoked, and a new one created for the new owner.")
}

func (b *base) addOwnerUnproven(diags *diag.Diagnostics, err error) {
	diags.AddError("Cannot tell whether the API token's owner has changed", b.data.causes.text(
		"The owner in the configuration differs from the recorded one, and RingCX could not be asked whether it is "+
			"another user:", reasonOf(err),
		"\n\nNothing was changed, and the token stays in use. Correct the secret in owner, or restore the previous owner."))
}

// addOwnerCannotLogIn refuses to replace a token by one that nobody could create.
func (b *base) addOwnerCannotLogIn(diags *diag.Diagnostics, owner *ownerModel, err error) {
	diags.AddError("Cannot log in as the owner", b.data.causes.text(
		fmt.Sprintf("The API token is to be replaced, and creating a new one%s needs a login that failed:",
			owner.forOwner()), reasonOf(err),
		"\n\nNothing was changed, and the token stays in use. Correct the secret in owner. To destroy the token instead, "+
			"use `terraform destroy -refresh=false`."))
}

func addOwnerNeedsSecret(diags *diag.Diagnostics, owner *ownerModel) {
	secrets := "password_wo, jwt_wo or api_token_wo"
	if forms := owner.forms(); len(forms) == 1 {
		secrets = forms[0].secret
	}
	diags.AddError("Missing secret of the owner", fmt.Sprintf(
		"The owner in the configuration differs from the recorded one. Finding out whether it is another user takes a "+
			"login%s, and %s is null or empty. Nothing was changed. Set the secret for one apply, or restore the previous "+
			"owner.", owner.forOwner(), secrets))
}

func addOwnerDiffers(diags *diag.Diagnostics) {
	diags.AddError("The API token's owner is another user",
		"The owner is another user than the one who has the API token. The plan could not show that, because the owner "+
			"was not known then or the plan was made with -refresh=false. The token was not changed. Plan and apply again, "+
			"with refresh: the token will then be replaced.")
}

const unprovenSummary = "Cannot tell what became of the API token"

// addUnproven reports that it is not known whether a token of another owner is alive.
func (b *base) addUnproven(diags *diag.Diagnostics, state apiTokenModel, why reason, owner *ownerModel) {
	next := "Run the same command again later. If the error remains, set the secret in owner for one plan: the owner's " +
		"own list then shows whether the token is alive. "
	if owner != nil && owner.hasSecret() {
		next = "Run the same command again later. "
	}
	diags.AddError(unprovenSummary, b.data.causes.text(mayBeAlive(state), why, "\n\n"+next+stopManagingHint))
}

func warnUnproven(diags *diag.Diagnostics, state apiTokenModel, err error) {
	diags.AddWarning(unprovenSummary,
		mayBeAlive(state)+" "+err.Error()+"\n\nIf owner has the secret, the plan reads the owner's list to find out.")
}

// warnGone says why something leaves the state. All have one summary, so that Terraform folds a hundred of them.
func warnGone(diags *diag.Diagnostics, what, evidence string) {
	diags.AddWarning("Removed from the state, because it is gone in RingCX", fmt.Sprintf(
		"The %s is gone: %s. Terraform creates it again if the configuration still has it.", what, evidence))
}

// Warnings that name tokens have summaries of their own: Terraform folds warnings with the same summary into one, and
// then prints the ids of one only.

func warnTakenOver(diags *diag.Diagnostics, created ringcx.Created) {
	if created.TakenOver {
		diags.AddWarning("An API token was taken over: "+short(created.Token.ID()), fmt.Sprintf(
			"RingCX gave no usable answer to the request that creates the API token. The list of %s has a new token since "+
				"then, and the resource took it over: %s. If another program created tokens for the same user at that moment, "+
				"check that it does not use the same one. If it does, the token that this run requested may be in the list too, "+
				"or RingCX may still create it.", created.User, created.Token.ID()))
	}
}

func warnUnconfirmed(diags *diag.Diagnostics, created ringcx.Created) {
	if created.Unconfirmed {
		diags.AddWarning("An API token was not confirmed: "+short(created.Token.ID()), fmt.Sprintf(
			"RingCX answered with the API token %s, and the state has it. The list of %s, which would confirm it, could "+
				"not be read, or the run was stopped before. The next plan checks it. If that says that the token is "+
				"gone, RingCX may list it under another id: compare the ids of the data source ringcx_api_tokens with "+
				"those in your state.", created.Token.ID(), created.User))
	}
}

// warnAftermath names new tokens that belong to no create, and counts requests that may still make a token.
func warnAftermath(diags *diag.Diagnostics, after ringcx.Aftermath, owner *ownerModel) {
	if text := aftermath(after); text != "" {
		which := []string{after.User.String()}
		for _, id := range after.Unclaimed {
			which = append(which, short(id))
		}
		diags.AddWarning("There may be API tokens that no state holds: "+strings.Join(which, ", "),
			paragraphs(text, howToFind(owner)))
	}
}

func aftermath(after ringcx.Aftermath) string {
	unclaimed, unaccounted := "", ""
	if len(after.Unclaimed) > 0 {
		unclaimed = fmt.Sprintf("The list of %s has these new API tokens, which belong to no resource of this run:\n  %s\n"+
			"RingCX may have carried out an earlier request late, or somebody else created them.", after.User,
			strings.Join(after.Unclaimed, "\n  "))
	}
	if after.Unaccounted > 0 {
		unaccounted = fmt.Sprintf("In total, %s of this run for %s ended with no known outcome. RingCX may still create a "+
			"token for each such request.", count(after.Unaccounted, "request"), after.User)
	}
	return paragraphs(unclaimed, unaccounted)
}

// howToFind says how to find, adopt or revoke tokens of the provider's user, or of an owner.
func howToFind(owner *ownerModel) string {
	if owner == nil {
		return "To check later, compare the ids of the data source ringcx_api_tokens with those in your state. " +
			"Adopt one with `terraform import ADDRESS ID`, or revoke it."
	}
	name := cmp.Or(owner.Username.ValueString(), "a-name")
	return fmt.Sprintf("To check later, log in%s with a provider block of its own, and compare the ids of its "+
		"data source with those in your state:\n\n"+
		"  provider \"ringcx\" {\n    alias = \"owner\"\n    # the login of %q: see the guide \"Authentication\"\n  }\n"+
		"  data \"ringcx_api_tokens\" \"owner\" {\n    provider = ringcx.owner\n  }\n\n"+
		"Adopt one with an import block that has `provider = ringcx.owner` and the id, or revoke it. After the import you "+
		"may add owner to the resource, and remove its provider argument.",
		owner.forOwner(), name)
}

// addNotListed does not point to the id: Terraform would print its line, and the configuration may compute the id there
// from the token in plain text.
func addNotListed(diags *diag.Diagnostics, id string) {
	diags.AddError("No such API token", fmt.Sprintf(
		"The list of the provider's user has no token with the id %s. The token may have been revoked, it may belong to "+
			"another user (RingCX lists a user's tokens only to that user), or the id is not the lower-case hex SHA-256 of "+
			"the token.", id))
}

// addNotRevoked is an error, not a message: a leaked token must not seem to be revoked because the list of another user
// was read.
func addNotRevoked(diags *diag.Diagnostics, id string, whose ringcx.Identity) {
	diags.AddError("The API token was not found, and not revoked", fmt.Sprintf(
		"The provider is logged in as %s. That user's list holds no token with the id %s. The token may still be alive: "+
			"RingCX lists a user's tokens only to that user, so tokens of other users are not visible here. Nothing was "+
			"revoked.\n\n"+
			"If the token belongs to another user, run the action with a provider block that logs in as that user (`provider "+
			"= ringcx.ALIAS` in the action). If a resource with owner created it, replace that resource: `terraform apply "+
			"-replace=ADDRESS`. "+
			"Check that the id is the SHA-256 of the token alone, without a line break. "+
			"If you know that the token was revoked before, remove the action, or the trigger that repeats it.", whose, id))
}
