package ringcx

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// HasRole finds out whether a user has a role. The flat list of users, of which
// a plan reads one, shows it; that it is absent is proven by absentRole alone.
// seen is the login that saw the role last.
func (c *Client) HasRole(ctx context.Context, userID, role string, seen Identity) (bool, error) {
	users, err := c.Users(ctx, false)
	if err != nil {
		return false, err
	}
	user, _ := userByID(users, userID)
	if slices.Contains(user.Roles, role) {
		return true, nil
	}
	roles, rolesErr := c.rights.roles.Get(ctx, userID)
	if slices.Contains(roles, role) {
		return true, nil
	}
	return false, c.absent(ctx, userID, rolesErr, seen)
}

// absent decides what it proves that a user's own list, of roles or of rights
// documents, does not show something: that it is gone, if the list was given and
// the user is in sight, or if the user is not and RingCX answers 404 too; and if
// the login is the one that saw it last. Nil means that it is gone. A refusal
// proves nothing, and so does the empty list of a user who is out of sight.
func (c *Client) absent(ctx context.Context, userID string, listErr error, seen Identity) error {
	if listErr != nil && !notFound(listErr) {
		return listErr
	}
	inSight, err := c.inSight(ctx, userID)
	switch {
	case err != nil:
		return err
	case inSight && listErr != nil:
		return listErr
	case !inSight && listErr == nil:
		return &UnprovenError{Reason: "RingCX does not show the user, who may be in another part of the user hierarchy now"}
	}
	return c.provenBy(ctx, seen)
}

// inSight reports whether RingCX shows a user to the provider's: in the list of
// users, or because it is the provider's own, which that list may leave out.
func (c *Client) inSight(ctx context.Context, userID string) (bool, error) {
	users, err := c.Users(ctx, false)
	if _, listed := userByID(users, userID); listed || err != nil {
		return listed, err
	}
	own, err := c.OwnUserID(ctx)
	return own == userID, err
}

func userByID(users []User, id string) (User, bool) {
	i := slices.IndexFunc(users, func(u User) bool { return u.ID == id })
	if i < 0 {
		return User{}, false
	}
	return users[i], true
}

// AddRole gives a user a role that the user does not have yet. A role is there
// or not, however often it is given, so that the request may be repeated.
func (c *Client) AddRole(ctx context.Context, userID, role string) error {
	add, err := c.roleCall(opAddRole, http.MethodPost, userID, role)
	if err != nil {
		return err
	}
	release, err := c.holdFor(ctx, opAddRole, userLock(userID))
	if err != nil {
		return err
	}
	defer release()
	before, err := c.rights.roles.Afresh(ctx, userID)
	if err != nil {
		return err
	}
	if slices.Contains(before, role) {
		return &ExistsError{What: fmt.Sprintf("the role %s of user %s", role, userID), ID: userID + ":" + role}
	}
	return c.writeRole(ctx, add, userID, role, true)
}

// DropRole takes a role from a user, and returns nil once it is proven to be
// gone. What the provider's own user administers with is not taken away.
func (c *Client) DropRole(ctx context.Context, userID, role string, seen Identity) error {
	drop, err := c.roleCall(opDropRole, http.MethodDelete, userID, role)
	if err != nil {
		return err
	}
	if err := c.RefuseOwnRole(ctx, userID, role); err != nil {
		return err
	}
	release, err := c.holdFor(ctx, opDropRole, userLock(userID))
	if err != nil {
		return err
	}
	defer release()
	c.changedRoles(userID)
	if roles, _ := c.rights.roles.Get(ctx, userID); !slices.Contains(roles, role) {
		if has, err := c.HasRole(ctx, userID, role, seen); err != nil || !has {
			return err
		}
	}
	return c.writeRole(ctx, drop, userID, role, false)
}

// RefuseOwnRole refuses to take from the provider's own user a role without
// which it could not give it back.
func (c *Client) RefuseOwnRole(ctx context.Context, userID, role string) error {
	if !slices.Contains([]string{"SUPER_USER", "MANAGE_USERS", "MANAGE_RIGHTS"}, role) {
		return nil
	}
	own, err := c.OwnUserID(ctx)
	if err != nil {
		return err
	}
	if own == userID {
		return &OwnUserError{What: "the role " + role}
	}
	return nil
}

// writeRole sends a write, and lets the user's roles decide what has become of
// it: a repetition may be answered with 400 or 409, and `false` may mean that
// there was nothing to do (API.md, section 7.5).
func (c *Client) writeRole(ctx context.Context, write wire.Call, userID, role string, wanted bool) error {
	r, err := c.own.do(ctx, write)
	if err != nil && !mayHaveActed(write.Op, err) {
		return err
	}
	c.changedRoles(userID)
	done, listErr := c.awaited(ctx, err, func(ctx context.Context) (bool, error) {
		roles, err := c.rights.roles.Afresh(ctx, userID)
		return err == nil && slices.Contains(roles, role) == wanted, err
	})
	c.changedRightsOf(ctx, userID)
	if listErr != nil || !done {
		return errors.Join(noEffect(write.Op, r, err), listErr)
	}
	return nil
}

// changedRoles says that the roles of a user were changed, or may have been.
func (c *Client) changedRoles(userID string) {
	c.rights.roles.Changed(userID)
	c.users.Changed(false, true)
}

func (c *Client) roleCall(op string, method, userID, role string) (wire.Call, error) {
	if err := checkIDs(op, userID); err != nil {
		return wire.Call{}, err
	}
	if !IsRole(role) {
		return wire.Call{}, &Error{Op: op, Cause: fmt.Sprintf("%q is not a role", role), NotActed: true}
	}
	write := c.callFor(manageUsers, op, method, "/v1/admin/users/{userId}/roles/{roleType}",
		"/v1/admin/users/"+userID+"/roles/"+url.PathEscape(role))
	write.Survive = true
	return write, nil
}

func (c *Client) fetchRoles(ctx context.Context, userID string) ([]string, error) {
	if err := checkIDs(opRoles, userID); err != nil {
		return nil, err
	}
	list := c.callFor(manageUsers, opRoles, http.MethodGet, "/v1/admin/users/{userId}/roles", "/v1/admin/users/"+userID+"/roles")
	r, err := c.own.do(ctx, list)
	if err != nil {
		return nil, err
	}
	var names []roleName
	err = json.Unmarshal(r.Body, &names)
	if err != nil || names == nil || slices.ContainsFunc(names, func(n roleName) bool { return !IsRole(string(n)) }) {
		return nil, list.Unexpected(r, errors.New("not a JSON array of roles"))
	}
	roles := make([]string, len(names))
	for i, name := range names {
		roles[i] = string(name)
	}
	return roles, nil
}
