package simulator_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// rightsBench has two documents of the admin's, 7001 and 7002; the first one is the IVR user's.
func rightsBench(t *testing.T, rights simulator.Rights) *bench {
	t.Helper()
	b := newBench(t, simulator.Config{Rights: rights})
	first, second := audit(), audit()
	first.Assigned, second.Name = []int{ivrID}, "Second"
	b.sim.AddRightsDocument(first)
	b.sim.AddRightsDocument(second)
	return b
}

func TestCreateReplies(t *testing.T) {
	t.Parallel()
	for form, status := range []int{200, 201, 201} {
		b := rightsBench(t, simulator.Rights{Create: simulator.CreateReply(form)})
		for _, a := range []answer{
			b.rights("POST", "users/1001/rightsDocs", readOnly),
			b.rights("POST", "users/1002/roles/MANAGE_USERS", ""),
			b.rights("POST", "rightsDocs/7001/assignments?userIds=1003", ""),
		} {
			if a.status != status || (a.body == "") != (simulator.CreateReply(form) == simulator.CreateCreatedEmpty) {
				t.Errorf("form %d: %d %q", form, a.status, a.body)
			}
		}
		if n := len(b.sim.RightsDocuments()); n != 3 || len(b.sim.Roles(ivrID)) != 2 || len(b.sim.Assigned(7001)) != 2 {
			t.Errorf("form %d: %d documents, roles %v, assigned %v", form, n, b.sim.Roles(ivrID), b.sim.Assigned(7001))
		}
	}
}

// What a body lacks is emptied or kept. A null is as if it were lacking for a server that empties.
func TestUpdateReadings(t *testing.T) {
	t.Parallel()
	for reading, want := range []string{
		"[] [] false map[]", "[READ] [ACD] true map[nested:[<nil> unknown to every document]]",
	} {
		b := newBench(t, simulator.Config{Rights: simulator.Rights{Update: simulator.UpdateReading(reading)}})
		doc := audit()
		doc.Cascade = true
		id := b.sim.AddRightsDocument(doc)
		put := b.rights("PUT", fmt.Sprintf("users/1001/rightsDocs/%d", id), `{"rightsDocName": "Changed"}`)
		b.want(put, 200, "application/json")
		stored := b.sim.RightsDocuments()[0]
		products := []string{}
		for _, p := range stored.Products {
			products = append(products, p.Product)
		}
		unknown, _ := put.json(t)["simulatedExtra"].(map[string]any)
		if got := fmt.Sprint(stored.AccountPermissions, products, stored.Cascade, unknown); got != want ||
			stored.Name != "Changed" {
			t.Errorf("reading %d: %s, name %q; want %s", reading, got, stored.Name, want)
		}
	}
}

func TestAssignReadings(t *testing.T) {
	t.Parallel()
	for reading, want := range [][]int{{ivrID, crmID}, {crmID}} {
		b := rightsBench(t, simulator.Rights{Assign: simulator.AssignReading(reading), Repeated: simulator.RepeatedConflict})
		b.rights("POST", "rightsDocs/7001/assignments?userIds=1003", "")
		if got := b.sim.Assigned(7001); !reflect.DeepEqual(got, want) {
			t.Errorf("reading %d: assigned %v", reading, got)
		}
		if a := b.rights("POST", "rightsDocs/7001/assignments?userIds=1003", ""); a.status != 409 {
			t.Errorf("reading %d, once more: %d", reading, a.status)
		}
	}
}

func TestRepeatedReplies(t *testing.T) {
	t.Parallel()
	for form, want := range []string{"200 true", "200 false", "409", "400"} {
		b := rightsBench(t, simulator.Rights{Repeated: simulator.RepeatedReply(form)})
		for _, path := range []string{"users/1002/roles/USER", "rightsDocs/7001/assignments?userIds=1002"} {
			a := b.rights("POST", path, "")
			if got := fmt.Sprint(a.status, " ", a.body); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s, want %s", path, got, want)
			}
		}
		if len(b.sim.Roles(ivrID)) != 1 || len(b.sim.Assigned(7001)) != 1 {
			t.Errorf("roles %v, assigned %v", b.sim.Roles(ivrID), b.sim.Assigned(7001))
		}
	}
}

// What a user does not have cannot be taken: as for tokens, that is 200 or 404.
func TestTakingWhatIsNotThere(t *testing.T) {
	t.Parallel()
	for form, status := range []int{200, 404} {
		b := newBench(t, simulator.Config{UnknownDelete: simulator.UnknownDeleteReply(form)})
		id := b.sim.AddRightsDocument(audit())
		if a := b.rights("DELETE", "users/1002/roles/MANAGE_USERS", ""); a.status != status || status == 200 &&
			a.body != "false" {
			t.Errorf("a role: %d %s", a.status, a.body)
		}
		if a := b.rights("DELETE", fmt.Sprintf("rightsDocs/%d/assignments/1002", id), ""); a.status != status ||
			status == 200 && a.body != "" {
			t.Errorf("an assignment: %d %s", a.status, a.body)
		}
	}
}

func TestNameTaken(t *testing.T) {
	t.Parallel()
	taken := strings.Replace(readOnly, "Reporting audit access", "Audit", 1)
	for form, want := range []struct{ status, documents int }{{200, 3}, {400, 2}, {409, 2}, {200, 2}} {
		b := rightsBench(t, simulator.Rights{NameTaken: simulator.NameTakenReply(form)})
		a := b.rights("POST", "users/1001/rightsDocs", taken)
		docs := b.sim.RightsDocuments()
		overwritten := docs[0].Products[0].Cascade
		if a.status != want.status || len(docs) != want.documents ||
			overwritten != (simulator.NameTakenReply(form) == simulator.NameTakenOverwrites) {
			t.Errorf("form %d: %d, %+v", form, a.status, docs)
		}
		if b.rights("POST", "users/1002/rightsDocs", taken).status != 200 {
			t.Errorf("form %d: the name is taken for another owner", form)
		}
	}
}

// Lists of what is outside the tree are refused or empty; everything else of it is refused.
func TestOutsideReplies(t *testing.T) {
	t.Parallel()
	for form, want := range []struct {
		list, one int
	}{{404, 404}, {403, 403}, {200, 404}} {
		b := rightsBench(t, simulator.Rights{Outside: simulator.OutsideReply(form)})
		b.sim.GiveRole(otherID, "MANAGE_RIGHTS")
		bearer := b.bearer(other)
		for path, empty := range map[string]string{
			"users/1002/roles": "[]", "rightsDocs/7001/assignments": "[]", "users/1002/rightsDocs": "{}",
			"users/1002/ownedRightsDocs": "{}", "users/1002/assignedRightsDocs": "{}",
		} {
			if a := b.rights("GET", path, "", bearer); a.status != want.list || a.status == 200 && a.body != empty {
				t.Errorf("form %d: %s: %d %s", form, path, a.status, a.body)
			}
		}
		for _, call := range []string{"GET users/1002", "GET users/1001/rightsDocs/7001", "POST users/1002/roles/USER",
			"DELETE rightsDocs/7001/assignments/1002", "POST users/1001/rightsDocs"} {
			method, path, _ := strings.Cut(call, " ")
			if a := b.rights(method, path, "", bearer); a.status != want.one {
				t.Errorf("form %d: %s: %d", form, call, a.status)
			}
		}
		if a := b.rights("POST", "rightsDocs/7001/assignments?userIds=2001", ""); a.status != want.one {
			t.Errorf("form %d: a user of another tree: %d", form, a.status)
		}
	}
}

func TestUserNames(t *testing.T) {
	t.Parallel()
	for form, want := range []string{"Mixed@Example.com", "mixed@example.com", "Mixed+eo1@Example.com"} {
		b := newBench(t, simulator.Config{
			Users: append(simulator.DefaultUsers(), simulator.User{ID: 3001, Name: "Mixed@Example.com", ParentID: adminID,
				ManagedByRC: true, RCUserID: 12}),
			Rights: simulator.Rights{UserNames: simulator.UserNameForm(form)},
		})
		user := b.rights("GET", "users/3001", "").json(t)
		if user["userName"] != want || user["userManagedByRC"] != true || user["rcUserId"] != 12.0 ||
			user["simulatedExtra"] == nil {
			t.Errorf("form %d: %v", form, user)
		}
	}
}

func TestStoredRights(t *testing.T) {
	t.Parallel()
	body := `{"rightsDocName": "x", "accountId": "99990001", "accountPermissions": ["UPDATE", "READ"],
		"productPermissions": [{"product": "DNIS", "permissions": ["READ"]}, {"product": "ACD", "permissions": ["UPDATE",
			"READ", "DELETE"]}],
		"resourcePermissions": [{"resourceType": "GATE", "resourceId": 12, "permissions": ["READ", "DELETE"]},
			{"resourceType": "GATE", "resourceId": 11, "permissions": []}]}`
	for form, want := range []string{
		"[UPDATE READ] [DNIS:[READ] ACD:[UPDATE READ DELETE]] [12:[READ DELETE] 11:[]]",
		"[READ UPDATE] [ACD:[DELETE READ UPDATE] DNIS:[READ]] [11:[] 12:[DELETE READ]]",
		"[READ] [DNIS:[] ACD:[UPDATE READ]] [12:[READ] 11:[]]",
	} {
		b := newBench(t, simulator.Config{Rights: simulator.Rights{Stored: simulator.StoredRights(form)}})
		held, elsewhere := audit(), audit()
		held.Assigned = []int{adminID}
		elsewhere.AccountID, elsewhere.AccountPermissions, elsewhere.Assigned = "99990006", []string{"UPDATE"}, []int{adminID}
		b.sim.AddRightsDocument(held)
		b.sim.AddRightsDocument(elsewhere)
		made := b.rights("POST", "users/1001/rightsDocs", body)
		b.want(made, 200, "application/json")
		for range 2 {
			doc := b.sim.RightsDocuments()[2]
			var products, resources []string
			for _, p := range doc.Products {
				if len(p.Permissions) > 0 || simulator.StoredRights(form) != simulator.StoredExpanded {
					products = append(products, fmt.Sprintf("%s:%v", p.Product, p.Permissions))
				}
			}
			for _, r := range doc.Resources {
				resources = append(resources, fmt.Sprintf("%d:%v", r.ID, r.Permissions))
			}
			if got := fmt.Sprint(doc.AccountPermissions, products, resources); strings.Replace(got, "][", "] [", 2) != want {
				t.Errorf("form %d: %s, want %s", form, got, want)
			}
			if expanded := len(doc.Products) == 17; expanded != (simulator.StoredRights(form) == simulator.StoredExpanded) {
				t.Errorf("form %d: %d products", form, len(doc.Products))
			}
			b.rights("PUT", "users/1001/rightsDocs/7003", body)
		}
		if got := b.sim.RightsDocuments()[0]; !reflect.DeepEqual(got.Products, held.Products) {
			t.Errorf("form %d: another document changed: %v", form, got)
		}
	}
}

func TestOwnerReadings(t *testing.T) {
	t.Parallel()
	for reading, want := range []float64{ivrID, adminID} {
		b := newBench(t, simulator.Config{Rights: simulator.Rights{Owner: simulator.OwnerReading(reading)}})
		if doc := b.rights("POST", "users/1002/rightsDocs", readOnly).json(t); doc["ownerId"] != want {
			t.Errorf("reading %d: %v", reading, doc)
		}
		if a := b.rights("GET", fmt.Sprintf("users/%.0f/rightsDocs/7001", want), ""); a.status != 200 {
			t.Errorf("reading %d: by way of the owner: %d", reading, a.status)
		}
	}
}

func TestKeepInUse(t *testing.T) {
	t.Parallel()
	for _, keep := range []bool{false, true} {
		b := rightsBench(t, simulator.Rights{KeepInUse: keep})
		used, unused := b.rights("DELETE", "users/1001/rightsDocs/7001", ""),
			b.rights("DELETE", "users/1001/rightsDocs/7002", "")
		if (used.status == 400) != keep || unused.status != 200 || (len(b.sim.Assigned(7001)) == 1) != keep {
			t.Errorf("keep %v: %d, %d, assigned %v", keep, used.status, unused.status, b.sim.Assigned(7001))
		}
	}
}

func TestFalseReplies(t *testing.T) {
	t.Parallel()
	b := rightsBench(t, simulator.Rights{FalseReplies: true})
	for _, call := range []string{"POST users/1002/roles/MANAGE_USERS", "DELETE users/1002/roles/USER",
		"POST rightsDocs/7002/assignments?userIds=1003"} {
		method, path, _ := strings.Cut(call, " ")
		if a := b.rights(method, path, ""); a.status != 200 || a.body != "false" {
			t.Errorf("%s: %d %s", call, a.status, a.body)
		}
	}
	if got := fmt.Sprint(b.sim.Roles(ivrID), b.sim.Assigned(7002)); got != "[MANAGE_USERS] [1003]" {
		t.Errorf("the work: %s", got)
	}
}

// Ids are strings everywhere, and what is read can be sent back.
func TestStringIDs(t *testing.T) {
	t.Parallel()
	b := rightsBench(t, simulator.Rights{StringIDs: true})
	read := b.rights("GET", "users/1001/rightsDocs/7001", "")
	for _, want := range []string{`"rightsDocId":"7001"`, `"ownerId":"1001"`, `"resourceId":"12"`} {
		if !strings.Contains(read.body, want) {
			t.Errorf("%s is not in %s", want, read.body)
		}
	}
	if put := b.rights("PUT", "users/1001/rightsDocs/7001", read.body); put.body != read.body {
		t.Errorf("sent back: %d %s", put.status, put.body)
	}
	if stored := b.sim.RightsDocuments()[0].Resources; !reflect.DeepEqual(stored, audit().Resources) {
		t.Errorf("stored %+v", stored)
	}
	for _, path := range []string{"users/1002", "users?flatten=true", "rightsDocs/7001/assignments"} {
		if body := b.rights("GET", path, "").body; !strings.Contains(body, `"userId":"1002"`) {
			t.Errorf("%s: %s", path, body)
		}
	}
}

func TestKeysByName(t *testing.T) {
	t.Parallel()
	b := rightsBench(t, simulator.Rights{KeysByName: true})
	if byName := b.rights("GET", "users/1001/rightsDocs", "").json(t); len(byName) != 1 ||
		len(byName["Sales"].([]any)) != 2 {
		t.Errorf("keys %v", byName)
	}
}

// Lists show a document whole or not, and alone it is whole.
func TestListedRights(t *testing.T) {
	t.Parallel()
	whole := "[READ] [map[cascade:false permissions:[UPDATE READ] product:ACD]] " +
		"[map[cascade:true permissions:[READ] resourceId:12 resourceType:GATE]]"
	for form, want := range []string{
		whole, "<nil> <nil> <nil>", "[] [] []", "[READ] [] []",
		"[READ] [map[permissions:[UPDATE READ] product:ACD]] " +
			"[map[permissions:[READ] resourceId:12 resourceType:GATE]]",
	} {
		b := rightsBench(t, simulator.Rights{Listed: simulator.ListedRights(form)})
		permissions := func(doc map[string]any) string {
			for _, list := range []string{"productPermissions", "resourcePermissions"} {
				entries, _ := doc[list].([]any)
				for _, entry := range entries {
					delete(entry.(map[string]any), "simulatedExtra")
				}
			}
			return fmt.Sprint(doc["accountPermissions"], doc["productPermissions"], doc["resourcePermissions"])
		}
		list := b.rights("GET", "users/1001/ownedRightsDocs", "").json(t)["99990001"].([]any)
		if got := permissions(list[0].(map[string]any)); got != want {
			t.Errorf("form %d: listed %s, want %s", form, got, want)
		}
		if got := permissions(b.rights("GET", "users/1001/rightsDocs/7001", "").json(t)); got != whole {
			t.Errorf("form %d: alone %s, want %s", form, got, whole)
		}
	}
}

// A session and a token know the roles of their user when they were made, and a new login those of today.
func TestSessionKeepsRoles(t *testing.T) {
	t.Parallel()
	for _, keeps := range []bool{false, true} {
		b := rightsBench(t, simulator.Rights{SessionKeepsRoles: keeps})
		before := []string{b.bearer(ivr), b.authToken(ivr), b.minted(ivr)}
		b.sim.GiveRole(ivrID, "MANAGE_RIGHTS")
		for _, credential := range before {
			if a := b.rights("GET", "users/1002/rightsDocs", "", credential); (a.status == 403) != keeps {
				t.Errorf("keeps %v: an old credential: %d", keeps, a.status)
			}
		}
		for _, credential := range []string{b.bearer(ivr), b.authToken(ivr), b.minted(ivr)} {
			if a := b.rights("GET", "users/1002/rightsDocs", "", credential); a.status != 200 {
				t.Errorf("keeps %v: a new credential: %d", keeps, a.status)
			}
		}
	}
}

// Lists that lag show users, roles, documents and assignments as they were; what is read by its id does not.
func TestRightsListsLag(t *testing.T) {
	t.Parallel()
	b := rightsBench(t, simulator.Rights{})
	b.clock.advance(time.Hour)
	b.sim.SetListLag(time.Minute)
	b.sim.GiveRole(ivrID, "MANAGE_USERS")
	b.sim.Assign(7002, ivrID)
	b.sim.DeleteRightsDocument(7001)
	b.sim.AddRightsDocument(audit())
	seen := func() string {
		owned := b.rights("GET", "users/1001/ownedRightsDocs", "").body
		user := b.rights("GET", "users?flatten=true", "").list(t)[1].(map[string]any)
		return fmt.Sprint(
			len(user["roles"].([]any)),
			len(b.rights("GET", "rightsDocs/7002/assignments", "").list(t)),
			strings.Contains(owned, "7001"), strings.Contains(owned, "7003"),
			strings.Contains(b.rights("GET", "users/1002/assignedRightsDocs", "").body, "7002"))
	}
	direct := fmt.Sprint(len(b.rights("GET", "users/1002/roles", "").list(t)),
		b.rights("GET", "users/1001/rightsDocs/7001", "").status,
		b.rights("GET", "users/1001/rightsDocs/7003", "").status)
	if got := seen(); got != "1 0 true false false" || direct != "2 404 200" {
		t.Errorf("lists that lag: %s, direct %s", got, direct)
	}
	b.clock.advance(time.Minute)
	if got := seen(); got != "2 1 false true true" {
		t.Errorf("a minute later: %s", got)
	}
}

// Faults work for these routes as for all: a lost reply, late work.
func TestRightsFaults(t *testing.T) {
	t.Parallel()
	b := rightsBench(t, simulator.Rights{})
	b.sim.Inject(simulator.Fault{Route: simulator.RouteRightsCreate, Kind: simulator.FaultStatus, Status: 502, Act: true,
		Times: 1})
	if a := b.rights("POST", "users/1001/rightsDocs", readOnly); a.status != 502 || len(b.sim.RightsDocuments()) != 3 {
		t.Errorf("a lost reply: %d, %d documents", a.status, len(b.sim.RightsDocuments()))
	}
	b.sim.Inject(simulator.Fault{Route: simulator.RouteAssign, Kind: simulator.FaultStatus, Status: 504,
		Late: time.Nanosecond, Times: 1})
	a := b.rights("POST", "rightsDocs/7002/assignments?userIds=1003", "")
	if b.sim.Settle(); a.status != 504 || len(b.sim.Assigned(7002)) != 1 {
		t.Errorf("late work: %d, assigned %v", a.status, b.sim.Assigned(7002))
	}
	b.sim.Inject(simulator.Fault{Route: simulator.RouteRoleRemove, Kind: simulator.FaultStatus, Status: 500, Times: 1})
	if a := b.rights("DELETE", "users/1002/roles/USER", ""); a.status != 500 || len(b.sim.Roles(ivrID)) != 1 {
		t.Errorf("no work: %d, roles %v", a.status, b.sim.Roles(ivrID))
	}
}

// Another administrator changes something between two requests: before the second list, not before the first one, and
// once.
func TestBefore(t *testing.T) {
	t.Parallel()
	b := rightsBench(t, simulator.Rights{})
	acts := 0
	b.sim.Before(simulator.RouteAssignments, 2, func() {
		acts++
		b.sim.Assign(7001, crmID)
	})
	for i, want := range []int{1, 2, 2} {
		if n := len(b.rights("GET", "rightsDocs/7001/assignments", "").list(t)); n != want {
			t.Errorf("list %d: %d users, want %d", i+1, n, want)
		}
	}
	if acts != 1 {
		t.Errorf("acted %d times", acts)
	}
	b.sim.Before(simulator.RouteRoleList, 1, func() { b.sim.GiveRole(ivrID, "MANAGE_USERS") })
	b.sim.Reset()
	if got := b.rights("GET", "users/1002/roles", "").strings(t); len(got) != 1 {
		t.Errorf("after a reset: %v", got)
	}
}

// A synchronisation renames a user, and somebody else deletes one with all that it has.
func TestRenameAndDeleteUser(t *testing.T) {
	t.Parallel()
	b := rightsBench(t, simulator.Rights{})
	if !b.sim.RenameUser(ivrID, "renamed@example.com", "Re", "Named") || b.sim.RenameUser(9, "x", "", "") {
		t.Error("RenameUser")
	}
	if user := b.rights("GET", "users/1002", "").json(t); user["userName"] != "renamed@example.com" ||
		user["fullName"] != "Re Named" {
		t.Errorf("user %v", user)
	}
	token := b.minted(crm)
	doc := audit()
	doc.OwnerID = crmID
	id := b.sim.AddRightsDocument(doc)
	b.sim.Assign(7001, crmID)
	if !b.sim.DeleteUser(crmID) || b.sim.DeleteUser(crmID) {
		t.Error("DeleteUser")
	}
	if n := len(b.sim.RightsDocuments()); n != 2 || len(b.sim.Assigned(7001)) != 1 || b.sim.Assign(id, ivrID) {
		t.Errorf("%d documents, assigned %v", n, b.sim.Assigned(7001))
	}
	if a := b.do("GET", voiceToken, "", token); a.status != 401 {
		t.Errorf("a token of the deleted user: %d", a.status)
	}
	if a := b.rights("GET", "users/1003", ""); a.status != 404 {
		t.Errorf("the deleted user: %d", a.status)
	}
	if got := b.sim.Violations(); got != nil {
		t.Errorf("violations %v", got)
	}
}
