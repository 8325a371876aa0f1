package ringcx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

const (
	routeTokens = "/v1/admin/token"
	routeToken  = "/v1/admin/token/{token}"

	// acceptToken asks for text first: the documented type of a created token,
	// and a strict server would refuse JSON alone (API.md, section 4.1).
	acceptToken = "text/plain, application/json;q=0.5, */*;q=0.1"
)

// createCall makes another permanent token at each request (API.md, section 4.1).
// It has no body and no parameters.
func createCall(at endpoints) call {
	return call{
		op: opCreate, method: http.MethodPost, route: routeTokens, accept: acceptToken,
		url: at.voice(routeTokens), once: true, survive: true,
	}
}

// listCall lists the permanent tokens of the user whose credential it carries.
func listCall(op operation, at endpoints) call {
	return call{op: op, method: http.MethodGet, route: routeTokens, accept: acceptJSON, url: at.voice(routeTokens)}
}

// deleteCall revokes a token, which stands in the path.
func deleteCall(at endpoints, t Token) call {
	return call{
		op: opDelete, method: http.MethodDelete, route: routeToken, accept: acceptToken,
		url: at.voice(routeTokens + "/" + url.PathEscape(t.Reveal())), once: true, survive: true,
	}
}

const maxToken = 512 // characters; the documented forms have 36 and 42

// looksLikeToken reports whether text can be a token at all. Tokens are opaque
// (API.md, section 4.2), so this only keeps out what is certainly something else.
func looksLikeToken(text string) bool {
	return len(text) <= maxToken && headerSafe(text) && !strings.ContainsAny(text, "<>{}[]\"\\") &&
		text != "." && text != ".." && text != "null" && text != "true" && text != "false"
}

// usable reports whether a listed token can be sent as a credential. What cannot
// is kept, but tells nothing: neither whose list it is, nor what a create made.
func (t Token) usable() bool { return headerSafe(t.Reveal()) }

// documentedForm matches the documented forms, whose end shows that nothing was
// cut off: a UUID, with the platform's prefix or without.
var documentedForm = regexp.MustCompile(`^([^\s:]+:)?([0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})$`)

// decodeCreated reads the reply to a create: bare text, tolerating white space
// around it and one pair of JSON quotes.
func decodeCreated(body []byte) (Token, error) {
	text := strings.TrimSpace(string(body))
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal([]byte(text), &text); err != nil {
			return Token{}, errors.New("it is no JSON string")
		}
		text = strings.TrimSpace(text)
	}
	if !looksLikeToken(text) {
		return Token{}, errors.New("it is no token")
	}
	return Token{Secret(text)}, nil
}

// tokenList is a user's tokens by id.
type tokenList map[string]Token

// decodeTokenList reads a token list: a JSON array of strings, or the brace
// form of API.md, section 4.3. Anything else is an error and never an
// empty list, for an empty list says that every token is gone. A token that is
// listed twice counts once. An entry that looks like no token is kept as one
// nevertheless: nobody knows what RingCX lists, and it must not hide the rest.
func decodeTokenList(body []byte) (tokenList, error) {
	body = bytes.TrimSpace(body)
	if n := len(body); n > 2 && body[0] == '{' && body[n-1] == '}' {
		if inner := bytes.TrimSpace(body[1 : n-1]); bytes.HasPrefix(inner, []byte(`"`)) {
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

// deleted reports whether the reply to a delete says that it was done: a 204,
// or the text `true` (API.md, section 4.4). Anything else must be checked against
// the list.
func confirmsDelete(r reply) bool {
	return r.status == http.StatusNoContent || strings.TrimSpace(string(r.body)) == "true"
}
