package ringcx

import (
	"context"
	"net/http"
	"net/url"
)

// Engage logs in to RingCX without a RingCentral login (API.md, section 3.6).
type Engage struct {
	UserName   string
	Password   Secret
	PlatformID string
}

func (c Engage) secrets() []Secret { return []Secret{c.Password} }

func (c Engage) login(ctx context.Context, w *wire, at endpoints) (*session, error) {
	// The documented parameters go in the query, so this URL must never be printed.
	query := url.Values{"username": {c.UserName}, "password": {c.Password.Reveal()}, "platformId": {c.PlatformID}}
	s, err := bearerLogin(ctx, w, call{
		op: opEngageLogin, method: http.MethodPost, route: "/api/auth/login/admin", accept: acceptJSON,
		url: at.auth("/login/admin?" + query.Encode()),
	}, Identity{UserName: c.UserName})
	hintAPIURL(at, opEngageLogin, err)
	return s, err
}
