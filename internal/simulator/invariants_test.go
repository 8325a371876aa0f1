package simulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Each step is a request, or a change by somebody else. A client's test fails if Violations returns anything.
func TestViolations(t *testing.T) {
	t.Parallel()
	const doc, second = "users/1001/rightsDocs/7001", "users/1001/rightsDocs/7003"
	mine := strings.Replace(readOnly, "Reporting audit access", "Mine", 1)
	do := func(method, path string, body ...string) func(*bench) {
		return func(b *bench) { b.rights(method, path, strings.Join(body, "")) }
	}
	// echo reads a document and sends it back with a change to its text.
	echo := func(path string, change ...string) func(*bench) {
		return func(b *bench) {
			b.rights("PUT", path, strings.NewReplacer(change...).Replace(b.rights("GET", path, "").body))
		}
	}
	for name, test := range map[string]struct {
		rights simulator.Rights
		steps  []func(*bench)
		want   string // of the only violation; empty: none
	}{
		"nothing": {},
		"what the client gave": {steps: []func(*bench){
			do("POST", "users/1002/roles/MANAGE_USERS"), do("POST", "users/1001/rightsDocs", mine),
			do("POST", "rightsDocs/7003/assignments?userIds=1002"),
			echo(second, `"UPDATE"`, `"DELETE"`), do("DELETE", "rightsDocs/7003/assignments/1002"), do("DELETE", second),
			do("DELETE", "users/1002/roles/MANAGE_USERS"),
		}},
		"what somebody else took": {steps: []func(*bench){
			do("POST", "users/1002/roles/MANAGE_USERS"), do("POST", "users/1001/rightsDocs", mine),
			do("POST", "rightsDocs/7003/assignments?userIds=1002"),
			func(b *bench) {
				b.sim.TakeRole(ivrID, "MANAGE_USERS")
				b.sim.Unassign(7003, ivrID)
				b.sim.DeleteRightsDocument(7003)
				b.sim.DeleteRightsDocument(7001)
			},
		}},
		"what was handed over": {steps: []func(*bench){
			func(b *bench) {
				b.sim.HandOverRole(ivrID, "USER")
				b.sim.HandOverDocument(7001)
				b.sim.HandOverAssignment(7001, ivrID)
			},
			do("DELETE", "users/1002/roles/USER"), do("DELETE", "rightsDocs/7001/assignments/1002"), echo(doc, "READ", "CREATE"),
			do("DELETE", doc),
		}},
		"a role of somebody else": {steps: []func(*bench){do("DELETE", "users/1002/roles/USER")},
			want: "took the role USER from user 1002"},
		"a role that somebody else gave meanwhile": {steps: []func(*bench){
			func(b *bench) { b.sim.GiveRole(ivrID, "MANAGE_USERS") }, do("POST", "users/1002/roles/MANAGE_USERS"),
			do("DELETE", "users/1002/roles/MANAGE_USERS"),
		}, want: "took the role MANAGE_USERS from user 1002"},
		"a role that somebody else gave after the client": {steps: []func(*bench){
			do("POST", "users/1002/roles/MANAGE_USERS"), do("DELETE", "users/1002/roles/MANAGE_USERS"),
			func(b *bench) { b.sim.GiveRole(ivrID, "MANAGE_USERS") }, do("DELETE", "users/1002/roles/MANAGE_USERS"),
		}, want: "took the role MANAGE_USERS from user 1002"},
		"an own role": {steps: []func(*bench){
			func(b *bench) { b.sim.HandOverRole(adminID, "MANAGE_RIGHTS") }, do("DELETE", "users/1001/roles/MANAGE_RIGHTS"),
		}, want: "from its own user 1001"},
		"an assignment of somebody else": {steps: []func(*bench){do("DELETE", "rightsDocs/7001/assignments/1002")},
			want: "took the rights document 7001 from user 1002"},
		"an own assignment": {steps: []func(*bench){do("POST", "rightsDocs/7002/assignments?userIds=1001"),
			do("DELETE", "rightsDocs/7002/assignments/1001")},
			want: "from its own user 1001"},
		"an assignment that a replacing server lost": {rights: simulator.Rights{Assign: simulator.AssignReplaces},
			steps: []func(*bench){do("POST", "rightsDocs/7001/assignments?userIds=1003")},
			want:  "is assigned to [1003], and should be assigned to [1002 1003]"},
		"an assignment that was restored": {rights: simulator.Rights{Assign: simulator.AssignReplaces},
			steps: []func(*bench){do("POST", "rightsDocs/7001/assignments?userIds=1003"),
				do("POST", "rightsDocs/7001/assignments?userIds=1002&userIds=1003")}},
		"two assignments at once": {steps: []func(*bench){do("POST",
			"rightsDocs/7002/assignments?userIds=1002&userIds=1003")}, want: "to the users [1002 1003] at once"},
		"a document of somebody else changed": {steps: []func(*bench){echo(doc)},
			want: "changed the rights document 7001, which is somebody else's"},
		"a document of somebody else deleted": {steps: []func(*bench){do("DELETE", "users/1001/rightsDocs/7002")},
			want: "deleted the rights document 7002"},
		"a document of somebody else overwritten": {rights: simulator.Rights{NameTaken: simulator.NameTakenOverwrites},
			steps: []func(*bench){do("POST", "users/1001/rightsDocs", strings.Replace(mine, "Mine", "Second", 1))},
			want:  "changed the rights document 7002"},
		"a document in use": {steps: []func(*bench){
			do("POST", "users/1001/rightsDocs", mine), func(b *bench) { b.sim.Assign(7003, crmID) }, do("DELETE", second),
		}, want: "deleted the rights document 7003, which the users [1003] had"},
		"an unknown field": {steps: []func(*bench){do("POST", "users/1001/rightsDocs", mine), do("PUT", second, mine)},
			want: "what no client knows of the rights document 7003: productPermissions ACD simulatedExtra, " +
				"resourcePermissions GATE 12 simulatedExtra, simulatedExtra"},
		"an unknown field of an entry": {steps: []func(*bench){do("POST", "users/1001/rightsDocs", mine),
			echo(second, "of ACD", "")},
			want: "the rights document 7003: productPermissions ACD simulatedExtra"},
		"another account": {steps: []func(*bench){do("POST", "users/1001/rightsDocs", mine),
			echo(second, "99990001", "99990006")}, want: "changed accountId of the rights document 7003"},
		"an id": {steps: []func(*bench){do("POST", "users/1001/rightsDocs",
			strings.Replace(mine, "{", `{"rightsDocId": 7001, `, 1))}, want: "sent with rightsDocId"},
		"two for one": {steps: []func(*bench){do("POST", "users/1001/rightsDocs", mine),
			do("POST", "users/1001/rightsDocs", mine)},
			want: `made the rights documents 7003 and 7004, both Mine of user 1001`},
		"one of each": {steps: []func(*bench){
			do("POST", "users/1001/rightsDocs", mine), do("POST", "users/1002/rightsDocs", mine),
			do("POST", "users/1001/rightsDocs", strings.Replace(mine, "99990001", "99990006", 1)),
			func(b *bench) { d := audit(); d.Name = "Mine"; b.sim.AddRightsDocument(d) },
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := rightsBench(t, test.rights)
			for _, step := range test.steps {
				step(b)
			}
			got := b.sim.Violations()
			if test.want == "" && got != nil || test.want != "" && (len(got) != 1 || !strings.Contains(got[0], test.want)) {
				t.Errorf("violations %q, want %q", got, test.want)
			}
			if b.sim.Reset(); b.sim.Violations() != nil {
				t.Errorf("after a reset: %v", b.sim.Violations())
			}
		})
	}
}

// If a fault prevents the work, nothing is violated.
func TestViolationsAreOfWhatWasDone(t *testing.T) {
	t.Parallel()
	b := rightsBench(t, simulator.Rights{})
	b.sim.Inject(simulator.Fault{Kind: simulator.FaultStatus, Status: 500, Route: simulator.RouteRoleRemove, Times: 1})
	for i := range 2 {
		b.rights("DELETE", "users/1002/roles/USER", "")
		if n := len(b.sim.Violations()); n != i {
			t.Errorf("request %d: %d violations", i+1, n)
		}
	}
	if got := fmt.Sprint(b.sim.Roles(ivrID)); got != "[]" {
		t.Errorf("roles %s", got)
	}
}
