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
// role, a rights document or an assignment. what names it.
func (b *base) addRightsError(diags *diag.Diagnostics, summary, what string, err error) {
	var exists *rights.ExistsError
	var own *rights.OwnUserError
	var inUse *rights.InUseError
	var otherwise *rights.StoredOtherwiseError
	var notOwner *rights.NotOwnerError
	var unproven *ringcx.UnprovenError
	switch {
	case errors.As(err, &exists):
		diags.AddError("Already exists in RingCX", fmt.Sprintf(
			"RingCX already has %s. The provider does not adopt existing objects automatically. To manage it here, "+
				"import it:\n\n"+
				"  import {\n    to = ringcx_%s.NAME\n    id = %q\n  }\n\n"+
				"Or remove the resource from the configuration.", exists.What, b.name, exists.ID))
	case errors.As(err, &own):
		diags.AddError("Refused to remove rights from the provider's user", fmt.Sprintf(
			"%s belongs to the provider's user. Without it this run could not continue, and the next one could not restore "+
				"it.\n\n"+
				"To remove it, log in as another administrator. To only stop managing it, use `terraform state rm ADDRESS`, or a "+
				"removed block with `destroy = false`.", capital(own.What)))
	case errors.As(err, &inUse):
		diags.AddError("The rights document is in use", fmt.Sprintf(
			"The %s was not deleted, because it is assigned to these users and RingCX does not document what deleting it "+
				"does to their rights:\n\n  %s\n\n"+
				"Remove it from them first, in RingCX or by destroying the ringcx_rights_document_assignment resources. To "+
				"only stop managing it, use `terraform state rm ADDRESS`, or a removed block with `destroy = false`.", what,
			userLines(inUse.Users)))
	case errors.As(err, &otherwise):
		end := "The state holds what RingCX stored. Write that into the configuration, or configure only rights that the " +
			"provider's user has: " + noMoreRights
		switch {
		case otherwise.TakenBack:
			end = "The new rights document was deleted again, so that nobody gets rights that were not configured. " +
				"Configure only rights that the provider's user has: " + noMoreRights
		case len(otherwise.Differences) == 0:
			end = "The rights are as configured. Check the other parts in RingCX: the provider does not manage them, so " +
				"a plan does not show them."
		}
		diags.AddError("RingCX stored something other than the configuration",
			fmt.Sprintf("The %s:\n\n%s\n\n%s", what, err, end))
	case errors.As(err, &notOwner):
		diags.AddError("Not the owner of the rights document", fmt.Sprintf(
			"The %s was not changed: %s. The provider changes and deletes a document only through its owner.\n\n"+
				"If it has a new owner, remove it from the state (`terraform state rm ADDRESS`), and import it with the id of "+
				"that owner.", what, err))
	case errors.As(err, &unproven):
		diags.AddError("Cannot tell whether it is gone", fmt.Sprintf(
			"The %s may still exist, and is kept in the state: %s.\n\nRun the same command again later, with the login that "+
				"was used before. To stop managing it, use `terraform state rm ADDRESS`.",
			what, strings.TrimSuffix(err.Error(), ".")))
	default:
		diags.AddError(summary, b.data.causes.text(fmt.Sprintf("The %s:", what), reasonOf(err), ""))
	}
}

// noMoreRights is why RingCX may store less than the configuration has.
const noMoreRights = "no user can grant rights that it does not have itself."

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

func addNotAnIDToImport(diags *diag.Diagnostics, why string) {
	diags.AddError("Invalid import id", why)
}

func addNothingToImport(diags *diag.Diagnostics, what string) {
	diags.AddError("Nothing to import",
		fmt.Sprintf("RingCX has no %s, or does not show it to the provider's user.", what))
}

// warnOfOthers says what an assignment did to other users, or what somebody
// else did meanwhile.
func warnOfOthers(diags *diag.Diagnostics, what string, assigned rights.Others) {
	if len(assigned.Restored) > 0 {
		diags.AddWarning("RingCX removed the rights document from other users", fmt.Sprintf(
			"The request for the %s replaced the users who had the document, instead of adding one. The provider has "+
				"restored these:\n\n  %s\n\n"+
				"Check them in RingCX. For the rest of this run, each assignment sends all users of its document. RingCX does "+
				"not document this behaviour. %s",
			what, userLines(assigned.Restored), PleaseReport))
	}
	if len(assigned.Lost) > 0 {
		diags.AddWarning("Other users lost the rights document", fmt.Sprintf(
			"During the request for the %s these users lost the document, and others kept it:\n\n  %s\n\nSomebody else "+
				"may have removed it from them, so it was not restored.", what, userLines(assigned.Lost)))
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
				"The %s of the %s is now %s; it was created with %s. The provider does not replace it. If the move is "+
					"intended, remove it from the state (`terraform state rm ADDRESS`), write %[3]s into the configuration and "+
					"import it.",
				what, state.what(), printable(pair[1]), pair[0]))
		}
	}
}
