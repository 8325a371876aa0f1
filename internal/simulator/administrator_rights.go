package simulator

import (
	"slices"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// RightsDocument and its parts are as the tenant has them.
type (
	RightsDocument = tenant.RightsDocument
	ProductRights  = tenant.ProductRights
	ResourceRights = tenant.ResourceRights
)

// Roles returns the roles of a user, whatever lists show.
func (a *Administrator) Roles(userID int) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.tenant.Roles(a.tenant.UserByID(userID)).Now())
}

// GiveRole gives a user a role. It reports whether there is such a user.
func (a *Administrator) GiveRole(userID int, role string) bool {
	return a.change(tenant.ByID(userID), func(user *User) { a.tenant.GiveRole(nil, user, role) })
}

// TakeRole takes a role from a user. It reports whether the user had it.
func (a *Administrator) TakeRole(userID int, role string) (had bool) {
	a.change(tenant.ByID(userID), func(user *User) { had = a.tenant.TakeRole(nil, user, role) })
	return had
}

// RightsDocuments returns all documents by their ids, whatever lists show.
func (a *Administrator) RightsDocuments() (docs []RightsDocument) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, doc := range a.tenant.Documents() {
		docs = append(docs, a.tenant.Rights(doc))
	}
	return docs
}

// AddRightsDocument makes a document, and returns its id. Its ID is ignored, and users in Assigned are assigned to it.
func (a *Administrator) AddRightsDocument(doc RightsDocument) (id int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tenant.AddRights(doc)
}

// ChangeRightsDocument changes a document. Fields that RightsDocument does not have stay, and so do its owner and its
// assignments. It reports whether there is such a document.
func (a *Administrator) ChangeRightsDocument(id int, change func(*RightsDocument)) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tenant.ChangeRights(id, change)
}

// DeleteRightsDocument deletes a document. It reports whether there was one.
func (a *Administrator) DeleteRightsDocument(id int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tenant.DeleteDocument(nil, id)
}

// Assigned returns the ids of the users who have a document, whatever lists show.
func (a *Administrator) Assigned(rightsDocID int) []int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.tenant.Assigned(rightsDocID).Now())
}

// Assign gives a document to a user. It reports whether there are both.
func (a *Administrator) Assign(rightsDocID, userID int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	found := a.tenant.Document(rightsDocID) != nil && a.tenant.UserByID(userID) != nil
	if found {
		a.tenant.Assign(nil, rightsDocID, userID)
	}
	return found
}

// Unassign takes a document from a user. It reports whether the user had it.
func (a *Administrator) Unassign(rightsDocID, userID int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tenant.Unassign(nil, rightsDocID, userID)
}

// AddObject adds an object to an account. It reports whether its type is known, and its id is none of another object of
// that type.
func (a *Administrator) AddObject(object Object) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tenant.AddObject(object)
}

// RemoveObject removes an object. It reports whether there was one.
func (a *Administrator) RemoveObject(kind string, id int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tenant.RemoveObject(kind, id)
}

// Violations describes what requests since the start have done that no client may do (tenant.Tenant.Violations).
func (a *Administrator) Violations() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tenant.Violations()
}

// HandOverRole makes a role of a user the client's, whose configuration imported it. It reports whether somebody else
// gave it.
func (a *Administrator) HandOverRole(userID int, role string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tenant.HandOver(tenant.Gift{User: userID, Role: role})
}

// HandOverAssignment makes an assignment the client's, as HandOverRole does with a role.
func (a *Administrator) HandOverAssignment(rightsDocID, userID int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tenant.HandOver(tenant.Gift{User: userID, Document: rightsDocID})
}

// HandOverDocument makes a document the client's, as HandOverRole does with a role. Its assignments keep their owner.
func (a *Administrator) HandOverDocument(rightsDocID int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tenant.HandOver(tenant.Gift{Document: rightsDocID})
}
