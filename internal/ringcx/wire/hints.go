package wire

import "net/http"

const rateHint = "RingCX documents limits of 120 administrative requests and 5 exchanges of a RingCentral token a " +
	"minute, RingCentral one of 5 logins a minute. Other programs with the same login or app count too. Stop them " +
	"during the run."

const continueText = "Run the same command again: it continues where this one ended."

// rerun says whether the run of Terraform is to be repeated.
func (e *Error) rerun() string {
	switch {
	case e.Status == http.StatusTooManyRequests:
		return continueText
	case e.Status >= 500:
		return "Run the same command again later."
	}
	return ""
}

const brokenHint = "The server, or a proxy on the way, closed the connection. If that happens again, check the " +
	"proxy, and api_url (and ringcentral_url in mode ringcentral)."

// hint says what usually helps, for the errors whose causes are known. It is worded for somebody who did not write the
// configuration. What helps against a refusal of one call in particular comes with the call.
func (c Call) hint(e *Error) string {
	switch {
	case e.Status == 0:
		return "Check that api_url (and ringcentral_url in mode ringcentral) is right, and that this machine can reach it: " +
			"name resolution, proxy, firewall, certificates."
	case e.Status == http.StatusTooManyRequests:
		return rateHint
	case e.Status >= 500:
		return "The error is on the server's side. If it remains, ask RingCX support."
	case e.Status >= 300 && e.Status < 400:
		return "Check api_url and ringcentral_url: set the address to which they redirect, if you trust it."
	case c.Role != "" && e.Status == http.StatusForbidden:
		return "The provider's user needs the role " + c.Role + " or SUPER_USER for this, and can reach only users below " +
			"itself. A right that was just granted may apply only from the next login on."
	case c.Advise != nil:
		return c.Advise(e)
	}
	return ""
}
