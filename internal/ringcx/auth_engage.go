package ringcx

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Engage logs in to RingCX without a RingCentral login (API.md, section 3.6).
type Engage struct {
	UserName   string
	Password   Secret
	PlatformID string
}

func (c Engage) secrets() []Secret { return []Secret{c.Password} }

func (c Engage) who() string {
	return fmt.Sprintf("the user %q on the platform %q", c.UserName, c.PlatformID)
}

func (c Engage) login(ctx context.Context, w sender, at endpoints) (*session, error) {
	// The documented parameters go in the query, so this URL must never be printed.
	query := url.Values{"username": {c.UserName}, "password": {c.Password.Reveal()}, "platformId": {c.PlatformID}}
	s, err := bearerLogin(ctx, w, wire.Call{
		Op: opEngageLogin, Method: http.MethodPost, Route: "/api/auth/login/admin", Accept: acceptJSON,
		URL: at.auth("/login/admin?" + query.Encode()), Limit: limitLogin, Advise: always(engageHint),
	}, Identity{UserName: c.UserName})
	hintAPIURL(at, false, err)
	return s, err
}
