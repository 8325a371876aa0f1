package rights

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Assignments says what an assignment did to the other users of the document.
type Assignments struct {
	Restored []ringcx.User // RingCX took the document from them, and they have it again
	Lost     []ringcx.User // they had it before and not after, and somebody else may have taken it from them
}

// RestoreError means that an assignment has taken the document from users who had it, and that it could not be given
// back to all of them.
type RestoreError struct {
	Users []ringcx.User
	Err   error // nil: RingCX says that it has done it
}

func (e *RestoreError) Error() string {
	text := "RingCX removed the rights document from users who had it, which the provider did not ask for, and it " +
		"could not be restored for " + names(e.Users) + ". Assign it to them again in RingCX now"
	if len(e.Users) > most { // nobody else knows who they are
		text += ". The ids of all of them: " + strings.Join(idsOf(e.Users), ", ")
	}
	if e.Err != nil {
		text += ". The last answer:\n" + e.Err.Error()
	}
	return text
}

// Unwrap returns RingCX's answer.
func (e *RestoreError) Unwrap() error { return e.Err }

// IsAssigned finds out whether a user has a rights document. The document's list, of which a plan reads one, shows it.
// If that list does not hold the user, the user's own list is checked. seen is the login that saw the assignment last.
func (v *view) IsAssigned(ctx context.Context, documentID, userID string, seen ringcx.Identity) (Presence, error) {
	l := v.assignmentLists(ctx, documentID, userID)
	if l.hold || l.unreadable() != nil {
		return Presence{There: l.hold}, l.unreadable()
	}
	if holds(l.documents, "") {
		return Presence{}, unreadableEntry
	}
	user, err := v.sightOf(ctx, userID)
	if err != nil {
		return Presence{}, err
	}
	if user == sightHidden {
		return v.absentByLists(ctx, documentID, l, seen)
	}
	return v.absent(ctx, user, l.documentsErr, seen, lackingAssignment)
}

// lackingAssignment is the evidence that a user does not have a document.
const lackingAssignment = "neither the document's list of users nor the user's list of documents contains it"

// assignmentLists are the two lists that show whether a user has a document.
type assignmentLists struct {
	users        []ringcx.User // who have the document
	usersErr     error
	documents    []Document // of the user; not asked for if the document's list holds the user
	documentsErr error
	hold         bool // one of them shows the assignment
}

func (v *view) assignmentLists(ctx context.Context, documentID, userID string) (l assignmentLists) {
	l.users, l.usersErr = v.assignments.Get(ctx, documentID)
	if _, l.hold = userByID(l.users, userID); l.hold || l.unreadable() != nil {
		return l
	}
	l.documents, l.documentsErr = v.Documents(ctx, userID, Assigned)
	l.hold = holds(l.documents, documentID)
	return l
}

// unreadable is why one of the lists says nothing. A 404 says something.
func (l assignmentLists) unreadable() error {
	for _, err := range []error{l.usersErr, l.documentsErr} {
		if err != nil && !notFound(err) {
			return err
		}
	}
	return nil
}

// absentByLists decides the same as absent where the login may not read the list of users: by the lists themselves, or
// because the document is among those that the provider's user sees.
func (v *view) absentByLists(
	ctx context.Context, documentID string, l assignmentLists, seen ringcx.Identity,
) (Presence, error) {
	if !tellApart(answerOf(l.documents, l.documentsErr), answerOf(l.users, l.usersErr)) {
		own, err := v.OwnUserID(ctx)
		if err != nil {
			return Presence{}, err
		}
		visible, err := v.Documents(ctx, own, Visible)
		if err != nil {
			return Presence{}, err
		}
		if l.usersErr != nil || !holds(visible, documentID) {
			return Presence{}, &ringcx.UnprovenError{
				Reason: "RingCX shows neither the rights document nor the user, who may have moved to another part of the " +
					"user hierarchy",
			}
		}
	}
	return v.provenBy(ctx, seen, lackingAssignment)
}

// Assign gives a rights document to a user who does not have it yet, with one request, and makes sure that nobody else
// loses it.
func (c *Client) Assign(ctx context.Context, documentID, userID string) (Assignments, error) {
	if err := checkIDs(opAssign, documentID, userID); err != nil {
		return Assignments{}, err
	}
	release, err := c.holdFor(ctx, opAssign, userLock(userID), documentLock(documentID))
	if err != nil {
		return Assignments{}, err
	}
	defer release()
	before, err := c.assignments.Afresh(ctx, documentID)
	if err != nil {
		return Assignments{}, err
	}
	if _, ok := userByID(before, userID); ok {
		return Assignments{}, &ExistsError{
			What: fmt.Sprintf("the assignment of the rights document %s to user %s", documentID, userID),
			ID:   documentID + ":" + userID,
		}
	}
	return c.assign(ctx, documentID, userID, before)
}

// assign sends an assignment, and finds out what it did to the user and to those who had the document before.
func (c *Client) assign(ctx context.Context, documentID, userID string, before []ringcx.User) (Assignments, error) {
	send := []string{userID}
	if c.knowsToReplace() {
		send = append(idsOf(before), userID)
	}
	r, err := c.postAssignment(ctx, documentID, send)
	if err != nil && !mayHaveActed(opAssign, err) {
		return Assignments{}, err
	}
	var after []ringcx.User
	done, listErr := c.awaited(ctx, c.patience(err), func(ctx context.Context) (_ bool, err error) {
		after, err = c.assignments.Afresh(ctx, documentID)
		_, ok := userByID(after, userID)
		return ok, err
	})
	c.changedAssignment(documentID, userID)
	c.changedRightsOf(ctx, userID)
	if listErr != nil {
		return Assignments{}, noEffect(opAssign, r, err, listErr)
	}
	lost := missing(before, after)
	if assignmentsReplaced(before, lost) {
		c.learnToReplace()
		everybody := slices.Concat(idsOf(before), idsOf(after), []string{userID})
		return Assignments{Restored: lost}, c.restore(ctx, documentID, everybody, lost)
	}
	if !done {
		return Assignments{}, noEffect(opAssign, r, err, nil)
	}
	return Assignments{Lost: lost}, nil
}

// assignmentsReplaced decides whether an assignment has replaced the list instead of adding to it, which no document
// says (API.md, section 7.4): then all others vanish at once. If some of them stay, somebody else has taken the
// document from the rest, and it is not ours to give it back.
func assignmentsReplaced(before, lost []ringcx.User) bool {
	return len(before) > 0 && len(lost) == len(before)
}

// restore gives the document back to those who had it, in one request together with the new user.
func (c *Client) restore(ctx context.Context, documentID string, userIDs []string, lost []ringcx.User) error {
	ctx, cancel := wire.Linger(ctx, c.ringcx.Wire().Timeout())
	defer cancel()
	_, err := c.postAssignment(ctx, documentID, sortedSet(userIDs))
	_, listErr := c.awaited(ctx, c.patience(err), func(ctx context.Context) (bool, error) {
		users, err := c.assignments.Afresh(ctx, documentID)
		if err == nil {
			lost = missing(lost, users)
		}
		return len(lost) == 0, err
	})
	if len(lost) > 0 {
		return &RestoreError{Users: lost, Err: errors.Join(err, listErr)}
	}
	return nil
}

func (c *Client) knowsToReplace() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.replaces
}

// learnToReplace makes the rest of the run send everybody with each assignment.
func (c *Client) learnToReplace() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.replaces = true
}

// missing returns the users of one list who are not in another.
func missing(from, in []ringcx.User) []ringcx.User {
	return slices.DeleteFunc(slices.Clone(from), func(u ringcx.User) bool {
		_, ok := userByID(in, u.ID)
		return ok
	})
}

func idsOf(users []ringcx.User) []string {
	ids := make([]string, len(users))
	for i, u := range users {
		ids[i] = u.ID
	}
	return ids
}

// Unassign takes a rights document from a user, and returns nil once it is proven that the user does not have it.
func (c *Client) Unassign(ctx context.Context, documentID, userID string, seen ringcx.Identity) error {
	if err := checkIDs(opUnassign, documentID, userID); err != nil {
		return err
	}
	if err := c.RefuseOwnAssignment(ctx, userID); err != nil {
		return err
	}
	release, err := c.holdFor(ctx, opUnassign, userLock(userID), documentLock(documentID))
	if err != nil {
		return err
	}
	defer release()
	login, err := c.ringcx.Identity(ctx)
	if err != nil {
		return err
	}
	if !login.Same(seen) { // who saw it last need not look before, because the proof comes afterwards
		c.changedAssignment(documentID, userID)
		if is, err := c.IsAssigned(ctx, documentID, userID, seen); err != nil || !is.There {
			return err
		}
	}
	del := c.callFor(manageRights, opUnassign, http.MethodDelete,
		"/v1/admin/rightsDocs/{rightsDocId}/assignments/{assignedUserId}",
		"/v1/admin/rightsDocs/"+documentID+"/assignments/"+userID)
	del.Survive = true
	r, err := c.ringcx.Send(ctx, del)
	if err != nil && !mayHaveActed(del.Op, err) {
		return err
	}
	gone, listErr := c.awaited(ctx, c.patience(err), func(ctx context.Context) (bool, error) {
		c.changedAssignment(documentID, userID)
		if err == nil && c.lacksUser(ctx, documentID, userID) {
			return true, nil
		}
		is, err := c.IsAssigned(ctx, documentID, userID, login)
		return err == nil && !is.There, err
	})
	if !gone {
		return noEffect(del.Op, r, err, listErr)
	}
	return nil
}

// lacksUser reports whether the list of those who have a document, which RingCX shows, lacks a user. An empty list may
// be that of a document which it does not show.
func (v *view) lacksUser(ctx context.Context, documentID, userID string) bool {
	users, err := v.assignments.Get(ctx, documentID)
	_, has := userByID(users, userID)
	return err == nil && !has && (len(users) > 0 || v.saw(ctx, documentID))
}

// RefuseOwnAssignment refuses to take a rights document from the provider's own user, who may need it to give it back.
func (c *Client) RefuseOwnAssignment(ctx context.Context, userID string) error {
	own, err := c.OwnUserID(ctx)
	if err != nil {
		return err
	}
	if own == userID {
		return &OwnUserError{What: "the assignment"}
	}
	return nil
}

// postAssignment assigns a document to users. It is sent once: if it replaces the list, a repetition that is carried
// out late would do so again.
func (c *Client) postAssignment(ctx context.Context, documentID string, userIDs []string) (wire.Reply, error) {
	post := c.assignmentsCall(opAssign, http.MethodPost, documentID)
	post.URL += "?userIds=" + strings.Join(userIDs, "&userIds=")
	post.Once, post.Survive = true, true
	return c.ringcx.Send(ctx, post)
}

func (v *view) assignmentsCall(op, method, documentID string) wire.Call {
	return v.callFor(manageRights, op, method, "/v1/admin/rightsDocs/{rightsDocId}/assignments",
		"/v1/admin/rightsDocs/"+documentID+"/assignments")
}

func (v *view) fetchAssignments(ctx context.Context, documentID string) ([]ringcx.User, error) {
	if err := checkIDs(opAssignments, documentID); err != nil {
		return nil, err
	}
	list := v.assignmentsCall(opAssignments, http.MethodGet, documentID)
	r, err := v.ringcx.Send(ctx, list)
	if err != nil {
		return nil, err
	}
	return ringcx.ReadUsers(list, r, false)
}

// changedAssignment notes that a user was given or lost a rights document, or may have been.
func (v *view) changedAssignment(documentID, userID string) {
	v.assignments.Changed(documentID)
	for _, relation := range Relations {
		v.documentLists.Changed(documentsOf{userID, relation})
	}
}
