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

// Others says what an assignment did to the other users of the document.
type Others struct {
	Restored []ringcx.User // RingCX took the document from them, and they have it again
	Lost     []ringcx.User // they had it before and not after, and somebody else may have taken it from them
}

// Assign gives a rights document to a user who does not have it yet, with one request, and makes sure that nobody else
// loses it.
func (s *Assignments) Assign(ctx context.Context, documentID, userID string) (Others, error) {
	if err := checkIDs(opAssign, documentID, userID); err != nil {
		return Others{}, err
	}
	release, err := s.holdFor(ctx, opAssign, userLock(userID), documentLock(documentID))
	if err != nil {
		return Others{}, err
	}
	defer release()
	before, err := s.assignments.Afresh(ctx, documentID)
	if err != nil {
		return Others{}, err
	}
	if _, ok := userByID(before, userID); ok {
		return Others{}, &ExistsError{
			What: fmt.Sprintf("the assignment of the rights document %s to user %s", documentID, userID),
			ID:   documentID + ":" + userID,
		}
	}
	return s.assign(ctx, documentID, userID, before)
}

// assign sends an assignment, and finds out what it did to the user and to those who had the document before.
func (s *Assignments) assign(ctx context.Context, documentID, userID string, before []ringcx.User) (Others, error) {
	send := []string{userID}
	if s.knowsToReplace() {
		send = append(idsOf(before), userID)
	}
	r, err := s.postAssignment(ctx, documentID, send)
	if !mayHaveActed(opAssign, err) {
		return Others{}, err
	}
	var after []ringcx.User
	done, listErr := s.awaited(ctx, s.patience(err), func(ctx context.Context) (_ bool, err error) {
		after, err = s.assignments.Afresh(ctx, documentID)
		_, ok := userByID(after, userID)
		return ok, err
	})
	s.changedAssignment(documentID, userID)
	s.changedRightsOf(ctx, userID)
	if listErr != nil {
		return Others{}, noEffect(opAssign, r, err, listErr)
	}
	lost := missing(before, after)
	if assignmentsReplaced(before, lost) {
		s.learnToReplace()
		everybody := slices.Concat(idsOf(before), idsOf(after), []string{userID})
		return Others{Restored: lost}, s.restore(ctx, documentID, everybody, lost)
	}
	if !done {
		return Others{}, noEffect(opAssign, r, err, nil)
	}
	return Others{Lost: lost}, nil
}

// assignmentsReplaced decides whether an assignment has replaced the list instead of adding to it, which no document
// says (API.md, section 7.4): then all others vanish at once. If some of them stay, somebody else has taken the
// document from the rest, and it is not ours to give it back.
func assignmentsReplaced(before, lost []ringcx.User) bool {
	return len(before) > 0 && len(lost) == len(before)
}

// restore gives the document back to those who had it, in one request together with the new user.
func (s *Assignments) restore(ctx context.Context, documentID string, userIDs []string, lost []ringcx.User) error {
	ctx, cancel := wire.Linger(ctx, s.ringcx.Wire().Timeout())
	defer cancel()
	_, err := s.postAssignment(ctx, documentID, sortedSet(userIDs))
	_, listErr := s.awaited(ctx, s.patience(err), func(ctx context.Context) (bool, error) {
		users, err := s.assignments.Afresh(ctx, documentID)
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

func (s *Assignments) knowsToReplace() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.replaces
}

// learnToReplace makes the rest of the run send everybody with each assignment.
func (s *Assignments) learnToReplace() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replaces = true
}

// missing returns the users of one list who are not in another.
func missing(from, in []ringcx.User) []ringcx.User {
	return slices.DeleteFunc(slices.Clone(from), func(u ringcx.User) bool {
		_, ok := userByID(in, u.ID)
		return ok
	})
}

// Unassign takes a rights document from a user, and returns nil once it is proven that the user does not have it.
func (s *Assignments) Unassign(ctx context.Context, documentID, userID string, seen ringcx.Identity) error {
	if err := checkIDs(opUnassign, documentID, userID); err != nil {
		return err
	}
	if err := s.RefuseOwn(ctx, userID); err != nil {
		return err
	}
	login, release, err := s.holdAs(ctx, opUnassign, userLock(userID), documentLock(documentID))
	if err != nil {
		return err
	}
	defer release()
	if !login.Same(seen) { // who saw it last need not look before, because the proof comes afterwards
		s.changedAssignment(documentID, userID)
		if is, err := s.Has(ctx, documentID, userID, seen); err != nil || !is.There {
			return err
		}
	}
	del := s.callFor(manageRights, opUnassign, http.MethodDelete,
		"/v1/admin/rightsDocs/{rightsDocId}/assignments/{assignedUserId}",
		"/v1/admin/rightsDocs/"+documentID+"/assignments/"+userID)
	del.Survive = true
	r, err := s.ringcx.Send(ctx, del)
	if !mayHaveActed(del.Op, err) {
		return err
	}
	return s.effect(ctx, del.Op, r, err, func(ctx context.Context) (bool, error) {
		s.changedAssignment(documentID, userID)
		if err == nil && s.lacksUser(ctx, documentID, userID) {
			return true, nil
		}
		is, err := s.Has(ctx, documentID, userID, login)
		return err == nil && !is.There, err
	})
}

// RefuseOwn refuses to take a rights document from the provider's own user, who may need it to give it back.
func (s *Assignments) RefuseOwn(ctx context.Context, userID string) error {
	return s.refuseOwn(ctx, userID, "the assignment")
}

// postAssignment assigns a document to users. It is sent once: if it replaces the list, a repetition that is carried
// out late would do so again.
func (s *Assignments) postAssignment(ctx context.Context, documentID string, userIDs []string) (wire.Reply, error) {
	post := s.assignmentsCall(opAssign, http.MethodPost, documentID)
	post.URL += "?userIds=" + strings.Join(userIDs, "&userIds=")
	post.Once, post.Survive = true, true
	return s.ringcx.Send(ctx, post)
}
