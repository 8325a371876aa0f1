package ringcx

import (
	"context"
	"maps"
	"slices"

	"github.com/golang-jwt/jwt/v5"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// What ringcx-doctor needs of a client beyond what the provider does: to do one thing at a time, and to see what each
// answer was.

// Reach asks for the list of tokens without any credential. The answer of RingCX is a refusal.
func (c *Client) Reach(ctx context.Context) error {
	reach := listCall(opReach, c.at)
	r, err := c.wire.Do(ctx, reach)
	if err == nil {
		_, err = c.readList(reach, r)
	}
	return err
}

// Renew replaces the session of the provider's user, as is done before it ends.
func (c *Client) Renew(ctx context.Context) error {
	s, err := c.own.sessions.get(ctx)
	if err == nil {
		_, err = c.own.sessions.renew(ctx, s)
	}
	return err
}

// ListNow lists the tokens of the provider's user, ordered by id, by a request that is sent now.
func (c *Client) ListNow(ctx context.Context) ([]Token, error) {
	c.tokens.Changed(c.own)
	return c.Tokens(ctx)
}

// ListWith asks for the list of tokens with a credential in a header of the caller's choice.
func (c *Client) ListWith(ctx context.Context, header wire.Header) ([]Token, error) {
	list := listCall(opHeader, c.at)
	list.Header = header
	r, err := c.wire.Do(ctx, list)
	if err != nil {
		return nil, err
	}
	tokens, err := c.readList(list, r)
	return slices.Collect(maps.Values(tokens)), err
}

// RevokeAgain asks RingCX, in the session of the provider's user, to revoke a token that is revoked already. The
// request is the one that revokes a token: nobody else's token may be given.
func (c *Client) RevokeAgain(ctx context.Context, revoked Token) error {
	_, err := c.own.do(ctx, deleteCall(c.at, revoked))
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
