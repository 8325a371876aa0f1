package simulator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// controlRoot is the path of the control API. RingCX has nothing there.
const controlRoot = "/_simulator/"

// WithControl returns the simulator with a control API, for a simulator that runs as a process of its own. Requests to
// it are not logged. What somebody else does with a user, a role, a rights document or an assignment waits, with
// before=ROUTE, for the next request of that route, and with nth=N for the N-th: it is done just before the answer.
//
//	GET    /_simulator/requests            the log, as JSON
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
	control := http.NewServeMux()
	control.HandleFunc("GET "+controlRoot+"requests", s.controlRequests)
	control.HandleFunc("GET "+controlRoot+"tokens", s.controlTokens)
	control.HandleFunc("POST "+controlRoot+"tokens", s.controlMint)
	control.HandleFunc("DELETE "+controlRoot+"tokens/{token}", s.controlRevoke)
	control.HandleFunc("POST "+controlRoot+"faults", s.controlInject)
	control.HandleFunc("DELETE "+controlRoot+"faults", always(s.ClearFaults))
	control.HandleFunc("POST "+controlRoot+"expire-sessions", always(s.ExpireSessions))
	control.HandleFunc("POST "+controlRoot+"users", s.controlUser)
	control.HandleFunc("POST "+controlRoot+"list-lag", s.controlListLag)
	control.HandleFunc("POST "+controlRoot+"revoke-refresh-tokens", always(s.RevokeRefreshTokens))
	control.HandleFunc("POST "+controlRoot+"settle", always(s.Settle))
	control.HandleFunc("POST "+controlRoot+"reset-requests", always(s.ResetRequests))
	control.HandleFunc("POST "+controlRoot+"reset", always(s.Reset))
	s.controlRights(control)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Not one mux for both: it would redirect unclean paths, where RingCX answers 404.
		if strings.HasPrefix(r.URL.Path, controlRoot) {
			control.ServeHTTP(w, r)
		} else {
			s.ServeHTTP(w, r)
		}
	})
}

func always(what func()) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		what()
		w.WriteHeader(http.StatusNoContent)
	}
}

// requestView is a Request as the control API prints it.
type requestView struct {
	Time         time.Time      `json:"time"`
	Route        Route          `json:"route"`
	Root         string         `json:"root"`
	Method       string         `json:"method"`
	Path         string         `json:"path"`
	Query        string         `json:"query"`
	Header       http.Header    `json:"header"`
	Form         url.Values     `json:"form"`
	Body         string         `json:"body"`
	User         string         `json:"user"`
	Credential   CredentialKind `json:"credential"`
	Status       int            `json:"status"`
	Fault        FaultKind      `json:"fault"`
	Undocumented string         `json:"undocumented"`
}

func (s *Server) controlRequests(w http.ResponseWriter, _ *http.Request) {
	views := []requestView{}
	for _, r := range s.Requests() {
		views = append(views, requestView{
			Time: r.Time, Route: r.Route, Root: r.Root, Method: r.Method, Path: r.Path, Query: r.RawQuery, Header: r.Header, Form: r.Form,
			Body: string(r.Body), User: r.User, Credential: r.Credential, Status: r.Status, Fault: r.Fault, Undocumented: r.Undocumented,
		})
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

func (s *Server) controlTokens(w http.ResponseWriter, _ *http.Request) {
	byUser := map[string][]tokenView{}
	s.mu.Lock()
	for _, user := range s.users {
		byUser[user.Name] = []tokenView{}
		for _, token := range s.liveTokens(user) {
			byUser[user.Name] = append(byUser[user.Name], tokenView{tokenID(token), token})
		}
	}
	s.mu.Unlock()
	writeControl(w, http.StatusOK, byUser)
}

func (s *Server) controlMint(w http.ResponseWriter, r *http.Request) {
	token := s.Mint(r.URL.Query().Get("user"))
	if token == "" {
		http.Error(w, "no such user: give ?user=NAME", http.StatusNotFound)
		return
	}
	writeControl(w, http.StatusCreated, tokenView{tokenID(token), token})
}

func (s *Server) controlRevoke(w http.ResponseWriter, r *http.Request) {
	token := r.PathValue("token")
	all := s.AllTokens()
	if i := slices.IndexFunc(all, func(live string) bool { return tokenID(live) == token }); i >= 0 {
		token = all[i]
	}
	if !s.Revoke(token) {
		http.Error(w, "no such live token", http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// faultView is a Fault as the control API reads it.
type faultView struct {
	Route       Route             `json:"route"`
	User        string            `json:"user"`
	Credential  string            `json:"credential"`
	Kind        FaultKind         `json:"kind"`
	After       int               `json:"after"`
	Times       int               `json:"times"`
	Act         bool              `json:"act"`
	Late        duration          `json:"late"`
	Status      int               `json:"status"`
	Body        string            `json:"body"`
	ContentType string            `json:"content_type"`
	Header      map[string]string `json:"header"`
	Stream      string            `json:"stream"`
	Delay       duration          `json:"delay"`
}

// duration is a Go duration such as "3s" in JSON.
type duration time.Duration

func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = duration(parsed)
	return err
}

func (s *Server) controlInject(w http.ResponseWriter, r *http.Request) {
	var view faultView
	err := decodeStrictly(http.MaxBytesReader(w, r.Body, maxBody), &view)
	f := Fault{
		Route: view.Route, User: view.User, Credential: view.Credential, Kind: view.Kind, After: view.After, Times: view.Times,
		Act: view.Act, Late: time.Duration(view.Late), Status: view.Status, Body: view.Body, ContentType: view.ContentType,
		Header: http.Header{}, Stream: view.Stream, Delay: time.Duration(view.Delay),
	}
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
	s.Inject(f)
	w.WriteHeader(http.StatusCreated)
}

// controlUser changes a user, by the names that a tenant's file has.
func (s *Server) controlUser(w http.ResponseWriter, r *http.Request) {
	var change struct {
		UserName    string  `json:"user_name"`
		Enabled     *bool   `json:"enabled"`
		Password    *string `json:"password"`
		NewUserName *string `json:"new_user_name"`
		FirstName   *string `json:"first_name"`
		LastName    *string `json:"last_name"`
	}
	if err := decodeStrictly(http.MaxBytesReader(w, r.Body, maxBody), &change); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	user, found := s.userNamed(change.UserName)
	if !found {
		http.Error(w, "no such user: give user_name", http.StatusNotFound)
		return
	}
	if change.Enabled != nil {
		s.setDisabled(change.UserName, !*change.Enabled)
	}
	if change.Password != nil {
		s.SetUserPassword(change.UserName, *change.Password)
	}
	for field, value := range map[*string]*string{&user.Name: change.NewUserName, &user.FirstName: change.FirstName, &user.LastName: change.LastName} {
		if value != nil {
			*field = *value
		}
	}
	s.RenameUser(user.ID, user.Name, user.FirstName, user.LastName)
	w.WriteHeader(http.StatusNoContent)
}

// userNamed returns a copy of the user with a name.
func (s *Server) userNamed(name string) (User, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if user := s.userByName(name); user != nil {
		return *user, true
	}
	return User{}, false
}

func (s *Server) controlListLag(w http.ResponseWriter, r *http.Request) {
	lag, err := time.ParseDuration(r.URL.Query().Get("lag"))
	if err != nil || lag < 0 {
		http.Error(w, "give a duration: ?lag=5s", http.StatusBadRequest)
		return
	}
	s.SetListLag(lag)
	w.WriteHeader(http.StatusNoContent)
}

// decodeStrictly decodes JSON and refuses unknown fields.
func decodeStrictly(r io.Reader, into any) error {
	decoder := json.NewDecoder(r)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("there is more data after the JSON value")
	}
	return nil
}

func writeControl(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", mediaJSON)
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(body) // fails only if the client has gone
}
