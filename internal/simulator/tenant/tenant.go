// Package tenant is what exists in a simulated RingCX tenant and how it was before: users with their roles and API
// tokens, accounts with the queues and campaigns in them, and rights documents with the users who have them. It also
// knows who gave what, and so what no client may take.
//
// It knows no HTTP and no lock: whoever shares a Tenant guards it.
package tenant

import "time"

// Tenant is a tenant. Its methods that change something take the user by whose request it changes. That is nil for
// somebody else: another administrator, from whom no client may take anything.
type Tenant struct {
	Accounts []Account
	// Lag is how far lists are behind.
	Lag time.Duration

	now       func() time.Time
	objects   []Object
	users     []*User // in the order in which they joined
	roles     map[*User]History[[]string]
	tokens    map[string]*Token
	owned     map[*User][]*Token // in the order of their creation
	documents map[int]History[*Document]
	assigned  map[int]History[[]int] // users by document
	nextID    int                    // of a new document
	ownership
}

// Account is a sub-account. An empty string is none.
type Account struct {
	ID, Name          string
	MainID, MainName  string // the container account
	Type, RCAccountID string
	Archived          bool
}

// New returns a tenant with users and accounts, by whose clock everything happens.
func New(now func() time.Time, users []User, accounts []Account) *Tenant {
	const firstDocumentID = 7001
	t := &Tenant{
		Accounts:  accounts,
		now:       now,
		roles:     map[*User]History[[]string]{},
		tokens:    map[string]*Token{},
		owned:     map[*User][]*Token{},
		documents: map[int]History[*Document]{},
		assigned:  map[int]History[[]int]{},
		nextID:    firstDocumentID,
		ownership: ownership{given: map[Gift]bool{}},
	}
	for _, user := range users {
		t.Join(&user)
	}
	return t
}

// ListedAt is the time whose state the lists show.
func (t *Tenant) ListedAt() time.Time { return t.now().Add(-t.Lag) }
