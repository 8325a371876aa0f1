package simulator

import (
	"crypto/rand"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// Server is a simulated RingCX tenant. It is an http.Handler, safe for concurrent use, and somebody else who
// administers the tenant beside its clients.
type Server struct {
	Administrator

	initial []string // the tokens that the first user has from the start

	// The administrator's lock guards everything below.
	log       []*Request
	logged    int // bytes in the log
	forgotten int // requests that the log held
	windows   map[windowKey]*window
	hooks     []*hook
	faults    []*fault
	unsettled int        // how much work outlives its request
	settling  *sync.Cond // told when unsettled falls
}

// New returns a tenant with the users, accounts and tokens of the configuration.
func New(cfg Config) *Server {
	cfg = cfg.withDefaults()
	s := &Server{windows: map[windowKey]*window{}}
	s.settling = sync.NewCond(&s.mu)
	s.cfg = &cfg
	s.signingKey = []byte(rand.Text())
	s.secrets = &secrets{known: map[string]bool{}}
	s.secrets.keep(cfg.ClientSecret)
	for _, user := range cfg.Users {
		s.secrets.keep(user.Password)
		s.secrets.keep(user.JWT)
	}
	for range cfg.Accounts {
		s.decoys = append(s.decoys, newDecoy(s.secrets))
	}
	s.objectDecoy = newObjectDecoy(s.secrets)
	if len(cfg.Users) > 0 {
		for range cfg.Tokens {
			s.initial = append(s.initial, s.secrets.keep(cfg.newToken()))
		}
	}
	s.start()
	return s
}

// start makes the tenant as it is at the start.
func (s *Server) start() {
	s.tenant = tenant.New(s.cfg.Now, s.cfg.Users, s.cfg.Accounts)
	s.tenant.Lag = s.cfg.ListLag
	for _, object := range s.cfg.Objects {
		s.tenant.AddObject(object)
	}
	for _, value := range s.initial {
		s.tenant.Issue(s.tenant.Users()[0], value)
	}
	s.logins = newLogins()
	s.emptyLog()
	s.hooks = nil
	clear(s.windows)
}

// Reset restores the tenant as it was at the start: its users and tokens, no sessions, no faults, no rights documents,
// and an empty log. First it waits for late work, which belongs to the old tenant.
func (s *Server) Reset() {
	s.ClearFaults()
	s.Settle()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.start()
}

// ExpireSessions ends every RingCX JWT and authToken issued so far. Refresh tokens go on working.
func (s *Server) ExpireSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ses := range s.sessions {
		ses.expired = true
	}
}

// RevokeRefreshTokens ends every refresh token issued so far, RingCX's and RingCentral's.
func (s *Server) RevokeRefreshTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.refreshes)
	clear(s.rcRefresh)
}

// ServeHTTP answers a request: rate limits come first, as in a gateway, then injected faults, then the documents.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", s.cfg.Now().UTC().Format(http.TimeFormat)) // its clock is the tenant's
	c := newCall(r)
	f, limited := s.receive(c)
	for _, act := range c.before {
		act()
	}
	switch {
	case limited != nil:
		s.send(w, c, limited)
	case f != nil:
		s.misbehave(w, r, c, f)
	default:
		s.send(w, c, s.answer(c))
	}
}

// receive logs and classifies a request. It changes nothing but the log and the counters of limits and faults.
func (s *Server) receive(c *call) (*fault, *reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.state = s.state
	c.entry.Time = s.cfg.Now()
	c.find()
	c.identify()
	c.entry.Undocumented = c.undocumented()
	s.keepInLog(c.entry)
	c.before = s.nextHooks(c)
	if limited := s.limit(c); limited != nil {
		return nil, limited
	}
	f := s.nextFault(c)
	if f != nil {
		c.entry.Fault = f.Kind
	}
	return f, nil
}

// answer does the work of a request and returns the documented reply.
func (s *Server) answer(c *call) *reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	if refusal := c.admit(); refusal != nil {
		return refusal
	}
	return c.work()
}

// send writes a reply and records its status before the client receives it.
func (s *Server) send(w http.ResponseWriter, c *call, rep *reply) {
	s.record(c, rep.status)
	rep.writeHead(w, len(rep.body))
	_, _ = w.Write(rep.body) // fails only if the client has gone
}

// record notes the status of the answer in the log.
func (s *Server) record(c *call, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.entry.Status = status
}

// reply is what the server answers.
type reply struct {
	status      int
	contentType string
	header      http.Header
	body        []byte
}

// writeHead writes the status line and the header of a reply.
func (rep *reply) writeHead(w http.ResponseWriter, contentLength int) {
	header := w.Header()
	maps.Copy(header, rep.header)
	header["Content-Type"] = nil // net/http must not guess it
	if rep.contentType != "" {
		header.Set("Content-Type", rep.contentType)
	}
	if !slices.Contains([]int{http.StatusNoContent, http.StatusNotModified}, rep.status) {
		header.Set("Content-Length", strconv.Itoa(contentLength))
	}
	w.WriteHeader(rep.status)
}
