package simulator

import (
	"cmp"
	"fmt"
	"net/http"
	"time"
)

// misbehave answers a request with a fault.
func (s *Server) misbehave(w http.ResponseWriter, r *http.Request, c *call, f *fault) {
	var right *reply // to the work that is done already
	switch {
	case f.actsFirst():
		right = s.answer(c)
	case f.Late > 0 && f.Kind == FaultHang:
		time.AfterFunc(f.Late, s.admitLate(c))
	case f.Late > 0:
		defer time.AfterFunc(f.Late, s.admitLate(c)) // at the end, also of a dropped connection
	}
	switch f.Kind {
	case FaultDropBefore, FaultDropAfter:
		drop(w)
	case FaultHang:
		select {
		case <-r.Context().Done():
		case <-f.removed:
		}
		drop(w)
	case FaultCut:
		s.cut(w, c, f, right)
	case FaultSlow:
		s.slow(w, r, c, f, right)
	case FaultDropHeader:
		c.loseHeaders(f.Header)
		s.send(w, c, s.answer(c))
	default:
		s.send(w, c, c.wrongReply(f))
	}
}

// admitLate checks a request now and returns its work, to be done later. The reply is discarded. Settle waits until it
// is done.
func (s *Server) admitLate(c *call) (work func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	refusal := c.admit()
	s.unsettled++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if refusal == nil {
			c.work()
		}
		s.settled()
	}
}

// settled notes that work which outlives its request is done.
func (s *Server) settled() {
	s.unsettled--
	s.settling.Broadcast()
}

// Settle waits until the server has done all work that outlives its request: that of faults with Late, and of slow
// faults that act after their delay. Removing faults ends delays, but late work is still done.
func (s *Server) Settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.unsettled > 0 {
		s.settling.Wait()
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
func (s *Server) cut(w http.ResponseWriter, c *call, f *fault, right *reply) {
	if right == nil && c.entry.Method == http.MethodGet { // reading changes nothing
		right = s.answer(c)
	}
	rep := reply{
		status: http.StatusOK, contentType: cmp.Or(f.ContentType, c.produces()), header: f.Header, body: []byte(f.Body),
	}
	if right != nil {
		rep.status = right.status
		if f.Body == "" {
			rep.contentType, rep.body = right.contentType, right.body
		}
	}
	s.record(c, rep.status)
	rep.writeHead(w, max(len(rep.body), 2)) // a body of less than two bytes could not be cut short
	_, _ = w.Write(rep.body[:len(rep.body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// slow gives the right answer, later. If the client has gone meanwhile, it gets nothing, and the log shows status 0.
func (s *Server) slow(w http.ResponseWriter, r *http.Request, c *call, f *fault, right *reply) {
	timer := time.NewTimer(f.Delay)
	defer timer.Stop()
	gone := r.Context().Done()
	if right == nil {
		gone = nil // the work is still to be done
		s.mu.Lock()
		s.unsettled++
		s.mu.Unlock()
	}
	select {
	case <-timer.C:
	case <-f.removed:
	case <-gone:
	}
	if right == nil {
		right = s.answer(c)
		s.mu.Lock()
		s.settled()
		s.mu.Unlock()
	}
	if r.Context().Err() == nil {
		s.send(w, c, right)
	}
}

// loseHeaders takes headers out of a request, after the log has noted what the client sent.
func (c *call) loseHeaders(named http.Header) {
	if len(named) == 0 {
		named = http.Header{"X-Auth-Token": nil}
	}
	for name := range named {
		c.header.Del(name)
	}
	c.credential = readCredential(c.header)
}

// gatewayPage is the HTML that a gateway sends when the server behind it does not answer.
const gatewayPage = "<!DOCTYPE html>\n<html><head><title>%[1]d %[2]s</title></head>" +
	"<body><h1>%[1]d %[2]s</h1></body></html>\n"

// faultDefaults are the status and the content type of the faults that send a reply at once.
var faultDefaults = map[FaultKind]reply{
	FaultStatus:   {contentType: mediaJSON},
	FaultHTML:     {status: http.StatusOK, contentType: "text/html; charset=utf-8"},
	FaultEmpty:    {status: http.StatusOK},
	FaultRedirect: {status: http.StatusFound},
	FaultGarbage:  {status: http.StatusOK, contentType: mediaJSON},
}

// wrongReply is the answer of the faults that send one at once.
func (c *call) wrongReply(f *fault) *reply {
	rep := &reply{
		status:      cmp.Or(f.Status, faultDefaults[f.Kind].status),
		contentType: cmp.Or(f.ContentType, faultDefaults[f.Kind].contentType),
		body:        []byte(f.Body),
	}
	switch {
	case f.Kind == FaultStatus && f.Body == "":
		rep = c.documentedError(f.Status)
		rep.contentType = cmp.Or(f.ContentType, rep.contentType)
	case f.Kind == FaultHTML && f.Body == "":
		rep.body = fmt.Appendf(nil, gatewayPage, rep.status, http.StatusText(rep.status))
	case f.Kind == FaultEmpty:
		rep.body = nil
	case f.Kind == FaultRedirect:
		rep.header = http.Header{"Location": {"https://elsewhere.invalid" + c.requestURI}}
	}
	if rep.header == nil {
		rep.header = http.Header{}
	}
	for name, values := range f.Header {
		rep.header[http.CanonicalHeaderKey(name)] = values
	}
	return rep
}
