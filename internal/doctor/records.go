package doctor

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// The routes of the requests whose answers are looked at, besides those of objects.
const (
	routeOAuth     = "/restapi/oauth/token"
	routeExchange  = "/api/auth/login/rc/accesstoken"
	routeEngage    = "/api/auth/login/admin"
	routeLegacy    = "/v1/auth/login"
	routeRefresh   = "/api/auth/token/refresh"
	routeWhoAmI    = "/v1/admin/auth"
	routeAccounts  = "/v1/admin/accounts"
	routeUsers     = "/v1/admin/users"
	routeRoles     = "/v1/admin/users/{userId}/roles"
	routeDocuments = "/v1/admin/users/{userId}/rightsDocs"
	routeOwned     = "/v1/admin/users/{userId}/ownedRightsDocs"
	routeAssigned  = "/v1/admin/users/{userId}/assignedRightsDocs"
	routeDocument  = "/v1/admin/users/{userId}/rightsDocs/{rightsDocId}"
	routeToken     = "/v1/admin/token/{token}"
	routeTokens    = "/v1/admin/token"
)

// recorder keeps what wire says about each request.
type recorder struct {
	mu   sync.Mutex
	list []record
}

// record is one request, and when it was answered by this machine's clock.
type record struct {
	wire.Record
	at time.Time
}

func (r *recorder) add(_ context.Context, rec wire.Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, record{rec, time.Now()})
}

// of returns the requests on a route, with a method unless that is "".
func (r *recorder) of(method, route string) (found []record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, rec := range r.list {
		if rec.Route == route && (method == "" || rec.Method == method) {
			found = append(found, rec)
		}
	}
	return found
}

// last returns the last request on a route; zero if there was none.
func (r *recorder) last(route string) record {
	if all := r.of("", route); len(all) > 0 {
		return all[len(all)-1]
	}
	return record{}
}

// form is that of the body of the answer; none if there was no answer.
func (r record) form() wire.Form {
	if r.Reply == nil {
		return wire.Form{}
	}
	return r.Reply.Form
}

// elem is the form of the elements of the list in the answer; none if it has none.
func (r record) elem() wire.Form {
	if elem := r.form().Elem; elem != nil {
		return *elem
	}
	return wire.Form{}
}

// says is what the answer says about an assumption: nothing if there was none.
func (r record) says(a Assumption) Assumption {
	if r.Reply == nil {
		return NotTried
	}
	return a
}

// String says what was answered, by form.
func (r record) String() string {
	if r.Route == "" {
		return "no request was sent"
	}
	if r.Reply == nil {
		return noAnswer(r.Failure)
	}
	text := fmt.Sprintf("answered %d %s", r.Status, http.StatusText(r.Status))
	if r.Status == http.StatusNoContent {
		return text
	}
	text += ", " + r.Reply.Media + ": " + r.Reply.Form.String()
	for _, field := range errorFields {
		if said, ok := r.Reply.Form.Fields[field]; ok {
			text += ", " + field + " " + said.String()
		}
	}
	return text
}

// errorFields are the fields of an error that say which one it is.
var errorFields = []string{"errorCode", "error", "generalMessage"}

// timedOut reports whether no answer came within the time of a request.
func (r record) timedOut() bool { return strings.Contains(r.Failure, withinTime) }

// withinTime is in the failure of a request that nothing answered in its time.
const withinTime = "within"

// noAnswer says in words of this program why there was no answer.
func noAnswer(failure string) string {
	for _, known := range []struct{ text, means string }{
		{"no such host", "no answer: the name of the host does not exist"},
		{"proxyconnect", "no answer: the proxy that the environment names cannot be reached"},
		{"refused", "no answer: nothing listens at the address"},
		{"certificate", "no answer: the certificate is not trusted"},
		{"tls:", "no answer: the TLS handshake failed"},
		{"Proxy Authentication Required", "no answer: the proxy wants a login"},
		{withinTime, "no answer in time"},
		{"larger than", "an answer that is too large"},
	} {
		if strings.Contains(failure, known.text) {
			return known.means
		}
	}
	return "no answer: the connection broke"
}
