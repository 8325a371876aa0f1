package provider

import (
	"context"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// A token's id is the lower-case hex SHA-256 of the token (ringcx.Token.ID). This file checks ids, parses import ids
// and displays ids.

// tokenID matches an id.
var tokenID = regexp.MustCompile(`^[0-9a-f]{64}$`)

// isTokenID validates an id. Its error does not repeat an invalid value, which may be a token.
type isTokenID struct{ described }

var tokenIDRule = isTokenID{"the lower-case hex SHA-256 of an API token"}

func (isTokenID) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown() {
		checkTokenID(req.ConfigValue.ValueString(), &resp.Diagnostics)
	}
}

// checkTokenID is called again when an id is used, because an id that was unknown before has not been validated. Its
// error does not point to the id, because Terraform prints the line that a path points to.
func checkTokenID(id string, diags *diag.Diagnostics) {
	if !tokenID.MatchString(id) {
		diags.AddError("Not the id of an API token",
			"The value of id is not an id: an id is the lower-case hex SHA-256 of a token, as in ringcx_api_token.example.id "+
				"or computed by sha256(token). This message does not repeat the value, because it may be a token itself. If it "+
				"is, and others can read the configuration, consider replacing that token.")
	}
}

// withoutToken is written after an import id to import a token without storing it. An import has no configuration that
// could say so, and Terraform writes the result to plan and state before it reads store_token.
const withoutToken = ",store_token=false"

// parseImport splits an import id into the token's id and whether the token is to be stored.
func parseImport(text string) (id string, store, ok bool) {
	id, without := strings.CutSuffix(text, withoutToken)
	return id, !without, tokenID.MatchString(id)
}

// addNotAnImportID does not repeat the value, which may be a token.
func addNotAnImportID(diags *diag.Diagnostics) {
	diags.AddError("Not the id of an API token", "An API token is imported by its id, the lower-case hex SHA-256 of "+
		"the token, because Terraform prints import ids. It has 64 lower-case hex digits, and only `,store_token=false` "+
		"may follow it. The given value has another form. This message does not repeat it, because it may be a token "+
		"itself. The following command computes the id without leaving the token in the shell's history:\n\n"+
		"  read -rs T && printf %s \"$T\" | sha256sum | cut -d' ' -f1\n\n"+
		"If the given value is a token, it is now in your terminal's output, and perhaps in a log. Consider replacing "+
		"that token.")
}

// displayName lets a person tell tokens apart without showing one: the prefix that names the platform, and the first
// characters of the id.
func displayName(t ringcx.Token, printable func(string) string) string {
	prefix, _, found := strings.Cut(t.Reveal(), ":")
	if !found || len(prefix) > maxPrefix || printable(prefix) != prefix {
		return short(t.ID())
	}
	return prefix + ":… (" + short(t.ID()) + ")"
}

// maxPrefix excludes anything longer than a platform's name, because it would be a part of the secret.
const maxPrefix = 8

// short returns the beginning of an id, which is enough to recognise it.
func short(id string) string { return id[:min(len(id), 12)] }

// idsAndValues splits tokens into two lists in the same order.
func idsAndValues(tokens []ringcx.Token) (ids, values []string) {
	ids, values = make([]string, 0, len(tokens)), make([]string, 0, len(tokens))
	for _, t := range tokens {
		ids, values = append(ids, t.ID()), append(values, t.Reveal())
	}
	return ids, values
}
