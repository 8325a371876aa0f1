package simulator

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// apiToken is a permanent API token. A revoked one is remembered, so that the log can name whose it was.
type apiToken struct {
	owner   *User
	revoked bool
}

// createToken makes another token for the caller at every call (seeds 000 to 003).
func (s *Server) createToken(_ *call, user *User) reply {
	token := s.mint(user)
	switch s.cfg.Token {
	case TokenQuoted:
		token = strconv.Quote(token)
	case TokenTrailingNewline:
		token += "\n"
	}
	return textReply(token)
}

// mint adds a token of the user.
func (s *Server) mint(user *User) string {
	token := newUUID()
	if !s.cfg.BareTokens {
		token = s.cfg.PlatformID + ":" + token
	}
	s.tokens[s.keepSecret(token)] = &apiToken{owner: user}
	s.owned[user] = append(s.owned[user], token)
	return token
}

// listTokens lists the caller's own tokens, nobody else's (ringcx-api.md 2).
func (s *Server) listTokens(_ *call, user *User) reply {
	tokens := append([]string{}, s.owned[user]...)
	if s.cfg.Shuffle {
		rand.Shuffle(len(tokens), func(i, j int) { tokens[i], tokens[j] = tokens[j], tokens[i] })
	}
	rep := jsonReply(http.StatusOK, tokens)
	if s.cfg.List == ListBraces {
		rep.body = braces(tokens)
	}
	return rep
}

// braces prints tokens as seeds 002 and 003 do.
func braces(tokens []string) []byte {
	quoted := make([]string, len(tokens))
	for i, token := range tokens {
		data, _ := json.Marshal(token) // a string always marshals
		quoted[i] = "  " + string(data)
	}
	return []byte("{\n" + strings.Join(quoted, ",\n") + "\n}")
}

// deleteToken deletes a token of the caller or of a user below the caller (seeds 000 and 001). A token that is the
// request's own credential makes its owner the caller, so it may delete itself. The SPEC would let anybody do so; the
// seeds ask for credentials, and win (ringcx-api.md 2).
func (s *Server) deleteToken(c *call, user *User) reply {
	token, ok := s.tokens[c.token]
	if !ok || token.revoked {
		if s.cfg.UnknownDelete == UnknownDeleteNotFound {
			return s.failure(c, http.StatusNotFound)
		}
		return textReply("false")
	}
	if !s.isOrIsAbove(user, token.owner) {
		return s.failure(c, http.StatusForbidden)
	}
	s.revoke(c.token, token)
	if s.cfg.Delete == DeleteNoContent {
		return reply{status: http.StatusNoContent}
	}
	return textReply("true")
}

func (s *Server) revoke(value string, token *apiToken) {
	token.revoked = true
	live := s.owned[token.owner]
	s.owned[token.owner] = slices.Delete(live, slices.Index(live, value), slices.Index(live, value)+1)
}

// Tokens returns the live tokens of a user in the order of their creation.
func (s *Server) Tokens(userName string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.owned[s.userByName(userName)])
}

// AllTokens returns the live tokens of every user: the users in the order of the configuration, the tokens of each in
// the order of their creation.
func (s *Server) AllTokens() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var tokens []string
	for _, user := range s.users {
		tokens = append(tokens, s.owned[user]...)
	}
	return tokens
}

// Mint creates a token of the user as somebody else would, outside any request. It returns the token, empty when there
// is no such user.
func (s *Server) Mint(userName string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.userByName(userName)
	if user == nil {
		return ""
	}
	return s.mint(user)
}

// Revoke deletes a token as somebody else would, outside any request. It reports whether the token was live.
func (s *Server) Revoke(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.tokens[token]
	if !ok || found.revoked {
		return false
	}
	s.revoke(token, found)
	return true
}
