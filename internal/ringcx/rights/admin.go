package rights

import (
	"context"
	"errors"
	"net/http"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// What is being done, as an error's first line words it.
const (
	opWhoAmI         = "ask RingCX which user is logged in"
	opRoles          = "list the user's roles"
	opAddRole        = "assign the role to the user"
	opDropRole       = "remove the role from the user"
	opDocuments      = "list the user's rights documents"
	opDocument       = "read the rights document"
	opCreateDocument = "create the rights document"
	opUpdateDocument = "change the rights document"
	opDeleteDocument = "delete the rights document"
	opAssignments    = "list the users that the rights document is assigned to"
	opAssign         = "assign the rights document"
	opUnassign       = "remove the rights document from the user"
)

// The roles that the requests need (API.md, section 7).
const (
	manageUsers  = "MANAGE_USERS"
	manageRights = "MANAGE_RIGHTS"
)

// admin is the session in which rights are managed: whose it is, what it sees, and the locks of what it writes.
type admin struct {
	ringcx *ringcx.Client
	self   *wire.Replies[struct{}, string] // id of the provider's user, if the login does not tell it
	locks  locks
	looks  gatherings
}

func newAdmin(client *ringcx.Client) *admin {
	a := &admin{ringcx: client}
	a.self = repliesTo(a, opWhoAmI, a.fetchSelf)
	return a
}

// repliesTo keeps what the session asks for once.
func repliesTo[K comparable, T any](
	a *admin, op string, fetch func(context.Context, K) (T, error),
) *wire.Replies[K, T] {
	return wire.NewReplies(op, a.ringcx.Wire().Timeout(), fetch)
}

// OwnUserID is the RingCX id of the provider's user. The reply to a login tells it; for an API token RingCX is asked
// once.
func (a *admin) OwnUserID(ctx context.Context) (string, error) {
	identity, err := a.ringcx.Identity(ctx)
	if err != nil || identity.UserID != "" {
		return identity.UserID, err
	}
	return a.WhoAmI(ctx)
}

// WhoAmI asks RingCX for the id of the provider's user, also if the login told it.
func (a *admin) WhoAmI(ctx context.Context) (string, error) { return a.self.Get(ctx, struct{}{}) }

func (a *admin) fetchSelf(ctx context.Context, _ struct{}) (string, error) {
	who := a.ringcx.Call(opWhoAmI, http.MethodGet, "/v1/admin/auth", "/v1/admin/auth")
	return wire.Ask(ctx, a.ringcx.Send, who, decodeSelf)
}

func decodeSelf(body []byte) (string, error) {
	var reply struct {
		User struct {
			UserID wire.LooseID `json:"userId"`
		} `json:"user"`
	}
	if err := wire.DecodeLoosely(body, &reply); err != nil || !IsID(string(reply.User.UserID)) {
		return "", errors.New("it does not name the user")
	}
	return string(reply.User.UserID), nil
}

// callFor is a request that needs a role.
func (a *admin) callFor(role, op, method, route, path string) wire.Call {
	call := a.ringcx.Call(op, method, route, path)
	call.Role = role
	otherwise := call.Advise
	call.Advise = func(e *wire.Error) string {
		if e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed {
			return "RingCX has no such user or rights document, or does not show it to the provider's user."
		}
		return otherwise(e)
	}
	return call
}

// holdFor takes the locks for a write, or says that the run was cancelled.
func (a *admin) holdFor(ctx context.Context, op string, names ...string) (release func(), err error) {
	if release, err = a.locks.hold(ctx, names...); err != nil {
		return nil, wire.Call{Op: op}.NotSent(err)
	}
	return release, nil
}

// holdAs is holdFor, and returns the login in which the write is sent.
func (a *admin) holdAs(
	ctx context.Context, op string, names ...string,
) (login ringcx.Identity, release func(), err error) {
	if release, err = a.holdFor(ctx, op, names...); err != nil {
		return login, nil, err
	}
	if login, err = a.ringcx.Identity(ctx); err != nil {
		release()
	}
	return login, release, err
}

// refuseOwn refuses to take something from the provider's own user.
func (a *admin) refuseOwn(ctx context.Context, userID, what string) error {
	own, err := a.OwnUserID(ctx)
	if err == nil && own == userID {
		err = &OwnUserError{What: what}
	}
	return err
}

// changedRightsOf notes that the rights of a user were changed. A session may have cached those of its user (API.md,
// section 7.5), so the provider's own session is not used any more if they are its own.
func (a *admin) changedRightsOf(ctx context.Context, userID string) {
	if identity, err := a.ringcx.Identity(ctx); err == nil && identity.UserID == userID {
		a.ringcx.DropSession()
	}
}

// printable makes lines fit for a message that repeat what RingCX has stored.
func (a *admin) printable(lines []string) []string {
	shown := make([]string, len(lines))
	for i, line := range lines {
		shown[i] = a.ringcx.Printable(line)
	}
	return shown
}
