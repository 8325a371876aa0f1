package provider

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// jwtNotice is how long before its end a JWT credential is warned about: RingCentral renews none (API.md, section 3.3),
// so that somebody has to make another one in time.
const jwtNotice = 30 * 24 * time.Hour

const newJWT = "RingCentral does not renew a JWT credential. Log in to its developer console as the same user, make a new one (Credentials, Create JWT), and put it in place of the old one"

// onDate is a time as a person reads it.
func onDate(t time.Time) string { return t.UTC().Format("2 January 2006 at 15:04 UTC") }

// jwtExpired reports whether a JWT credential has expired, by what it says itself and by the clock of this machine.
func jwtExpired(credential ringcx.Secret, now time.Time) (expires time.Time, expired bool) {
	expires = ringcx.JWTExpires(credential)
	return expires, !expires.IsZero() && !now.Before(expires)
}

// expiredJWT is the problem with a provider block whose JWT has expired. It is none for `terraform validate`, whose
// result must not depend on the date.
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
		detail: fmt.Sprintf("The RingCentral JWT credential in %s expired on %s, so that nobody can log in with it. %s. If the date is right, check this machine's clock.",
			s.jwt.where(), onDate(expires), newJWT),
	}}
}

// warn says what works now and may not be meant. Terraform configures a provider once in each of its processes, and
// shows the same warning once.
func (s settings) warn(diags *diag.Diagnostics, now time.Time) {
	switch s.grant() {
	case attrJWT:
		if expires := ringcx.JWTExpires(s.jwt.value); !expires.IsZero() && expires.Sub(now) < jwtNotice {
			diags.AddWarning("The jwt expires soon", fmt.Sprintf("The RingCentral JWT credential in %s expires on %s. From then on nothing can be planned or applied with it. %s.",
				s.jwt.where(), onDate(expires), newJWT))
		}
	case attrRCAccessToken:
		if !s.rcAccessToken.inBlock && s.jwt.set {
			diags.AddWarning("The environment has an access token and a JWT", fmt.Sprintf(
				"%s and %s are both set, and the provider logs in with the access token. RingCentral's access tokens live for an hour or so. If this one is left over, unset %s, and the JWT is used.",
				envOf(attrRCAccessToken), envOf(attrJWT), envOf(attrRCAccessToken)))
		}
	}
}

// where names the place that a value was taken from.
func (o origin) where() string {
	if o.inBlock {
		return o.name
	}
	return "the environment variable " + envOf(o.name)
}

// checkExpiry reports an owner's JWT that has expired. It is asked only where a login with it is due: what is used for
// nothing may be as old as it likes. It reports whether there is nothing in the way.
func (o *ownerModel) checkExpiry(diags *diag.Diagnostics) bool {
	expires, expired := jwtExpired(ringcx.Secret(o.JWTWO.ValueString()), time.Now())
	if expired {
		// Not at the attribute: Terraform prints the lines that a path points to.
		diags.AddError("Expired secret of the owner", fmt.Sprintf("The RingCentral JWT credential in jwt_wo of owner expired on %s, so that nobody can log in with it. %s.",
			onDate(expires), newJWT))
	}
	return !expired
}
