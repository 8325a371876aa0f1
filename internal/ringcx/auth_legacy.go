package ringcx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Legacy logs in to a legacy portal (API.md, section 3.8).
type Legacy struct {
	UserName string
	Password Secret
}

func (c Legacy) secrets() []Secret { return []Secret{c.Password} }

func (c Legacy) who() string { return fmt.Sprintf("the user %q", c.UserName) }

func (c Legacy) login(ctx context.Context, w sender, at endpoints) (s *session, err error) {
	defer func() { hintAPIURL(at, true, err) }()
	login := wire.Call{
		Op: opLegacyLogin, Method: http.MethodPost, Route: "/v1/auth/login", Accept: acceptJSON,
		URL:  at.voice("/v1/auth/login"),
		Form: url.Values{"username": {c.UserName}, "password": {c.Password.Reveal()}},

		Limit: limitLogin, Advise: always(legacyHint),
	}
	reply, err := wire.Ask(ctx, w.Do, login, decodeLegacyLogin)
	if err != nil {
		return nil, err
	}
	// An authToken lives for an hour after its last use (API.md, section 3.8). A 401 shows that it has expired.
	w.Hide(reply.AuthToken)
	identity := Identity{UserName: c.UserName, UserID: w.withoutSecret(reply.User.UserID)}
	return &session{value: reply.AuthToken, identity: identity}, nil
}

// legacyReply holds the fields that are kept of the reply to a login.
type legacyReply struct {
	AuthToken Secret `json:"authToken"`
	User      struct {
		UserID wire.LooseID `json:"userId"`
	} `json:"user"`
}

func decodeLegacyLogin(body []byte) (reply legacyReply, err error) {
	switch {
	case wire.DecodeLoosely(body, &reply) != nil:
		err = errNoLogin
	case !headerSafe(reply.AuthToken.Reveal()):
		err = errors.New("it has no usable authToken")
	}
	return reply, err
}
