package simulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// relation is what a rights document is to a user at a time.
type relation func(s *Server, user *User, doc *rightsDoc, at time.Time) bool

// listRights returns the act of a route that lists the documents that have a relation to the user of the path.
func listRights(related relation) func(*Server, *call, *User) reply {
	return func(s *Server, c *call, caller *User) reply {
		user, refusal := s.addressedUser(c, caller, "MANAGE_RIGHTS")
		if refusal != nil {
			return *refusal
		}
		at := s.listedAt()
		byAccount := map[string][]any{}
		for _, id := range slices.Sorted(maps.Keys(s.documents)) {
			if doc := s.documents[id].at(at); doc != nil && related(s, user, doc, at) {
				key := s.rightsKey(doc)
				byAccount[key] = append(byAccount[key], s.rightsView(doc, user, at))
			}
		}
		return jsonReply(http.StatusOK, byAccount)
	}
}

// The relations. A document is visible to its owner, to the users above the owner, and to whom it is assigned: RingCX's
// specification names the lists and says no more.
func visibleTo(s *Server, user *User, doc *rightsDoc, at time.Time) bool {
	return s.manages(user, doc) || assignedTo(s, user, doc, at)
}

func ownedBy(_ *Server, user *User, doc *rightsDoc, _ time.Time) bool { return doc.owner == user.ID }

func assignedTo(s *Server, user *User, doc *rightsDoc, at time.Time) bool {
	return slices.Contains(s.assigned[doc.id].at(at), user.ID)
}

// manages reports whether a user is the owner of a document or above the owner.
func (s *Server) manages(user *User, doc *rightsDoc) bool {
	owner := s.userByID(doc.owner)
	return owner != nil && s.isOrIsAbove(user, owner)
}

// rightsKey is the key of a document in the maps that list them. No source says what it is (API.md, section 7.3).
func (s *Server) rightsKey(doc *rightsDoc) string {
	id, _ := doc.fields["accountId"].(string)
	is := func(a Account) bool { return a.ID == id }
	if i := slices.IndexFunc(s.cfg.Accounts, is); i >= 0 && s.cfg.Rights.KeysByName {
		return s.cfg.Accounts[i].Name
	}
	return id
}

// idView prints an id.
func (s *Server) idView(id any) any {
	if s.cfg.Rights.StringIDs {
		return fmt.Sprint(id)
	}
	return id
}

// rightsView is a document (API.md, section 7.2). Whether it is assigned depends on the user
// for whom it is printed.
func (s *Server) rightsView(doc *rightsDoc, user *User, at time.Time) map[string]any {
	view := cloneEntries(doc.fields)
	view["rightsDocId"] = s.idView(doc.id)
	view["ownerId"] = s.idView(doc.owner)
	for _, resource := range entryLists["resourcePermissions"].entries(view["resourcePermissions"]) {
		resource["resourceId"] = s.idView(resource["resourceId"])
	}
	view["assigned"] = assignedTo(s, user, doc, at)
	return view
}

// createRights makes a document of the body, which the user of the path owns.
func (s *Server) createRights(c *call, caller *User) reply {
	owner, refusal := s.addressedUser(c, caller, "MANAGE_RIGHTS")
	if refusal != nil {
		return *refusal
	}
	fields, problem := s.readRights(c, blankRights())
	if problem != "" {
		return s.invalid(c, problem)
	}
	if s.cfg.Rights.Owner == OwnerCaller {
		owner = caller
	}
	addUnknown(fields)
	s.store(fields, caller)
	doc := &rightsDoc{owner: owner.ID, fields: fields, made: true}
	if other := s.sameNamed(doc); other != nil {
		switch s.cfg.Rights.NameTaken {
		case NameTakenInvalid:
			return s.invalid(c, "the name is taken")
		case NameTakenConflict:
			return s.failure(c, http.StatusConflict)
		case NameTakenOverwrites:
			doc.id = other.id
			s.ownership.updated(other, doc)
		}
	}
	s.ownership.madeWith(c.entry.Body)
	return s.created(s.rightsView(s.keepDocument(doc), owner, s.cfg.Now()))
}

// sameNamed returns the existing document with the name of a new one, or nil.
func (s *Server) sameNamed(doc *rightsDoc) *rightsDoc {
	live := s.liveDocuments()
	if i := slices.IndexFunc(live, doc.sameName); i >= 0 {
		return live[i]
	}
	return nil
}

// sameName reports whether two documents have one owner, account and name.
func (d *rightsDoc) sameName(other *rightsDoc) bool {
	return d.owner == other.owner && d.fields["accountId"] == other.fields["accountId"] && d.fields["rightsDocName"] == other.fields["rightsDocName"]
}

// getRights prints one document.
func (s *Server) getRights(c *call, caller *User) reply {
	user, doc, refusal := s.addressedRights(c, caller)
	if refusal != nil {
		return *refusal
	}
	return jsonReply(http.StatusOK, s.rightsView(doc, user, s.cfg.Now()))
}

// updateRights puts the body in the place of a document.
func (s *Server) updateRights(c *call, caller *User) reply {
	user, doc, refusal := s.addressedRights(c, caller)
	if refusal != nil {
		return *refusal
	}
	if !s.manages(user, doc) {
		return s.failure(c, http.StatusForbidden)
	}
	base := blankRights()
	if s.cfg.Rights.Update == UpdateMerge {
		base = cloneEntries(doc.fields)
	}
	fields, problem := s.readRights(c, base)
	if problem != "" {
		return s.invalid(c, problem)
	}
	s.store(fields, caller)
	changed := s.keepDocument(&rightsDoc{id: doc.id, owner: doc.owner, fields: fields, made: doc.made})
	s.ownership.updated(doc, changed)
	return jsonReply(http.StatusOK, s.rightsView(changed, user, s.cfg.Now()))
}

// deleteRights deletes a document, and with it what it gave to users. It has no body (API.md, section 7.3).
func (s *Server) deleteRights(c *call, caller *User) reply {
	user, doc, refusal := s.addressedRights(c, caller)
	if refusal != nil {
		return *refusal
	}
	if !s.manages(user, doc) {
		return s.failure(c, http.StatusForbidden)
	}
	if s.cfg.Rights.KeepInUse && len(s.assigned[doc.id].now()) > 0 {
		return s.invalid(c, "the rights document is in use")
	}
	s.dropDocument(doc.id)
	s.ownership.deleted(doc.id)
	return reply{status: http.StatusOK}
}

// addressedRights returns the user and the document of the path, or the refusal.
func (s *Server) addressedRights(c *call, caller *User) (*User, *rightsDoc, *reply) {
	user, refusal := s.addressedUser(c, caller, "MANAGE_RIGHTS")
	if refusal != nil {
		return nil, nil, refusal
	}
	doc, refusal := s.addressedDocument(c)
	if refusal == nil && !visibleTo(s, user, doc, s.cfg.Now()) {
		rep := s.outside(c)
		refusal = &rep
	}
	return user, doc, refusal
}

// addressedDocument returns the document of the path, or the refusal.
func (s *Server) addressedDocument(c *call) (doc *rightsDoc, refusal *reply) {
	id, err := strconv.Atoi(c.vars["rightsDocId"])
	if err != nil {
		rep := s.invalid(c, "rightsDocId is not a number")
		return nil, &rep
	}
	if doc = s.documents[id].now(); doc == nil {
		rep := s.failure(c, http.StatusNotFound)
		return nil, &rep
	}
	return doc, nil
}

// readRights reads a RightsDocument from the body, over the fields that base has, and says what is wrong with it. What
// the server alone sets is not read.
func (s *Server) readRights(c *call, base map[string]any) (fields map[string]any, problem string) {
	body, err := decodeFields(c.entry.Body)
	if err != nil || body == nil {
		return nil, "the body is no RightsDocument"
	}
	fields = base
	maps.Copy(fields, body)
	for _, name := range serverFields {
		delete(fields, name)
	}
	for name, value := range blankRights() {
		if fields[name] == nil {
			fields[name] = value
		}
	}
	for _, resource := range entryLists["resourcePermissions"].entries(fields["resourcePermissions"]) {
		if id, ok := resource["resourceId"].(string); ok {
			resource["resourceId"] = json.Number(id) // as Java's decoders read it
		}
	}
	var doc RightsDocument
	if err := remarshal(fields, &doc); err != nil {
		return nil, "the body is no RightsDocument: " + err.Error()
	}
	is := func(a Account) bool { return a.ID == doc.AccountID }
	switch {
	case strings.TrimSpace(doc.Name) == "":
		return nil, "rightsDocName is required"
	case doc.AccountID != "" && !slices.ContainsFunc(s.cfg.Accounts, is):
		return nil, "there is no account " + strconv.Quote(doc.AccountID)
	}
	return fields, ""
}

// decodeFields decodes a JSON object, with numbers as they are written.
func decodeFields(data []byte) (fields map[string]any, err error) {
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	return fields, decoder.Decode(&fields)
}
