package doctor

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

var tokenChecks = []check{
	{id: "tokens.list", section: "4.3", need: "login.session", run: listTokens},
	{id: "tokens.form", section: "4.2", need: "tokens.list", run: tokenForms},
	{id: "tokens.session", section: "4.3", need: "tokens.list", run: sessionInList},
	{id: "header.bearer", section: "2.2", modes: bearerModes, need: "tokens.list", run: inBearer},
	{id: "header.x-auth-token", section: "2.2", need: "tokens.list", run: inXAuthToken},
}

func listTokens(ctx context.Context, x *examination) Outcome {
	var err error
	if x.tokens, err = x.ask.ListNow(ctx); err != nil {
		return x.failed(err, routeTokens, x.loginSettings()...)
	}
	answer := x.records.last(routeTokens)
	if answer.form().Is(wire.FormList) {
		return ok(AsDocumented, "%s", answer)
	}
	return ok(Otherwise, "%s; the provider reads %s in it", answer, plural(len(x.tokens), "token"))
}

// tokenForms are those of the listed tokens.
func tokenForms(_ context.Context, x *examination) Outcome {
	if len(x.tokens) == 0 {
		return skip("the user has no token")
	}
	is := true
	count := map[string]int{}
	for _, t := range x.tokens {
		form := wire.FormOf(t.Reveal())
		count[form]++
		is = is && slices.Contains([]string{"<prefix>:<uuid>", "<uuid>"}, form)
	}
	return ok(documented(is), "%s", counted(count))
}

// counted lists forms with how many there are.
func counted(count map[string]int) string {
	var parts []string
	for form, n := range count {
		parts = append(parts, fmt.Sprintf("%d of the form %s", n, form))
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// sessionInList tells whether the list of tokens holds the session itself, or the one behind a JWT: it would then be
// shown as a token that somebody made.
func sessionInList(_ context.Context, x *examination) Outcome {
	behind, _ := ringcx.Claims(x.access.Token)["xauth"].(string)
	holds := slices.ContainsFunc([]string{x.access.Token.Reveal(), behind}, func(value string) bool {
		_, listed := ringcx.FindIn(ringcx.Token{Secret: ringcx.Secret(value)}, x.tokens)
		return listed && value != ""
	})
	switch {
	case holds && x.mode == modeAPIToken:
		return ok(AsDocumented, "the list holds the login's own token")
	case holds:
		return warn(Otherwise, "A data source or query of this provider then shows the session as a token.",
			"the list holds the session itself")
	case x.mode == modeAPIToken:
		return warn(Otherwise, "RingCX should list the token to itself. Perhaps the list lags.",
			"the list does not hold the login's own token")
	}
	return ok(AsDocumented, "the list does not hold the session itself")
}

// inBearer sends a session in the header in which the provider sends it.
func inBearer(ctx context.Context, x *examination) Outcome {
	_, err := x.ask.ListWith(ctx, wire.Header{Name: "Authorization", Value: "Bearer " + x.current(ctx)})
	if err != nil {
		return x.failed(err, routeTokens)
	}
	return ok(AsDocumented, "the session in Authorization: Bearer is %s", x.records.last(routeTokens))
}

// inXAuthToken sends what the login has in X-Auth-Token: in the modes of the current hosts that is a JWT, of which the
// provider's proof that a token was revoked makes use.
func inXAuthToken(ctx context.Context, x *examination) Outcome {
	_, err := x.ask.ListWith(ctx, wire.Header{Name: "X-Auth-Token", Value: x.current(ctx)})
	answer := x.records.last(routeTokens)
	switch e := wire.AsError(err); {
	case err == nil:
		return ok(AsDocumented, "the credential of this login in X-Auth-Token is %s", answer)
	case !slices.Contains(bearerModes, x.mode):
		return x.failed(err, routeTokens, x.loginSettings()...)
	case e.Status != http.StatusUnauthorized || e.HTML || strings.HasPrefix(answer.form().String(), "Jwt is missing"):
		return warn(NotTried, "Something on the way seems to drop or refuse the header X-Auth-Token, in which permanent "+
			"tokens are sent. Look at the proxies and gateways between this machine and RingCX.\n\n"+words(err),
			"the session in X-Auth-Token is %s", answer)
	}
	return warn(Otherwise, "That restricts the provider: where only a refusal can show that a token was revoked, it "+
		"needs another token of this login that RingCX accepts to prove it, and otherwise says that it cannot tell.",
		"the session in X-Auth-Token is %s", answer)
}

// current is the session that the login has now.
func (x *examination) current(ctx context.Context) wire.Secret {
	if access, err := x.client.Access(ctx); err == nil {
		x.access = access
	}
	return x.access.Token
}
