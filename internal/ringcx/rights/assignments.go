package rights

import (
	"context"
	"sync"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// Assignments manages who has which rights document.
type Assignments struct {
	*view

	mu       sync.Mutex
	replaces bool // an assignment has replaced those before it; see assignmentsReplaced
}

// Has finds out whether a user has a rights document. The document's list, of which a plan reads one, shows it.
// If that list does not hold the user, the user's own list is checked. seen is the login that saw the assignment last.
func (s *Assignments) Has(ctx context.Context, documentID, userID string, seen ringcx.Identity) (Presence, error) {
	l := s.lists(ctx, documentID, userID)
	if l.hold || l.unreadable() != nil {
		return Presence{There: l.hold}, l.unreadable()
	}
	if holds(l.documents, "") {
		return Presence{}, unreadableEntry
	}
	user, err := s.sightOf(ctx, userID)
	if err != nil {
		return Presence{}, err
	}
	if user == sightHidden {
		return s.absentByLists(ctx, documentID, l, seen)
	}
	return s.absent(ctx, user, l.documentsErr, seen, lackingAssignment)
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

func (s *Assignments) lists(ctx context.Context, documentID, userID string) (l assignmentLists) {
	l.users, l.usersErr = s.assignments.Get(ctx, documentID)
	if _, l.hold = userByID(l.users, userID); l.hold || l.unreadable() != nil {
		return l
	}
	l.documents, l.documentsErr = s.list(ctx, documentsOf{userID, Assigned})
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
func (s *Assignments) absentByLists(
	ctx context.Context, documentID string, l assignmentLists, seen ringcx.Identity,
) (Presence, error) {
	if !tellApart(answerOf(l.documents, l.documentsErr), answerOf(l.users, l.usersErr)) {
		own, err := s.OwnUserID(ctx)
		if err != nil {
			return Presence{}, err
		}
		visible, err := s.list(ctx, documentsOf{own, Visible})
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
	return s.provenBy(ctx, seen, lackingAssignment)
}

// lacksUser reports whether the list of those who have a document, which RingCX shows, lacks a user. An empty list may
// be that of a document which it does not show.
func (s *Assignments) lacksUser(ctx context.Context, documentID, userID string) bool {
	users, err := s.assignments.Get(ctx, documentID)
	_, has := userByID(users, userID)
	return err == nil && !has && (len(users) > 0 || s.saw(ctx, documentID))
}
