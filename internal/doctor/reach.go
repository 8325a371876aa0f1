package doctor

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

var reachChecks = []check{
	{id: "reach.proxy", run: proxy},
	{id: "reach.api", section: "2.5", run: reach},
	{id: "reach.clock", need: "reach.api", run: func(_ context.Context, x *examination) Outcome {
		last := x.records.last(routeTokens)
		return clock(last.at, last.Reply.Date)
	}},
}

// proxy says whether requests go through a proxy, as net/http finds it in the environment.
func proxy(_ context.Context, x *examination) Outcome {
	through, err := http.ProxyFromEnvironment(&http.Request{URL: x.Environment.Config.APIURL})
	switch {
	case err != nil:
		return Outcome{Status: Fail, Assumption: NotTried, Seen: "the environment names a proxy that is no URL",
			Advice: "Correct HTTPS_PROXY."}
	case through != nil:
		return ok(NotTried, "requests go through the proxy that the environment names")
	}
	return ok(NotTried, "requests go through no proxy")
}

// reach tells whether it is RingCX that answers a request without a credential.
func reach(ctx context.Context, x *examination) Outcome {
	e := wire.AsError(x.ask.Reach(ctx))
	answer := x.records.last(routeTokens)
	over := ", without TLS"
	if answer.Reply != nil && answer.Reply.TLS != "" {
		over = ", over " + answer.Reply.TLS
	}
	switch {
	case e == nil:
		return warn(Otherwise, "RingCX should refuse a request without a credential: is api_url RingCX's?",
			"a request without a credential is %s%s", answer, over)
	case e.Status == http.StatusUnauthorized && !e.HTML:
		// The gateway of the current hosts has these words; what a portal says is not known.
		is := x.mode == modeLegacy || strings.HasPrefix(answer.form().String(), "Jwt is missing")
		return ok(documented(is), "%s%s", answer, over)
	case e.OwnShape && e.Status == http.StatusForbidden, e.Status == http.StatusTooManyRequests:
		return ok(Otherwise, "%s%s", answer, over)
	}
	if strings.Contains(answer.Failure, "proxyconnect") {
		return x.failed(e, routeTokens) // no setting of the provider is wrong
	}
	return x.failed(e, routeTokens, "api_url")
}

// maxSkew is by how much clocks may differ: an answer takes time, and its Date has no fractions.
const maxSkew = time.Minute

// clock compares this machine's clock with the server's.
func clock(here, server time.Time) Outcome {
	if server.IsZero() {
		return skip("the answer has no Date")
	}
	skew := here.Sub(server)
	if skew.Abs() <= maxSkew {
		return ok(NotTried, "it is as the server's, within a minute")
	}
	way := "ahead of"
	if skew < 0 {
		way = "behind"
	}
	return warn(NotTried, "Set this machine's clock: logins and certificates depend on it. The provider itself judges a "+
		"session by how long it lives.", "it is %s %s the server's", skew.Abs().Round(time.Second), way)
}
