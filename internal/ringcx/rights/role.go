package rights

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// HasRole finds out whether a user has a role. The flat list of users, of which a plan reads one, shows it; that the
// user does not have it takes the proof of absent. seen is the login that saw the role last.
func (c *Client) HasRole(ctx context.Context, userID, role string, seen ringcx.Identity) (Presence, error) {
	users, err := c.ringcx.Users(ctx, false)
	if err != nil {
		return Presence{}, err
	}
	user, _ := userByID(users, userID)
	if slices.Contains(user.Roles, role) {
		return there, nil
	}
	roles, rolesErr := c.roles.Get(ctx, userID)
	if slices.Contains(roles, role) {
		return there, nil
	}
	shown, err := c.sightOf(ctx, userID)
	if err != nil {
		return Presence{}, err
	}
	return c.absent(ctx, shown, rolesErr, seen, "the user's list of roles does not contain it")
}

// Roles lists the roles of a user.
func (c *Client) Roles(ctx context.Context, userID string) ([]string, error) {
	return c.roles.Get(ctx, userID)
}

// AddRole gives a user a role that the user does not have yet. Giving it twice does what giving it once does, so the
// request may be repeated.
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
	before, err := c.roles.Afresh(ctx, userID)
	if err != nil {
		return err
	}
	if slices.Contains(before, role) {
		return &ExistsError{What: fmt.Sprintf("the role %s of user %s", role, userID), ID: userID + ":" + role}
	}
	return c.writeRole(ctx, add, userID, role, true, func(ctx context.Context) (bool, error) {
		roles, err := c.roles.Afresh(ctx, userID)
		return slices.Contains(roles, role), err
	})
}

// DropRole takes a role from a user, and returns nil once it is proven to be gone. The roles with which the
// provider's own user administers are not taken away.
func (c *Client) DropRole(ctx context.Context, userID, role string, seen ringcx.Identity) error {
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
	login, err := c.ringcx.Identity(ctx)
	if err != nil {
		return err
	}
	if !login.Same(seen) { // who saw it last need not look before, because the proof comes afterwards
		c.changedRoles(userID)
		if roles, _ := c.roles.Get(ctx, userID); !slices.Contains(roles, role) {
			if is, err := c.HasRole(ctx, userID, role, seen); err != nil || !is.There {
				return err
			}
		}
	}
	return c.writeRole(ctx, drop, userID, role, false, func(ctx context.Context) (bool, error) {
		roles, err := c.roles.Afresh(ctx, userID)
		if err == nil && len(roles) > 0 { // RingCX shows the user
			return !slices.Contains(roles, role), nil
		}
		is, err := c.HasRole(ctx, userID, role, login)
		return err == nil && !is.There, err
	})
}

// RefuseOwnRole refuses to take from the provider's own user a role without which it could not give the role back.
func (c *Client) RefuseOwnRole(ctx context.Context, userID, role string) error {
	if !slices.Contains([]string{"SUPER_USER", manageUsers, manageRights}, role) {
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

// writeRole sends a write. Not its answer decides what became of it but the user's roles: a repetition may be answered
// with 400 or 409, and `false` may mean that there was nothing to do (API.md, section 7.5). Where several were sent at
// the same time, the list of users shows all at once; done reads the user's own list.
func (c *Client) writeRole(
	ctx context.Context, write wire.Call, userID, role string, wanted bool, done func(context.Context) (bool, error),
) error {
	look := c.looks.join("roles")
	defer look.leave()
	r, err := c.ringcx.Send(ctx, write)
	if err != nil && !mayHaveActed(write.Op, err) {
		return err
	}
	c.changedRoles(userID)
	together := look.gather(ctx, c.ringcx.Wire().Timeout()) > 1
	is, listErr := c.awaited(ctx, c.patience(err), func(ctx context.Context) (bool, error) {
		if together && c.usersShow(ctx, userID, role, wanted) {
			return true, nil
		}
		together = false
		return done(ctx)
	})
	c.changedRightsOf(ctx, userID)
	if listErr != nil || !is {
		return noEffect(write.Op, r, err, listErr)
	}
	return nil
}

// usersShow reports whether the list of users shows that a user has a role, or other roles without it. That it lacks a
// role says something only if it shows what others were given.
func (c *Client) usersShow(ctx context.Context, userID, role string, wanted bool) bool {
	users, err := c.ringcx.Users(ctx, false)
	user, _ := userByID(users, userID)
	if err != nil || slices.Contains(user.Roles, role) != wanted {
		return false
	}
	given := func(u ringcx.User) bool { return len(u.Roles) > 1 }
	return wanted || len(user.Roles) > 0 && slices.ContainsFunc(users, given)
}

// changedRoles notes that the roles of a user were changed, or may have been.
func (c *Client) changedRoles(userID string) {
	c.roles.Changed(userID)
	c.ringcx.UsersChanged()
}

func (c *Client) roleCall(op, method, userID, role string) (wire.Call, error) {
	if err := checkIDs(op, userID); err != nil {
		return wire.Call{}, err
	}
	if !IsRole(role) {
		return wire.Call{}, &wire.Error{Op: op, Cause: fmt.Sprintf("%q is not a role", role), NotActed: true}
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
	list := c.callFor(manageUsers, opRoles, http.MethodGet, "/v1/admin/users/{userId}/roles",
		"/v1/admin/users/"+userID+"/roles")
	r, err := c.ringcx.Send(ctx, list)
	if err != nil {
		return nil, err
	}
	var names []ringcx.RoleName
	notOne := func(n ringcx.RoleName) bool { return !IsRole(string(n)) }
	if err := json.Unmarshal(r.Body, &names); err != nil || names == nil || slices.ContainsFunc(names, notOne) {
		return nil, list.Unexpected(r, errors.New("not a JSON array of roles"))
	}
	roles := make([]string, len(names))
	for i, name := range names {
		roles[i] = string(name)
	}
	return roles, nil
}
