package ringcx

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// Legacy logs in to a legacy portal (API.md, section 3.8).
type Legacy struct {
	UserName string
	Password Secret
}

func (c Legacy) secrets() []Secret { return []Secret{c.Password} }

func (c Legacy) login(ctx context.Context, w *wire, at endpoints) (s *session, err error) {
	defer func() { hintAPIURL(at, opLegacyLogin, err) }()
	login := call{
		op: opLegacyLogin, method: http.MethodPost, route: "/v1/auth/login", accept: acceptJSON,
		url:  at.voice("/v1/auth/login"),
		form: url.Values{"username": {c.UserName}, "password": {c.Password.Reveal()}},
	}
	r, err := w.do(ctx, login, nil)
	if err != nil {
		return nil, err
	}
	var reply struct {
		AuthToken Secret `json:"authToken"`
		User      struct {
			UserID looseID `json:"userId"`
		} `json:"user"`
	}
	if err := decodeLoosely(r.body, &reply); err != nil {
		return nil, unexpectedReply(login, r, errors.New("not the JSON object that a login answers with"))
	}
	if !headerSafe(reply.AuthToken.Reveal()) {
		return nil, unexpectedReply(login, r, errors.New("it has no usable authToken"))
	}
	// An authToken lives for an hour after its last use (API.md, section 3.8). A 401 shows that it has expired.
	return &session{value: reply.AuthToken, identity: Identity{UserName: c.UserName, UserID: string(reply.User.UserID)}}, nil
}
