package ringcx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// The rules for roles, rights documents and assignments. What RingCX publishes
// about them is young and leaves much open (API.md, section 7), so that each rule
// is safe under every reading:
//
//  1. Only an edit of the configuration plans a replacement, never what happens
//     on the server (package provider).
//  2. A create takes nothing over but what this very create made. What is there
//     already is an error. No POST carries an id.
//  3. Gone needs a 404, a list that was given and lacks it, and the login that
//     saw it last. All else is an error, and the state stays.
//  4. An update reads the object, changes the managed keys only, sends the rest
//     back as it was, and reads again. What else has changed is an error.
//  5. An assignment lists, assigns one user, and lists. Should the others have
//     vanished, they have it again at once.
//  6. Rights that RingCX stored otherwise are an error that shows the difference,
//     and a document just made is taken back.
//  7. A document that users have is not deleted. The login's own roles to
//     administer with, and its own assignments, are not taken away.
//  8. Writes to one user or document go one after the other. A plan reads one
//     list of users, and one document and one list of assignments for each document.

// rights is what a client keeps for roles, rights documents and assignments:
// one reply to each list and document, and a lock for each user and document.
type rights struct {
	self          *wire.Replies[struct{}, string] // id of the provider's user, where the login does not tell
	roles         *wire.Replies[string, []string] // by user
	documents     *wire.Replies[DocumentKey, document]
	documentLists *wire.Replies[documentsOf, []RightsDocument]
	assignments   *wire.Replies[string, []User] // by rights document
	locks         locks

	mu       sync.Mutex
	replaces bool // an assignment has replaced those before it; see assignmentsReplaced
}

func newRights(c *Client) *rights {
	grace := c.wire.Timeout()
	return &rights{
		self:          wire.NewReplies(opWhoAmI, grace, c.fetchSelf),
		roles:         wire.NewReplies(opRoles, grace, c.fetchRoles),
		documents:     wire.NewReplies(opDocument, grace, c.fetchDocument),
		documentLists: wire.NewReplies(opDocuments, grace, c.fetchDocuments),
		assignments:   wire.NewReplies(opAssignments, grace, c.fetchAssignments),
	}
}

// ExistsError means that what should be created is there already. A create
// takes nothing over that it did not make.
type ExistsError struct {
	What string // for a person
	ID   string // to import it by
}

func (e *ExistsError) Error() string { return e.What + " exists already" }

// OwnUserError means that a change would take from the provider's own user what
// the rest of the run, and the next one, need.
type OwnUserError struct{ What string }

func (e *OwnUserError) Error() string { return e.What + " is the provider's own" }

// The roles that the requests need (API.md, section 7).
const (
	manageUsers  = "MANAGE_USERS"
	manageRights = "MANAGE_RIGHTS"
)

// callFor is a request that needs a role.
func (c *Client) callFor(role, op, method, route, path string) wire.Call {
	call := c.at.call(op, method, route, path)
	call.Role = role
	call.Advise = func(e *Error) string {
		if e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed {
			return "RingCX has no such user or rights document, or does not show it to the user that the provider logs in as."
		}
		return c.at.advise(e)
	}
	return call
}

// OwnUserID is the RingCX id of the provider's user. A login's reply tells it;
// for an API token RingCX is asked once.
func (c *Client) OwnUserID(ctx context.Context) (string, error) {
	identity, err := c.Identity(ctx)
	if err != nil || identity.UserID != "" {
		return identity.UserID, err
	}
	return c.rights.self.Get(ctx, struct{}{})
}

func (c *Client) fetchSelf(ctx context.Context, _ struct{}) (string, error) {
	who := c.at.call(opWhoAmI, http.MethodGet, "/v1/admin/auth", "/v1/admin/auth")
	r, err := c.own.do(ctx, who)
	if err != nil {
		return "", err
	}
	var reply struct {
		User struct {
			UserID wire.LooseID `json:"userId"`
		} `json:"user"`
	}
	if err := wire.DecodeLoosely(r.Body, &reply); err != nil || !numericID.MatchString(string(reply.User.UserID)) {
		return "", who.Unexpected(r, errors.New("it does not say which user it is"))
	}
	return string(reply.User.UserID), nil
}

// changedRightsOf says that the rights of a user were changed. A session may
// have cached those of its user (API.md, section 7.5), so that the provider's own
// is not used any more.
func (c *Client) changedRightsOf(ctx context.Context, userID string) {
	if identity, err := c.Identity(ctx); err == nil && identity.UserID == userID {
		c.own.sessions.drop()
	}
}

// numericID is the form of RingCX's ids, and roleForm that of its roles. Both
// become part of a path, where `..` would make a role's deletion a user's.
var (
	numericID = regexp.MustCompile(`^(0|[1-9][0-9]{0,18})$`)
	roleForm  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)
)

// IsID reports whether a text has the form of RingCX's ids.
func IsID(text string) bool { return numericID.MatchString(text) }

// IsRole reports whether a text has the form of RingCX's roles.
func IsRole(text string) bool { return roleForm.MatchString(text) }

func checkIDs(op string, ids ...string) error {
	for _, id := range ids {
		if !IsID(id) {
			return &Error{Op: op, Cause: fmt.Sprintf("%q is not an id: ids are digits", id), NotActed: true}
		}
	}
	return nil
}

// provenBy decides whether an absence that RingCX shows to this login proves
// anything: only if it is the login that saw the object last. Another one may
// have no sight of it.
func (c *Client) provenBy(ctx context.Context, seen Identity) error {
	identity, err := c.Identity(ctx)
	if err != nil {
		return err
	}
	if !identity.Same(seen) {
		return &UnprovenError{Reason: fmt.Sprintf(
			"RingCX does not show it to %s, but that is not provably the login that saw it last (%s), and another "+
				"one may have no sight of it", identity, seen)}
	}
	return nil
}

// notFound reports whether RingCX itself answered 404; a page may come from
// something in front of it.
func notFound(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == http.StatusNotFound && !e.HTML
}

// mayHaveActed decides whether a failed write may have been carried out, or may
// be yet: unless it failed before it was sent, in the login or in back-off, or
// RingCX refused it for rate or for an expired session.
func mayHaveActed(op string, err error) bool {
	e := wire.AsError(err)
	return e == nil || e.Op == op && !e.NotActed
}

// patience is how long a write's outcome is waited for: a list may lag behind
// a success, a lost request may be carried out for as long as one may take, and
// after a refusal in RingCX's own words nothing follows.
func (c *Client) patience(err error) time.Duration {
	switch e := wire.AsError(err); {
	case e == nil:
		return c.listLag
	case e.OwnShape && e.Status < http.StatusInternalServerError:
		return 0
	}
	return c.wire.Timeout()
}

// awaited asks until shown says so or the patience with err, the failure of the
// write, ends; what cannot be told yet is asked again. It asks at least once,
// also when the run is cancelled: what a write has done must not go unrecorded.
func (c *Client) awaited(ctx context.Context, err error, shown func(context.Context) (bool, error)) (bool, error) {
	last := time.Now().Add(c.patience(err))
	ask, cancel := wire.Linger(ctx, c.wire.Timeout())
	defer cancel()
	for n := 0; ; n++ {
		ok, err := shown(ask)
		var unproven *UnprovenError
		if ok || err != nil && !errors.As(err, &unproven) || !time.Now().Before(last) {
			return ok, err
		}
		if wire.Sleep(ctx, min(c.wire.Backoff(n), time.Until(last))) != nil {
			return false, err
		}
	}
}

// noEffect is the error of a write that has not had its effect: its own, or that
// RingCX claims to have done it. Only after RingCX's own refusal nothing follows.
func noEffect(op string, r wire.Reply, err error) *Error {
	e := wire.AsError(err)
	if e == nil {
		e = &Error{Op: op, Status: r.Status, Cause: "that had no effect"}
	}
	if !e.OwnShape {
		e.Hint = strings.TrimSpace("It has no effect yet, but RingCX may carry it out late. Check in RingCX before " +
			"the next run. " + e.Hint)
	}
	return e
}
