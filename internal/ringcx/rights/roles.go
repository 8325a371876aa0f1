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

// Roles manages the roles of users.
type Roles struct {
	*admin

	of *wire.Replies[string, []string] // by user
}

func newRoles(a *admin) *Roles {
	s := &Roles{admin: a}
	s.of = repliesTo(a, opRoles, s.fetch)
	return s
}

// List lists the roles of a user.
func (s *Roles) List(ctx context.Context, userID string) ([]string, error) {
	return s.of.Get(ctx, userID)
}

// Has finds out whether a user has a role. The flat list of users, of which a plan reads one, shows it; that the user
// does not have it takes the proof of absent. seen is the login that saw the role last.
func (s *Roles) Has(ctx context.Context, userID, role string, seen ringcx.Identity) (Presence, error) {
	users, err := s.ringcx.Users(ctx, false)
	if err != nil {
		return Presence{}, err
	}
	user, _ := userByID(users, userID)
	if slices.Contains(user.Roles, role) {
		return there, nil
	}
	roles, rolesErr := s.of.Get(ctx, userID)
	if slices.Contains(roles, role) {
		return there, nil
	}
	shown, err := s.sightOf(ctx, userID)
	if err != nil {
		return Presence{}, err
	}
	return s.absent(ctx, shown, rolesErr, seen, "the user's list of roles does not contain it")
}

// Add gives a user a role that the user does not have yet. Giving it twice does what giving it once does, so the
// request may be repeated.
func (s *Roles) Add(ctx context.Context, userID, role string) error {
	add, err := s.call(opAddRole, http.MethodPost, userID, role)
	if err != nil {
		return err
	}
	release, err := s.holdFor(ctx, opAddRole, userLock(userID))
	if err != nil {
		return err
	}
	defer release()
	before, err := s.of.Afresh(ctx, userID)
	if err != nil {
		return err
	}
	if slices.Contains(before, role) {
		return &ExistsError{What: fmt.Sprintf("the role %s of user %s", role, userID), ID: userID + ":" + role}
	}
	return s.write(ctx, add, userID, role, true, func(ctx context.Context) (bool, error) {
		roles, err := s.of.Afresh(ctx, userID)
		return slices.Contains(roles, role), err
	})
}

// Drop takes a role from a user, and returns nil once it is proven to be gone. The roles with which the provider's own
// user administers are not taken away.
func (s *Roles) Drop(ctx context.Context, userID, role string, seen ringcx.Identity) error {
	drop, err := s.call(opDropRole, http.MethodDelete, userID, role)
	if err != nil {
		return err
	}
	if err := s.RefuseOwn(ctx, userID, role); err != nil {
		return err
	}
	login, release, err := s.holdAs(ctx, opDropRole, userLock(userID))
	if err != nil {
		return err
	}
	defer release()
	if !login.Same(seen) { // who saw it last need not look before, because the proof comes afterwards
		s.changed(userID)
		if roles, _ := s.of.Get(ctx, userID); !slices.Contains(roles, role) {
			if is, err := s.Has(ctx, userID, role, seen); err != nil || !is.There {
				return err
			}
		}
	}
	return s.write(ctx, drop, userID, role, false, func(ctx context.Context) (bool, error) {
		roles, err := s.of.Afresh(ctx, userID)
		if err == nil && len(roles) > 0 { // RingCX shows the user
			return !slices.Contains(roles, role), nil
		}
		is, err := s.Has(ctx, userID, role, login)
		return err == nil && !is.There, err
	})
}

// RefuseOwn refuses to take from the provider's own user a role without which it could not give the role back.
func (s *Roles) RefuseOwn(ctx context.Context, userID, role string) error {
	if !slices.Contains([]string{"SUPER_USER", manageUsers, manageRights}, role) {
		return nil
	}
	return s.refuseOwn(ctx, userID, "the role "+role)
}

// write sends a write, and returns nil once it has had its effect. Where several were sent at the same time, the list
// of users shows all at once; done reads the user's own list.
func (s *Roles) write(
	ctx context.Context, write wire.Call, userID, role string, wanted bool, done func(context.Context) (bool, error),
) error {
	look := s.looks.join("roles")
	defer look.leave()
	r, err := s.ringcx.Send(ctx, write)
	if !mayHaveActed(write.Op, err) {
		return err
	}
	s.changed(userID)
	together := look.gather(ctx, s.ringcx.Wire().Timeout()) > 1
	err = s.effect(ctx, write.Op, r, err, func(ctx context.Context) (bool, error) {
		if together && s.usersShow(ctx, userID, role, wanted) {
			return true, nil
		}
		together = false
		return done(ctx)
	})
	s.changedRightsOf(ctx, userID)
	return err
}

// usersShow reports whether the list of users shows that a user has a role, or other roles without it. That it lacks a
// role says something only if it shows what others were given.
func (s *Roles) usersShow(ctx context.Context, userID, role string, wanted bool) bool {
	users, err := s.ringcx.Users(ctx, false)
	user, _ := userByID(users, userID)
	if err != nil || slices.Contains(user.Roles, role) != wanted {
		return false
	}
	given := func(u ringcx.User) bool { return len(u.Roles) > 1 }
	return wanted || len(user.Roles) > 0 && slices.ContainsFunc(users, given)
}

// changed notes that the roles of a user were changed, or may have been.
func (s *Roles) changed(userID string) {
	s.of.Changed(userID)
	s.ringcx.UsersChanged()
}

func (s *Roles) call(op, method, userID, role string) (wire.Call, error) {
	if err := checkIDs(op, userID); err != nil {
		return wire.Call{}, err
	}
	if !IsRole(role) {
		return wire.Call{}, &wire.Error{Op: op, Cause: fmt.Sprintf("%q is not a role", role), NotActed: true}
	}
	write := s.callFor(manageUsers, op, method, "/v1/admin/users/{userId}/roles/{roleType}",
		"/v1/admin/users/"+userID+"/roles/"+url.PathEscape(role))
	write.Survive = true
	return write, nil
}

func (s *Roles) fetch(ctx context.Context, userID string) ([]string, error) {
	if err := checkIDs(opRoles, userID); err != nil {
		return nil, err
	}
	list := s.callFor(manageUsers, opRoles, http.MethodGet, "/v1/admin/users/{userId}/roles",
		"/v1/admin/users/"+userID+"/roles")
	return wire.Ask(ctx, s.ringcx.Send, list, decodeRoles)
}

func decodeRoles(body []byte) ([]string, error) {
	var names []ringcx.RoleName
	notOne := func(n ringcx.RoleName) bool { return !IsRole(string(n)) }
	if err := json.Unmarshal(body, &names); err != nil || names == nil || slices.ContainsFunc(names, notOne) {
		return nil, errors.New("not a JSON array of roles")
	}
	roles := make([]string, len(names))
	for i, name := range names {
		roles[i] = string(name)
	}
	return roles, nil
}
