package doctor

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

var loginChecks = []check{
	{id: "login.ringcentral", section: "3.1", modes: []string{modeRingCentral}, need: "reach.api",
		run: logInToRingCentral},
	{id: "login.exchange", section: "3.4", modes: []string{modeRingCentral}, need: "reach.api",
		run: loginAt(routeExchange)},
	{id: "login.engage", section: "3.6", modes: []string{modeEngage}, need: "reach.api", run: loginAt(routeEngage)},
	{id: "login.legacy", section: "3.8", modes: []string{modeLegacy}, need: "reach.api", run: loginAt(routeLegacy)},
	{id: "login.session", section: "3.5", need: "reach.api", run: openSession},
	{id: "login.claims", section: "3.5", modes: bearerModes, need: "login.session", run: sessionClaims},
	{id: "login.refresh", section: "3.7", modes: bearerModes, need: "login.session", run: refreshSession},
}

// logIn logs in, once for all checks.
func (x *examination) logIn(ctx context.Context) error {
	if !x.loggedIn {
		x.loggedIn = true
		x.identity, x.loginErr = x.client.Identity(ctx)
	}
	return x.loginErr
}

func logInToRingCentral(ctx context.Context, x *examination) Outcome {
	if x.Environment.Secret == "rc_access_token" {
		return notForMode
	}
	err := x.logIn(ctx)
	granted := x.records.last(routeOAuth)
	if err != nil && x.records.last(routeExchange).Route == "" {
		return x.failed(err, routeOAuth, x.oauthSettings(err)...)
	}
	fields := granted.form().Fields
	is := fields["access_token"].Names != nil && fields["expires_in"].Is("integer") && fields["owner_id"].Is(`"integer"`)
	return ok(documented(is), "%s with %s", granted,
		strings.Join(granted.form().Has("access_token", "token_type", "expires_in", "refresh_token", "owner_id"), ", "))
}

// loginAt is the login of one mode at RingCX.
func loginAt(route string) func(context.Context, *examination) Outcome {
	return func(ctx context.Context, x *examination) Outcome {
		err := x.logIn(ctx)
		answer := x.records.last(route)
		switch {
		case err != nil && answer.Route == "":
			return leftOut("it needs login.ringcentral")
		case err != nil:
			return x.failed(err, route, x.loginSettings()...)
		}
		fields := answer.form().Fields
		if route == routeLegacy {
			return ok(documented(fields["authToken"].Is(`"<uuid>"`)), "%s, authToken %s", answer, fields["authToken"])
		}
		is := fields["accessToken"].Is(`"JWT"`) && fields["tokenType"].Is(`"Bearer"`) &&
			fields["refreshToken"].Names != nil && !fields["refreshToken"].Is(wire.FormNull)
		return ok(documented(is), "%s, accessToken %s, %s, %s, %s", answer, fields["accessToken"],
			present(fields, "refreshToken"), present(fields, "agentDetails"), present(fields, "adminId"))
	}
}

// present is whether a field is there and set, without its length, which for a secret nobody needs.
func present(fields map[string]wire.Form, name string) string {
	f, there := fields[name]
	switch {
	case !there:
		return name + " missing"
	case f.Is(wire.FormNull), slices.Contains(f.Names, wire.FormList), f.Is("integer"):
		return name + " " + f.String()
	}
	return name + " there"
}

// openSession tells what the login gave.
func openSession(ctx context.Context, x *examination) Outcome {
	if err := x.logIn(ctx); err != nil {
		return leftOut("it needs a login")
	}
	var err error
	if x.access, err = x.client.Access(ctx); err != nil {
		return x.failed(err, routeRefresh, x.loginSettings()...)
	}
	switch {
	case x.mode == modeAPIToken:
		return ok(NotTried, "the token itself, %s", wire.FormOf(x.access.Token.Reveal()))
	case x.access.Expires.IsZero():
		return ok(documented(x.mode == modeLegacy), "a session that does not say when it ends")
	}
	return lifetime(time.Until(x.access.Expires))
}

// lifetime decides about the life of a fresh session, which is documented as five minutes.
func lifetime(left time.Duration) Outcome {
	const life = 5 * time.Minute
	if left > life-30*time.Second && left <= life+time.Second {
		return ok(AsDocumented, "a session of five minutes")
	}
	return ok(Otherwise, "a session of %s", left.Round(time.Second))
}

// sessionClaims tells those that RingCX's own interface reads.
func sessionClaims(_ context.Context, x *examination) Outcome {
	claims := ringcx.Claims(x.access.Token)
	if claims == nil {
		return ok(Otherwise, "the session is no JWT")
	}
	var found []string
	known := []string{"exp", "iat", "xauth", "lapp", "esu"}
	for _, name := range known {
		if _, there := claims[name]; there {
			found = append(found, name)
		}
	}
	is := len(found) >= 4 && slices.Contains(found, "xauth")
	return ok(documented(is), "the JWT has %s, and %d other claims", strings.Join(found, ", "), len(claims)-len(found))
}

// bearerModes are those whose sessions are JWTs.
var bearerModes = []string{modeRingCentral, modeEngage}

// refreshSession renews the session, as is done before it ends.
func refreshSession(ctx context.Context, x *examination) Outcome {
	if err := x.ask.Renew(ctx); err != nil {
		return x.failed(err, routeRefresh, x.loginSettings()...)
	}
	renewed := x.records.last(routeRefresh)
	const advice = "The provider logs in anew instead when a session ends, which works. " +
		"RingCX allows five logins a minute."
	switch {
	case renewed.Route == "":
		return warn(Otherwise, advice, "the login gave no refresh token")
	case renewed.Status != http.StatusOK:
		return warn(renewed.says(Otherwise), advice, "%s", renewed)
	}
	fields := renewed.form().Fields
	is := fields["accessToken"].Is(`"JWT"`) && fields["refreshToken"].Names != nil
	return ok(documented(is), "%s, %s, %s", renewed, present(fields, "accessToken"), present(fields, "refreshToken"))
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
