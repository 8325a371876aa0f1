package simulator_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// control calls the control API.
func (b *bench) control(method, path, body string, status int) answer {
	b.Helper()
	a := b.do(method, "/_simulator/"+path, body)
	if a.status != status {
		b.Errorf("%s %s: %d %s", method, path, a.status, a.body)
	}
	return a
}

// A second administrator acts by the control API: at once, or just before a request.
func TestControlRights(t *testing.T) {
	t.Parallel()
	b := controlled(t)
	do := b.control
	document := `{"ownerId": 1001, "assignedUserIds": [1002], "rightsDocName": "Audit", "accountId": "99990001",
		"accountPermissions": ["READ"],
		"productPermissions": [{"product": "ACD", "permissions": ["READ"]}]}`
	if made := do("POST", "rights-documents", document, 201).json(t); made["rightsDocId"] != 7001.0 ||
		made["rightsDocName"] != "Audit" {
		t.Errorf("made %v", made)
	}
	do("POST", "rights-documents/7001", `{"accountPermissions": ["UPDATE"], "productPermissions": [{"product": "ACD",
		"cascade": true}]}`, 204)
	if got := b.sim.RightsDocuments()[0].Products[0]; len(got.Permissions) != 0 || !got.Cascade {
		t.Errorf("a list that was replaced keeps what it had: %+v", got)
	}
	do("POST", "roles?user_id=1002&role=MANAGE_USERS", "", 204)
	do("DELETE", "roles?user_id=1002&role=USER", "", 204)
	do("POST", "assignments?rights_document_id=7001&user_id=1003", "", 204)
	do("DELETE", "assignments?rights_document_id=7001&user_id=1002", "", 204)
	got := do("GET", "rights-documents", "", 200).body
	for _, want := range []string{`"UPDATE"`, `"Audit"`, `"ownerId": 1001`, `"product": "ACD"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	if got := b.sim.Assigned(7001); !slices.Equal(got, []int{1003}) {
		t.Errorf("assigned %v", got)
	}
	do("DELETE", "roles?user_id=1002&role=MANAGE_USERS&nth=2&before="+url.QueryEscape(string(simulator.RouteRoleList)), "",
		202)
	for i, want := range []int{1, 0} {
		if got := b.rights("GET", "users/1002/roles", "").strings(t); len(got) != want {
			t.Errorf("request %d: roles %v", i+1, got)
		}
	}
	do("POST", "rights-documents?before="+url.QueryEscape(string(simulator.RouteRightsOwned)), document, 202)
	if got := b.rights("GET", "users/1001/ownedRightsDocs", "").body; !strings.Contains(got, "7002") {
		t.Errorf("owned %s", got)
	}
	do("POST", "hand-over?rights_document_id=7001&user_id=1003", "", 204)
	do("POST", "hand-over?rights_document_id=7001", "", 204)
	do("POST", "hand-over?user_id=1001&role=USER", "", 204)
	b.rights("DELETE", "users/1001/roles/USER", "")
	b.rights("DELETE", "rightsDocs/7001/assignments/1003", "")
	b.rights("DELETE", "users/1001/rightsDocs/7001", "")
	if got := do("GET", "violations", "", 200).body; strings.TrimSpace(got) != "[]" {
		t.Errorf("violations %s", got)
	}
	b.rights("DELETE", "users/1001/rightsDocs/7002", "")
	if got := do("GET", "violations", "", 200).strings(t); len(got) != 2 {
		t.Errorf("violations %v", got)
	}
}

// A second administrator changes, makes and deletes users. What is not there, or nonsense, is refused.
func TestControlUsers(t *testing.T) {
	t.Parallel()
	b := controlled(t)
	do := b.control
	do("POST", "users", `{"user_name": "`+ivr+`", "new_user_name": "renamed@example.com", "first_name": "Re",
		"last_name": "Named"}`, 204)
	do("POST", "users", `{"user_name": "renamed@example.com", "first_name": "Only"}`, 204)
	if user := b.rights("GET", "users/1002", "").json(t); user["userName"] != "renamed@example.com" ||
		user["fullName"] != "Only Named" {
		t.Errorf("user %v", user)
	}
	do("PUT", "users", `{"user_id": "3001", "user_name": "new@example.com", "parent_user_id": "1001", "roles": ["USER"]}`,
		204)
	do("PUT", "users", `{"user_id": "3001", "user_name": "newer@example.com"}`, 404)
	do("PUT", "users", `{"user_name": "newer@example.com"}`, 404)
	do("PUT", "users", `{"id": 1}`, 400)
	if user := b.rights("GET", "users/3001", "").json(t); user["userName"] != "new@example.com" ||
		user["parentPath"] != "1001" {
		t.Errorf("user %v", user)
	}
	do("DELETE", "users?user_id=1002", "", 204)
	do("DELETE", "rights-documents/7001", "", 404)
	do("DELETE", "users?user_id=1002", "", 404)
	do("POST", "rights-documents", `{"name": "x"}`, 400)
	do("POST", "rights-documents/7001", `{"rightsDocName": 1}`, 400)
	do("POST", "rights-documents/7001", `{"name": "x"}`, 400)
	do("POST", "roles?user_id=1003&role=X&before=nothing", "", 400)
	do("POST", "roles?user_id=1003&role=X&nth=0&before="+url.QueryEscape(string(simulator.RouteRoleList)), "", 400)
}
