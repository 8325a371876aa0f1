package ringcx

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

const acceptJSON = "application/json"

// loginReply holds the fields that are kept of the reply to the exchange, the engage login and the refresh (API.md,
// section 3.5).
type loginReply struct {
	AccessToken  Secret    `json:"accessToken"`
	RefreshToken Secret    `json:"refreshToken"`
	AdminID      looseID   `json:"adminId"`
	PlatformID   looseText `json:"platformId"`
}

// bearerLogin posts a login and makes a session from its reply.
func bearerLogin(ctx context.Context, w *wire, c call, identity Identity) (*session, error) {
	r, err := w.do(ctx, c, nil)
	if err != nil {
		return nil, err
	}
	var reply loginReply
	if err := decodeLoosely(r.body, &reply); err != nil {
		return nil, unexpectedReply(c, r, errors.New("not the JSON object that a login answers with"))
	}
	if !headerSafe(reply.AccessToken.Reveal()) {
		return nil, unexpectedReply(c, r, errors.New("it has no usable accessToken"))
	}
	if reply.AdminID != "" {
		identity.UserID = string(reply.AdminID)
	}
	if id := reply.PlatformID.String(); id != "" {
		identity.PlatformID = id
	}
	return bearerSession(reply.AccessToken, reply.RefreshToken, identity), nil
}

// refresh exchanges the session's refresh token for a new session (API.md, section 3.7). A refresh token works once, so
// the request is not repeated if it may have been used.
func refresh(ctx context.Context, w *wire, at endpoints, old *session) (*session, error) {
	return bearerLogin(ctx, w, call{
		op: opRefresh, method: http.MethodPost, route: "/api/auth/token/refresh", accept: acceptJSON, once: true,
		url:  at.auth("/token/refresh"),
		form: url.Values{"refresh_token": {old.refresh.Reveal()}, "rcTokenType": {"Bearer"}},
	}, old.identity)
}

// headerSafe reports whether a credential can be sent in a header unchanged.
func headerSafe(value string) bool {
	return value != "" && !strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' })
}
