package rights

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"sync"

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

// Client manages rights in the session of the provider's user. It is safe for concurrent use.
type Client struct {
	view

	roles *wire.Replies[string, []string] // by user

	mu       sync.Mutex
	replaces bool // an assignment has replaced those before it; see assignmentsReplaced
}

// view is what RingCX shows of rights documents and of who has them. It keeps one reply for each list and document, and
// changes nothing.
type view struct {
	admin

	documents     *wire.Replies[DocumentKey, fullDocument]
	documentLists *wire.Replies[documentsOf, []fullDocument]
	assignments   *wire.Replies[string, []ringcx.User] // by rights document
	sights        *wire.Replies[documentsOf, []Document]

	mu      sync.Mutex
	samples map[string]DocumentKey // by owner: the document that is read alone; see inList
}

// admin is the session in which rights are managed: whose it is, what it sees, and the locks of what it writes.
type admin struct {
	ringcx *ringcx.Client
	self   *wire.Replies[struct{}, string] // id of the provider's user, if the login does not tell it
	locks  locks
	looks  gatherings
}

// New returns a client whose requests another client sends. It sends nothing itself.
func New(client *ringcx.Client) *Client {
	c := &Client{view: view{admin: admin{ringcx: client}, samples: make(map[string]DocumentKey)}}
	grace := client.Wire().Timeout()
	c.self = wire.NewReplies(opWhoAmI, grace, c.fetchSelf)
	c.roles = wire.NewReplies(opRoles, grace, c.fetchRoles)
	c.documents = wire.NewReplies(opDocument, grace, c.fetchDocument)
	c.documentLists = wire.NewReplies(opDocuments, grace, c.fetchDocuments)
	c.assignments = wire.NewReplies(opAssignments, grace, c.fetchAssignments)
	c.sights = wire.NewReplies(opDocuments, grace, c.fetchSight)
	return c
}

// ExistsError means that what should be created exists already. A create takes over nothing that it did not make.
type ExistsError struct {
	What string // for a person
	ID   string // to import it by
}

func (e *ExistsError) Error() string { return e.What + " exists already" }

// OwnUserError means that a change would take from the provider's own user what the rest of this run and the next one
// need.
type OwnUserError struct{ What string }

func (e *OwnUserError) Error() string { return e.What + " is the provider's own" }

// printable makes lines fit for a message that repeat what RingCX has stored.
func (a *admin) printable(lines []string) []string {
	shown := make([]string, len(lines))
	for i, line := range lines {
		shown[i] = a.ringcx.Printable(line)
	}
	return shown
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

// OwnUserID is the RingCX id of the provider's user. The reply to a login tells it; for an API token RingCX is asked
// once.
func (a *admin) OwnUserID(ctx context.Context) (string, error) {
	identity, err := a.ringcx.Identity(ctx)
	if err != nil || identity.UserID != "" {
		return identity.UserID, err
	}
	return a.self.Get(ctx, struct{}{})
}

// WhoAmI asks RingCX for the id of the provider's user, also if the login told it.
func (a *admin) WhoAmI(ctx context.Context) (string, error) { return a.self.Get(ctx, struct{}{}) }

func (a *admin) fetchSelf(ctx context.Context, _ struct{}) (string, error) {
	who := a.ringcx.Call(opWhoAmI, http.MethodGet, "/v1/admin/auth", "/v1/admin/auth")
	r, err := a.ringcx.Send(ctx, who)
	if err != nil {
		return "", err
	}
	var reply struct {
		User struct {
			UserID wire.LooseID `json:"userId"`
		} `json:"user"`
	}
	if err := wire.DecodeLoosely(r.Body, &reply); err != nil || !IsID(string(reply.User.UserID)) {
		return "", who.Unexpected(r, errors.New("it does not name the user"))
	}
	return string(reply.User.UserID), nil
}

// changedRightsOf notes that the rights of a user were changed. A session may have cached those of its user (API.md,
// section 7.5), so the provider's own session is not used any more if they are its own.
func (a *admin) changedRightsOf(ctx context.Context, userID string) {
	if identity, err := a.ringcx.Identity(ctx); err == nil && identity.UserID == userID {
		a.ringcx.DropSession()
	}
}

// numericID is the form of RingCX's ids, which are signed in its specification, and roleForm that of its roles. Both
// become part of a path, in which `..` would turn the deletion of a role into that of a user.
var (
	numericID = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,18})$`)
	roleForm  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,63}$`)
)

// IsID reports whether a text has the form of RingCX's ids.
func IsID(text string) bool { return numericID.MatchString(text) }

// IsRole reports whether a text has the form of RingCX's roles.
func IsRole(text string) bool { return roleForm.MatchString(text) }

func checkIDs(op string, ids ...string) error {
	for _, id := range ids {
		if !IsID(id) {
			return &wire.Error{Op: op, Cause: fmt.Sprintf("%q is not an id: ids are whole numbers", id), NotActed: true}
		}
	}
	return nil
}
