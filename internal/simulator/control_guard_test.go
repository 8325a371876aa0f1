package simulator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// A web page in a browser on this machine can neither use the control API nor read from it, not even by a name of its
// own that leads to loopback.
func TestControlIsNotForWebPages(t *testing.T) {
	t.Parallel()
	sim := simulator.New(simulator.Config{Tokens: 1})
	handler := sim.WithControl()
	for _, c := range []struct {
		host   string
		origin []string
		want   int
	}{
		{host: "127.0.0.1:8080", want: http.StatusOK},
		{host: "localhost:8080", want: http.StatusOK},
		{host: "LOCALHOST", want: http.StatusOK},
		{host: "[::1]:8080", want: http.StatusOK},
		{host: "[::1]", want: http.StatusOK},
		{host: "attacker.example:8080", want: http.StatusForbidden},
		{host: "127.0.0.1.attacker.example", want: http.StatusForbidden},
		{host: "192.0.2.1:8080", want: http.StatusForbidden},
		{host: "", want: http.StatusForbidden},
		{host: "127.0.0.1:8080", origin: []string{"https://attacker.example"}, want: http.StatusForbidden},
		{host: "127.0.0.1:8080", origin: []string{"http://127.0.0.1:8080"}, want: http.StatusForbidden},
		{host: "127.0.0.1:8080", origin: []string{"null"}, want: http.StatusForbidden},
		{host: "127.0.0.1:8080", origin: []string{""}, want: http.StatusForbidden},
	} {
		for request, changes := range map[string]bool{
			"GET /_simulator/requests": false, "GET /_simulator/tokens": false, "POST /_simulator/reset": true,
			"POST /_simulator/tokens?user=" + admin: true, "DELETE /_simulator/faults": true,
		} {
			method, path, _ := strings.Cut(request, " ")
			r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader("{}"))
			r.Header.Set("Content-Type", "text/plain")
			r.Host = c.host
			if c.origin != nil {
				r.Header["Origin"] = c.origin
			}
			before := len(sim.AllTokens())
			rec := httptest.NewRecorder()
			handler.ServeHTTP(rec, r)
			if refused := rec.Code == http.StatusForbidden; refused != (c.want == http.StatusForbidden) {
				t.Errorf("%s with Host %q and Origin %q: %d", request, c.host, c.origin, rec.Code)
			} else if refused && changes && len(sim.AllTokens()) != before {
				t.Errorf("%s with Host %q and Origin %q was carried out", request, c.host, c.origin)
			}
		}
	}
}

// The log takes no more than a bounded part of the memory, whatever is sent, and says what it lacks.
func TestLogIsBounded(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"large": strings.Repeat("x", 1<<20), "many words": strings.Repeat("x&", 1<<19),
	} {
		sim := simulator.New(simulator.Config{})
		handler := sim.WithControl()
		const posts = 100
		for n := range posts {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, fmt.Sprint("/", n), strings.NewReader(body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			handler.ServeHTTP(httptest.NewRecorder(), r)
		}
		kept := sim.Requests()
		if len(kept) == 0 || len(kept) > 32 || kept[len(kept)-1].Path != fmt.Sprint("/", posts-1) {
			t.Errorf("%s: %d requests are kept", name, len(kept))
		}
		if got := sim.Forgotten(); got != posts-len(kept) {
			t.Errorf("%s: %d requests are said to be forgotten, and %d are kept", name, got, len(kept))
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/_simulator/requests", nil)
		r.Host = "127.0.0.1"
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, r)
		if got := rec.Header().Get("Forgotten-Requests"); got != fmt.Sprint(posts-len(kept)) {
			t.Errorf("%s: the control API says that %q are forgotten", name, got)
		}
		sim.ResetRequests()
		if sim.Forgotten() != 0 || sim.Count() != 0 {
			t.Errorf("%s: something is left of a log that was emptied", name)
		}
	}
}
