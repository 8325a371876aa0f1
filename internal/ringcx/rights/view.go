package rights

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// view is what RingCX shows of rights documents and of who has them. It keeps one reply for each list and document, and
// changes nothing.
type view struct {
	*admin

	documents     *wire.Replies[DocumentKey, fullDocument]
	documentLists *wire.Replies[documentsOf, []fullDocument]
	assignments   *wire.Replies[string, []ringcx.User] // by rights document
	// sights are kept whatever this provider writes: what a list has once shown to this login tells that RingCX shows it,
	// and who owns it, and no more.
	sights *wire.Replies[documentsOf, []Document]
}

func newView(a *admin) *view {
	v := &view{admin: a}
	v.documents = repliesTo(a, opDocument, v.fetchDocument)
	v.documentLists = repliesTo(a, opDocuments, v.fetchDocuments)
	v.assignments = repliesTo(a, opAssignments, v.fetchAssignments)
	v.sights = repliesTo(a, opDocuments, v.list)
	return v
}

// list lists rights documents, ordered by id. One that is unreadable does not stop the rest.
func (v *view) list(ctx context.Context, of documentsOf) ([]Document, error) {
	listed, err := v.documentLists.Get(ctx, of)
	return plain(listed), err
}

// saw reports whether RingCX has shown a rights document to this login in this run.
func (v *view) saw(ctx context.Context, documentID string) bool {
	own, err := v.OwnUserID(ctx)
	return err == nil && slices.ContainsFunc([]Relation{Owned, Visible}, func(relation Relation) bool {
		documents, err := v.sights.Get(ctx, documentsOf{own, relation})
		return err == nil && holds(documents, documentID)
	})
}

// sawOwned reports whether RingCX has shown a rights document to this login in this run as one that the user owns under
// whom it is addressed.
func (v *view) sawOwned(ctx context.Context, key DocumentKey) bool {
	documents, err := v.sights.Get(ctx, documentsOf{key.OwnerID, Owned})
	return err == nil && slices.ContainsFunc(documents, func(d Document) bool {
		return d.ID == key.ID && !d.Unreadable && (d.OwnerID == key.OwnerID || d.OwnerID == "")
	})
}

// changedDocument notes that a rights document was changed, or may have been.
func (v *view) changedDocument(key DocumentKey) {
	v.documents.Changed(key)
	v.changedLists(key.OwnerID)
}

// changedAssignment notes that a user was given or lost a rights document, or may have been.
func (v *view) changedAssignment(documentID, userID string) {
	v.assignments.Changed(documentID)
	v.changedLists(userID)
}

func (v *view) changedLists(userID string) {
	for _, relation := range Relations {
		v.documentLists.Changed(documentsOf{userID, relation})
	}
}

func (v *view) documentCall(op, method string, key DocumentKey) (wire.Call, error) {
	return v.callFor(manageRights, op, method, "/v1/admin/users/{userId}/rightsDocs/{rightsDocId}",
			"/v1/admin/users/"+key.OwnerID+"/rightsDocs/"+key.ID),
		checkIDs(op, key.OwnerID, key.ID)
}

func (v *view) fetchDocument(ctx context.Context, key DocumentKey) (fullDocument, error) {
	get, err := v.documentCall(opDocument, http.MethodGet, key)
	if err != nil {
		return fullDocument{}, err
	}
	return wire.Ask(ctx, v.ringcx.Send, get, func(body []byte) (fullDocument, error) {
		d, err := readDocument(body)
		if err == nil && d.ID != key.ID {
			err = fmt.Errorf("it is the rights document %q, not %s", d.ID, key.ID)
		}
		return d, err
	})
}

func (v *view) fetchDocuments(ctx context.Context, of documentsOf) ([]fullDocument, error) {
	if err := checkIDs(opDocuments, of.userID); err != nil {
		return nil, err
	}
	name := relationPaths[of.relation]
	list := v.callFor(manageRights, opDocuments, http.MethodGet, "/v1/admin/users/{userId}/"+name,
		"/v1/admin/users/"+of.userID+"/"+name)
	return wire.Ask(ctx, v.ringcx.Send, list, readDocuments)
}

func (v *view) assignmentsCall(op, method, documentID string) wire.Call {
	return v.callFor(manageRights, op, method, "/v1/admin/rightsDocs/{rightsDocId}/assignments",
		"/v1/admin/rightsDocs/"+documentID+"/assignments")
}

func (v *view) fetchAssignments(ctx context.Context, documentID string) ([]ringcx.User, error) {
	if err := checkIDs(opAssignments, documentID); err != nil {
		return nil, err
	}
	return v.ringcx.ListUsers(ctx, v.assignmentsCall(opAssignments, http.MethodGet, documentID), false)
}
