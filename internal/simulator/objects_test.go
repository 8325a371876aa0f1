package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

const (
	salesObjects = "accounts/99990001/"
	queueGroups  = salesObjects + "gateGroups/withChildren"
	dialTree     = salesObjects + "dialGroups/withChildren"
)

// The lists look as RingCX's samples print them, with decoys beside.
func TestObjectLists(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	for path, want := range map[string]map[string]any{
		queueGroups:                             {"gateGroupId": 52653.0, "groupName": "Inbound", "permissions": []any{}},
		salesObjects + "gateGroups/52653/gates": {"gateId": 61201.0, "gateName": "Support", "isActive": true},
		salesObjects + "agentGroups":            {"agentGroupId": 1950.0, "groupName": "Support Agents"},
		salesObjects + "dialGroups":             {"dialGroupName": "Outbound Renewals", "isActive": true},
		dialTree:                                {"dialGroupId": 115793.0},
		salesObjects + "dialGroups/115793/campaigns": {"campaignName": "Renewal Outreach", "isActive": 1.0,
			"dialGroup": map[string]any{"id": 115793.0, "description": "Outbound Renewals"}},
		salesObjects + "cloudRouteProfileGroups/301/cloudRouteProfiles": {
			"cloudProfileId": 3011.0, "profileName": "Main line"},
		salesObjects + "tracGroups/withChildren":    {"tracGroupId": 401.0, "groupName": "Marketing"},
		salesObjects + "tracGroups/401/tracNumbers": {"tracId": 4011.0, "description": "Spring leaflet"},
	} {
		list := b.rights("GET", path, "").list(t)
		b.wantFields(path, list[0], want)
		for _, decoy := range []string{"authKey", "resultFileDestination", "agentConnSoapService"} {
			if list[0].(map[string]any)[decoy] == nil {
				t.Errorf("%s: no %s", path, decoy)
			}
		}
	}
	skinny := b.do("GET", "/voice/api/v2-skinny/admin/accounts/99990001/cloudRouteProfileGroups/withChildren", "",
		b.bearer(admin)).list(t)
	b.wantFields("skinny", skinny[0], map[string]any{"cloudGroupId": 301.0, "groupName": "Routing"})
	b.wantFields("its profile", skinny[0].(map[string]any)["cloudRouteProfiles"].([]any)[0],
		map[string]any{"cloudProfileId": 3011.0, "isActive": true})
	b.documented()
	if text := b.rights("GET", dialTree, "").body; strings.Contains(text, "gates") ||
		!strings.Contains(text, `"campaigns":[{`) {
		t.Errorf("the tree of campaigns: %s", text)
	}
	decoys := slices.DeleteFunc(b.sim.Secrets(), func(secret string) bool {
		return !strings.HasPrefix(secret, "http-password-") && !strings.HasPrefix(secret, "auth-key-") &&
			!strings.HasPrefix(secret, "object-ftp-pwd-")
	})
	if len(decoys) != 3 {
		t.Errorf("%d decoys are known as secrets, want 3", len(decoys))
	}
}

// Each switch changes one thing of a reply.
func TestObjectSwitches(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cfg        simulator.Config
		path, want string // a part of the reply
	}{
		"queues as in the sample": {path: queueGroups, want: ""},
		"queues there": {simulator.Config{Lookups: simulator.Lookups{Children: simulator.ChildrenThere}}, queueGroups,
			`"gateName":"Orders"`},
		"campaigns missing": {simulator.Config{Lookups: simulator.Lookups{Children: simulator.ChildrenMissing}}, dialTree,
			`"authKey"`},
		"campaigns null": {simulator.Config{Lookups: simulator.Lookups{Children: simulator.ChildrenNull}}, dialTree,
			`"campaigns":null`},
		"no campaigns": {simulator.Config{Lookups: simulator.Lookups{Children: simulator.ChildrenEmpty}}, dialTree,
			`"campaigns":[]`},
		"booleans": {simulator.Config{Lookups: simulator.Lookups{Activity: simulator.ActivityBooleans}}, dialTree,
			`"isActive":false`},
		"numbers": {simulator.Config{Lookups: simulator.Lookups{Activity: simulator.ActivityNumbers}},
			salesObjects + "gateGroups/52658/gates", `"isActive":0`},
		"letters": {simulator.Config{Lookups: simulator.Lookups{Activity: simulator.ActivityLetters}}, dialTree,
			`"isActive":"N"`},
		"full references": {simulator.Config{Lookups: simulator.Lookups{FullReferences: true}}, dialTree,
			`"dialGroupName":"Outbound Renewals"`},
		"ids as strings": {simulator.Config{Rights: simulator.Rights{StringIDs: true}}, dialTree, `"campaignId":"136785"`},
	} {
		b := newBench(t, c.cfg)
		got := b.rights("GET", c.path, "").body
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: no %s in %s", name, c.want, got)
		}
		if absent := name == "queues as in the sample" || name == "campaigns missing"; absent &&
			(strings.Contains(got, `"gates"`) || strings.Contains(got, `"campaigns"`)) {
			t.Errorf("%s: %s", name, got)
		}
	}
	for reply, status := range map[simulator.UnknownAccountReply]int{
		simulator.UnknownAccountNotFound: 404, simulator.UnknownAccountForbidden: 403, simulator.UnknownAccountEmpty: 200,
	} {
		b := newBench(t, simulator.Config{Lookups: simulator.Lookups{UnknownAccount: reply}})
		if got := b.rights("GET", "accounts/99990000/agentGroups", ""); got.status != status {
			t.Errorf("main account: %d, want %d", got.status, status)
		}
	}
}

// RingCX lists what the caller may read: all for a root user, for others what their rights documents give.
func TestObjectsAreFiltered(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{Lookups: simulator.Lookups{Children: simulator.ChildrenThere}})
	ivr := b.bearer(simulator.DefaultUsers()[1].Name)
	names := func(path, field string) string {
		list := b.rights("GET", path, "", ivr)
		if list.status != 200 {
			return fmt.Sprint(list.status)
		}
		var found []string
		for _, entry := range list.list(t) {
			found = append(found, fmt.Sprint(entry.(map[string]any)[field]))
		}
		return strings.Join(found, ",")
	}
	const gates = salesObjects + "gateGroups/52653/gates"
	read := []string{"READ"}
	for _, step := range []struct {
		about   string
		doc     simulator.RightsDocument
		groups  string
		inGroup string
	}{
		{"another account", simulator.RightsDocument{AccountID: "99990006", AccountPermissions: read}, "403", "403"},
		{"the account alone", simulator.RightsDocument{AccountPermissions: read}, "", ""},
		{"one queue", simulator.RightsDocument{AccountPermissions: read, Resources: []simulator.ResourceRights{
			{Type: "GATE", ID: 61202, Permissions: read}}}, "Inbound", "Orders"},
		{"a group", simulator.RightsDocument{AccountPermissions: read, Resources: []simulator.ResourceRights{
			{Type: "GATE_GROUP", ID: 52658, Permissions: read, Cascade: true}}}, "Partners", ""},
		{"the product", simulator.RightsDocument{AccountPermissions: read,
			Products: []simulator.ProductRights{{Product: "ACD", Permissions: read}}}, "Inbound,Partners", "Support,Orders"},
		{"cascade", simulator.RightsDocument{AccountPermissions: read, Cascade: true}, "Inbound,Partners",
			"Support,Orders"},
	} {
		step.doc.OwnerID, step.doc.Assigned, step.doc.Name = adminID, []int{ivrID}, step.about
		if step.doc.AccountID == "" {
			step.doc.AccountID = "99990001"
		}
		id := b.sim.AddRightsDocument(step.doc)
		if got := names(queueGroups, "groupName"); got != step.groups {
			t.Errorf("%s: groups %q, want %q", step.about, got, step.groups)
		}
		if got := names(gates, "gateName"); got != step.inGroup {
			t.Errorf("%s: queues %q, want %q", step.about, got, step.inGroup)
		}
		b.sim.DeleteRightsDocument(id)
	}
	if got := b.rights("GET", salesObjects+"gateGroups/9/gates", ""); got.status != 404 {
		t.Errorf("no such group: %d", got.status)
	}
}

// Somebody else makes and deletes objects by the control API, at once or before a request.
func TestControlObjects(t *testing.T) {
	t.Parallel()
	b := controlled(t)
	const group = `{"account_id": "99990001", "type": "AGENT_GROUP", "id": 7, "name": "Night"}`
	b.control("POST", "objects", group, 204)
	b.control("POST", "objects", group, 404)
	b.control("POST", "objects", `{"account_id": "99990001", "type": "SCRIPT", "id": 7}`, 404)
	b.control("POST", "objects", `{"kind": "x"}`, 400)
	if got := b.rights("GET", salesObjects+"agentGroups", "").body; !strings.Contains(got, `"Night"`) {
		t.Errorf("agent groups %s", got)
	}
	b.control("DELETE", "objects?type=AGENT_GROUP&id=7", "", 204)
	b.control("DELETE", "objects?type=AGENT_GROUP&id=7", "", 404)
	b.control("POST", "reset", "", 204)
	if got := b.rights("GET", salesObjects+"agentGroups", "").list(t); len(got) != 2 {
		t.Errorf("after a reset: %v", got)
	}
}
