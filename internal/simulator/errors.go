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

// failure is the documented error of a status, with its texts (API.md, section 2.4). For 401, 405, 406 and
// 429 no source has a text; those are made up.
func (s *Server) failure(c *call, status int) reply {
	switch status {
	case http.StatusBadRequest:
		return s.failureWith(c, status, "", "The supplied data is not valid", "")
	case http.StatusUnauthorized:
		return s.failureWith(c, status, "", "Authentication is required to access this resource", "The credential is unknown, expired or revoked")
	case http.StatusForbidden:
		return s.failureWith(c, status, "access.denied.exception", "You do not have permission to access this resource", "")
	case http.StatusNotFound:
		const message = "The resource you have requested does not exist"
		return s.failureWith(c, status, "", message, message)
	case http.StatusInternalServerError:
		return s.failureWith(c, status, "unknown.exception", "An Internal Server Error occurred while processing this request", "")
	}
	return s.failureWith(c, status, "", http.StatusText(status), "")
}

// failureWith is a voice API error with texts of its own. Its requestUri echoes the path, and so the token of a
// deletion (API.md, section 2.4); it lacks /voice, as in recorded error bodies (section 2.1).
func (s *Server) failureWith(c *call, status int, code, message, details string) reply {
	return jsonReply(status, apiError{
		ErrorCode:      code,
		GeneralMessage: message,
		Details:        details,
		RequestURI:     strings.TrimPrefix(c.escapedPath, "/voice") + " - " + c.entry.Method,
		Timestamp:      s.cfg.Now().UnixMilli(),
	})
}

// invalid is a 400 whose details say what is wrong.
func (s *Server) invalid(c *call, details string) reply {
	return s.failureWith(c, http.StatusBadRequest, "", "The supplied data is not valid", details)
}

// jwtFailure is the 401 of the gateway before the voice API: bare text and a challenge (API.md, section 2.5),
// whose realm echoes the URL.
func jwtFailure(c *call, text string) reply {
	challenge := `Bearer realm="https://` + c.serverHost + c.escapedPath + `"`
	if text != jwtMissing {
		challenge += `, error="invalid_token"`
	}
	return reply{
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

func oauthFailure(status int, kind, code, message string) reply {
	return jsonReply(status, oauthError{kind, message, []oauthDetail{{code, message}}})
}

// platformFailure is RingCentral's error body outside the OAuth errors (API.md, section 2.6).
func platformFailure(status int, code, message string) reply {
	return jsonReply(status, struct {
		ErrorCode string        `json:"errorCode"`
		Message   string        `json:"message"`
		Errors    []oauthDetail `json:"errors"`
	}{code, message, []oauthDetail{{code, message}}})
}

// tooManyRequests is the 429 of the host that the call addresses.
func (s *Server) tooManyRequests(c *call) reply {
	if c.entry.Route.platform() {
		return platformFailure(http.StatusTooManyRequests, "CMN-301", "Request rate exceeded")
	}
	return s.failure(c, http.StatusTooManyRequests)
}

// documentedError is the error that the documents have for a status on the call's route, for FaultStatus.
func (s *Server) documentedError(c *call, status int) reply {
	switch {
	case status == http.StatusTooManyRequests:
		return s.tooManyRequests(c)
	case c.entry.Route.platform() && status == http.StatusUnauthorized:
		return oauthFailure(status, "invalid_client", "OAU-146", "Invalid client credentials")
	case c.entry.Route.platform():
		return platformFailure(status, "CMN-203", http.StatusText(status))
	case c.entry.Route.admin() && status == http.StatusUnauthorized && c.credential.bearer:
		return jwtFailure(c, jwtExpired)
	}
	return s.failure(c, status)
}

// jsonReply is a reply with a JSON body.
func jsonReply(status int, body any) reply {
	data, err := json.Marshal(body)
	if err != nil {
		panic(err) // the bodies are this package's own types
	}
	return reply{status: status, contentType: mediaJSON, body: data}
}

// textReply is a 200 with a text body, of the content type that API.md, section 9, names.
func textReply(body string) reply {
	return reply{status: http.StatusOK, contentType: mediaText + ";charset=UTF-8", body: []byte(body)}
}
