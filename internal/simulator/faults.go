package simulator

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// FaultKind is a way to answer incorrectly.
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
	FaultGarbage    FaultKind = "garbage"     // 200 or Status with Body unchanged
	FaultHang       FaultKind = "hang"        // no answer until the client is gone or the fault is removed
	FaultDropHeader FaultKind = "drop_header" // a gateway removes what Header names; the right answer to the rest
)

var faultKinds = []FaultKind{
	FaultStatus, FaultDropBefore, FaultDropAfter, FaultCut, FaultHTML, FaultEmpty, FaultSlow, FaultRedirect,
	FaultGarbage, FaultHang, FaultDropHeader,
}

// Fault makes the simulator answer some requests incorrectly. If several faults match a request, the one that was
// injected first is used, and the others do not count the request.
type Fault struct {
	Route Route  `json:"route"` // which requests; empty: any
	User  string `json:"user"`  // only this user's logins and requests with a credential, valid or not; empty: any
	// Credential chooses the requests that carry exactly this credential, as a bearer or in X-Auth-Token; empty: any.
	Credential string    `json:"credential"`
	Kind       FaultKind `json:"kind"`
	After      int       `json:"after"` // let this many matching requests pass first
	Times      int       `json:"times"` // how often; 0: until removed
	// Act says that the server does the work before it answers wrongly, for the kinds that leave it open. For FaultSlow
	// it says when: true, at once, before the delay; false, after it, even if the client has gone.
	Act bool `json:"act"`
	// Late says instead that the server does the work this long after it has answered or closed the connection, and for
	// FaultHang this long after the request arrived: a gateway may give up before the server does. Whether the credential
	// is good is decided when the request arrives. The two drops are the same with it. Settle waits for the work.
	Late time.Duration `json:"-"`
	// Status of the answer, for FaultStatus, FaultHTML, FaultEmpty, FaultRedirect and FaultGarbage.
	Status int `json:"status"`
	// Body of the answer, for FaultStatus (default: the documented error of the status, whose requestUri echoes path and
	// method), FaultHTML (default: a gateway's page), FaultGarbage, and FaultCut (default: the right answer's, where the
	// server does the work or the request is a GET).
	Body string `json:"body"`
	// ContentType of Body; default the kind's own, and application/json for FaultStatus and FaultGarbage.
	ContentType string `json:"content_type"`
	// Header is added to the answer; a Location here beats that of FaultRedirect. For FaultDropHeader its keys are the
	// headers of the request that get lost, default X-Auth-Token.
	Header http.Header   `json:"-"`
	Delay  time.Duration `json:"-"` // for FaultSlow; removing the fault ends it early
}

// fault is an injected Fault.
type fault struct {
	Fault
	seen    int           // matching requests so far
	removed chan struct{} // closed when the fault is removed
}

// actsFirst reports whether the server does the work before it answers wrongly.
func (f Fault) actsFirst() bool {
	switch f.Kind {
	case FaultDropBefore, FaultDropHeader:
		return false
	case FaultDropAfter:
		return f.Late == 0
	}
	return f.Act
}

// Validate returns what is wrong with a fault, nil if nothing is.
func (f Fault) Validate() error { return cmp.Or(f.checkTarget(), f.checkTimes(), f.checkStatus()) }

func (f Fault) checkTarget() error {
	switch {
	case !slices.Contains(faultKinds, f.Kind):
		return fmt.Errorf("unknown fault kind %q, want one of %q", f.Kind, faultKinds)
	case f.Route != "" && !slices.Contains(Routes(), f.Route):
		return fmt.Errorf("unknown route %q, want one of %q", f.Route, Routes())
	}
	return nil
}

func (f Fault) checkTimes() error {
	switch {
	case f.Late < 0 || f.Delay < 0:
		return errors.New("a fault cannot act or answer before the request")
	case f.Late > 0 && f.Act:
		return errors.New("a fault acts either before it answers or late, not both")
	case f.Late > 0 && (f.Kind == FaultSlow || f.Kind == FaultDropHeader):
		return fmt.Errorf("a fault of the kind %q does not act late", f.Kind)
	case f.Kind == FaultSlow && f.Delay == 0:
		return errors.New(`a slow fault needs a delay, such as "3s"`)
	}
	return nil
}

func (f Fault) checkStatus() error {
	switch {
	case f.Kind == FaultStatus && f.Status == 0:
		return errors.New("a status fault needs a status")
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status %d is not between 200 and 599", f.Status)
	}
	return nil
}

// Inject makes the simulator answer incorrectly from now on. It panics on a fault that Validate refuses. The returned
// function removes the fault, and may be called more than once.
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

// ClearFaults removes every fault.
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
		usedUp := f.Times > 0 && f.seen >= f.After+f.Times
		if usedUp || !f.isFor(c) {
			continue
		}
		if f.seen++; f.seen > f.After {
			return f
		}
	}
	return nil
}

// isFor reports whether a fault is for a request.
func (f Fault) isFor(c *call) bool {
	return (f.Route == "" || f.Route == c.entry.Route) &&
		(f.User == "" || f.User == c.entry.User) &&
		(f.Credential == "" || carries(c.header, f.Credential))
}
