package simulator

import (
	"encoding/json"
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

// rightsKey is the key of a document in the maps that list them. The specification has maps and no meaning of their keys.
func (s *Server) rightsKey(doc *rightsDoc) string {
	account, _ := doc.fields["accountId"].(string)
	return account
}

// rightsView is a document as RingCX's specification prints RightsDocument. Whether it is assigned depends on the user
// for whom it is printed.
func (s *Server) rightsView(doc *rightsDoc, user *User, at time.Time) map[string]any {
	view := maps.Clone(doc.fields)
	view["rightsDocId"] = doc.id
	view["ownerId"] = doc.owner
	view["assigned"] = assignedTo(s, user, doc, at)
	return view
}

// createRights makes a document of the body, which the user of the path owns.
func (s *Server) createRights(c *call, caller *User) reply {
	owner, refusal := s.addressedUser(c, caller, "MANAGE_RIGHTS")
	if refusal != nil {
		return *refusal
	}
	fields, problem := s.readRights(c)
	if problem != "" {
		return s.invalid(c, problem)
	}
	addUnknown(fields)
	doc := s.keepDocument(&rightsDoc{owner: owner.ID, fields: fields, made: true})
	return jsonReply(http.StatusOK, s.rightsView(doc, owner, s.cfg.Now()))
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
	fields, problem := s.readRights(c)
	if problem != "" {
		return s.invalid(c, problem)
	}
	doc = s.keepDocument(&rightsDoc{id: doc.id, owner: doc.owner, fields: fields, made: doc.made})
	return jsonReply(http.StatusOK, s.rightsView(doc, user, s.cfg.Now()))
}

// deleteRights deletes a document, and with it what it gave to users. The specification has no body for it.
func (s *Server) deleteRights(c *call, caller *User) reply {
	user, doc, refusal := s.addressedRights(c, caller)
	if refusal != nil {
		return *refusal
	}
	if !s.manages(user, doc) {
		return s.failure(c, http.StatusForbidden)
	}
	s.dropDocument(doc.id)
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
		rep := s.failure(c, http.StatusNotFound)
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

// readRights reads a RightsDocument from the body, without what the server alone sets, and says what is wrong with it.
func (s *Server) readRights(c *call) (fields map[string]any, problem string) {
	fields, err := decodeFields(c.entry.Body)
	if err != nil || fields == nil {
		return nil, "the body is no RightsDocument"
	}
	for _, name := range serverFields {
		delete(fields, name)
	}
	var doc RightsDocument
	if err := remarshal(fields, &doc); err != nil {
		return nil, "the body is no RightsDocument: " + err.Error()
	}
	known := func(a Account) bool { return a.ID == doc.AccountID }
	switch {
	case strings.TrimSpace(doc.Name) == "":
		return nil, "rightsDocName is required"
	case doc.AccountID != "" && !slices.ContainsFunc(s.cfg.Accounts, known):
		return nil, "there is no account " + strconv.Quote(doc.AccountID)
	}
	blank := map[string]any{}
	if err := remarshal(RightsDocument{}.printable(), &blank); err != nil {
		panic(err) // it is this package's own type
	}
	for name, value := range blank {
		if fields[name] == nil {
			fields[name] = value
		}
	}
	if doc.AccountID == "" {
		fields["accountId"] = nil
	}
	return fields, ""
}

// decodeFields decodes a JSON object, with numbers as they are written.
func decodeFields(data []byte) (fields map[string]any, err error) {
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	return fields, decoder.Decode(&fields)
}
