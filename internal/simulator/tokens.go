package simulator

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	mathrand "math/rand/v2"
	"net/http"
	"strconv"
	"strings"
)

// createToken makes another token for the caller with each call (API.md, section 4.1).
func createToken(c *call) *reply {
	token := c.secrets.keep(c.cfg.spelled(c.mint(c.caller)))
	switch c.cfg.Token {
	case TokenQuoted:
		token = strconv.Quote(token)
	case TokenTrailingNewline:
		token += "\n"
	}
	return textReply(token)
}

// mint makes a token of a user.
func (s *state) mint(user *User) string {
	value := s.secrets.keep(s.cfg.newToken())
	s.tenant.Issue(user, value)
	return value
}

// spelled returns a token as the reply to its create spells it.
func (c *Config) spelled(token string) string {
	uuid := token[strings.IndexByte(token, ':')+1:]
	switch {
	case c.OpaqueTokens:
		return token
	case c.Spelling == SpellingBareReply:
		return uuid
	case c.Spelling == SpellingUpperReply:
		return strings.TrimSuffix(token, uuid) + strings.ToUpper(uuid)
	}
	return token
}

// newToken returns the value of a new token.
func (c *Config) newToken() string {
	switch {
	case c.OpaqueTokens:
		var b [30]byte
		_, _ = rand.Read(b[:]) // never fails
		return base64.RawURLEncoding.EncodeToString(b[:])
	case c.BareTokens:
		return newUUID()
	}
	return c.PlatformID + ":" + newUUID()
}

// listTokens lists only the caller's own tokens (API.md, section 4.3).
func listTokens(c *call) *reply {
	tokens := append([]string{}, c.tenant.ListTokens(c.caller)...)
	tokens = append(tokens, c.cfg.ListExtra...)
	if c.cfg.Shuffle {
		mathrand.Shuffle(len(tokens), func(i, j int) { tokens[i], tokens[j] = tokens[j], tokens[i] })
	}
	rep := okReply(tokens)
	if c.cfg.List == ListBraces {
		rep.body = braces(tokens)
	}
	return rep
}

// braces prints tokens as one page does (API.md, section 4.3).
func braces(tokens []string) []byte {
	quoted := make([]string, len(tokens))
	for i, token := range tokens {
		data, _ := json.Marshal(token) // a string always marshals
		quoted[i] = "  " + string(data)
	}
	return []byte("{\n" + strings.Join(quoted, ",\n") + "\n}")
}

// deleteToken deletes a token of the caller or of a user below the caller (API.md, section 4.4). A token that is the
// request's own credential makes its owner the caller, so it may delete itself. The SPEC would let anybody do so; the
// pages ask for credentials, and win (API.md, section 4.4).
func deleteToken(c *call) *reply {
	token := c.tenant.Token(c.vars["token"])
	switch {
	case !token.Live() && c.cfg.UnknownDelete == UnknownDeleteNotFound:
		return c.failure(http.StatusNotFound)
	case !token.Live():
		return textReply("false")
	case !c.tenant.IsOrIsAbove(c.caller, token.Owner):
		return c.failure(http.StatusForbidden)
	}
	c.tenant.Revoke(token)
	if c.cfg.Delete == DeleteNoContent {
		return &reply{status: http.StatusNoContent}
	}
	return textReply("true")
}
