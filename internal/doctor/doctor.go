package doctor

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

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
	api     *url.URL
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

// Run makes the checks one after the other. It ends early if the context does, but never before everything is taken
// back that it made.
func Run(ctx context.Context, req Request) []Result {
	x := &examination{Request: req, mode: req.Environment.AuthMode, done: map[string]Outcome{}}
	var results []Result
	add := func(id, section string, o Outcome) {
		r := Result{ID: id, Section: section, Outcome: o}
		x.done[id] = o
		results = append(results, r)
		req.Tell(r)
	}
	for _, s := range req.Environment.Settings {
		add("settings."+s.Name, settingSections[s.Name], setting(s, req.Environment))
	}
	if !Failed(results) && req.Environment.Config != nil {
		x.connect(*req.Environment.Config)
	}
	for _, c := range checks() {
		if x.client != nil {
			req.Begin(c.id)
		}
		add(c.id, c.section, x.try(ctx, c))
	}
	return results
}

// connect makes the clients, which hide what a server's words may repeat.
func (x *examination) connect(cfg ringcx.Config) {
	cfg.MaxRetries = min(cfg.MaxRetries, maxRetries)
	cfg.UserAgent = x.UserAgent
	cfg.Describe = vocabulary
	cfg.Observe = x.records.add
	x.Tune(&cfg)
	x.api = cfg.APIURL
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

// try makes one check, unless what it needs is missing. A panic in it must not leave a token behind.
func (x *examination) try(ctx context.Context, c check) (o Outcome) {
	defer func() {
		if recover() != nil {
			o = Outcome{Status: Fail, Assumption: NotTried, Seen: "this check broke: a bug in ringcx-doctor"}
		}
	}()
	needed := x.done[c.need]
	switch {
	case c.always && x.client != nil:
		return c.run(ctx, x)
	case len(c.modes) > 0 && !slices.Contains(c.modes, x.mode):
		return notForMode
	case strings.HasPrefix(c.id, "create.") && !x.CreateToken:
		return notAsked
	case x.client == nil:
		return leftOut("a setting is wrong")
	case ctx.Err() != nil:
		return skip("stopped before")
	case needed.missed:
		return skip("it needs " + c.need)
	case needed.Status == Fail, needed.Status == Skip:
		return leftOut("it needs " + c.need) // what failed, or was left out before, says enough
	}
	o = c.run(ctx, x)
	if ctx.Err() != nil && o.Status == Fail {
		return skip("stopped")
	}
	return o
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
	answer := x.records.last(route)
	return Outcome{
		Status: Warn, Assumption: answer.says(a), Seen: answer.String(), Advice: words(err),
		missed: true, refused: wire.StatusOf(err) == http.StatusForbidden,
	}
}

// loginSettings are the attributes that RingCX judges in a login.
func (x *examination) loginSettings() []string {
	secret := x.Environment.Secret
	switch {
	case x.mode == modeEngage:
		return []string{"platform_id", "username", secret}
	case x.mode == modeLegacy: // an account is at one of two portals
		return []string{"api_url", "username", secret}
	case x.mode == modeAPIToken: // a token is of one host
		return []string{"api_url", secret}
	case secret == "password":
		return []string{"username", secret}
	}
	return []string{secret}
}

// oauthSettings are the attributes of this login that a refusal of the OAuth server concerns.
func (x *examination) oauthSettings(err error) []string {
	e := wire.AsError(err)
	if e == nil {
		return nil
	}
	used := append(x.loginSettings(), "client_id", "client_secret")
	return slices.DeleteFunc(slices.Clone(ringcx.OAuthSettings(e)), func(name string) bool {
		return !slices.Contains(used, name)
	})
}

// rounded is a time that is shown to a person.
func rounded(d time.Duration) string { return fmt.Sprint(d.Round(100 * time.Millisecond)) }

const (
	modeRingCentral = "ringcentral"
	modeEngage      = "engage"
	modeLegacy      = "legacy"
	modeAPIToken    = "api_token"
)
