package ringcx

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// What to advise when RingCX refuses a login.
const (
	exchangeHint = "RingCentral accepted the login, RingCX did not. Usual causes: the RingCentral user is not linked to " +
		"a RingCX user, RingCX is not part of the account, a sandbox account (RingCX has none), or rc_access_token has " +
		"expired."
	engageHint = "Check username, password and platform_id (RingCX support or your customer success manager knows it). " +
		"For an account with single sign-on RingCX's documentation names auth_mode = \"ringcentral\" as the default. A " +
		"legacy portal account needs auth_mode = \"legacy\"."
	legacyHint = "Check username and password, and that api_url names the portal of this account " +
		"(https://portal.vacd.biz/api or https://portal.virtualacd.biz/api). An account that is opened with a RingCentral " +
		"login needs auth_mode = \"ringcentral\"."
)

// always advises the same, whatever the answer was.
func always(hint string) func(*Error) string { return func(*Error) string { return hint } }

// advise says what usually helps when RingCX refuses a request in a session. It is worded for somebody who did not
// write the configuration.
func (e endpoints) advise(err *Error) string {
	switch err.Status {
	case http.StatusUnauthorized:
		return e.refused(err, "RingCX does not accept the credential.")
	case http.StatusForbidden:
		return "The user who is logged in lacks a right for this, or the object belongs to another user. Ask an " +
			"administrator for the right, or log in as the user who owns the object."
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return "Check api_url: the API root is https://ringcx.ringcentral.com/voice/api, or https://portal.vacd.biz/api " +
			"for a legacy portal, and must fit auth_mode."
	}
	return ""
}

// adviseIn advises for a request in this session, for which it is known what a refusal of the credential means.
func (e endpoints) adviseIn(s *session, otherwise func(*Error) string) func(*Error) string {
	return func(err *Error) string {
		switch {
		case err.Status != http.StatusUnauthorized:
			return otherwise(err)
		case s.fixed:
			return e.refused(err, "RingCX does not accept the API token: it has been revoked, is mistyped, or belongs to a "+
				"disabled user or to another host (api_url).")
		}
		return e.refused(err, "RingCX does not accept the session. Check the login, and that this "+
			"machine's clock is right.")
	}
}

// refused says what a 401 means, and what may be behind it.
func (e endpoints) refused(err *Error, text string) string {
	if err.HTML {
		text = "The answer is an HTML page, not an answer of the RingCX API: a proxy on the way may want a login of its " +
			"own. " + text
	}
	if onLegacyPortal(e.api) {
		text += " api_url is the root of a legacy portal, which fits auth_mode \"legacy\" and \"api_token\"; the others " +
			"need " + DefaultAPIURL + "."
	}
	return text
}

// onLegacyPortal reports whether a URL belongs to a legacy portal, or to a test server in its place: there the API is
// not below /voice (API.md, section 2.1).
func onLegacyPortal(u *url.URL) bool {
	return isPortal(u) || !strings.Contains(u.Path, "/voice/api")
}

// isPortal reports whether a URL is on the host of a legacy portal.
func isPortal(u *url.URL) bool {
	return slices.Contains([]string{"portal.vacd.biz", "portal.virtualacd.biz"}, strings.ToLower(u.Hostname()))
}

// isRingCX reports whether a URL is on one of RingCX's own hosts, which are no portals.
func isRingCX(u *url.URL) bool {
	return slices.Contains([]string{"ringcx.ringcentral.com", "engage.ringcentral.com"}, strings.ToLower(u.Hostname()))
}

// hintAPIURL puts api_url first in the hint of a refused login if api_url belongs to another auth_mode. That is then
// the most likely cause, whatever the server answered.
func hintAPIURL(at endpoints, wantsPortal bool, err error) {
	var e *Error
	if !errors.As(err, &e) || e.Status == 0 || e.Status == http.StatusTooManyRequests || e.Status >= 500 {
		return
	}
	if misfit := Misfit(at.api, wantsPortal); misfit != "" {
		e.Hint = strings.TrimSpace(misfit + " Otherwise: " + e.Hint)
	}
}

// Misfit says that an API root belongs to another auth_mode than the one that is used, which logs in to a legacy portal
// or does not; "" if it fits.
func Misfit(api *url.URL, wantsPortal bool) string {
	switch isPortal := onLegacyPortal(api); {
	case isPortal && !wantsPortal:
		return fmt.Sprintf("api_url is %s, the root of a legacy portal, but auth_mode is not \"legacy\". Correct one of "+
			"the two: this auth_mode logs in at "+DefaultAPIURL+".", api)
	case !isPortal && wantsPortal:
		return fmt.Sprintf("api_url is %s, which is not the root of a legacy portal, but auth_mode is \"legacy\". Correct "+
			"one of the two: this auth_mode logs in at "+DefaultLegacyAPIURL+" or https://portal.virtualacd.biz/api.", api)
	}
	return ""
}

// oauthHint returns the hint for RingCentral's error codes (API.md, section 3.2).
func oauthHint(e *Error) string { return oauthRefusalOf(e).hint }

// OAuthSettings are the attributes of the provider that a refusal of RingCentral's OAuth server concerns, in any way to
// log in; none where no setting is at fault.
func OAuthSettings(e *Error) []string { return oauthRefusalOf(e).settings }

// oauthRefusal is a refusal of the OAuth server.
type oauthRefusal struct {
	codes    []string
	hint     string
	settings []string // that it concerns
}

func oauthRefusalOf(e *Error) oauthRefusal {
	for _, known := range oauthRefusals {
		if slices.ContainsFunc(known.codes, func(code string) bool { return strings.Contains(e.Code, code) }) {
			return known
		}
	}
	return oauthRefusal{
		hint: "Check client_id, client_secret and jwt (or username and password): they must belong to the same RingCentral " +
			"environment, and the JWT must be allowed for this app and not have expired.",
		settings: []string{"client_id", "client_secret", "jwt", "username", "password"},
	}
}

// oauthRefusals are tried in this order: an answer may have several codes.
var oauthRefusals = []oauthRefusal{
	{
		codes: []string{"OAU-251", "OAU-125", "unauthorized_client"},
		hint: "The app may not use this grant: in the RingCentral developer console, enable the JWT (or password) flow for " +
			"it.",
	},
	{
		codes: []string{"OAU-168"},
		hint:  "Multi-factor login blocks the password grant: use jwt instead of username and password.",

		settings: []string{"username", "password"},
	},
	{
		codes: []string{"OAU-147", "OAU-148"},
		hint: "Too many failed logins have locked the RingCentral user. Have an administrator unlock it, and correct the " +
			"credentials before the next run.",
		settings: []string{"jwt", "username", "password"},
	},
	{
		codes: []string{"OAU-141", "OAU-142"},
		hint: "RingCentral allows no login for this user or account in its present state: it may be disabled, or not " +
			"activated yet. Ask a RingCentral administrator.",
	},
	{
		codes: []string{"OAU-140"},
		hint: "RingCentral does not accept the user's credentials. With a JWT: it may have expired or been revoked, its " +
			"user may be disabled, or it was made for another environment (sandbox or production) or for other apps only. " +
			"Check it in the RingCentral developer console (Credentials), and create a new one if in doubt. With username " +
			"and password: check both.",
		settings: []string{"jwt", "username", "password"},
	},
	{
		codes: []string{"OAU-123", "OAU-146", "invalid_client"},
		hint: "RingCentral does not accept client_id and client_secret: check that they belong to this app and this " +
			"environment (production or sandbox).",
		settings: []string{"client_id", "client_secret"},
	},
	{
		codes: []string{"OAU-347"},
		hint:  "The value of jwt is not a RingCentral JWT credential, or was made for another environment.",

		settings: []string{"jwt"},
	},
}
