package simulator

import (
	"crypto/rand"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// maxBody limits how many bytes of a request body are read. No documented request is nearly that long.
const maxBody = 1 << 20

// Server is a simulated RingCX tenant. It is an http.Handler, safe for concurrent use.
type Server struct {
	cfg        Config
	signingKey []byte // of RingCX JWTs
	endpoints  []endpoint
	decoys     []decoy  // beside cfg.Accounts
	initial    []string // the tokens that the first user has from the start

	mu          sync.Mutex // guards everything below
	tenant                 // what Reset restores
	secrets     []string
	knownSecret map[string]bool
	faults      []*fault
	unsettled   int        // how much work outlives its request
	settling    *sync.Cond // told when unsettled falls
}

// tenant is the part of a tenant that changes with use.
type tenant struct {
	log       []*Request
	users     []*User // in the order of the configuration
	tokens    map[string]*apiToken
	owned     map[*User][]*apiToken // in the order of their creation
	listLag   time.Duration
	sessions  map[string]*session
	refreshes map[string]*User // unused RingCX refresh tokens
	rcAccess  map[string]*rcGrant
	rcRefresh map[string]*rcGrant  // unused RingCentral refresh tokens
	windows   []map[string]*window // for each of cfg.Limits, by credential or host

	roles           map[*User]history[[]string]
	documents       map[int]history[*rightsDoc] // by their ids; nil: deleted
	assigned        map[int]history[[]int]      // users by document
	nextRightsDocID int
	hooks           []*hook
	ownership       ownership
}

// New returns a tenant with the users, accounts and tokens of the configuration.
func New(cfg Config) *Server {
	cfg = cfg.withDefaults()
	s := &Server{
		cfg:         cfg,
		signingKey:  []byte(rand.Text()),
		endpoints:   endpoints(cfg.Delete),
		knownSecret: map[string]bool{},
	}
	s.settling = sync.NewCond(&s.mu)
	s.keepSecret(cfg.ClientSecret)
	for _, user := range cfg.Users {
		s.keepSecret(user.Password)
		s.keepSecret(user.JWT)
	}
	for range cfg.Accounts {
		s.decoys = append(s.decoys, s.newDecoy())
	}
	if len(cfg.Users) > 0 {
		for range cfg.Tokens {
			s.initial = append(s.initial, s.keepSecret(s.newTokenValue()))
		}
	}
	s.start()
	return s
}

// Config returns the configuration of the tenant, with the defaults filled in.
func (s *Server) Config() Config { return s.cfg }

// start makes the tenant as it is at the start.
func (s *Server) start() {
	s.tenant = tenant{
		tokens:    map[string]*apiToken{},
		owned:     map[*User][]*apiToken{},
		listLag:   s.cfg.ListLag,
		sessions:  map[string]*session{},
		refreshes: map[string]*User{},
		rcAccess:  map[string]*rcGrant{},
		rcRefresh: map[string]*rcGrant{},
		windows:   make([]map[string]*window, len(s.cfg.Limits)),

		roles:           map[*User]history[[]string]{},
		documents:       map[int]history[*rightsDoc]{},
		assigned:        map[int]history[[]int]{},
		nextRightsDocID: firstRightsDocID,
	}
	s.ownership = newOwnership()
	for _, user := range s.cfg.Users {
		s.join(&user)
	}
	for _, value := range s.initial {
		s.own(s.users[0], value)
	}
	for i := range s.windows {
		s.windows[i] = map[string]*window{}
	}
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

// call is one request on its way through the server.
type call struct {
	entry       *Request
	endpoint    *endpoint // nil: no such route
	allow       []string  // the methods of the path, where only the method is wrong
	escapedPath string
	requestURI  string
	vars        map[string]string // what stands for the names in braces of the endpoint's path
	credential  credential
	roles       []string // of the session or token, when it began
	host        string   // the client's
	serverHost  string
	header      http.Header
	broken      string   // what is wrong with the encoding of the parameters
	before      []func() // changes by somebody else before the answer
}

// reply is what the server answers.
type reply struct {
	status      int
	contentType string
	header      http.Header
	body        []byte
}

// ServeHTTP answers a request: rate limits come first, as in a gateway, then injected faults, then the documents.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, f, limited := s.receive(r)
	for _, act := range c.before {
		act()
	}
	switch {
	case limited != nil:
		s.send(w, c, *limited)
	case f != nil:
		s.misbehave(w, r, c, f)
	default:
		s.send(w, c, s.answer(c))
	}
}

// receive reads, logs and classifies a request. It changes nothing but the log and the counters of limits and faults.
func (s *Server) receive(r *http.Request) (*call, *fault, *reply) {
	// A body that ends early is logged as far as it came; the client is gone then.
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody))
	c := &call{
		escapedPath: r.URL.EscapedPath(),
		requestURI:  r.URL.RequestURI(),
		serverHost:  r.Host,
		header:      r.Header,
		entry: &Request{
			Route:    RouteUnknown,
			Method:   r.Method,
			Path:     r.URL.Path,
			RawQuery: r.URL.RawQuery,
			Header:   r.Header.Clone(),
			Body:     body,
		},
	}
	c.host, _, _ = net.SplitHostPort(r.RemoteAddr)
	c.parseParameters()

	s.mu.Lock()
	defer s.mu.Unlock()
	c.entry.Time = s.cfg.Now()
	s.find(c)
	s.identify(c)
	c.entry.Undocumented = s.undocumented(c)
	s.log = append(s.log, c.entry)
	c.before = s.nextHooks(c)
	if limited := s.limit(c); limited != nil {
		return c, nil, limited
	}
	f := s.nextFault(c)
	if f != nil {
		c.entry.Fault = f.Kind
	}
	return c, f, nil
}

// parseParameters collects the parameters of the query and of a form body: every login is documented with the one, the
// other, or both (API.md, sections 3.4, 3.6 and 3.7).
func (c *call) parseParameters() {
	form, err := url.ParseQuery(c.entry.RawQuery)
	if err != nil {
		c.broken = "a malformed query"
	}
	if isForm(c.header) {
		body, err := url.ParseQuery(string(c.entry.Body))
		if err != nil {
			c.broken = "a malformed form"
		}
		for name, values := range body {
			form[name] = append(form[name], values...)
		}
	}
	c.entry.Form = form
}

// answer does the work of a request and returns the documented reply.
func (s *Server) answer(c *call) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.admit(c)()
}

// admit checks a request: whether the route exists, who asks, and whether the client could read the reply. It returns
// the work to do, which for a refused request is only the refusal. The caller holds the server's lock, also for the
// work.
func (s *Server) admit(c *call) (work func() reply) {
	refuse := func(rep reply) func() reply { return func() reply { return rep } }
	if c.endpoint == nil {
		return refuse(s.notFound(c))
	}
	var user *User
	if c.endpoint.route.admin() {
		var refusal *reply
		if user, refusal = s.authorize(c); refusal != nil {
			return refuse(*refusal)
		}
	}
	// This is checked before anything is done, so that no token is made for a client that cannot read it.
	if s.cfg.AcceptStrict && !accepts(c.header, c.endpoint.produces) {
		return refuse(s.failure(c, http.StatusNotAcceptable))
	}
	return func() reply { return c.endpoint.act(s, c, user) }
}

// send writes a reply and records its status before the client receives it.
func (s *Server) send(w http.ResponseWriter, c *call, rep reply) {
	s.record(c, rep.status)
	writeHead(w, rep, len(rep.body))
	_, _ = w.Write(rep.body) // fails only if the client has gone
}

// record notes the status of the answer in the log.
func (s *Server) record(c *call, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.entry.Status = status
}

// writeHead writes the status line and the header of a reply.
func writeHead(w http.ResponseWriter, rep reply, contentLength int) {
	header := w.Header()
	maps.Copy(header, rep.header)
	header["Content-Type"] = nil // net/http must not guess it
	if rep.contentType != "" {
		header.Set("Content-Type", rep.contentType)
	}
	if rep.status != http.StatusNoContent && rep.status != http.StatusNotModified {
		header.Set("Content-Length", strconv.Itoa(contentLength))
	}
	w.WriteHeader(rep.status)
}
