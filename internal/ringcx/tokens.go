package ringcx

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Secret is a string that does not print.
type Secret = wire.Secret

// MinSecret is the least number of bytes of a secret that errors can hide.
const MinSecret = wire.MinSecret

// Token is a permanent API token of one RingCX user. It never expires, and nothing but its value identifies it (API.md,
// section 8).
type Token struct{ Secret }

// ID returns the token's non-secret id: the lower-case hex SHA-256 of its value, as sha256() in HCL and sha256sum in a
// shell compute it.
func (t Token) ID() string {
	sum := sha256.Sum256([]byte(t.Secret))
	return hex.EncodeToString(sum[:])
}

// IsZero reports whether there is no token.
func (t Token) IsZero() bool { return t.Secret == "" }

const (
	routeTokens = "/v1/admin/token"
	routeToken  = "/v1/admin/token/{token}"

	// acceptToken asks for text first, the documented type of a created token; a strict server would refuse JSON alone
	// (API.md, section 4.1).
	acceptToken = "text/plain, application/json;q=0.5, */*;q=0.1"
)

// createCall makes another permanent token with each request (API.md, section 4.1). It has no body and no parameters.
func createCall(at endpoints) wire.Call {
	c := at.call(opCreate, http.MethodPost, routeTokens, routeTokens)
	c.Accept, c.Once, c.Survive = acceptToken, true, true
	return c
}

// listCall lists the permanent tokens of the user whose credential it is sent with.
func listCall(op string, at endpoints) wire.Call {
	return at.call(op, http.MethodGet, routeTokens, routeTokens)
}

// deleteCall revokes a token, which is part of the path.
func deleteCall(at endpoints, t Token) wire.Call {
	c := at.call(opDelete, http.MethodDelete, routeToken, routeTokens+"/"+url.PathEscape(t.Reveal()))
	c.Accept, c.Once, c.Survive = acceptToken, true, true
	return c
}

const maxToken = 512 // characters; the documented forms have 36 and 42

// looksLikeToken reports whether text can be a token. The form of tokens is not guaranteed (API.md, section 4.2), so
// this only excludes what is certainly something else.
func looksLikeToken(text string) bool {
	return len(text) <= maxToken && headerSafe(text) && !strings.ContainsAny(text, "<>{}[]\"\\") &&
		text != "." && text != ".." && text != "null" && text != "true" && text != "false"
}

// usable reports whether a listed entry can be a token, by the test of a create's reply. Another entry is kept, but
// proves nothing: neither whose list it is, nor which create made it. It is never taken over, handed out or revoked.
func (t Token) usable() bool { return looksLikeToken(t.Reveal()) }

// documentedForm matches the documented forms: a UUID, with or without the platform's prefix. Their end shows that
// nothing was cut off.
var documentedForm = regexp.MustCompile(`^([^\s:]+:)?([0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})$`)

// decodeCreated reads the reply to a create: plain text, which may have white space around it and one pair of JSON
// quotes.
func decodeCreated(body []byte) (Token, error) {
	text := strings.TrimSpace(string(body))
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal([]byte(text), &text); err != nil {
			return Token{}, errors.New("it is not a JSON string")
		}
		text = strings.TrimSpace(text)
	}
	if !looksLikeToken(text) {
		return Token{}, errors.New("it is not a token")
	}
	return Token{Secret(text)}, nil
}

// tokenList holds a user's tokens by id.
type tokenList map[string]Token

func (l tokenList) has(id string) bool {
	_, ok := l[id]
	return ok
}

// decodeTokenList reads a token list: a JSON array of strings, or the form in braces (API.md, section 4.3). Anything
// else is an error, never an empty list, because an empty list means that every token is gone. A token that is listed
// twice counts once. An entry that does not look like a token is kept, so that it does not hide the others.
func decodeTokenList(body []byte) (tokenList, error) {
	const space = " \t\r\n" // JSON's; TrimSpace would remove what is garbage in JSON
	body = bytes.Trim(body, space)
	if n := len(body); n > 2 && body[0] == '{' && body[n-1] == '}' {
		if inner := bytes.Trim(body[1:n-1], space); bytes.HasPrefix(inner, []byte(`"`)) {
			body = slices.Concat([]byte{'['}, inner, []byte{']'})
		}
	}
	var texts []*string
	if err := json.Unmarshal(body, &texts); err != nil || texts == nil {
		return nil, errors.New("not a JSON array of strings")
	}
	tokens := make(tokenList, len(texts))
	for i, text := range texts {
		if text == nil {
			return nil, fmt.Errorf("element %d of the array is null", i)
		}
		t := Token{Secret(*text)}
		tokens[t.ID()] = t
	}
	return tokens, nil
}

// findToken finds a token in a list: by its value, or by its UUID if the list spells the rest differently.
func findToken(t Token, list tokenList) (Token, bool) {
	if listed, ok := list[t.ID()]; ok && listed.usable() {
		return listed, true
	}
	uuid := uuidOf(t)
	for _, listed := range list {
		if uuid != "" && uuidOf(listed) == uuid && listed.usable() {
			return listed, true
		}
	}
	return Token{}, false
}

func uuidOf(t Token) string {
	if m := documentedForm.FindStringSubmatch(t.Reveal()); m != nil {
		return strings.ToLower(m[2])
	}
	return ""
}

// formOf returns what the replies to creates have in common: the prefix before the UUID, or for any other form the
// length, since a reply may have been cut.
func formOf(t Token) string {
	if m := documentedForm.FindStringSubmatch(t.Reveal()); m != nil {
		return m[1] + "<uuid>"
	}
	return fmt.Sprintf("%d characters", len(t.Reveal()))
}
