package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// objectsModule gives rights on a queue and a campaign by their names.
const objectsModule = `
	data "ringcx_rights_object" "support" {
		account_id  = "99990001"
		type        = "GATE"
		name        = "Support"
		parent_name = "Inbound"
	}
	data "ringcx_rights_object" "outreach" {
		account_id = "99990001"
		type       = "OUTBOUND_CAMPAIGN"
		name       = "Renewal Outreach"
	}
	data "ringcx_rights_objects" "queues" {
		account_id  = "99990001"
		type        = "GATE"
		active_only = true
	}
	resource "ringcx_rights_document" "ivr" {
		account_id = "99990001"
		name       = "IVR service"
		resources = [
			{ type = "GATE", id = data.ringcx_rights_object.support.id, permissions = ["READ"] },
			{ type = "OUTBOUND_CAMPAIGN", id = data.ringcx_rights_object.outreach.id, permissions = ["READ"] },
		]
	}
`

// Objects are found by name whatever form RingCX's lists have, and no secret that stands beside the names reaches a
// file or the output. In each mode: TestAccExampleAPIUserRightsByName.
func TestAccRightsObjects(t *testing.T) {
	t.Parallel()
	for name, c := range ringcxtest.ListsOfObjects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, c.Config)
			w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
			w.config(objectsModule)
			w.plan()
			for what, counted := range map[string][2]int{
				"queues":    {rig.Count(simulator.RouteGateGroups, simulator.RouteGates), c.Gates},
				"campaigns": {rig.Count(simulator.RouteDialTree, simulator.RouteCampaigns), c.Campaigns},
				"accounts":  {rig.Count(simulator.RouteAccounts), 0},
			} {
				if counted[0] != counted[1] {
					t.Errorf("%s cost %d lists, want %d", what, counted[0], counted[1])
				}
			}
			w.applyPlan()
			w.wantEmptyPlan()
			resources := rig.documentNamed(t, "IVR service").Resources
			if len(resources) != 2 || resources[0].ID+resources[1].ID != 61201+136785 {
				t.Errorf("rights on %+v", resources)
			}
			state := w.state()
			wantList(t, []any{state["data.ringcx_rights_object.support"]}, map[string]any{
				"account_id": "99990001", "type": "GATE", "name": "Support", "parent_name": "Inbound", "id": "61201",
				"active": true, "parent_id": "52653",
			})
			queue := func(id, name, parentID, parent string) map[string]any {
				return map[string]any{"id": id, "name": name, "active": true, "parent_id": parentID, "parent_name": parent}
			}
			wantList(t, state["data.ringcx_rights_objects.queues"]["objects"], queue("61201", "Support", "52653", "Inbound"),
				queue("61202", "Orders", "52653", "Inbound"), queue("61203", "Support", "52658", "Partners"))
			w.wantNoSecret(rig.Secrets()...)
		})
	}
}

// Every type is listed, by one list for the account.
func TestAccRightsObjectTypes(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{Lookups: simulator.Lookups{Children: simulator.ChildrenThere}})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(`
		data "ringcx_rights_objects" "all" {
			for_each = toset(["GATE_GROUP", "GATE", "AGENT_GROUP", "OUTBOUND_DIAL_GROUP", "OUTBOUND_CAMPAIGN",
				"CLOUD_PROFILE_GROUP", "CLOUD_PROFILE", "TRAC_GROUP", "TRAC_NUMBER"])
			account_id = "99990001"
			type       = each.key
		}
	`)
	w.apply()
	rig.wantCounts(t, "all types", counts{
		simulator.RouteEngageLogin: 1, simulator.RouteGateGroups: 1, simulator.RouteAgentGroups: 1,
		simulator.RouteDialGroups: 1, simulator.RouteDialTree: 1, simulator.RouteProfileGroups: 1,
		simulator.RouteTracGroups: 1,
	})
	for kind, want := range map[string]map[string]any{
		"GATE_GROUP": {"id": "52653", "name": "Inbound", "active": nil, "parent_id": nil, "parent_name": nil},
		"CLOUD_PROFILE": {"id": "3011", "name": "Main line", "active": true, "parent_id": "301",
			"parent_name": "Routing"},
		"TRAC_NUMBER": {"id": "4011", "name": "Spring leaflet", "active": nil, "parent_id": "401",
			"parent_name": "Marketing"},
	} {
		objects := w.state()[fmt.Sprintf("data.ringcx_rights_objects.all[%q]", kind)]["objects"].([]any)
		wantList(t, objects[:1], want)
	}
}

// Sixty names cost one list, and so do two hundred objects.
func TestAccRightsObjectsCost(t *testing.T) {
	t.Parallel()
	cfg := simulator.Config{
		Lookups: simulator.Lookups{Children: simulator.ChildrenThere},
		Objects: []simulator.Object{{Type: "GATE_GROUP", ID: 1, Name: "Inbound", AccountID: "99990001"}},
	}
	for i := range 200 {
		cfg.Objects = append(cfg.Objects, simulator.Object{
			Type: "GATE", ID: 100 + i, Name: fmt.Sprintf("Queue %d", i), AccountID: "99990001", ParentID: 1,
		})
	}
	rig := newRig(t, cfg)
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(`
		data "ringcx_rights_object" "q" {
			count      = 60
			account_id = "99990001"
			type       = "GATE"
			name       = "Queue ${count.index}"
		}
		data "ringcx_rights_objects" "queues" {
			account_id = "99990001"
			type       = "GATE"
		}
		output "sum" { value = sum([for q in data.ringcx_rights_object.q : tonumber(q.id)]) }
	`)
	w.plan()
	rig.wantCounts(t, "plan", counts{simulator.RouteEngageLogin: 1, simulator.RouteGateGroups: 1})
	if o := w.apply(); !strings.Contains(o.stdout, fmt.Sprint(60*100+59*60/2)) {
		t.Errorf("other ids:\n%s", o.stdout)
	}
}

// lookup is a configuration of one lookup in the account of sales.
func lookup(attributes string) string {
	if !strings.Contains(attributes, "account_id") {
		attributes = `account_id = "99990001", ` + attributes
	}
	return "data \"ringcx_rights_object\" \"o\" {\n" + strings.ReplaceAll(attributes, ", ", "\n") + "\n}\n"
}

// An error says what there is, and what to write.
func TestAccRightsObjectErrors(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{Objects: append(simulator.DefaultObjects(),
		simulator.Object{Type: "AGENT_GROUP", ID: 1952, Name: "Supervisors", AccountID: "99990001"})})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	const readable = "RingCX lists only what this login may read"
	for config, want := range map[string][]string{
		lookup(`type = "GATE", name = "Support 1"`): {"No such object", `None of the 4 queues`, `has the name "Support 1"`,
			`nearest first:`, "\n  \"Support\" in \"Inbound\", id 61201\n  \"Support\" in \"Partners\", id 61203\n", readable},
		lookup(`type = "GATE", name = "SUPPORT", parent_name = "Inbound"`): {"another letter case",
			`"Support" in "Inbound", id 61201`, readable},
		lookup(`type = "GATE", name = "Night line"`): {"other white space",
			`" Night line " in "Partners", id 61204, not active`},
		lookup(`type = "GATE", name = "Orders", parent_name = "Partners"`): {"in another group",
			`"Orders" in "Inbound", id 61202`},
		lookup(`type = "GATE", name = "Support"`): {"Several such objects", `"Support" in "Inbound", id 61201`,
			`"Support" in "Partners", id 61203`, "Set parent_name", readable},
		lookup(`type = "AGENT_GROUP", name = "Supervisors"`): {"Several such objects", `"Supervisors", id 1951`,
			`"Supervisors", id 1952`, "Take the id of the one that is meant"},
		lookup(`account_id = "99990000", type = "GATE", name = "Support"`): {"99990000 (Example Main) is a main account",
			"99990001 (Sales)", "99990006 (Support)"},
		lookup(`account_id = "7", type = "GATE", name = "Support"`): {"RingCX does not show the account 7",
			"88880001 (Partner)"},
		lookup(`type = "AGENT", name = "a"`): {"This type cannot be looked up", "list of agents holds their passwords",
			"page in the RingCX interface", "GATE (queues)"},
		lookup(`type = "SCRIPT", name = "a"`): {"This type cannot be looked up", "RingCX publishes no list of this type"},
		lookup(`type = "QUEUE", name = "a"`): {"Unknown resource type name", `"QUEUE" is not a resource type`,
			"No such object"},
		lookup(`type = "AGENT_GROUP", name = "a", parent_name = "b"`): {"are in no group"},
		lookup(`type = "GATE", name = " "`):                           {"A name must not be empty or only white space"},
	} {
		w.config(config)
		w.wantRefusal(want, "plan", "-json")
	}
	w.config(lookup(`type = "GATE", name = " Night line "`))
	w.apply()
	w.wantState("data.ringcx_rights_object.o", "active", false)
	w.config(`data "ringcx_rights_objects" "o" {
		account_id = "99990001"
		type       = "QUEUE"
	}`)
	if text := w.apply().text(); !strings.Contains(text, "Unknown resource type name") {
		t.Errorf("no warning:\n%s", text)
	}
	w.wantState("data.ringcx_rights_objects.o", "objects", nil)
}

// What cannot be read is an error, and nothing is guessed.
func TestAccRightsObjectsUnread(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.env["RINGCX_REQUEST_TIMEOUT"] = "1s"
	w.config(lookup(`type = "GATE", name = "Orders"`))
	for name, fault := range unproven {
		if name == "slow" || name == "429" {
			continue // they pass, or wait for a minute
		}
		fault.Route = simulator.RouteGateGroups
		remove := rig.Inject(fault)
		w.wantRefusal([]string{cannotLookUp, "list the queue groups of the account 99990001"}, "plan", "-json")
		remove()
	}
	rig.Inject(simulator.Fault{Route: simulator.RouteGates, Kind: simulator.FaultStatus, Status: 403})
	w.wantRefusal([]string{cannotLookUp, "list the queues of the account 99990001", "needs READ on the account"}, "plan",
		"-json")
}

// An API user finds what a rights document lets it read, and nothing else.
func TestAccRightsObjectsAreFiltered(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 0, rig.login(modeEngage, ivrUser))
	w.config(lookup(`type = "GATE", name = "Orders"`))
	w.wantRefusal([]string{"needs READ on the account"}, "plan", "-json")
	rig.AddRightsDocument(simulator.RightsDocument{
		OwnerID: 1001, AccountID: "99990001", Name: "IVR", AccountPermissions: []string{"READ"}, Assigned: []int{1002},
		Resources: []simulator.ResourceRights{{Type: "GATE", ID: 61202, Permissions: []string{"READ"}}},
	})
	w.plan()
	w.config(lookup(`type = "GATE", name = "Support"`))
	w.wantRefusal([]string{"None of the 1 queues", `"Orders" in "Inbound"`}, "plan", "-json")
}

// A plan error of a rights document names an object that a lookup of the run has read.
func TestAccRightsDocumentNamesObjects(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	config := func(second string) {
		w.config(objectsModule + `
			resource "ringcx_rights_document" "other" {
				account_id = "99990001"
				name       = "other"
				resources = [
					{ type = "GATE", id = data.ringcx_rights_object.support.id, permissions = ["UPDATE"] },
					` + second + `,
				]
			}
		`)
	}
	config(`{ type = "GATE", id = one([for q in data.ringcx_rights_objects.queues.objects : q.id if q.name == "Support" ` +
		`&& q.parent_name == "Inbound"]), permissions = ["READ"] }`)
	w.wantRefusal([]string{"Duplicate element in resources", `GATE 61201 ("Support" in "Inbound")`}, "plan", "-json")
	config(`{ type = "OUTBOUND_CAMPAIGN", id = data.ringcx_rights_object.outreach.id, ` +
		`permissions = [for q in data.ringcx_rights_objects.queues.objects : "READ" if q.name == "none"] }`)
	w.wantRefusal([]string{"Entry without effect", `OUTBOUND_CAMPAIGN 136785 ("Renewal Outreach" in "Outbound Renewals")`},
		"plan", "-json")
}

// The log at TRACE holds no secret of those that stand beside the names, through success and failure.
func TestAccRightsObjectsTrace(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{Lookups: simulator.Lookups{Children: simulator.ChildrenThere, FullReferences: true}})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.env["TF_LOG"] = "TRACE"
	delete(w.env, singleProcessEnv)
	w.config(objectsModule)
	w.must("apply", "-auto-approve")
	w.config(lookup(`type = "GATE", name = "Support 1"`))
	w.terraform("plan")
	rig.Inject(simulator.Fault{Route: simulator.RouteGateGroups, Kind: simulator.FaultCut})
	w.terraform("plan")
	printed := w.seen.String()
	if !strings.Contains(printed, "[TRACE]") || !strings.Contains(printed, "gateGroups/withChildren") ||
		!strings.Contains(printed, "No such object") {
		t.Error("the log lacks what is to be searched")
	}
	if err := searchPlain(printed, rig.Secrets()); err != nil {
		t.Error(err)
	}
	w.wantNoSecret(rig.Secrets()...)
}
