package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

// CredentialKind is the kind of credential that a request was sent with.
type CredentialKind string

// The kinds of credential on a voice API request; a login request has none. The kind is what the value is, whichever
// header it came in; a value that the simulator never issued counts as what its header is documented for.
const (
	CredentialNone     CredentialKind = "none"
	CredentialBearer   CredentialKind = "bearer"    // a RingCX JWT
	CredentialSession  CredentialKind = "session"   // a legacy authToken
	CredentialAPIToken CredentialKind = "api_token" // a permanent API token
)

// Request is one request as the simulator received it, logged on arrival. It contains secrets in plain text.
type Request struct {
	Time       time.Time      `json:"time"`
	Route      Route          `json:"route"`
	Root       string         `json:"root"` // /voice/api or /api for the /v1 routes, else empty
	Method     string         `json:"method"`
	Path       string         `json:"path"` // decoded
	RawQuery   string         `json:"query"`
	Header     http.Header    `json:"header"`
	Form       url.Values     `json:"form"` // the parameters of the query and of a form body together
	Body       []byte         `json:"-"`
	User       string         `json:"user"`       // of the credential, valid or not; empty: none
	Credential CredentialKind `json:"credential"` // of the voice API; none on login routes
	Status     int            `json:"status"`     // 0: not answered yet, or the connection was dropped
	Fault      FaultKind      `json:"fault"`      // the fault injected into the answer
	// Undocumented says why the documents do not describe this request; empty: they do.
	Undocumented string `json:"undocumented"`
}

// The log is bounded: the oldest requests are forgotten when there are more than this, or when they are larger
// together.
const (
	maxLogged      = 100_000
	maxLoggedBytes = 32 << 20
)

// keepInLog adds a request to the log, and forgets the oldest if it gets too large. The caller holds the lock.
func (s *Server) keepInLog(r *Request) {
	s.log = append(s.log, r)
	s.logged += r.size()
	for len(s.log) > maxLogged || s.logged > maxLoggedBytes && len(s.log) > 1 {
		s.logged -= s.log[0].size()
		s.log[0] = nil
		s.log = s.log[1:]
		s.forgotten++
	}
}

// size is about how many bytes a request takes: each of its words costs more than its letters.
func (r *Request) size() int {
	const word = 64
	n := len(r.Path) + len(r.RawQuery) + len(r.Body)
	for _, values := range []map[string][]string{r.Header, r.Form} {
		for name, texts := range values {
			n += word + len(name)
			for _, text := range texts {
				n += word + len(text)
			}
		}
	}
	return n
}

// Forgotten returns how many requests the log does not hold any more, because they were the oldest of too many.
func (s *Server) Forgotten() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.forgotten
}

// Requests returns the requests since the start or the last ResetRequests, in the order of arrival. The oldest of very
// many are not among them; see Forgotten.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	requests := make([]Request, len(s.log))
	for i, r := range s.log {
		requests[i] = *r
	}
	return requests
}

// Count returns how many of the logged requests were for the routes; without an argument, for any.
func (s *Server) Count(routes ...Route) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(routes) == 0 {
		return len(s.log)
	}
	n := 0
	for _, r := range s.log {
		if slices.Contains(routes, r.Route) {
			n++
		}
	}
	return n
}

// ResetRequests empties the log. The tenant does not change.
func (s *Server) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emptyLog()
}

// emptyLog forgets all requests, and that any were forgotten. The caller holds the lock.
func (s *Server) emptyLog() { s.log, s.logged, s.forgotten = nil, 0, 0 }

// Undocumented returns the logged requests that the documents do not describe.
func (s *Server) Undocumented() []Request {
	return slices.DeleteFunc(s.Requests(), func(r Request) bool { return r.Undocumented == "" })
}
