package provider

import (
	"context"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// A token's id is the lower-case hex SHA-256 of the token (ringcx.Token.ID). This is all that the provider does with
// ids: it checks them, reads them out of an import, and shows them to people.

// tokenID is the form of an id.
var tokenID = regexp.MustCompile(`^[0-9a-f]{64}$`)

// isTokenID validates an id without repeating what is not one: it may be a token.
type isTokenID struct{}

func (isTokenID) Description(context.Context) string {
	return "the lower-case hex SHA-256 of an API token"
}

func (v isTokenID) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (isTokenID) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown() {
		checkTokenID(req.ConfigValue.ValueString(), &resp.Diagnostics)
	}
}

// checkTokenID is asked again when an id is used: one that was unknown before
// has not been validated. Its error does not point at the id, because Terraform
// prints the line that a path points to.
func checkTokenID(id string, diags *diag.Diagnostics) {
	if !tokenID.MatchString(id) {
		diags.AddError("Not the id of an API token",
			"The value of id is not one: an id is the lower-case hex SHA-256 of a token, as ringcx_api_token.example.id gives it or sha256(token) computes it. "+
				"The value is not repeated here, since it may be a token itself. If it is, and others can read the configuration, consider replacing that token.")
	}
}

// withoutToken, after the id, imports a token without storing it: import has no configuration that could say so, and
// Terraform writes what it imports to plan and state before it looks at store_token.
const withoutToken = ",store_token=false"

// parseImport reads what a token is imported by: its id, and whether the token is to be stored.
func parseImport(text string) (id string, store, ok bool) {
	id, without := strings.CutSuffix(text, withoutToken)
	return id, !without, tokenID.MatchString(id)
}

// addNotAnImportID does not repeat the value: it may be a token.
func addNotAnImportID(diags *diag.Diagnostics) {
	diags.AddError("Not the id of an API token", "An API token is imported by its id, the lower-case hex SHA-256 of the token, because Terraform prints import ids. "+
		"It has 64 lower-case hex digits, and may be followed by `,store_token=false` and nothing else. What was given is not one, and is not repeated here, since it may be a token itself. This computes the id without leaving the token in the shell's history:\n\n"+
		"  read -rs T && printf %s \"$T\" | sha256sum | cut -d' ' -f1\n\n"+
		"If a token was given, it now stands in your terminal's output, and perhaps in a log: consider replacing it.")
}

// displayName lets a person tell tokens apart without learning one: the prefix
// that names the platform, and the first characters of the id.
func displayName(t ringcx.Token) string {
	prefix, _, found := strings.Cut(t.Reveal(), ":")
	if !found || len(prefix) > maxPrefix {
		return short(t.ID())
	}
	return prefix + ":… (" + short(t.ID()) + ")"
}

// maxPrefix keeps out anything that is longer than a platform's name: it would
// be a part of the secret.
const maxPrefix = 8

// short is enough of an id to recognise it by.
func short(id string) string {
	if len(id) <= 12 {
		return id
	}
	return id[:12]
}

// idsAndValues splits tokens into two lists of the same order.
func idsAndValues(tokens []ringcx.Token) (ids, values []string) {
	ids, values = make([]string, 0, len(tokens)), make([]string, 0, len(tokens))
	for _, t := range tokens {
		ids, values = append(ids, t.ID()), append(values, t.Reveal())
	}
	return ids, values
}
