package simulator

import (
	"encoding/json"
	"net/http"
	"strings"
)

// apiError is the error body of the voice API (API.md, section 2.4). Any field may be absent; the simulator leaves out
// those for which no source has a value.
type apiError struct {
	ErrorCode      string `json:"errorCode,omitempty"`
	GeneralMessage string `json:"generalMessage"`
	Details        string `json:"details"`
	RequestURI     string `json:"requestUri"`
	Timestamp      int64  `json:"timestamp"` // milliseconds
}

// documentedTexts are the texts of errors by their status (API.md, section 2.4). The one for 401 is not known and
// made up (section 11.1).
var documentedTexts = map[int]apiError{
	http.StatusBadRequest: {GeneralMessage: "The supplied data is not valid"},
	http.StatusUnauthorized: {
		GeneralMessage: "Authentication is required to access this resource",
		Details:        "The credential is unknown, expired or revoked",
	},
	http.StatusForbidden: {
		ErrorCode: "access.denied.exception", GeneralMessage: "You do not have permission to access this resource",
	},
	http.StatusNotFound: {
		GeneralMessage: "The resource you have requested does not exist",
		Details:        "The resource you have requested does not exist",
	},
	http.StatusInternalServerError: {
		ErrorCode: "unknown.exception", GeneralMessage: "An Internal Server Error occurred while processing this request",
	},
}

// failure is the error of a status, with its documented texts. Others, such as 405, 406 and 429, have the status's own.
func (c *call) failure(status int) *reply {
	texts, documented := documentedTexts[status]
	if !documented {
		texts.GeneralMessage = http.StatusText(status)
	}
	return c.failureWith(status, texts)
}

// failureWith is a voice API error with texts of its own. Its requestUri echoes the path, and so the token of a
// deletion (API.md, section 2.4); it lacks /voice, as in recorded error bodies (section 2.1).
func (c *call) failureWith(status int, texts apiError) *reply {
	texts.RequestURI = strings.TrimPrefix(c.escapedPath, "/voice") + " - " + c.entry.Method
	texts.Timestamp = c.cfg.Now().UnixMilli()
	return jsonReply(status, texts)
}

// notFound answers a path, or a method on a path, that the simulator does not know: 404 and 405 (API.md, section 2.1).
func (c *call) notFound() *reply {
	if len(c.allow) == 0 {
		return c.failure(http.StatusNotFound)
	}
	rep := c.failure(http.StatusMethodNotAllowed)
	rep.header = http.Header{"Allow": {strings.Join(c.allow, ", ")}}
	return rep
}

// invalid is a 400 whose details say what is wrong.
func (c *call) invalid(details string) *reply {
	texts := documentedTexts[http.StatusBadRequest]
	texts.Details = details
	return c.failureWith(http.StatusBadRequest, texts)
}

// jwtFailure is the 401 of the gateway before the voice API: bare text and a challenge (API.md, section 2.5),
// whose realm echoes the URL.
func (c *call) jwtFailure(text string) *reply {
	challenge := `Bearer realm="https://` + c.serverHost + c.escapedPath + `"`
	if text != jwtMissing {
		challenge += `, error="invalid_token"`
	}
	return &reply{
		status:      http.StatusUnauthorized,
		contentType: mediaText,
		header:      http.Header{"Www-Authenticate": {challenge}},
		body:        []byte(text),
	}
}

// The texts of jwtFailure: the expiry is documented, the others are the gateway's (API.md, section 2.5).
const (
	jwtExpired   = "Jwt is expired"
	jwtMissing   = "Jwt is missing"
	jwtMalformed = "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections"
	jwtForged    = "Jwt verification fails"
)

// oauthError is the error body of RingCentral's token endpoint (API.md, section 3.2).
type oauthError struct {
	Error            string        `json:"error"`
	ErrorDescription string        `json:"error_description"`
	Errors           []oauthDetail `json:"errors"`
}

type oauthDetail struct {
	ErrorCode string `json:"errorCode"`
	Message   string `json:"message"`
}

func oauthFailure(status int, kind, code, message string) *reply {
	return jsonReply(status, oauthError{kind, message, []oauthDetail{{code, message}}})
}

// platformFailure is RingCentral's error body outside the OAuth errors (API.md, section 2.6).
func platformFailure(status int, code, message string) *reply {
	return jsonReply(status, struct {
		ErrorCode string        `json:"errorCode"`
		Message   string        `json:"message"`
		Errors    []oauthDetail `json:"errors"`
	}{code, message, []oauthDetail{{code, message}}})
}

// tooManyRequests is the 429 of the host that the call addresses.
func (c *call) tooManyRequests() *reply {
	if c.entry.Route.platform() {
		return platformFailure(http.StatusTooManyRequests, "CMN-301", "Request rate exceeded")
	}
	return c.failure(http.StatusTooManyRequests)
}

// documentedError is the error that the documents have for a status on the call's route, for FaultStatus.
func (c *call) documentedError(status int) *reply {
	switch {
	case status == http.StatusTooManyRequests:
		return c.tooManyRequests()
	case c.entry.Route.platform() && status == http.StatusUnauthorized:
		return oauthFailure(status, "invalid_client", "OAU-146", "Invalid client credentials")
	case c.entry.Route.platform():
		return platformFailure(status, "CMN-203", http.StatusText(status))
	case c.entry.Route.admin() && status == http.StatusUnauthorized && c.credential.bearer:
		return c.jwtFailure(jwtExpired)
	}
	return c.failure(status)
}

// jsonReply is a reply with a JSON body.
func jsonReply(status int, body any) *reply {
	data, err := json.Marshal(body)
	if err != nil {
		panic(err) // the bodies are this package's own types
	}
	return &reply{status: status, contentType: mediaJSON, body: data}
}

// okReply is a 200 with a JSON body.
func okReply(body any) *reply { return jsonReply(http.StatusOK, body) }

// textReply is a 200 with a text body, of the content type that API.md, section 9, names.
func textReply(body string) *reply {
	return &reply{status: http.StatusOK, contentType: mediaText + ";charset=UTF-8", body: []byte(body)}
}
