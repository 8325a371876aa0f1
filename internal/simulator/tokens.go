package simulator

import (
	cryptorand "crypto/rand"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// apiToken is a permanent API token. A revoked one is kept, so that the log can name its user and a list that lags can
// still show it.
type apiToken struct {
	value            string
	owner            *User
	roles            []string  // of the owner when the token was made
	created, revoked time.Time // revoked: zero while the token lives
}

func (t *apiToken) live() bool { return t.revoked.IsZero() }

// listedAt reports whether a list as of this time holds the token.
func (t *apiToken) listedAt(at time.Time) bool {
	return !t.created.After(at) && (t.live() || t.revoked.After(at))
}

// createToken makes another token for the caller with each call (API.md, section 4.1).
func (s *Server) createToken(_ *call, user *User) reply {
	token := s.keepSecret(s.cfg.spelled(s.mint(user)))
	switch s.cfg.Token {
	case TokenQuoted:
		token = strconv.Quote(token)
	case TokenTrailingNewline:
		token += "\n"
	}
	return textReply(token)
}

// spelled returns a token as the reply to its create spells it.
func (c Config) spelled(token string) string {
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

// mint adds a token of the user.
func (s *Server) mint(user *User) string {
	value := s.keepSecret(s.newTokenValue())
	s.own(user, value)
	return value
}

// own gives a token to a user.
func (s *Server) own(user *User, value string) {
	token := &apiToken{value: value, owner: user, roles: s.roles[user].now(), created: s.cfg.Now()}
	s.tokens[value] = token
	s.owned[user] = append(s.owned[user], token)
}

func (s *Server) newTokenValue() string {
	switch {
	case s.cfg.OpaqueTokens:
		var b [30]byte
		_, _ = cryptorand.Read(b[:]) // never fails
		return base64.RawURLEncoding.EncodeToString(b[:])
	case s.cfg.BareTokens:
		return newUUID()
	}
	return s.cfg.PlatformID + ":" + newUUID()
}

// listTokens lists only the caller's own tokens (API.md, section 4.3).
func (s *Server) listTokens(_ *call, user *User) reply {
	tokens := []string{}
	at := s.listedAt()
	for _, token := range s.owned[user] {
		if token.listedAt(at) {
			tokens = append(tokens, token.value)
		}
	}
	tokens = append(tokens, s.cfg.ListExtra...)
	if s.cfg.Shuffle {
		rand.Shuffle(len(tokens), func(i, j int) { tokens[i], tokens[j] = tokens[j], tokens[i] })
	}
	rep := jsonReply(http.StatusOK, tokens)
	if s.cfg.List == ListBraces {
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
func (s *Server) deleteToken(c *call, user *User) reply {
	token, ok := s.tokens[c.vars["token"]]
	if !ok || !token.live() {
		if s.cfg.UnknownDelete == UnknownDeleteNotFound {
			return s.failure(c, http.StatusNotFound)
		}
		return textReply("false")
	}
	if !s.isOrIsAbove(user, token.owner) {
		return s.failure(c, http.StatusForbidden)
	}
	token.revoked = s.cfg.Now()
	if s.cfg.Delete == DeleteNoContent {
		return reply{status: http.StatusNoContent}
	}
	return textReply("true")
}

// Tokens returns the live tokens of a user in the order of their creation, whatever lists show.
func (s *Server) Tokens(userName string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.liveTokens(s.userByName(userName))
}

func (s *Server) liveTokens(user *User) []string {
	var live []string
	for _, token := range s.owned[user] {
		if token.live() {
			live = append(live, token.value)
		}
	}
	return live
}

// AllTokens returns the live tokens of every user: the users in the order of the configuration, the tokens of each in
// the order of their creation.
func (s *Server) AllTokens() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var tokens []string
	for _, user := range s.users {
		tokens = append(tokens, s.liveTokens(user)...)
	}
	return tokens
}

// listedAt is the time whose state the lists show.
func (s *Server) listedAt() time.Time { return s.cfg.Now().Add(-s.listLag) }

// SetListLag changes Config.ListLag.
func (s *Server) SetListLag(lag time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listLag = lag
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
	if !ok || !found.live() {
		return false
	}
	found.revoked = s.cfg.Now()
	return true
}
