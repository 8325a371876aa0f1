package doctor

import (
	"fmt"
	"net"
	"net/url"
	"slices"

	"github.com/ringcx/terraform-provider-ringcx/internal/provider"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// The values of auth_mode.
const (
	modeRingCentral = "ringcentral"
	modeEngage      = "engage"
	modeLegacy      = "legacy"
	modeAPIToken    = "api_token"
)

// settingSections are the sections of API.md about the settings that have one.
var settingSections = map[string]string{
	"api_url": "2.1", "ringcentral_url": "2.1", "jwt": "3.3", "platform_id": "3.6", "api_token": "4.5",
}

// setting decides about one setting, by what the provider says about it.
func setting(s provider.Setting, env provider.Environment) Outcome {
	o := Outcome{Status: OK, Assumption: NotTried, Seen: "not set, and not needed", Irrelevant: true}
	switch {
	case s.Set:
		o.Seen, o.Irrelevant = "set by "+s.Variable, false
	case slices.Contains([]string{"api_url", "ringcentral_url", "request_timeout", "max_retries"}, s.Name):
		o.Seen, o.Irrelevant = "the default", false
	}
	if s.Name == "auth_mode" && env.AuthMode != "" {
		o.Seen += ": " + env.AuthMode
	}
	switch {
	case s.Problem != nil:
		o.Status, o.Settings, o.Irrelevant = Fail, []string{s.Name}, false
		o.Seen, o.Advice = fmt.Sprintf("%s (%s)", s.Problem.Summary, s.Variable), s.Problem.Detail
	case s.Warning != nil:
		o.Status, o.Settings = Warn, []string{s.Name}
		o.Seen, o.Advice = s.Warning.Summary, s.Warning.Detail
	case s.Name == "api_url" && env.Config != nil:
		return apiURL(s, o, env)
	}
	return o
}

// apiURL decides whether the API root fits auth_mode. No document has one that does not, though a gateway of one's own
// may: that is why the provider asks it nevertheless.
func apiURL(s provider.Setting, o Outcome, env provider.Environment) Outcome {
	root := env.Config.APIURL
	o.Seen += ": " + kindOfRoot(root)
	if env.AuthMode == modeAPIToken {
		return o
	}
	if misfit := ringcx.Misfit(root, env.AuthMode == modeLegacy); misfit != "" {
		o.Status, o.Settings, o.Advice = Fail, []string{s.Name}, misfit
		o.Seen = fmt.Sprintf("it does not fit auth_mode (%s): %s", s.Variable, kindOfRoot(root))
	}
	return o
}

// kindOfRoot names an API root if it is a documented one.
func kindOfRoot(root *url.URL) string {
	switch host := root.Hostname(); {
	case slices.Contains(documentedHosts, host):
		return host
	case host == "localhost" || net.ParseIP(host).IsLoopback():
		return "this machine"
	}
	return "a host that is not RingCX's own"
}

// documentedHosts are RingCX's own (API.md, section 2.1).
var documentedHosts = []string{
	"ringcx.ringcentral.com", "engage.ringcentral.com", "portal.vacd.biz", "portal.virtualacd.biz",
}
