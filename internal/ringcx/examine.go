package ringcx

import (
	"context"
	"maps"
	"slices"

	"github.com/golang-jwt/jwt/v5"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Examiner does what ringcx-doctor needs beyond what the provider does: one thing at a time, so that it sees what each
// answer was.
type Examiner struct{ client *Client }

// NewExaminer returns an examiner of a client's login.
func NewExaminer(c *Client) Examiner { return Examiner{c} }

// Reach asks for the list of tokens without any credential. The answer of RingCX is a refusal.
func (e Examiner) Reach(ctx context.Context) error {
	_, err := e.client.listTokens(ctx, e.client.wire.Do, listCall(opReach, e.client.at))
	return err
}

// Renew replaces the session of the provider's user, as is done before it ends.
func (e Examiner) Renew(ctx context.Context) error {
	s, err := e.client.own.sessions.get(ctx)
	if err == nil {
		_, err = e.client.own.sessions.renew(ctx, s)
	}
	return err
}

// ListNow lists the tokens of the provider's user, ordered by id, by a request that is sent now.
func (e Examiner) ListNow(ctx context.Context) ([]Token, error) {
	e.client.tokens.Changed(e.client.own)
	return e.client.Tokens(ctx)
}

// ListWith asks for the list of tokens with a credential in a header of the caller's choice.
func (e Examiner) ListWith(ctx context.Context, header wire.Header) ([]Token, error) {
	list := listCall(opHeader, e.client.at)
	list.Header = header
	tokens, err := e.client.listTokens(ctx, e.client.wire.Do, list)
	return slices.Collect(maps.Values(tokens)), err
}

// RevokeAgain asks RingCX, in the session of the provider's user, to revoke a token that is revoked already. The
// request is the one that revokes a token: nobody else's token may be given.
func (e Examiner) RevokeAgain(ctx context.Context, revoked Token) error {
	_, err := e.client.own.do(ctx, deleteCall(e.client.at, revoked))
	return err
}

// Claims returns the claims of a JWT without checking its signature, nil if the text is none.
func Claims(credential Secret) map[string]any {
	var claims jwt.MapClaims
	if _, _, err := jwt.NewParser().ParseUnverified(credential.Reveal(), &claims); err != nil {
		return nil
	}
	return claims
}

// FindIn returns the token of a list that is the given one, by its value or by its UUID.
func FindIn(t Token, list []Token) (Token, bool) {
	byID := make(tokenList, len(list))
	for _, listed := range list {
		byID[listed.ID()] = listed
	}
	return findToken(t, byID)
}
