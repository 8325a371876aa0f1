package rights

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// absent decides what it proves that a user's own list, of roles or of rights documents, does not hold something. It is
// gone if RingCX gave the list and shows the user, or if RingCX does not show the user and answers 404 to the list; and
// if the login is the one that saw it last. Nil means gone. A refusal proves nothing, and neither does the empty list
// of a user whom RingCX does not show.
func (a *admin) absent(ctx context.Context, userID string, listErr error, seen ringcx.Identity) error {
	if listErr != nil && !notFound(listErr) {
		return listErr
	}
	inSight, err := a.inSight(ctx, userID)
	switch {
	case err != nil:
		return err
	case inSight && listErr != nil:
		return listErr
	case !inSight && listErr == nil:
		return &ringcx.UnprovenError{
			Reason: "RingCX does not show the user, who may be in another part of the user hierarchy now",
		}
	}
	return a.provenBy(ctx, seen)
}

// inSight reports whether RingCX shows a user to the provider's user: in the list of users, or because it is the
// provider's own user, whom that list may leave out.
func (a *admin) inSight(ctx context.Context, userID string) (bool, error) {
	users, err := a.ringcx.Users(ctx, false)
	if _, listed := userByID(users, userID); listed || err != nil {
		return listed, err
	}
	own, err := a.OwnUserID(ctx)
	return own == userID, err
}

func userByID(users []ringcx.User, id string) (ringcx.User, bool) {
	i := slices.IndexFunc(users, func(u ringcx.User) bool { return u.ID == id })
	if i < 0 {
		return ringcx.User{}, false
	}
	return users[i], true
}

// provenBy decides whether it proves anything that RingCX does not show an object to this login: only if this login saw
// the object last. RingCX may never have shown it to another one.
func (a *admin) provenBy(ctx context.Context, seen ringcx.Identity) error {
	identity, err := a.ringcx.Identity(ctx)
	if err != nil {
		return err
	}
	if !identity.Same(seen) {
		return &ringcx.UnprovenError{Reason: fmt.Sprintf(
			"RingCX does not show it to %s, but that is not provably the login that saw it last (%s), and another one "+
				"may have no sight of it", identity, seen)}
	}
	return nil
}

// notFound reports whether RingCX itself answered 404. A page may come from something in front of it.
func notFound(err error) bool {
	var e *wire.Error
	return errors.As(err, &e) && e.Status == http.StatusNotFound && !e.HTML
}
