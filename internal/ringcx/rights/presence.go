package rights

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Presence says whether an object is there and, if it is not, what proves that it is gone.
type Presence struct {
	There    bool
	Evidence string // one sentence without its full stop
}

var there = Presence{There: true}

// sight says whether RingCX shows a user to the provider's user.
type sight int

const (
	outOfSight  sight = iota
	inSight           // in the list of users, or the provider's own user, whom that list may leave out
	sightHidden       // the provider's user may not read the list of users, which takes MANAGE_USERS
)

func (a *admin) sightOf(ctx context.Context, userID string) (sight, error) {
	users, err := a.ringcx.Users(ctx, false)
	hidden := forbidden(err)
	if err != nil && !hidden {
		return outOfSight, err
	}
	if _, listed := userByID(users, userID); listed {
		return inSight, nil
	}
	own, err := a.OwnUserID(ctx)
	switch {
	case err != nil:
		return outOfSight, err
	case own == userID:
		return inSight, nil
	case hidden:
		return sightHidden, nil
	}
	return outOfSight, nil
}

// answer is what RingCX gave when it was asked for a list, which does not hold what was looked for.
type answer int

const (
	noSuch    answer = iota // 404: there is no such user or document, or RingCX does not show it
	emptyList               // RingCX may give one of what it does not show
	ofOthers                // RingCX shows what it lists
)

func answerOf[T any](list []T, err error) answer {
	switch {
	case err != nil:
		return noSuch
	case len(list) == 0:
		return emptyList
	}
	return ofOthers
}

// tellApart decides whether the answers for a user and for a document show that RingCX would list what both lack, if it
// were there. Where the login may not read the list of users, this is what tells gone from out of sight. A list of
// others is one that RingCX shows. And where it gives one list and answers 404 for the other, it does not give lists of
// what is not there.
func tellApart(ofUser, ofDocument answer) bool {
	return ofUser == ofOthers || ofDocument == ofOthers || (ofUser == noSuch) != (ofDocument == noSuch)
}

// absent decides what it proves that a user's own list, of roles or of rights documents, does not hold something. It is
// gone if RingCX gave the list and shows the user, or if RingCX does not show the user and answers 404 to the list; and
// if the login is the one that saw it last. An error means that nothing is proven. A refusal proves nothing, and
// neither does the empty list of a user whom RingCX does not show. lacking says what lists lack the object.
func (a *admin) absent(
	ctx context.Context, user sight, listErr error, seen ringcx.Identity, lacking string,
) (Presence, error) {
	switch {
	case listErr != nil && (!notFound(listErr) || user == inSight):
		return Presence{}, listErr
	case user == outOfSight && listErr == nil, user == sightHidden:
		return Presence{}, &ringcx.UnprovenError{
			Reason: "RingCX does not show the user, who may have moved to another part of the user hierarchy",
		}
	case user == outOfSight:
		lacking = "RingCX no longer lists the user, and answers 404 to the list of what the user has"
	}
	return a.provenBy(ctx, seen, lacking)
}

// provenBy decides whether it proves anything that RingCX does not show an object to this login: only if this login saw
// the object last. RingCX may never have shown it to another one. lacking says what does not show it.
func (a *admin) provenBy(ctx context.Context, seen ringcx.Identity, lacking string) (Presence, error) {
	identity, err := a.ringcx.Identity(ctx)
	if err != nil {
		return Presence{}, err
	}
	if !identity.Same(seen) {
		return Presence{}, &ringcx.UnprovenError{Reason: fmt.Sprintf(
			"RingCX does not show it to %s, which is not proven to be the user who saw it last (%s). The provider's user "+
				"may have changed, and another user may not be allowed to see it", identity, seen)}
	}
	return Presence{Evidence: fmt.Sprintf("%s, asked as %s, who saw it last", lacking, identity)}, nil
}

// notFound reports whether RingCX itself answered 404. A page may come from something in front of it.
func notFound(err error) bool { return answered(err, http.StatusNotFound) }

// forbidden reports whether RingCX itself answered 403.
func forbidden(err error) bool { return answered(err, http.StatusForbidden) }

func answered(err error, status int) bool {
	var e *wire.Error
	return errors.As(err, &e) && e.Status == status && !e.HTML
}
