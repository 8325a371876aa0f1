package simulator

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// documentView is a RightsDocument as the control API prints and reads it.
type documentView struct {
	ID       int   `json:"rightsDocId"`
	OwnerID  int   `json:"ownerId"`
	Assigned []int `json:"assignedUserIds"`
	RightsDocument
}

func viewOf(doc RightsDocument) documentView {
	return documentView{doc.ID, doc.OwnerID, append([]int{}, doc.Assigned...), doc}
}

// outsideChange is a change by another administrator through the control API. It returns what was made (nil for
// nothing), and whether the object of the change exists.
type outsideChange func() (made any, found bool)

// controlRights adds the control API's routes for users, roles, rights documents and assignments.
func (s *Server) controlRights(control *http.ServeMux) {
	handle := func(pattern string, read func(*http.Request) (outsideChange, error)) {
		control.HandleFunc(pattern, s.doing(read))
	}
	handle("PUT "+controlRoot+"users", func(r *http.Request) (outsideChange, error) {
		var user fileUser
		err := decodeStrictly(http.MaxBytesReader(nil, r.Body, maxBody), &user)
		return func() (any, bool) { return nil, s.AddUser(user.user()) }, err
	})
	handle("POST "+controlRoot+"rights-documents", s.readAddition)
	handle("POST "+controlRoot+"rights-documents/{id}", s.readChange)
	handle("DELETE "+controlRoot+"rights-documents/{id}", func(r *http.Request) (outsideChange, error) {
		return func() (any, bool) { return nil, s.DeleteRightsDocument(number(r.PathValue("id"))) }, nil
	})
	byQuery := func(pattern string, act func(q url.Values, userID, docID int) bool) {
		handle(pattern, func(r *http.Request) (outsideChange, error) {
			q := r.URL.Query()
			return func() (any, bool) { return nil, act(q, number(q.Get("user_id")), number(q.Get("rights_document_id"))) }, nil
		})
	}
	byQuery("DELETE "+controlRoot+"users", func(_ url.Values, userID, _ int) bool { return s.DeleteUser(userID) })
	byQuery("POST "+controlRoot+"roles", func(q url.Values, userID, _ int) bool { return s.GiveRole(userID, q.Get("role")) })
	byQuery("DELETE "+controlRoot+"roles", func(q url.Values, userID, _ int) bool { return s.TakeRole(userID, q.Get("role")) })
	byQuery("POST "+controlRoot+"assignments", func(_ url.Values, userID, docID int) bool { return s.Assign(docID, userID) })
	byQuery("DELETE "+controlRoot+"assignments", func(_ url.Values, userID, docID int) bool { return s.Unassign(docID, userID) })
	byQuery("POST "+controlRoot+"hand-over", func(q url.Values, userID, docID int) bool {
		switch {
		case q.Get("role") != "":
			return s.HandOverRole(userID, q.Get("role"))
		case userID != 0:
			return s.HandOverAssignment(docID, userID)
		}
		return s.HandOverDocument(docID)
	})
	control.HandleFunc("GET "+controlRoot+"rights-documents", func(w http.ResponseWriter, _ *http.Request) {
		views := []documentView{}
		for _, doc := range s.RightsDocuments() {
			views = append(views, viewOf(doc))
		}
		writeControl(w, http.StatusOK, views)
	})
	control.HandleFunc("GET "+controlRoot+"violations", func(w http.ResponseWriter, _ *http.Request) {
		writeControl(w, http.StatusOK, append([]string{}, s.Violations()...))
	})
}

// doing carries out a request to the control API: at once or, with before=ROUTE, before the next request of that route,
// or before the one that nth counts from now.
func (s *Server) doing(read func(*http.Request) (outsideChange, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		do, err := read(r)
		before, nth, problem := readBefore(r.URL.Query())
		switch {
		case err != nil:
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		case problem != nil:
			http.Error(w, problem.Error(), http.StatusBadRequest)
			return
		case before != "":
			s.Before(before, nth, func() { do() })
			w.WriteHeader(http.StatusAccepted)
			return
		}
		switch made, found := do(); {
		case !found:
			http.Error(w, "no such user, role, rights document or assignment, or a user_id that is none or another user's", http.StatusNotFound)
		case made != nil:
			writeControl(w, http.StatusCreated, made)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	}
}

// readBefore reads before which request to make the change. No route means at once.
func readBefore(q url.Values) (route Route, nth int, err error) {
	route, nth = Route(q.Get("before")), 1
	if route != "" && !slices.Contains(Routes(), route) {
		return "", 0, fmt.Errorf("unknown route %q, want one of %q", route, Routes())
	}
	if q.Has("nth") {
		if nth = number(q.Get("nth")); nth < 1 {
			return "", 0, fmt.Errorf("nth is %q, want a number from 1 on", q.Get("nth"))
		}
	}
	return route, nth, nil
}

// readAddition reads a new document.
func (s *Server) readAddition(r *http.Request) (outsideChange, error) {
	var view documentView
	if err := decodeStrictly(http.MaxBytesReader(nil, r.Body, maxBody), &view); err != nil {
		return nil, err
	}
	doc := view.RightsDocument
	doc.OwnerID, doc.Assigned = view.OwnerID, view.Assigned
	return func() (any, bool) {
		doc.ID = s.AddRightsDocument(doc)
		return viewOf(doc), true
	}, nil
}

// readChange reads the fields of a document that change. Lists are replaced as a whole.
func (s *Server) readChange(r *http.Request) (outsideChange, error) {
	data, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if err == nil {
		err = decodeStrictly(bytes.NewReader(data), new(RightsDocument))
	}
	if err != nil {
		return nil, err
	}
	changed, _ := decodeFields(data) // it has just been decoded
	return func() (any, bool) {
		return nil, s.ChangeRightsDocument(number(r.PathValue("id")), func(doc *RightsDocument) {
			fields := map[string]any{}
			_ = remarshal(doc, &fields) // as below: each is a RightsDocument
			maps.Copy(fields, changed)
			*doc = RightsDocument{}
			_ = remarshal(fields, doc)
		})
	}, nil
}

// number returns an id in decimal digits, or 0 if it is none.
func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
