package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// relation is what a rights document is to a user at a time.
type relation func(t *tenant.Tenant, user *User, doc *tenant.Document, at time.Time) bool

// The relations. A document is visible to its owner, to the users above the owner, and to whom it is assigned: RingCX's
// specification names the lists and says no more.
func visibleTo(t *tenant.Tenant, user *User, doc *tenant.Document, at time.Time) bool {
	return t.Manages(user, doc) || t.HadAt(user, doc, at)
}

func ownedBy(_ *tenant.Tenant, user *User, doc *tenant.Document, _ time.Time) bool {
	return doc.OwnerID == user.ID
}

// listRights returns the act of a route that lists the documents that have a relation to the user of the path.
func listRights(related relation) func(*call) *reply {
	return func(c *call) *reply {
		at := c.tenant.ListedAt()
		byAccount := map[string][]any{}
		for _, doc := range c.tenant.ListDocuments() {
			if related(c.tenant, c.user, doc, at) {
				key := rightsKey(c, doc)
				byAccount[key] = append(byAccount[key], c.listedView(c.rightsView(doc, at)))
			}
		}
		return okReply(byAccount)
	}
}

// rightsKey is the key of a document in the maps that list them. What it is, is not known (API.md, section 11.1).
func rightsKey(c *call, doc *tenant.Document) string {
	id, _ := doc.Fields["accountId"].(string)
	is := func(a Account) bool { return a.ID == id }
	if i := slices.IndexFunc(c.tenant.Accounts, is); i >= 0 && c.cfg.Rights.KeysByName {
		return c.tenant.Accounts[i].Name
	}
	return id
}

// idView prints an id.
func (c *call) idView(id any) any {
	if c.cfg.Rights.StringIDs {
		return fmt.Sprint(id)
	}
	return id
}

// rightsView is a document (API.md, section 7.2). Whether it is assigned depends on the user for whom it is printed.
func (c *call) rightsView(doc *tenant.Document, at time.Time) tenant.Fields {
	view := doc.Fields.Clone()
	view["rightsDocId"] = c.idView(doc.ID)
	view["ownerId"] = nil
	if doc.OwnerID != 0 {
		view["ownerId"] = c.idView(doc.OwnerID)
	}
	for _, resource := range view.Entries("resourcePermissions") {
		resource["resourceId"] = c.idView(resource["resourceId"])
	}
	view["assigned"] = c.tenant.HadAt(c.user, doc, at)
	return view
}

// listedView is what a list shows of a document.
func (c *call) listedView(view tenant.Fields) tenant.Fields {
	switch c.cfg.Rights.Listed {
	case ListedInPart:
		for _, name := range tenant.PermissionFields {
			delete(view, name)
		}
	case ListedEmptied:
		for _, name := range tenant.PermissionFields {
			view[name] = []any{}
		}
	case ListedWithoutEntries:
		view["productPermissions"], view["resourcePermissions"] = []any{}, []any{}
	case ListedOtherwise:
		for _, name := range tenant.PermissionFields {
			for _, entry := range view.Entries(name) {
				delete(entry, "cascade")
			}
		}
	}
	return view
}

// createRights makes a document of the body, which the user of the path owns.
func createRights(c *call) *reply {
	fields, refusal := readRights(c, tenant.BlankFields())
	if refusal != nil {
		return refusal
	}
	if c.cfg.Rights.Owner == OwnerCaller {
		c.user = c.caller
	}
	fields.AddUnknown()
	store(c, fields)
	doc := &tenant.Document{OwnerID: c.user.ID, Fields: fields, Made: true}
	others := c.tenant.Documents()
	if i := slices.IndexFunc(others, doc.SameName); i >= 0 {
		switch c.cfg.Rights.NameTaken {
		case NameTakenInvalid:
			return c.invalid("the name is taken")
		case NameTakenConflict:
			return c.failure(http.StatusConflict)
		case NameTakenOverwrites:
			doc.ID = others[i].ID
		}
	}
	c.tenant.PutDocument(c.caller, doc)
	noteSentIDs(c)
	return c.created(c.rightsView(doc, c.cfg.Now()))
}

// getRights prints one document.
func getRights(c *call) *reply {
	return okReply(c.rightsView(c.doc, c.cfg.Now()))
}

// updateRights puts the body in the place of a document.
func updateRights(c *call) *reply {
	if !c.tenant.Manages(c.user, c.doc) {
		return c.failure(http.StatusForbidden)
	}
	base := tenant.BlankFields()
	if c.cfg.Rights.Update == UpdateMerge {
		base = c.doc.Fields.Clone()
	}
	fields, refusal := readRights(c, base)
	if refusal != nil {
		return refusal
	}
	store(c, fields)
	changed := *c.doc
	changed.Fields = fields
	c.tenant.PutDocument(c.caller, &changed)
	return okReply(c.rightsView(&changed, c.cfg.Now()))
}

// deleteRights deletes a document, and with it what it gave to users. It has no body (API.md, section 7.3).
func deleteRights(c *call) *reply {
	if !c.tenant.Manages(c.user, c.doc) {
		return c.failure(http.StatusForbidden)
	}
	if c.cfg.Rights.KeepInUse && len(c.tenant.Assigned(c.doc.ID).Now()) > 0 {
		return c.invalid("the rights document is in use")
	}
	c.tenant.DeleteDocument(c.caller, c.doc.ID)
	return &reply{status: http.StatusOK}
}
