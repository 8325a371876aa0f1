package wire

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// errorBody holds the fields that are kept of an error body: those of RingCX and of RingCentral's OAuth server (API.md,
// sections 2.4 and 3.2), and those of Spring Boot's default error page as JSON. requestUri and path are left out
// because they repeat the request's path.
type errorBody struct {
	ErrorCode        LooseText `json:"errorCode"`
	GeneralMessage   LooseText `json:"generalMessage"`
	Details          LooseText `json:"details"`
	Cause            LooseText `json:"cause"`
	DeveloperMessage LooseText `json:"developerMessage"`
	ValidationErrors []struct {
		AttributeName LooseText `json:"attributeName"`
		Message       LooseText `json:"message"`
	} `json:"validationErrors"`

	OAuthError       LooseText `json:"error"` // a code in OAuth, the status text in Spring Boot
	OAuthDescription LooseText `json:"error_description"`
	Message          LooseText `json:"message"`
	Title            LooseText `json:"title"` // of application/problem+json (RFC 9457), as the next
	Detail           LooseText `json:"detail"`
	Errors           []struct {
		ErrorCode LooseText `json:"errorCode"`
		Message   LooseText `json:"message"`
	} `json:"errors"`
}

// oauthCode matches the codes of RFC 6749, such as invalid_client.
var oauthCode = regexp.MustCompile(`^[a-z][a-z0-9_.-]*$`)

// errorText is the text in an error body, not yet redacted.
type errorText struct {
	codes, words []string
	ownShape     bool // see Error
	html         bool
}

// decodeErrorBody takes the text out of an error body: a JSON object with any of the known fields, a JSON string
// (recorded once for a 404), or short plain text such as `Jwt is expired` (API.md, section 2.5). An HTML page has no
// useful text.
func decodeErrorBody(status int, body []byte) errorText {
	body = bytes.TrimSpace(body)
	var text string
	switch {
	case len(body) == 0:
		return errorText{}
	case body[0] == '<':
		return errorText{html: true}
	case body[0] == '{' || body[0] == '[':
		var object errorBody
		if DecodeLoosely(body, &object) != nil {
			return errorText{} // cut off
		}
		return object.errorText(status)
	case json.Unmarshal(body, &text) == nil:
		return errorText{words: distinct(text)}
	}
	return errorText{words: distinct(string(body))}
}

func (b errorBody) errorText(status int) errorText {
	codes := []string{b.ErrorCode.String()}
	words := []string{b.GeneralMessage.String(), b.Message.String(), b.OAuthDescription.String(), b.Details.String()}
	if title := b.Title.String(); !strings.EqualFold(title, http.StatusText(status)) {
		words = append(words, title)
	}
	words = append(words, b.Detail.String())
	for _, v := range b.ValidationErrors {
		words = append(words, strings.TrimPrefix(v.AttributeName.String()+": "+v.Message.String(), ": "))
	}
	for _, e := range b.Errors {
		codes, words = append(codes, e.ErrorCode.String()), append(words, e.Message.String())
	}
	words = append(words, b.DeveloperMessage.String(), b.Cause.String())
	switch text := b.OAuthError.String(); {
	case oauthCode.MatchString(text):
		codes = append([]string{text}, codes...)
	case !strings.EqualFold(text, http.StatusText(status)): // the error's first line has the status text already
		words = append(words, text)
	}
	return errorText{codes: distinct(codes...), words: distinct(words...), ownShape: b.GeneralMessage.String() != ""}
}

// distinct drops empty texts and repetitions.
func distinct(texts ...string) []string {
	var kept []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" && !slices.Contains(kept, t) {
			kept = append(kept, t)
		}
	}
	return kept
}
