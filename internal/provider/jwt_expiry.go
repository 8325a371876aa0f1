package provider

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// jwtWarningPeriod is how long before its expiry a JWT credential causes a warning. RingCentral does not renew JWTs
// (API.md, section 3.3), so somebody has to create a new one in time.
const jwtWarningPeriod = 30 * 24 * time.Hour

const renewJWTHint = "RingCentral does not renew a JWT credential. Log in to its developer console as the same " +
	"user, create a new JWT (Credentials, Create JWT), and replace the old one with it"

// dateText formats a time for a message.
func dateText(t time.Time) string { return t.UTC().Format("2 January 2006 at 15:04 UTC") }

// jwtExpired reports whether a JWT credential has expired, by its own claims and the clock of this machine.
func jwtExpired(credential ringcx.Secret, now time.Time) (expires time.Time, expired bool) {
	expires = ringcx.JWTExpires(credential)
	return expires, !expires.IsZero() && !now.Before(expires)
}

// expiredJWT reports a provider block whose JWT has expired. It is not part of `terraform validate`, whose result must
// not depend on the date.
func (s settings) expiredJWT(now time.Time) []problem {
	if s.grant() != attrJWT {
		return nil
	}
	expires, expired := jwtExpired(s.jwt.value, now)
	if !expired {
		return nil
	}
	return []problem{{
		origin: s.jwt.origin, summary: "Expired jwt",
		detail: fmt.Sprintf("The RingCentral JWT credential in %s expired on %s and can no longer be used to log in. %s. "+
			"If it should not have expired yet, check this machine's clock.",
			s.jwt.where(), dateText(expires), renewJWTHint),
	}}
}

// warn reports settings that work now but may be mistakes. Terraform configures a provider several times, and shows
// identical warnings once.
func (s settings) warn(diags *diag.Diagnostics, now time.Time) {
	switch s.grant() {
	case attrJWT:
		if expires := ringcx.JWTExpires(s.jwt.value); !expires.IsZero() && expires.Sub(now) < jwtWarningPeriod {
			diags.AddWarning("The jwt expires soon", fmt.Sprintf("The RingCentral JWT credential in %s expires on %s. After "+
				"that date you cannot plan or apply with it. %s.",
				s.jwt.where(), dateText(expires), renewJWTHint))
		}
	case attrRCAccessToken:
		if !s.rcAccessToken.inBlock && s.jwt.set {
			diags.AddWarning("The environment has an access token and a JWT", fmt.Sprintf(
				"%s and %s are both set, and the provider logs in with the access token. RingCentral's access tokens expire "+
					"after about an hour. If this one is from an earlier session, unset %s to use the JWT.",
				envOf(attrRCAccessToken), envOf(attrJWT), envOf(attrRCAccessToken)))
		}
	}
}

// where names the place that a value comes from.
func (o origin) where() string {
	if o.inBlock {
		return o.name
	}
	return "the environment variable " + envOf(o.name)
}

// from words, in an error about RingCX, where a secret comes from.
func (o origin) from() string {
	if o.inBlock {
		return o.name + " of the provider block"
	}
	return o.name + " from " + o.where()
}

// expired says that an owner's JWT has expired; nil if not. It is asked only before a login with the JWT: one that is
// not used may have expired.
func (o *ownerModel) expired() diag.Diagnostic {
	expires, expired := jwtExpired(ringcx.Secret(o.JWTWO.ValueString()), time.Now())
	if !expired {
		return nil
	}
	// The error does not point to the attribute, because Terraform would print the line with the secret.
	return diag.NewErrorDiagnostic("Expired secret of the owner", fmt.Sprintf("The RingCentral JWT credential in "+
		"jwt_wo of owner expired on %s and can no longer be used to log in. %s.",
		dateText(expires), renewJWTHint))
}
