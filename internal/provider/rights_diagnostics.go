package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

// addRightsError is the error of anything that was asked about, or done to, a
// role, a rights document or an assignment. what names it, kind is its type.
func (b *base) addRightsError(diags *diag.Diagnostics, summary, kind, what string, err error) {
	var exists *rights.ExistsError
	var own *rights.OwnUserError
	var inUse *rights.InUseError
	var otherwise *rights.StoredOtherwiseError
	var notOwner *rights.NotOwnerError
	var unproven *ringcx.UnprovenError
	switch {
	case errors.As(err, &exists):
		diags.AddError("It is there already", fmt.Sprintf(
			"RingCX has %s already. What somebody else made is not taken over by itself. To manage it from here, "+
				"import it:\n\n"+
				"  import {\n    to = %s.NAME\n    id = %q\n  }\n\n"+
				"Or remove the resource from the configuration.", exists.What, kind, exists.ID))
	case errors.As(err, &own):
		diags.AddError("Refused to take rights from the provider's own user", fmt.Sprintf(
			"%s belongs to the user that the provider is logged in as. Without it this run could not go on, and the "+
				"next one could not give it back.\n\n"+
				"Log in as another administrator to take it away. Or only stop managing it: `terraform state rm ADDRESS`, or a "+
				"removed block with `destroy = false`.", capital(own.What)))
	case errors.As(err, &inUse):
		diags.AddError("The rights document is in use", fmt.Sprintf(
			"The %s is assigned to these users, and what RingCX does to their rights when it is deleted is "+
				"documented nowhere. It was not deleted:\n\n  %s\n\n"+
				"Take it from them first, in RingCX or with the ringcx_rights_document_assignment resources that "+
				"gave it. Or only stop managing it: `terraform state rm ADDRESS`, or a removed block with `destroy = false`.", what,
			userLines(inUse.Users)))
	case errors.As(err, &otherwise):
		end := "The state holds what RingCX stored. Write that into the configuration, or ask for what the " +
			"provider's user may give: nobody can give more rights than the own."
		switch {
		case otherwise.TakenBack:
			end = "The new rights document was deleted again, so that nobody gets rights that nobody decided on. Ask " +
				"for what the provider's user may give: nobody can give more rights than the own."
		case len(otherwise.Differences) == 0:
			end = "The rights are as asked for. Look at the rest in RingCX, and run the plan again: it shows nothing " +
				"of it, since this provider does not manage it."
		}
		diags.AddError("RingCX stored something else than was asked for",
			fmt.Sprintf("About the %s:\n\n%s\n\n%s", what, err, end))
	case errors.As(err, &notOwner):
		diags.AddError("Not the owner of the rights document", fmt.Sprintf(
			"The %s was left as it is: %s. Nothing is changed or deleted under another user than its owner.\n\n"+
				"If it has a new owner, stop managing it under the old one (`terraform state rm ADDRESS`), and import it "+
				"by the id of the owner.", what, err))
	case errors.As(err, &unproven):
		diags.AddError("Cannot tell whether it is gone", fmt.Sprintf(
			"The %s may be there, and is kept in the state: %s.\n\nRun the same command again later, with the login that was "+
				"used before. To stop managing it, use `terraform state rm ADDRESS`.",
			what, strings.TrimSuffix(err.Error(), ".")))
	default:
		diags.AddError(summary, b.causes().text(fmt.Sprintf("About the %s:", what), reasonOf(err), ""))
	}
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

func addNotAnIDToImport(diags *diag.Diagnostics, why string) {
	diags.AddError("Not an id to import by", why)
}

func addNothingToImport(diags *diag.Diagnostics, what string) {
	diags.AddError("Nothing to import",
		fmt.Sprintf("RingCX has no %s, or does not show it to the user that the provider is logged in as.", what))
}

// warnOfOthers says what an assignment did to other users, or what somebody
// else did meanwhile.
func warnOfOthers(diags *diag.Diagnostics, what string, assigned rights.Assignments) {
	if len(assigned.Restored) > 0 {
		diags.AddWarning("RingCX took the rights document from others", fmt.Sprintf(
			"The request for the %s has replaced the users who had it, instead of adding one. They have it "+
				"again:\n\n  %s\n\n"+
				"Check them in RingCX. For the rest of this run each assignment sends all users of its "+
				"document. What RingCX publishes does not say that it does this. %s",
			what, userLines(assigned.Restored), pleaseReport))
	}
	if len(assigned.Lost) > 0 {
		diags.AddWarning("Others lost the rights document", fmt.Sprintf(
			"Around the request for the %s these users lost it, while others kept it:\n\n  %s\n\nSomebody else may "+
				"have taken it from them, so it was not given back.", what, userLines(assigned.Lost)))
	}
}

func userLines(users []ringcx.User) string {
	lines := make([]string, len(users))
	for i, u := range users {
		lines[i] = u.String()
	}
	return strings.Join(rights.Some(lines), "\n  ")
}

// warnMoved says that a document is not where it was made.
func warnMoved(
	diags *diag.Diagnostics, state rightsDocumentModel, stored rights.Document, printable func(string) string,
) {
	for what, pair := range map[string][2]string{
		"account": {state.AccountID.ValueString(), stored.AccountID},
		"owner":   {state.OwnerUserID.ValueString(), stored.OwnerID},
	} {
		if pair[1] != "" && pair[0] != pair[1] {
			diags.AddWarning("The rights document was moved", fmt.Sprintf(
				"RingCX says that the %s of the %s is %s, and it was made for %s. It is not replaced for that. If the move is "+
					"right, remove it from the state (`terraform state rm ADDRESS`), write %[3]s into the configuration and import "+
					"it.",
				what, state.what(), printable(pair[1]), pair[0]))
		}
	}
}
