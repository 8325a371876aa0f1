package doctor

import (
	"net/http"

	"github.com/ringcx/terraform-provider-ringcx/internal/provider"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Request is what to examine.
type Request struct {
	Environment provider.Environment
	UserAgent   string
	CreateToken bool // and take it back

	Begin func(id string)      // called before each check
	Tell  func(Result)         // called after each check
	Tune  func(*ringcx.Config) // tests shorten the pauses
}

const pleaseReport = provider.PleaseReport

// maxRetries is how often the doctor tries again at most: it is to show what happens, and nobody waits for it in CI.
const maxRetries = 2

// examination is what the checks know from one another.
type examination struct {
	Request
	mode    string
	client  *ringcx.Client
	ask     ringcx.Examiner
	rights  *rights.Client
	lookups *rights.Lookups
	records recorder

	identity ringcx.Identity
	loginErr error
	loggedIn bool // the login was tried
	access   ringcx.Access
	tokens   []ringcx.Token
	userID   string // RingCX's id of the login's user
	accounts []ringcx.Account
	making   *making
	done     map[string]Outcome // by check
}

// connect makes the clients, which hide what a server's words may repeat.
func (x *examination) connect(cfg ringcx.Config) {
	cfg.MaxRetries = min(cfg.MaxRetries, maxRetries)
	cfg.UserAgent = x.UserAgent
	cfg.Describe = vocabulary
	cfg.Observe = x.records.add
	x.Tune(&cfg)
	x.client = ringcx.New(cfg)
	x.ask = ringcx.NewExaminer(x.client)
	x.rights, x.lookups = rights.New(x.client), rights.NewLookups(x.client)
	x.client.Wire().Hide(namesIn(cfg.Credentials)...)
}

// namesIn returns the names in credentials, which are no secrets, and are of no use to others.
func namesIn(cred ringcx.Credentials) []wire.Secret {
	switch c := cred.(type) {
	case ringcx.RingCentral:
		return []wire.Secret{wire.Secret(c.ClientID), wire.Secret(c.UserName)}
	case ringcx.Engage:
		return []wire.Secret{wire.Secret(c.UserName)}
	case ringcx.Legacy:
		return []wire.Secret{wire.Secret(c.UserName)}
	}
	return nil
}

// words are what the provider's error would say, without whose login it was, and what it means for Terraform's state.
func words(err error) string {
	if e := wire.AsError(err); e != nil {
		without := *e
		without.Login, without.Rerun = "", ""
		return without.Error()
	}
	return err.Error()
}

// failed is the answer to a check whose request on a route failed. The settings are those that a refusal concerns; none
// where those of the login have proven right before.
func (x *examination) failed(err error, route string, settings ...string) Outcome {
	answer := x.records.last(route)
	return Outcome{
		Status: Fail, Assumption: NotTried, Seen: answer.String(), Advice: words(err),
		Settings: concerned(answer, settings),
	}
}

// concerned are the settings of which one is wrong, by what was answered.
func concerned(answer record, ifRefused []string) []string {
	root := "api_url"
	if answer.Route == routeOAuth {
		root = "ringcentral_url"
	}
	switch {
	case len(ifRefused) == 0, answer.Status >= 500, answer.Status == http.StatusTooManyRequests:
		return nil
	case answer.Status == 0 && answer.timedOut():
		return []string{root, "request_timeout"}
	case answer.Status < 400, answer.Status == http.StatusNotFound, answer.Status == http.StatusMethodNotAllowed:
		return []string{root}
	}
	return ifRefused
}

// missed is failed for what Terraform can do without.
func (x *examination) missed(err error, a Assumption, route string) Outcome {
	o := x.failed(err, route)
	o.Status, o.Assumption = Warn, x.records.last(route).says(a)
	o.missed, o.refused = true, wire.StatusOf(err) == http.StatusForbidden
	return o
}

// hide has no message repeat what was read.
func (x *examination) hide(values ...*string) {
	for _, v := range values {
		if v != nil {
			x.client.Wire().Hide(wire.Secret(*v))
		}
	}
}
