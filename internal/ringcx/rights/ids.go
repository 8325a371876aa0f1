package rights

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

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

// sortedSet is a set in order.
func sortedSet(names []string) []string { return slices.Compact(slices.Sorted(slices.Values(names))) }

func userByID(users []ringcx.User, id string) (ringcx.User, bool) {
	i := slices.IndexFunc(users, func(u ringcx.User) bool { return u.ID == id })
	if i < 0 {
		return ringcx.User{}, false
	}
	return users[i], true
}

func idsOf(users []ringcx.User) []string {
	ids := make([]string, len(users))
	for i, u := range users {
		ids[i] = u.ID
	}
	return ids
}
