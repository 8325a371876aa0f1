package simulator

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
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

// rightsRoutes are those of users, rights documents, roles and assignments.
func (c control) rightsRoutes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"PUT /_simulator/users":                    c.doing(c.readUser),
		"POST /_simulator/rights-documents":        c.doing(c.readAddition),
		"POST /_simulator/rights-documents/{id}":   c.doing(c.readChange),
		"DELETE /_simulator/rights-documents/{id}": c.named(func(n names) bool { return c.of.DeleteRightsDocument(n.id) }),
		"DELETE /_simulator/users":                 c.named(func(n names) bool { return c.of.DeleteUser(n.user) }),
		"POST /_simulator/roles":                   c.named(func(n names) bool { return c.of.GiveRole(n.user, n.role) }),
		"DELETE /_simulator/roles":                 c.named(func(n names) bool { return c.of.TakeRole(n.user, n.role) }),
		"POST /_simulator/assignments":             c.named(func(n names) bool { return c.of.Assign(n.document, n.user) }),
		"DELETE /_simulator/assignments":           c.named(func(n names) bool { return c.of.Unassign(n.document, n.user) }),
		"POST /_simulator/hand-over":               c.named(c.handOver),
		"GET /_simulator/rights-documents":         c.listDocuments,
		"POST /_simulator/objects":                 c.doing(c.readObject),
		"DELETE /_simulator/objects":               c.named(func(n names) bool { return c.of.RemoveObject(n.kind, n.id) }),
		"GET /_simulator/violations": func(w http.ResponseWriter, _ *http.Request) {
			writeControl(w, http.StatusOK, append([]string{}, c.of.Violations()...))
		},
	}
}

// names are what the query, or the path, of a change names.
type names struct {
	user, document, id int
	role, kind         string
}

// named carries out a change of what its request names.
func (c control) named(act func(names) (found bool)) http.HandlerFunc {
	return c.doing(func(r *http.Request) (outsideChange, error) {
		q := r.URL.Query()
		n := names{
			user: number(q.Get("user_id")), document: number(q.Get("rights_document_id")),
			id: number(cmp.Or(r.PathValue("id"), q.Get("id"))), role: q.Get("role"), kind: q.Get("type"),
		}
		return func() (any, bool) { return nil, act(n) }, nil
	})
}

func (c control) handOver(n names) bool {
	switch {
	case n.role != "":
		return c.of.HandOverRole(n.user, n.role)
	case n.user != 0:
		return c.of.HandOverAssignment(n.document, n.user)
	}
	return c.of.HandOverDocument(n.document)
}

func (c control) listDocuments(w http.ResponseWriter, _ *http.Request) {
	views := []documentView{}
	for _, doc := range c.of.RightsDocuments() {
		views = append(views, viewOf(doc))
	}
	writeControl(w, http.StatusOK, views)
}

// doing carries out a request to the control API: at once or, with before=ROUTE, before the next request of that route,
// or before the one that nth counts from now.
func (c control) doing(read func(*http.Request) (outsideChange, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		do, err := read(r)
		before, nth, problem := readBefore(r.URL.Query())
		if err := cmp.Or(err, problem); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if before != "" {
			c.of.Before(before, nth, func() { do() })
			w.WriteHeader(http.StatusAccepted)
			return
		}
		switch made, found := do(); {
		case !found:
			const message = "no such user, role, rights document, assignment or object, or an id that is none or another one's"
			http.Error(w, message, http.StatusNotFound)
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

// readUser reads a new user.
func (c control) readUser(r *http.Request) (outsideChange, error) {
	var user fileUser
	err := decodeStrictly(r.Body, &user)
	return func() (any, bool) { return nil, c.of.AddUser(user.user()) }, err
}

// readObject reads a new object.
func (c control) readObject(r *http.Request) (outsideChange, error) {
	var object fileObject
	err := decodeStrictly(r.Body, &object)
	return func() (any, bool) { return nil, c.of.AddObject(object.object()) }, err
}

// readAddition reads a new document.
func (c control) readAddition(r *http.Request) (outsideChange, error) {
	var view documentView
	if err := decodeStrictly(r.Body, &view); err != nil {
		return nil, err
	}
	doc := view.RightsDocument
	doc.OwnerID, doc.Assigned = view.OwnerID, view.Assigned
	return func() (any, bool) {
		doc.ID = c.of.AddRightsDocument(doc)
		return viewOf(doc), true
	}, nil
}

// readChange reads the fields of a document that change. Lists are replaced as a whole.
func (c control) readChange(r *http.Request) (outsideChange, error) {
	data, err := io.ReadAll(r.Body)
	if err == nil {
		err = decodeStrictly(bytes.NewReader(data), new(RightsDocument))
	}
	if err != nil {
		return nil, err
	}
	changed, _ := decodeFields(data) // it has just been decoded
	return func() (any, bool) {
		return nil, c.of.ChangeRightsDocument(number(r.PathValue("id")), func(doc *RightsDocument) {
			fields := map[string]any{}
			_ = tenant.Remarshal(doc, &fields) // as below: each is a RightsDocument
			maps.Copy(fields, changed)
			*doc = RightsDocument{}
			_ = tenant.Remarshal(fields, doc)
		})
	}, nil
}

// number returns an id in decimal digits, or 0 if it is none.
func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
