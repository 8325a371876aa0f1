package simulator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// WithControl returns the simulator with a control API, for a simulator that runs as a process of its own. Requests to
// it are not logged. What somebody else does with a user, a role, a rights document, an assignment or an object waits,
// with before=ROUTE, for the next request of that route, and with nth=N for the N-th: it is done just before the
// answer.
//
// It answers to a Host on loopback only, and to no request with an Origin, so that no web page in a browser on this
// machine can use it. What it prints is what the simulator received, so it must never be told a real secret.
//
//	GET    /_simulator/requests            the log, as JSON; Forgotten-Requests says how many are not in it any more
//	GET    /_simulator/tokens              live tokens with their ids, by user
//	POST   /_simulator/tokens?user=NAME    somebody else creates a token
//	DELETE /_simulator/tokens/TOKEN_OR_ID  somebody else revokes it; the id is the token's SHA-256 in hex
//	POST   /_simulator/faults              injects a Fault, given as JSON
//	DELETE /_simulator/faults              removes every fault
//	POST   /_simulator/users               changes a user: {"user_name": NAME, "enabled": BOOL, "password": TEXT,
//	                                       "new_user_name": TEXT, "first_name": TEXT, "last_name": TEXT}
//	PUT    /_simulator/users               somebody else makes a user, given as JSON as in a tenant's file
//	DELETE /_simulator/users?user_id=ID    somebody else deletes a user with all that it has
//	GET    /_simulator/rights-documents    all rights documents, by the names of RingCX's specification
//	POST   /_simulator/rights-documents    somebody else makes one, given as JSON
//	POST   /_simulator/rights-documents/ID somebody else changes the fields of one that are given as JSON
//	DELETE /_simulator/rights-documents/ID somebody else deletes one
//	POST   /_simulator/roles?user_id=ID&role=ROLE                      somebody else gives a user a role
//	DELETE /_simulator/roles?user_id=ID&role=ROLE                      and takes it
//	POST   /_simulator/assignments?rights_document_id=ID&user_id=ID    somebody else assigns a document to a user
//	DELETE /_simulator/assignments?rights_document_id=ID&user_id=ID    and takes it
//	POST   /_simulator/objects             somebody else makes an object, given as JSON as in a tenant's file
//	DELETE /_simulator/objects?type=TYPE&id=ID                         and deletes it
//	POST   /_simulator/hand-over           what user_id and role, rights_document_id, or rights_document_id and user_id
//	                                       name is the client's, which imported it
//	GET    /_simulator/violations          what requests have done that no client may do
//	POST   /_simulator/list-lag?lag=5s     lists are so far behind from now on
//	POST   /_simulator/expire-sessions     ends every session
//	POST   /_simulator/revoke-refresh-tokens
//	POST   /_simulator/settle              waits for the work of late and slow faults
//	POST   /_simulator/reset-requests      empties the log
//	POST   /_simulator/reset               makes the tenant as it was at the start
func (s *Server) WithControl() http.Handler {
	c := control{s}
	mux := http.NewServeMux()
	for _, routes := range []map[string]http.HandlerFunc{c.routes(), c.rightsRoutes()} {
		for pattern, handler := range routes {
			mux.HandleFunc(pattern, handler)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Not one mux for both: it would redirect unclean paths, where RingCX answers 404. RingCX has nothing at this path.
		switch {
		case !strings.HasPrefix(r.URL.Path, "/_simulator/"):
			s.ServeHTTP(w, r)
		case fromWebPage(r):
			http.Error(w, "the control API is not for web pages: no Origin, and a Host on loopback", http.StatusForbidden)
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			mux.ServeHTTP(w, r)
		}
	})
}

// fromWebPage reports whether a request may come from a web page in somebody's browser. A browser names the origin of
// the page with everything that changes something. It lets a page read only what has the page's own host name, which
// the page's owner may have pointed to loopback.
func fromWebPage(r *http.Request) bool {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	loopback := strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
	_, named := r.Header["Origin"]
	return !loopback || named
}

// control is the control API of a server.
type control struct{ of *Server }

// routes are those of the log, the tokens, the faults and the sessions, and what changes a user.
func (c control) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /_simulator/requests":               c.requests,
		"GET /_simulator/tokens":                 c.tokens,
		"POST /_simulator/tokens":                c.mint,
		"DELETE /_simulator/tokens/{token}":      c.revoke,
		"POST /_simulator/faults":                c.inject,
		"DELETE /_simulator/faults":              always(c.of.ClearFaults),
		"POST /_simulator/users":                 c.changeUser,
		"POST /_simulator/list-lag":              c.setListLag,
		"POST /_simulator/expire-sessions":       always(c.of.ExpireSessions),
		"POST /_simulator/revoke-refresh-tokens": always(c.of.RevokeRefreshTokens),
		"POST /_simulator/settle":                always(c.of.Settle),
		"POST /_simulator/reset-requests":        always(c.of.ResetRequests),
		"POST /_simulator/reset":                 always(c.of.Reset),
	}
}

func always(what func()) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		what()
		w.WriteHeader(http.StatusNoContent)
	}
}

// requestView is a Request as the control API prints it: with its body as text.
type requestView struct {
	Request
	Body string `json:"body"`
}

func (c control) requests(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Forgotten-Requests", strconv.Itoa(c.of.Forgotten()))
	views := []requestView{}
	for _, r := range c.of.Requests() {
		views = append(views, requestView{r, string(r.Body)})
	}
	writeControl(w, http.StatusOK, views)
}

// tokenView is a token with its id, which names it without showing it.
type tokenView struct {
	ID    string `json:"id"`
	Token string `json:"token"`
}

func tokenID(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func (c control) tokens(w http.ResponseWriter, _ *http.Request) {
	byUser := map[string][]tokenView{}
	c.of.mu.Lock()
	for _, user := range c.of.tenant.Users() {
		byUser[user.Name] = []tokenView{}
		for _, token := range c.of.tenant.Tokens(user) {
			byUser[user.Name] = append(byUser[user.Name], tokenView{tokenID(token), token})
		}
	}
	c.of.mu.Unlock()
	writeControl(w, http.StatusOK, byUser)
}

func (c control) mint(w http.ResponseWriter, r *http.Request) {
	token := c.of.Mint(r.URL.Query().Get("user"))
	if token == "" {
		http.Error(w, "no such user: give ?user=NAME", http.StatusNotFound)
		return
	}
	writeControl(w, http.StatusCreated, tokenView{tokenID(token), token})
}

func (c control) revoke(w http.ResponseWriter, r *http.Request) {
	token := r.PathValue("token")
	all := c.of.AllTokens()
	if i := slices.IndexFunc(all, func(live string) bool { return tokenID(live) == token }); i >= 0 {
		token = all[i]
	}
	if !c.of.Revoke(token) {
		http.Error(w, "no such live token", http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// faultView is a Fault as the control API reads it.
type faultView struct {
	Fault
	Late   duration          `json:"late"`
	Delay  duration          `json:"delay"`
	Header map[string]string `json:"header"`
}

// duration is a Go duration such as "3s" in JSON.
type duration time.Duration

func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = duration(parsed)
	return err
}

func (c control) inject(w http.ResponseWriter, r *http.Request) {
	var view faultView
	err := decodeStrictly(r.Body, &view)
	f := view.Fault
	f.Late, f.Delay, f.Header = time.Duration(view.Late), time.Duration(view.Delay), http.Header{}
	for name, value := range view.Header {
		f.Header.Set(name, value)
	}
	if err == nil {
		err = f.Validate()
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c.of.Inject(f)
	w.WriteHeader(http.StatusCreated)
}

// changeUser changes a user, by the names that a tenant's file has.
func (c control) changeUser(w http.ResponseWriter, r *http.Request) {
	var change struct {
		UserName    string  `json:"user_name"`
		Enabled     *bool   `json:"enabled"`
		Password    *string `json:"password"`
		NewUserName *string `json:"new_user_name"`
		FirstName   *string `json:"first_name"`
		LastName    *string `json:"last_name"`
	}
	if err := decodeStrictly(r.Body, &change); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	found := c.of.change(tenant.ByName(change.UserName), func(user *User) {
		set(&user.Password, change.Password)
		c.of.secrets.keep(user.Password)
		set(&user.Name, change.NewUserName)
		set(&user.FirstName, change.FirstName)
		set(&user.LastName, change.LastName)
		if change.Enabled != nil {
			user.Disabled = !*change.Enabled
		}
	})
	if !found {
		http.Error(w, "no such user: give user_name", http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// set changes what a change names.
func set(target, value *string) {
	if value != nil {
		*target = *value
	}
}

func (c control) setListLag(w http.ResponseWriter, r *http.Request) {
	lag, err := time.ParseDuration(r.URL.Query().Get("lag"))
	if err != nil || lag < 0 {
		http.Error(w, "give a duration: ?lag=5s", http.StatusBadRequest)
		return
	}
	c.of.SetListLag(lag)
	w.WriteHeader(http.StatusNoContent)
}

func writeControl(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", mediaJSON)
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(body) // fails only if the client has gone
}
