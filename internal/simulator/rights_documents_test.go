package simulator_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

const (
	adminID, ivrID, crmID, otherID = 1001, 1002, 1003, 2001
	jsonType                       = "Content-Type: application/json"
	readOnly                       = `{"rightsDocName": "Reporting audit access", "accountId": "99990001",
		"cascade": false, "isMaster": false,
		"accountPermissions": ["READ"], "productPermissions": [{"product": "ACD", "permissions": ["UPDATE", "READ"],
			"cascade": true}],
		"resourcePermissions": [{"resourceType": "GATE", "resourceId": 12, "permissions": ["READ"], "cascade": false}]}`
)

// rights sends a request about users, roles or rights documents as the admin of the default tenant, or as who the
// credential is.
func (b *bench) rights(method, path, body string, credential ...string) answer {
	b.Helper()
	headers := append(credential, jsonType)
	if len(credential) == 0 {
		headers = []string{b.bearer(admin), jsonType}
	}
	if body == "" {
		headers = headers[:1]
	}
	return b.do(method, "/voice/api/v1/admin/"+path, body, headers...)
}

// audit is a document of the admin's.
func audit() simulator.RightsDocument {
	return simulator.RightsDocument{OwnerID: adminID, Name: "Audit", AccountID: "99990001",
		AccountPermissions: []string{"READ"},
		Products:           []simulator.ProductRights{{Product: "ACD", Permissions: []string{"UPDATE", "READ"}}},
		Resources:          []simulator.ResourceRights{{Type: "GATE", ID: 12, Permissions: []string{"READ"}, Cascade: true}}}
}

// A document is made, read, changed, listed and deleted. Its fields are those of API.md, section 7.2, and one more.
func TestRightsDocuments(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	made := b.rights("POST", "users/1002/rightsDocs", readOnly)
	b.want(made, 200, "application/json")
	doc := made.json(t)
	b.wantFields("document", doc, map[string]any{
		"rightsDocId": 7001.0, "ownerId": 1002.0, "rightsDocName": "Reporting audit access", "accountId": "99990001",
		"cascade": false, "isMaster": false, "assigned": false,
		"simulatedExtra": map[string]any{"nested": []any{nil, "unknown to every document"}},
	})
	b.wantFields("product", doc["productPermissions"].([]any)[0], map[string]any{
		"product": "ACD", "permissions": []any{"UPDATE", "READ"}, "cascade": true, "simulatedExtra": "of ACD",
	})
	if got := b.rights("GET", "users/1002/rightsDocs/7001", ""); got.body != made.body {
		t.Errorf("read %s, made %s", got.body, made.body)
	}
	for path, n := range map[string]int{
		"users/1002/rightsDocs": 1, "users/1001/rightsDocs": 1, "users/1003/rightsDocs": 0,
		"users/1002/ownedRightsDocs": 1, "users/1001/ownedRightsDocs": 0, "users/1002/assignedRightsDocs": 0,
	} {
		byAccount := b.rights("GET", path, "").json(t)
		docs, _ := byAccount["99990001"].([]any)
		if len(docs) != n || len(byAccount) != n || n == 1 && docs[0].(map[string]any)["rightsDocId"] != 7001.0 {
			t.Errorf("%s: %v", path, byAccount)
		}
	}
	changed := strings.Replace(made.body, `"UPDATE"`, `"DELETE"`, 1)
	if put := b.rights("PUT", "users/1002/rightsDocs/7001", changed); put.body != changed ||
		b.rights("GET", "users/1002/rightsDocs/7001", "").body != changed {
		t.Errorf("changed %s", put.body)
	}
	b.want(b.rights("DELETE", "users/1002/rightsDocs/7001", ""), 200, "")
	for _, method := range []string{"GET", "DELETE"} {
		b.wantError(b.rights(method, "users/1002/rightsDocs/7001", ""), 404,
			"/api/v1/admin/users/1002/rightsDocs/7001 - "+method)
	}
	if len(b.sim.RightsDocuments()) != 0 {
		t.Errorf("documents %v", b.sim.RightsDocuments())
	}
	b.documented()
}

// What the documentation prints for a new document has no account. What is no RightsDocument is refused, and an id in a
// body does not overwrite a document.
func TestRightsDocumentBodies(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	printed := b.rights("POST", "users/1001/rightsDocs", `{"rightsDocName": "Reporting audit access", "cascade": false,
		"isMaster": false,
		"accountPermissions": ["READ"], "productPermissions": [], "resourcePermissions": []}`)
	if printed.status != 200 || printed.json(t)["accountId"] != nil {
		t.Errorf("as the documentation prints: %+v", printed)
	}
	second := b.rights("POST", "users/1001/rightsDocs", `{"rightsDocName": "x", "rightsDocId": 7001,
		"ownerId": 1002}`).json(t)
	if second["rightsDocId"] != 7002.0 || second["ownerId"] != 1001.0 {
		t.Errorf("a body with an id: %v", second)
	}
	b.documented()
	for _, body := range []string{"", "null", "[]", `{"rightsDocName": 1}`, `{"rightsDocName": " "}`,
		`{"rightsDocName": "x", "accountId": "5"}`,
		`{"rightsDocName": "x", "productPermissions": [{"product": 1}]}`} {
		if a := b.rights("POST", "users/1001/rightsDocs", body); a.status != 400 {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	if n := len(b.sim.RightsDocuments()); n != 2 {
		t.Errorf("%d documents", n)
	}
	b.sim.ResetRequests()
	b.do("POST", "/voice/api/v1/admin/users/1001/rightsDocs", readOnly, b.bearer(admin))
	b.do("GET", "/voice/api/v1/admin/users/1001/rightsDocs", readOnly, b.bearer(admin), jsonType)
	if n := len(b.sim.Undocumented()); n != 2 {
		t.Errorf("%d undocumented requests, want a body without a type and a body on a GET", n)
	}
}

// Roles are given and taken one by one, and users show them.
func TestRoles(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	roles := func() string {
		return fmt.Sprint(b.rights("GET", "users/1002/roles", "").strings(t), b.sim.Roles(ivrID))
	}
	if got := roles(); got != "[USER] [USER]" {
		t.Errorf("roles %s", got)
	}
	for _, step := range []struct{ method, role, want string }{
		{"POST", "MANAGE_USERS", "[USER MANAGE_USERS]"},
		{"POST", "SOMETHING_NEW", "[USER MANAGE_USERS SOMETHING_NEW]"},
		{"DELETE", "MANAGE_USERS", "[USER SOMETHING_NEW]"},
	} {
		a := b.rights(step.method, "users/1002/roles/"+step.role, "")
		b.want(a, 200, "application/json")
		if got := roles(); a.body != "true" || got != step.want+" "+step.want {
			t.Errorf("%s %s: %s, roles %s", step.method, step.role, a.body, got)
		}
	}
	user := b.rights("GET", "users/1002", "").json(t)
	if user["userName"] != ivr || !strings.Contains(fmt.Sprint(user["roles"]), "SOMETHING_NEW") {
		t.Errorf("user %v", user)
	}
	if got := b.sim.Roles(crmID); !reflect.DeepEqual(got, []string{"USER"}) {
		t.Errorf("roles of somebody else %v", got)
	}
	b.documented()
}

// A document is given to users and taken from them. A parameter is repeated (API.md, section 7.4).
func TestAssignments(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	id := b.sim.AddRightsDocument(audit())
	path := fmt.Sprintf("rightsDocs/%d/assignments", id)
	b.want(b.rights("POST", path+"?userIds=1002&userIds=1003", ""), 200, "application/json")
	users := b.rights("GET", path, "").list(t)
	if len(users) != 2 || users[0].(map[string]any)["userId"] != 1002.0 || users[1].(map[string]any)["userName"] != crm {
		t.Errorf("assigned %v", users)
	}
	doc := b.rights("GET", "users/1002/assignedRightsDocs", "").json(t)["99990001"].([]any)[0].(map[string]any)
	if doc["assigned"] != true || doc["ownerId"] != 1001.0 {
		t.Errorf("document %v", doc)
	}
	b.want(b.rights("DELETE", path+"/1002", ""), 200, "")
	if got := b.sim.Assigned(id); !reflect.DeepEqual(got, []int{crmID}) {
		t.Errorf("assigned %v", got)
	}
	b.documented()
	for _, wrong := range []string{path, path + "?userIds=x"} {
		if a := b.rights("POST", wrong, ""); a.status != 400 {
			t.Errorf("%s: %d", wrong, a.status)
		}
	}
	if a := b.rights("POST", path+"?userIds=2001&userIds=1002", ""); a.status != 404 || len(b.sim.Assigned(id)) != 1 {
		t.Errorf("a user outside the tree: %d, assigned %v", a.status, b.sim.Assigned(id))
	}
}

// Another administrator does the same outside any request.
func TestSecondAdministrator(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	id := b.sim.AddRightsDocument(audit())
	for i, got := range []bool{
		b.sim.GiveRole(ivrID, "MANAGE_USERS"), !b.sim.GiveRole(1, "USER"),
		b.sim.TakeRole(ivrID, "USER"), !b.sim.TakeRole(ivrID, "USER"),
		b.sim.Assign(id, ivrID), b.sim.Assign(id, crmID), !b.sim.Assign(1, ivrID), !b.sim.Assign(id, 1),
		b.sim.Unassign(id, ivrID), !b.sim.Unassign(id, ivrID),
	} {
		if !got {
			t.Errorf("change %d reports the contrary", i)
		}
	}
	if !reflect.DeepEqual(b.sim.Roles(ivrID), []string{"MANAGE_USERS"}) {
		t.Errorf("roles %v", b.sim.Roles(ivrID))
	}
	changed := b.sim.ChangeRightsDocument(id, func(doc *simulator.RightsDocument) {
		doc.Name = "Changed"
		doc.Products = append(doc.Products, simulator.ProductRights{Product: "DNIS", Permissions: []string{"READ"}})
	})
	want := audit()
	want.ID, want.Name, want.Assigned = id, "Changed", []int{crmID}
	want.Products = append(want.Products, simulator.ProductRights{Product: "DNIS", Permissions: []string{"READ"}})
	if got := b.sim.RightsDocuments(); !changed || len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("documents %+v, want %+v", got, want)
	}
	body := b.rights("GET", fmt.Sprintf("users/1001/rightsDocs/%d", id), "").body
	if !strings.Contains(body, `"of ACD"`) || !strings.Contains(body, `"of GATE 12"`) {
		t.Errorf("what no document has is lost: %s", body)
	}
	if !b.sim.DeleteRightsDocument(id) || b.sim.DeleteRightsDocument(id) || b.sim.ChangeRightsDocument(id, nil) ||
		len(b.sim.Assigned(id)) != 0 {
		t.Error("the document is not gone, or more than that")
	}
}

// A caller reaches only the users in its own tree, and needs the documented role (API.md, section 7.3).
func TestRightsOutsideTheTree(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	id := b.sim.AddRightsDocument(audit())
	b.sim.GiveRole(otherID, "MANAGE_RIGHTS")
	for _, path := range []string{"users/1002", "users/1002/roles", "users/1002/rightsDocs",
		fmt.Sprintf("users/1001/rightsDocs/%d", id),
		fmt.Sprintf("rightsDocs/%d/assignments", id)} {
		if a := b.rights("GET", path, "", b.bearer(other)); a.status != 404 {
			t.Errorf("%s of another tree: %d", path, a.status)
		}
		if a := b.rights("GET", path, "", b.bearer(ivr)); a.status != 403 {
			t.Errorf("%s without a role: %d", path, a.status)
		}
	}
	for _, path := range []string{"users/9", "users/9/rightsDocs", "users/1001/rightsDocs/9", "rightsDocs/9/assignments"} {
		if a := b.rights("GET", path, ""); a.status != 404 {
			t.Errorf("%s, which is not there: %d", path, a.status)
		}
	}
	for _, path := range []string{"users/x", "users/1001/rightsDocs/x", "rightsDocs/x/assignments"} {
		if a := b.rights("GET", path, ""); a.status != 400 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	b.sim.Assign(id, ivrID)
	path := fmt.Sprintf("rightsDocs/%d", id)
	for _, call := range []struct {
		method, path string
		status       int
	}{
		{"GET", "users/1002/" + path, 200}, // who is assigned sees it, and may not change it
		{"PUT", "users/1002/" + path, 403},
		{"DELETE", "users/1002/" + path, 403},
		{"GET", "users/1003/" + path, 404},
		{"PUT", "users/1001/" + path, 400},
		{"DELETE", path + "/assignments/x", 400},
		{"POST", path + "/assignments?userIds=9", 404},
		{"DELETE", "users/9/roles/USER", 404},
	} {
		if a := b.rights(call.method, call.path, ""); a.status != call.status {
			t.Errorf("%s %s: %d", call.method, call.path, a.status)
		}
	}
}
