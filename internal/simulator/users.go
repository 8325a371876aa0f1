package simulator

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rcUserID is the id of the user in RingCentral, which is not the RingCX one.
func (u *User) rcUserID() int64 {
	if u.RCUserID != 0 {
		return u.RCUserID
	}
	return 400_000_000 + int64(u.ID)
}

// userByName, userByPassword and userByJWT return nil when there is no such user. A disabled user cannot log in.
func (s *Server) userByName(name string) *User {
	return s.findUser(func(u *User) bool { return u.Name == name })
}

func (s *Server) userByPassword(name, password string) *User {
	return s.findUser(func(u *User) bool { return u.Name == name && u.Password == password && password != "" && !u.Disabled })
}

func (s *Server) userByJWT(credential string) *User {
	return s.findUser(func(u *User) bool { return u.JWT == credential && credential != "" })
}

func (s *Server) userByID(id int) *User {
	return s.findUser(func(u *User) bool { return u.ID == id })
}

func (s *Server) findUser(is func(*User) bool) *User {
	if i := slices.IndexFunc(s.users, is); i >= 0 {
		return s.users[i]
	}
	return nil
}

// ancestors returns the ids of the users above a user, the root first.
func (s *Server) ancestors(user *User) []int {
	var ids []int
	// The limit ends a circle that a configuration may contain.
	for id := user.ParentID; id != 0 && len(ids) < len(s.users); {
		ids = append(ids, id)
		parent := s.userByID(id)
		if parent == nil {
			break
		}
		id = parent.ParentID
	}
	slices.Reverse(ids)
	return ids
}

// isOrIsAbove reports whether a user is the other one or a parent of it, at any distance.
func (s *Server) isOrIsAbove(user, other *User) bool {
	return user == other || slices.Contains(s.ancestors(other), user.ID)
}

// listUsers lists the caller and the users below, as a tree or flat (API.md, section 6.1). A user whose parent is not
// listed stands under the nearest parent that is, or at the top.
func (s *Server) listUsers(c *call, caller *User) reply {
	if !s.may(c, caller, "MANAGE_USERS") {
		return s.failure(c, http.StatusForbidden)
	}
	flatten := c.entry.Form.Get("flatten") == "true"
	activeOnly := c.entry.Form.Get("activeOnly") == "true"
	var listed []*User
	views := map[int]map[string]any{}
	for _, user := range s.users {
		if s.isOrIsAbove(caller, user) && !(activeOnly && user.Disabled) {
			listed = append(listed, user)
			views[user.ID] = s.userView(user, s.listedAt())
		}
	}
	const top = 0
	below := map[int][]map[string]any{top: {}}
	for _, user := range listed {
		above := top
		for _, id := range s.ancestors(user) {
			if views[id] != nil && !flatten {
				above = id // the last one is the nearest
			}
		}
		below[above] = append(below[above], views[user.ID])
	}
	for id, view := range views {
		if below[id] != nil {
			view["children"] = below[id]
		}
	}
	return jsonReply(http.StatusOK, below[top])
}

// getUser prints the user of the path.
func (s *Server) getUser(c *call, caller *User) reply {
	user, refusal := s.addressedUser(c, caller, "MANAGE_USERS")
	if refusal != nil {
		return *refusal
	}
	return jsonReply(http.StatusOK, s.userView(user, s.cfg.Now()))
}

// userView is the user object (API.md, section 6.2), with the roles of a time. parentPath ends with the parent, and
// is null for a root user.
func (s *Server) userView(user *User, at time.Time) map[string]any {
	ids := []string{}
	for _, id := range s.ancestors(user) {
		ids = append(ids, strconv.Itoa(id))
	}
	return map[string]any{
		"userId":                  s.idView(user.ID),
		"userName":                s.cfg.Rights.UserNames.shown(user.Name),
		"firstName":               user.FirstName,
		"lastName":                user.LastName,
		"fullName":                strings.TrimSpace(user.FirstName + " " + user.LastName),
		"enabled":                 !user.Disabled,
		"creationDate":            "2026-08-12T22:30:00.000+0000",
		"parentPath":              nullable(strings.Join(ids, ".")),
		"roles":                   s.roleViews(s.roles[user].at(at)),
		"rootUser":                user.ParentID == 0,
		"children":                []map[string]any{},
		"rcUserId":                user.rcUserID(),
		"rcAccountId":             "400131426008",
		"userManagedByRC":         user.ManagedByRC,
		"phoneNumber":             nil,
		"phoneNumberE164":         nil,
		"phoneNumbersI18nEnabled": false,
		"regionalSettings":        regionalSettings(),
		unknownField:              unknownValue(),
	}
}

// roleViews prints roles in one of the two shapes that sources have (API.md, section 6.3).
func (s *Server) roleViews(roles []string) any {
	if s.cfg.RolesAsStrings {
		return append([]string{}, roles...)
	}
	views := []map[string]string{}
	for _, role := range roles {
		views = append(views, map[string]string{"roleType": role, "description": "Role " + role})
	}
	return views
}

func regionalSettings() map[string]any {
	return map[string]any{
		"timezone":         5,
		"homeCountry":      1,
		"homeCountryCode":  "USA",
		"language":         "en_US",
		"greetingLanguage": nil,
		"timeFormat":       nil,
		"formattingLocale": "en_US",
	}
}

// shown is the name that RingCX shows for a user.
func (f UserNameForm) shown(name string) string {
	switch local, domain, _ := strings.Cut(name, "@"); f {
	case UserNamesLower:
		return strings.ToLower(name)
	case UserNamesEnvironment:
		return local + "+eo1@" + domain
	}
	return name
}

// join adds a user to the tenant. Its roles exist from the beginning of time, also for a list that lags.
func (s *Server) join(user *User) {
	s.users = append(s.users, user)
	h := s.roles[user]
	h.set(time.Time{}, user.Roles)
	s.roles[user] = h
	for _, role := range user.Roles {
		put(s.ownership.roles, user.ID, role, true)
	}
}

// AddUser adds a user as another administrator would. It returns false, and adds none, if the id is zero or belongs to
// another user.
func (s *Server) AddUser(user User) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if user.ID == 0 || s.userByID(user.ID) != nil {
		return false
	}
	s.keepSecret(user.Password)
	s.keepSecret(user.JWT)
	s.join(&user)
	return true
}

// RenameUser changes the names of a user, as a synchronisation with RingCentral does. It reports whether there is one.
func (s *Server) RenameUser(userID int, userName, firstName, lastName string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.userByID(userID)
	if user != nil {
		user.Name, user.FirstName, user.LastName = userName, firstName, lastName
	}
	return user != nil
}

// DeleteUser deletes a user as somebody else would: logins, sessions and tokens of that user end, and so do its
// assignments and the documents that it owns. It reports whether there was one.
func (s *Server) DeleteUser(userID int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.userByID(userID)
	if user == nil {
		return false
	}
	for _, doc := range s.liveDocuments() {
		if doc.owner == userID {
			s.dropDocument(doc.id)
			s.ownership.forget(doc.id)
			continue
		}
		s.setAssigned(doc.id, without(s.assigned[doc.id].now(), userID))
		delete(s.ownership.assigned[doc.id], userID)
	}
	delete(s.ownership.roles, userID)
	user.Disabled = true // for sessions and tokens that still exist
	s.users = without(s.users, user)
	return true
}

// SetUserPassword gives a user another password. Sessions and tokens stay (no source says otherwise).
func (s *Server) SetUserPassword(userName, password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if user := s.userByName(userName); user != nil {
		user.Password = s.keepSecret(password)
	}
}

// DisableUser disables a user: logins, sessions and tokens of that user are refused until EnableUser.
func (s *Server) DisableUser(userName string) { s.setDisabled(userName, true) }

// EnableUser enables a user again, whose tokens then work as before.
func (s *Server) EnableUser(userName string) { s.setDisabled(userName, false) }

func (s *Server) setDisabled(userName string, disabled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if user := s.userByName(userName); user != nil {
		user.Disabled = disabled
	}
}
