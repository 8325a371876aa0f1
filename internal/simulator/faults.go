package simulator

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// FaultKind is a way to answer wrongly.
type FaultKind string

// The kinds of fault. Go's own http.Transport repeats a GET whose connection is dropped, if that connection had served
// another request before; a test that wants the client to see the drop sets Times high enough.
const (
	FaultStatus     FaultKind = "status"      // a status with an error body
	FaultDropBefore FaultKind = "drop_before" // the connection is closed without a reply; not acted
	FaultDropAfter  FaultKind = "drop_after"  // acted, then the connection is closed without a reply
	FaultCut        FaultKind = "cut"         // the body ends short of its Content-Length
	FaultHTML       FaultKind = "html"        // an HTML page, 200 or Status
	FaultEmpty      FaultKind = "empty"       // an empty body, 200 or Status
	FaultSlow       FaultKind = "slow"        // the right answer after Delay
	FaultRedirect   FaultKind = "redirect"    // 302 or Status to another host, Location echoing path and query
	FaultGarbage    FaultKind = "garbage"     // 200 or Status with Body as it is
)

// Fault makes the simulator answer some requests wrongly. Of several faults that match a request the first one
// injected is taken, and the others do not count the request.
type Fault struct {
	Route Route  // which requests; empty: any
	User  string // only requests with this user's credential, valid or not, and this user's logins; empty: any
	Kind  FaultKind
	After int // let this many matching requests pass first
	Times int // how often; 0: until removed
	// Act says that the server does the work before it answers wrongly, for the kinds that leave it open. For FaultSlow
	// it says when: true, at once, before the delay; false, after it, even if the client has gone.
	Act bool
	// Status of the answer, for FaultStatus, FaultHTML, FaultEmpty, FaultRedirect and FaultGarbage.
	Status int
	// Body of the answer, for FaultStatus (default: the documented error of the status, whose requestUri echoes path and
	// method), FaultHTML (default: a gateway's page), FaultGarbage, and FaultCut (default: the right answer's, where the
	// server does the work or the request is a GET).
	Body string
	// ContentType of Body; default the kind's own, and application/json for FaultStatus and FaultGarbage.
	ContentType string
	Header      http.Header   // added to the answer; a Location here beats that of FaultRedirect
	Delay       time.Duration // for FaultSlow; removing the fault ends it early
}

// fault is an injected Fault.
type fault struct {
	Fault
	seen    int           // matching requests so far
	removed chan struct{} // closed when the fault is removed
}

// Validate returns what is wrong with a fault, nil if nothing is.
func (f Fault) Validate() error {
	kinds := []FaultKind{FaultStatus, FaultDropBefore, FaultDropAfter, FaultCut, FaultHTML, FaultEmpty, FaultSlow, FaultRedirect, FaultGarbage}
	switch {
	case !slices.Contains(kinds, f.Kind):
		return fmt.Errorf("unknown fault kind %q, want one of %q", f.Kind, kinds)
	case f.Kind == FaultStatus && f.Status == 0:
		return errors.New("a status fault needs a status")
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status %d is not between 200 and 599", f.Status)
	}
	return nil
}

// Inject makes the simulator answer wrongly from now on. It panics on a fault that Validate refuses. The function that
// it returns takes the fault back, once or more often.
func (s *Server) Inject(f Fault) (remove func()) {
	if err := f.Validate(); err != nil {
		panic("simulator: " + err.Error())
	}
	injected := &fault{Fault: f, removed: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, injected)
	return sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.removeFaults(func(f *fault) bool { return f == injected })
	})
}

// ClearFaults takes every fault back.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.removeFaults(func(*fault) bool { return true })
}

func (s *Server) removeFaults(which func(*fault) bool) {
	s.faults = slices.DeleteFunc(s.faults, func(f *fault) bool {
		if which(f) {
			close(f.removed)
			return true
		}
		return false
	})
}

// nextFault returns the fault to answer this request with, nil for none, and counts the request.
func (s *Server) nextFault(c *call) *fault {
	for _, f := range s.faults {
		if f.Route != "" && f.Route != c.entry.Route || f.User != "" && f.User != c.entry.User {
			continue
		}
		if f.Times > 0 && f.seen >= f.After+f.Times {
			continue // used up
		}
		if f.seen++; f.seen > f.After {
			return f
		}
	}
	return nil
}

// misbehave answers a request with a fault.
func (s *Server) misbehave(w http.ResponseWriter, r *http.Request, c *call, f *fault) {
	switch f.Kind {
	case FaultDropBefore:
		drop(w)
	case FaultDropAfter:
		s.answer(c)
		drop(w)
	case FaultCut:
		s.cut(w, c, f)
	case FaultSlow:
		s.slow(w, r, c, f)
	default:
		if f.Act {
			s.answer(c)
		}
		s.send(w, c, s.wrongReply(c, f))
	}
}

// drop closes the connection without a reply.
func drop(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2: the server resets the stream
	}
	_ = conn.Close()
}

// cut sends the first half of a body, and drops the connection.
func (s *Server) cut(w http.ResponseWriter, c *call, f *fault) {
	rep := reply{status: http.StatusOK, contentType: f.ContentType, header: f.Header, body: []byte(f.Body)}
	if rep.contentType == "" && c.endpoint != nil {
		rep.contentType = c.endpoint.produces
	}
	if f.Act || c.entry.Method == http.MethodGet { // reading changes nothing
		right := s.answer(c)
		rep.status = right.status
		if f.Body == "" {
			rep.contentType, rep.body = right.contentType, right.body
		}
	}
	s.record(c, rep.status)
	writeHead(w, rep, max(len(rep.body), 2)) // a body of less than two bytes could not be cut short
	_, _ = w.Write(rep.body[:len(rep.body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// slow answers rightly, later. A client that has gone meanwhile gets nothing, and the log says so by status 0.
func (s *Server) slow(w http.ResponseWriter, r *http.Request, c *call, f *fault) {
	timer := time.NewTimer(f.Delay)
	defer timer.Stop()
	gone := r.Context().Done()
	var rep reply
	if f.Act {
		rep = s.answer(c)
	} else {
		gone = nil // the work is still to be done
	}
	select {
	case <-timer.C:
	case <-f.removed:
	case <-gone:
	}
	if !f.Act {
		rep = s.answer(c)
	}
	if r.Context().Err() == nil {
		s.send(w, c, rep)
	}
}

// gatewayPage is the HTML that a gateway sends when what is behind it does not answer.
const gatewayPage = "<!DOCTYPE html>\n<html><head><title>%[1]d %[2]s</title></head><body><h1>%[1]d %[2]s</h1></body></html>\n"

// wrongReply is the answer of the faults that send one at once.
func (s *Server) wrongReply(c *call, f *fault) reply {
	rep := reply{status: f.Status, contentType: f.ContentType, header: http.Header{}, body: []byte(f.Body)}
	setDefault := func(status int, contentType string) {
		if rep.status == 0 {
			rep.status = status
		}
		if rep.contentType == "" {
			rep.contentType = contentType
		}
	}
	switch f.Kind {
	case FaultStatus:
		if f.Body == "" {
			rep = s.documentedError(c, f.Status)
		}
		setDefault(f.Status, mediaJSON)
	case FaultHTML:
		setDefault(http.StatusOK, "text/html; charset=utf-8")
		if f.Body == "" {
			rep.body = fmt.Appendf(nil, gatewayPage, rep.status, http.StatusText(rep.status))
		}
	case FaultEmpty:
		rep.body = nil
		setDefault(http.StatusOK, "")
	case FaultRedirect:
		setDefault(http.StatusFound, "")
		rep.header.Set("Location", "https://elsewhere.invalid"+c.requestURI)
	case FaultGarbage:
		setDefault(http.StatusOK, mediaJSON)
	}
	if rep.header == nil {
		rep.header = http.Header{}
	}
	for name, values := range f.Header {
		rep.header[http.CanonicalHeaderKey(name)] = values
	}
	return rep
}
