package ringcxtest

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Memory is a transport to a simulator without a network, so that a test in a synctest bubble needs no real time.
type Memory struct{ To http.Handler }

var errDropped = errors.New("the connection was dropped")

// RoundTrip implements http.RoundTripper.
func (m Memory) RoundTrip(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil {
		trace.GotConn(httptrace.GotConnInfo{})
		trace.WroteHeaders()
	}
	request := r.Clone(r.Context())
	request.RemoteAddr, request.RequestURI, request.Host = "127.0.0.1:1", r.URL.RequestURI(), r.URL.Host
	if request.Body == nil {
		request.Body = http.NoBody
	}
	answer := make(chan *http.Response, 1)
	go func() {
		defer close(answer)
		defer func() { _ = recover() }() // http.ErrAbortHandler
		recorder := httptest.NewRecorder()
		m.To.ServeHTTP(recorder, request)
		answer <- recorder.Result()
	}()
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case response, ok := <-answer:
		if !ok {
			return nil, errDropped
		}
		return response, nil
	}
}

// InMemory is a simulator for a test in a synctest bubble.
func InMemory(t *testing.T, cfg simulator.Config) *Rig {
	t.Helper()
	sim := simulator.New(cfg)
	t.Cleanup(func() { wantDocumented(t, sim) })
	return &Rig{Server: sim, URL: "http://127.0.0.1", Way: sim}
}

// MemoryClient returns a client of an InMemory rig with the default pauses.
func (r *Rig) MemoryClient(cfg ringcx.Config) *ringcx.Client {
	cfg.MinBackoff, cfg.ListLag, cfg.RateWindow = 0, 0, 0
	cfg.Transport = Memory{r.Way}
	return ringcx.New(cfg)
}
