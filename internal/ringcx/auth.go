package ringcx

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

const acceptJSON = "application/json"

// loginReply holds the fields that are kept of the reply to the exchange, the engage login and the refresh (API.md,
// section 3.5).
type loginReply struct {
	AccessToken  Secret       `json:"accessToken"`
	RefreshToken Secret       `json:"refreshToken"`
	AdminID      wire.LooseID `json:"adminId"`
	PlatformID   wire.LooseID `json:"platformId"`
}

func decodeBearerLogin(body []byte) (reply loginReply, err error) {
	switch {
	case wire.DecodeLoosely(body, &reply) != nil:
		err = errNoLogin
	case !headerSafe(reply.AccessToken.Reveal()):
		err = errors.New("it has no usable accessToken")
	}
	return reply, err
}

var errNoLogin = errors.New("not the JSON object that a login answers with")

// bearerLogin posts a login and makes a session from its reply.
func bearerLogin(ctx context.Context, w sender, c wire.Call, identity Identity) (*session, error) {
	reply, err := wire.Ask(ctx, w.Do, c, decodeBearerLogin)
	if err != nil {
		return nil, err
	}
	w.Hide(reply.AccessToken, reply.RefreshToken)
	identity.UserID = cmp.Or(w.withoutSecret(reply.AdminID), identity.UserID)
	identity.PlatformID = cmp.Or(w.withoutSecret(reply.PlatformID), identity.PlatformID)
	return bearerSession(reply.AccessToken, reply.RefreshToken, identity), nil
}

// withoutSecret returns an id from the reply to a login, or "" if the server repeats a secret there: what is known of a
// login is stored and printed.
func (s sender) withoutSecret(id wire.LooseID) string {
	if text := string(id); s.Printable(text) == text {
		return text
	}
	return ""
}

// refresh exchanges the session's refresh token for a new session (API.md, section 3.7). A refresh token works once, so
// the request is not repeated if it may have been used.
func refresh(ctx context.Context, w sender, at endpoints, old *session) (*session, error) {
	return bearerLogin(ctx, w, wire.Call{
		Op: opRefresh, Method: http.MethodPost, Route: "/api/auth/token/refresh", Accept: acceptJSON, Once: true,
		URL:  at.auth("/token/refresh"),
		Form: url.Values{"refresh_token": {old.refresh.Reveal()}, "rcTokenType": {"Bearer"}},

		Limit: limitRefresh, Advise: at.advise,
	}, old.identity)
}

// headerSafe reports whether a credential can be sent in a header unchanged.
func headerSafe(value string) bool {
	return value != "" && !strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' })
}
