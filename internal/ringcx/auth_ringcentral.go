package ringcx

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// RingCentral logs in with a RingCentral access token, which is exchanged for a RingCX session (API.md, section 3.4).
// The token is AccessToken, or the client gets one from RingCentral's OAuth server with ClientID and ClientSecret: by
// the JWT grant (JWT) or the password grant (UserName, Password).
type RingCentral struct {
	ClientID     string
	ClientSecret Secret
	JWT          Secret
	UserName     string
	Password     Secret
	AccessToken  Secret
}

// secrets includes the pair that the Basic header encodes, because base64 of the pair does not contain base64 of its
// parts.
func (c RingCentral) secrets() []Secret {
	secrets := []Secret{c.ClientSecret, c.JWT, c.Password, c.AccessToken}
	if c.ClientSecret != "" {
		secrets = append(secrets, Secret(c.ClientID)+":"+c.ClientSecret)
	}
	return secrets
}

// who names the user by what is no secret: the name, or the subject of the JWT.
func (c RingCentral) who() string {
	subject := claimsOf(c.JWT).Subject
	switch {
	case c.UserName != "":
		return fmt.Sprintf("the user %q", c.UserName)
	case subject != "":
		return fmt.Sprintf("the user with the JWT subject %q", subject)
	case c.JWT != "":
		return "the user of a JWT without a subject"
	}
	return "the user of a RingCentral access token"
}

func (c RingCentral) login(ctx context.Context, w sender, at endpoints) (*session, error) {
	identity := Identity{UserName: c.UserName}
	token := c.AccessToken
	if token == "" {
		granted, err := c.grant(ctx, w, at)
		if err != nil {
			return nil, err
		}
		token, identity.OwnerID = granted.AccessToken, w.withoutSecret(granted.OwnerID)
	}
	s, err := bearerLogin(ctx, w, wire.Call{
		Op: opExchange, Method: http.MethodPost, Route: "/api/auth/login/rc/accesstoken", Accept: acceptJSON,
		// Without includeRefresh a refresh token is not guaranteed (API.md, section 3.4).
		URL:  at.auth("/login/rc/accesstoken?includeRefresh=true"),
		Form: url.Values{"rcAccessToken": {token.Reveal()}, "rcTokenType": {"Bearer"}},

		Limit: limitLogin, Advise: always(exchangeHint),
	}, identity)
	hintAPIURL(at, false, err)
	return s, err
}

// grantReply holds the fields that are kept of an OAuth token reply (API.md, section 3.1).
type grantReply struct {
	AccessToken Secret       `json:"access_token"`
	OwnerID     wire.LooseID `json:"owner_id"`
}

// grant gets an access token from RingCentral's OAuth server. golang.org/x/oauth2 does not fit: it form-encodes the
// client credentials before it puts them into the Basic header, and RingCentral documents them unencoded (API.md,
// section 3.1).
func (c RingCentral) grant(ctx context.Context, w sender, at endpoints) (grantReply, error) {
	form := url.Values{"grant_type": {"password"}, "username": {c.UserName}, "password": {c.Password.Reveal()}}
	if c.JWT != "" {
		form = url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {c.JWT.Reveal()}}
	}
	oauth := wire.Call{
		Op: opOAuth, Method: http.MethodPost, Route: "/restapi/oauth/token", Accept: acceptJSON,
		URL: at.oauth(), Form: form, Header: c.basic(), Limit: limitOAuth, Server: "RingCentral", Advise: oauthHint,
	}
	reply, err := wire.Ask(ctx, w.Do, oauth, decodeGrant)
	w.Hide(reply.AccessToken)
	return reply, err
}

func decodeGrant(body []byte) (reply grantReply, err error) {
	switch {
	case wire.DecodeLoosely(body, &reply) != nil:
		err = errors.New("not the JSON object that an OAuth server answers with")
	case reply.AccessToken == "":
		err = errors.New("it has no access_token")
	}
	return reply, err
}

// basic is the Basic header with the client credentials.
func (c RingCentral) basic() wire.Header {
	pair := c.ClientID + ":" + c.ClientSecret.Reveal()
	return wire.Header{Name: "Authorization", Value: Secret("Basic " + base64.StdEncoding.EncodeToString([]byte(pair)))}
}
