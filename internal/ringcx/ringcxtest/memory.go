package ringcx_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// inMemory connects to a simulator without a network, so that a test in a synctest bubble needs no real time.
type inMemory struct{ to http.Handler }

var errDropped = errors.New("the connection was dropped")

func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
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
		m.to.ServeHTTP(recorder, request)
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

// memoryRig is a simulator for a test in a synctest bubble.
func memoryRig(t *testing.T, cfg simulator.Config) *rig {
	t.Helper()
	sim := simulator.New(cfg)
	t.Cleanup(func() {
		for _, r := range sim.Undocumented() {
			t.Errorf("undocumented request %s %s: %s", r.Method, r.Route, r.Undocumented)
		}
	})
	return &rig{Server: sim, url: "http://127.0.0.1", way: sim}
}

// newMemoryRig is memoryRig with a handler in front of the simulator, and a function that makes its clients.
func newMemoryRig(t *testing.T, cfg simulator.Config, wrap func(http.Handler) http.Handler) (*rig, func(ringcx.Config) *ringcx.Client) {
	t.Helper()
	r := memoryRig(t, cfg)
	if wrap != nil {
		r.way = wrap(r.Server)
	}
	return r, r.memoryClient
}

// memoryClient returns a client of a memoryRig with the default pauses.
func (r *rig) memoryClient(cfg ringcx.Config) *ringcx.Client {
	cfg.MinBackoff, cfg.ListLag, cfg.RateWindow = 0, 0, 0
	cfg.Transport = inMemory{r.way}
	return ringcx.New(cfg)
}
