package tenant

import (
	"maps"
	"slices"
	"time"
)

// User is a RingCX admin user with the RingCentral login behind it.
type User struct {
	ID                  int
	Name, Password      string // Name is the e-mail address that the user logs in with
	FirstName, LastName string
	JWT                 string // RingCentral JWT credential
	ParentID            int    // 0: a root user
	Disabled            bool
	Roles               []string // role types such as USER and MANAGE_USERS (API.md, section 7.1), when the user joins
	ManagedByRC         bool     // RingCentral decides on the name, the password and whether the user is enabled
	RCUserID            int64    // the id in RingCentral; 0: one made from ID
}

// RingCentralID is the id of the user in RingCentral, which is not the RingCX one.
func (u *User) RingCentralID() int64 {
	if u.RCUserID != 0 {
		return u.RCUserID
	}
	return 400_000_000 + int64(u.ID)
}

// Users returns all users in the order in which they joined.
func (t *Tenant) Users() []*User { return t.users }

// User returns the first user of whom a condition holds, nil for none.
func (t *Tenant) User(is func(*User) bool) *User {
	if i := slices.IndexFunc(t.users, is); i >= 0 {
		return t.users[i]
	}
	return nil
}

// UserByID returns the user with an id, nil for none.
func (t *Tenant) UserByID(id int) *User { return t.User(ByID(id)) }

// ByID is the condition that a user has an id.
func ByID(id int) func(*User) bool { return func(u *User) bool { return u.ID == id } }

// ByName is the condition that a user has a name.
func ByName(name string) func(*User) bool { return func(u *User) bool { return u.Name == name } }

// Ancestors returns the ids of the users above a user, the root first.
func (t *Tenant) Ancestors(user *User) []int {
	var ids []int
	// The limit ends a circle that a configuration may contain.
	for id := user.ParentID; id != 0 && len(ids) < len(t.users); {
		ids = append(ids, id)
		parent := t.UserByID(id)
		if parent == nil {
			break
		}
		id = parent.ParentID
	}
	slices.Reverse(ids)
	return ids
}

// IsOrIsAbove reports whether a user is the other one or a parent of it, at any distance.
func (t *Tenant) IsOrIsAbove(user, other *User) bool {
	return user == other || slices.Contains(t.Ancestors(other), user.ID)
}

// Join adds a user, whom somebody else made. Its roles exist from the beginning of time, also for a list that lags.
func (t *Tenant) Join(user *User) {
	t.users = append(t.users, user)
	record(t.roles, user, time.Time{}, user.Roles)
	for _, role := range user.Roles {
		t.give(nil, Gift{User: user.ID, Role: role})
	}
}

// Leave removes a user with its assignments and the documents that it owns, as somebody else does. Its sessions and
// tokens are those of a disabled user from then on.
func (t *Tenant) Leave(user *User) {
	for _, doc := range t.Documents() {
		if doc.OwnerID == user.ID {
			t.DeleteDocument(nil, doc.ID)
		} else {
			t.Unassign(nil, doc.ID, user.ID)
		}
	}
	maps.DeleteFunc(t.given, func(gift Gift, _ bool) bool { return gift.User == user.ID && gift.Role != "" })
	user.Disabled = true
	t.users = without(t.users, user)
}

// Roles returns the roles of a user, now and before.
func (t *Tenant) Roles(user *User) History[[]string] { return t.roles[user] }

// HasRole reports whether a user has a role.
func (t *Tenant) HasRole(user *User, role string) bool {
	return slices.Contains(t.roles[user].Now(), role)
}

// GiveRole gives a user a role. It reports whether that is new.
func (t *Tenant) GiveRole(by, user *User, role string) bool {
	if t.HasRole(user, role) {
		return false
	}
	record(t.roles, user, t.now(), append(slices.Clone(t.roles[user].Now()), role))
	t.give(by, Gift{User: user.ID, Role: role})
	return true
}

// TakeRole takes a role from a user. It reports whether the user had it.
func (t *Tenant) TakeRole(by, user *User, role string) bool {
	if !t.HasRole(user, role) {
		return false
	}
	record(t.roles, user, t.now(), without(t.roles[user].Now(), role))
	t.tookRole(by, user, role)
	return true
}

// without returns a copy of a list without an element.
func without[T comparable](list []T, element T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(e T) bool { return e == element })
}
