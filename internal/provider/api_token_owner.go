package provider

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// ownerModel is the API user for whom a token is created. Its secrets are write-only: they are only in the
// configuration.
type ownerModel struct {
	Username   types.String `tfsdk:"username"`
	PasswordWO types.String `tfsdk:"password_wo"`
	JWTWO      types.String `tfsdk:"jwt_wo"`
	APITokenWO types.String `tfsdk:"api_token_wo"`
}

var (
	ownerPath              = path.Root("owner")
	ownerSecretDescription = "Secret; write-only: never stored in a plan or in state. Needed only when a token is " +
		"created; may be null or outdated otherwise."
)

// ownerAttributeTypes are the attribute types of ownerModel, for a null owner.
var ownerAttributeTypes = map[string]attr.Type{
	"username": types.StringType, "password_wo": types.StringType, "jwt_wo": types.StringType,
	"api_token_wo": types.StringType,
}

func ownerAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "The API user for whom the token is created, if that is not the provider's user. Exactly " +
			"one form: `username` with `password_wo` (modes `legacy` and `engage`), `jwt_wo` (mode `ringcentral`) or " +
			"`api_token_wo` (every mode). Its secrets are used once, to create the token; reading and revoking need none, " +
			"because a token may list its own user's tokens and revoke itself. Changing it to another user replaces the " +
			"token, but only if a login with the new secret proves that it is another user. Writing the same user in another " +
			"form does not replace the token. Needs Terraform 1.11 or OpenTofu 1.11, and a stored token.",
		Attributes: map[string]schema.Attribute{
			"username": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Name of the owner, for modes `legacy` and `engage`. Stored in state.",
			},
			"password_wo": schema.StringAttribute{
				Optional: true, Sensitive: true, WriteOnly: true,
				MarkdownDescription: "The owner's password. " + ownerSecretDescription,
			},
			"jwt_wo": schema.StringAttribute{
				Optional: true, Sensitive: true, WriteOnly: true,
				MarkdownDescription: "The owner's RingCentral JWT credential, for mode `ringcentral` with `client_id` and " +
					"`client_secret` in the provider block. " + ownerSecretDescription + " The provider recognises the owner by " +
					"the JWT's subject: a renewed JWT of the same user changes nothing, and a JWT of another user replaces the token.",
			},
			"api_token_wo": schema.StringAttribute{
				Optional: true, Sensitive: true, WriteOnly: true,
				MarkdownDescription: "An existing API token of the owner, for every mode. " + ownerSecretDescription +
					" A new token of the same user changes nothing.",
			},
		},
	}
}

// owner returns the model's owner, or nil if there is none or all of it is unknown.
func (m apiTokenModel) owner(ctx context.Context) *ownerModel {
	if m.Owner.IsNull() || m.Owner.IsUnknown() {
		return nil
	}
	var o ownerModel
	if diags := m.Owner.As(ctx, &o, basetypes.ObjectAsOptions{}); diags.HasError() {
		return nil
	}
	return &o
}

// form is one of the forms in which the configuration can describe an owner.
type form struct {
	attribute string       // the attribute that names the form
	secret    string       // the attribute that holds its secret
	value     types.String // of the secret
	modes     []string     // the auth modes that can use it; nil: all
}

// forms returns the forms of which a known value is written. An unknown value, as every variable is to `terraform
// validate`, may turn out to be null.
func (o *ownerModel) forms() []form {
	var forms []form
	if given(o.Username) || given(o.PasswordWO) {
		forms = append(forms, form{"username", "password_wo", o.PasswordWO, []string{modeEngage, modeLegacy}})
	}
	if given(o.JWTWO) {
		forms = append(forms, form{"jwt_wo", "jwt_wo", o.JWTWO, []string{modeRingCentral}})
	}
	if given(o.APITokenWO) {
		forms = append(forms, form{"api_token_wo", "api_token_wo", o.APITokenWO, nil})
	}
	return forms
}

// given reports whether a value is known and not null.
func given(s types.String) bool { return !s.IsNull() && !s.IsUnknown() }

// empty reports whether none of the owner's attributes is set.
func (o *ownerModel) empty() bool {
	return o.Username.IsNull() && o.PasswordWO.IsNull() && o.JWTWO.IsNull() && o.APITokenWO.IsNull()
}

const ownerForms = "Write exactly one of { username, password_wo } (auth_mode engage or legacy), { jwt_wo } " +
	"(auth_mode ringcentral) or { api_token_wo } (every auth_mode)."

// misspelledHint is what can be said of a misspelled attribute: Terraform converts an object to the attributes of the
// schema before the provider sees it, so nothing shows what else was written.
const misspelledHint = "Terraform silently drops an attribute of owner that does not exist, such as password for " +
	"password_wo: check the spelling."

// validate reports errors in the owner that do not depend on the mode or the state.
//
// No error about an owner points to its attributes: Terraform prints the lines that a path points to, and the owner's
// secret may be there.
func (o *ownerModel) validate(diags *diag.Diagnostics) {
	if forms := o.forms(); len(forms) > 1 {
		for _, f := range forms {
			diags.AddError("More than one form of owner", f.attribute+" is set together with another form. "+ownerForms)
		}
	}
	if given(o.PasswordWO) && o.Username.IsNull() {
		diags.AddError("Missing username of the owner", "password_wo is set without username. "+ownerForms+" "+
			misspelledHint)
	}
	for name, secret := range map[string]struct {
		value types.String
		parse func(string) (ringcx.Secret, error)
	}{
		"password_wo": {o.PasswordWO, asSecret}, "jwt_wo": {o.JWTWO, asToken}, "api_token_wo": {o.APITokenWO, asToken},
	} {
		if _, err := secret.parse(secret.value.ValueString()); err != nil {
			diags.AddError("Invalid secret of the owner", fmt.Sprintf("%s in owner: %s.", name,
				withRemedy(err, trimRemedy)))
		}
	}
	if err := checkEnds(o.Username.ValueString()); err != nil {
		diags.AddError("Invalid username of the owner", fmt.Sprintf("username in owner: %s.",
			withRemedy(err, trimRemedy)))
	}
}

// checkMode reports forms that cannot be used with the provider's auth_mode.
func (o *ownerModel) checkMode(s settings, diags *diag.Diagnostics) {
	if s.authMode.unknown {
		return
	}
	for _, f := range o.forms() {
		if f.modes != nil && !slices.Contains(f.modes, s.authMode.value) {
			diags.AddError("Owner does not fit auth_mode",
				fmt.Sprintf("The provider block has auth_mode %q, which cannot log in with %s. %s", s.authMode.value, f.attribute,
					ownerForms))
			continue
		}
		if f.attribute != "jwt_wo" {
			continue
		}
		for _, app := range []origin{s.clientID.origin, s.clientSecret.origin} {
			if !app.set {
				diags.AddError("Missing "+app.name+" in the provider block",
					fmt.Sprintf("To log in with jwt_wo, the provider needs the RingCentral app's %s. Set it in the provider block, "+
						"or %s in the environment.", app.name, envOf(app.name)))
			}
		}
	}
}

// unusable says why nobody can log in as the owner in this mode, as a diagnostic without a path; nil if nothing is
// known against it. What is unknown may still become usable.
func (o *ownerModel) unusable(mode string) diag.Diagnostic {
	const missing = "Missing secret of the owner"
	if o.empty() {
		// The provider cannot tell an attribute that is null from one that is not written.
		return diag.NewErrorDiagnostic(missing,
			fmt.Sprintf("Creating a token for an owner needs a login with %s, which is null or not written. Set it for this "+
				"run. %s %s", ownerSecrets(mode), ownerForms, misspelledHint))
	}
	for _, f := range o.forms() {
		if !f.value.IsUnknown() && f.value.ValueString() == "" {
			return diag.NewErrorDiagnostic(missing,
				fmt.Sprintf("Creating a token%s needs a login with %s, which is null, empty or not written. Set %[2]s for this "+
					"run. %[3]s", o.forOwner(), f.secret, misspelledHint))
		}
	}
	return o.expired()
}

// ownerSecrets names the secrets of which an owner needs one in this mode.
func ownerSecrets(mode string) string {
	switch mode {
	case modeEngage, modeLegacy:
		return "password_wo (with username) or api_token_wo"
	case modeRingCentral:
		return "jwt_wo or api_token_wo"
	case modeAPIToken:
		return "api_token_wo"
	}
	return "password_wo (with username), jwt_wo or api_token_wo"
}

// forOwner names the owner in a message, as in "a token for the owner x".
func (o *ownerModel) forOwner() string {
	if o.Username.ValueString() == "" {
		return " for the owner"
	}
	return fmt.Sprintf(" for the owner %q", o.Username.ValueString())
}

// credentials returns the owner's credentials in the provider's mode. The owner must have passed its checks.
func (o *ownerModel) credentials(s settings) ringcx.Credentials {
	switch {
	case !o.APITokenWO.IsNull():
		return ringcx.APIToken{Token: ringcx.Token{Secret: ringcx.Secret(o.APITokenWO.ValueString())}}
	case !o.JWTWO.IsNull():
		return ringcx.RingCentral{
			ClientID: s.clientID.value, ClientSecret: s.clientSecret.value,
			JWT: ringcx.Secret(o.JWTWO.ValueString()),
		}
	case s.authMode.value == modeLegacy:
		return ringcx.Legacy{UserName: o.Username.ValueString(), Password: ringcx.Secret(o.PasswordWO.ValueString())}
	default:
		return ringcx.Engage{UserName: o.Username.ValueString(), Password: ringcx.Secret(o.PasswordWO.ValueString()),
			PlatformID: s.platformID.value}
	}
}

// fingerprint identifies an owner without a username: by the subject of its JWT, or by the id of its API token. It is
// not secret. It is "" if the owner has a username or its secret is not known.
func (o *ownerModel) fingerprint() string {
	switch {
	case o == nil:
	case o.JWTWO.ValueString() != "":
		return "jwt:" + ringcx.JWTSubject(ringcx.Secret(o.JWTWO.ValueString()))
	case o.APITokenWO.ValueString() != "":
		return "api_token:" + ringcx.Token{Secret: ringcx.Secret(o.APITokenWO.ValueString())}.ID()
	}
	return ""
}

// name identifies an owner, so that the tokens of one owner are read together.
func (o *ownerModel) name(p apiTokenPrivate) string {
	return cmp.Or(o.Username.ValueString(), p.Owner, "owner")
}
