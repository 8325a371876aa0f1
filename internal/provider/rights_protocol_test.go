package provider

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// listed returns what the list resource of a type streams.
func (s *rpc) listed(typeName string, limit int64, config map[string]any) []tfprotov6.ListResourceResult {
	s.t.Helper()
	stream := answer(s.server.ListResource(s.t.Context(), &tfprotov6.ListResourceRequest{
		TypeName: typeName, Limit: limit, IncludeResource: true,
		Config: s.object(s.schemas.ListResourceSchemas[typeName].ValueType(), orEmpty(config)),
	}))
	return slices.Collect(stream.Results)
}

// importedAs imports a resource of a type by its id or its identity and reads
// it, as Terraform does, and both must work.
func (s *rpc) importedAs(typeName, id string, identity *tfprotov6.ResourceIdentityData) instance {
	s.t.Helper()
	resp := answer(s.server.ImportResourceState(s.t.Context(),
		&tfprotov6.ImportResourceStateRequest{TypeName: typeName, ID: id, Identity: identity}))
	wantNoProblem(s.t, resp.Diagnostics)
	found := resp.ImportedResources[0]
	read := answer(s.server.ReadResource(s.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: typeName, CurrentState: found.State, Private: found.Private, CurrentIdentity: found.Identity,
	}))
	wantNoProblem(s.t, read.Diagnostics)
	return instance{read.NewState, read.Private, read.NewIdentity}
}

// What `terraform query` finds is imported by its identity, and the
// configuration that is generated for it changes nothing.
func TestRightsListsAndIdentities(t *testing.T) {
	t.Parallel()
	rig, others := newRightsRig(t, simulator.Rights{})
	rig.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: "99990001", Name: "system", System: true})
	rig.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: "99990001", Name: "master", Master: true})
	rig.AddRightsDocument(simulator.RightsDocument{OwnerID: 1002, AccountID: "99990006", Name: "of the IVR user",
		Cascade: true,
		Resources: []simulator.ResourceRights{{Type: "GATE", ID: 5, Permissions: []string{"UPDATE", "READ"},
			Cascade: true}}})
	if others != 7001 {
		t.Fatalf("the document has the id %d", others)
	}
	s := rig.rpc(t, rig.login(modeLegacy, adminUser))
	for _, c := range []struct {
		typeName string
		config   map[string]any
		limit    int64
		want     []string // display names
	}{
		{typeName: userRoleType, config: nil, limit: 0, want: []string{
			"MANAGE_RIGHTS of user 1001 (admin@example.com)", "MANAGE_USERS of user 1001 " +
				"(admin@example.com)", "ACCESS_AUDIT_LOG of user 1003 (crm@example.com)",
		}},
		{typeName: userRoleType, config: map[string]any{"user_id": "1003"}, limit: 0,
			want: []string{"ACCESS_AUDIT_LOG of user 1003 (crm@example.com)"}},
		{typeName: userRoleType, limit: 1, want: []string{"MANAGE_RIGHTS of user 1001 (admin@example.com)"}},
		{typeName: userRoleType, config: map[string]any{"user_id": "1002"}},
		{typeName: rightsDocumentType, want: []string{"others (1001:7001)"}},
		{typeName: rightsDocumentType, config: map[string]any{"owner_user_id": "1002"},
			want: []string{"of the IVR user (1002:7004)"}},
		{typeName: rightsDocumentType, config: map[string]any{"owner_user_id": "1003"}},
	} {
		var got []string
		for _, found := range s.listed(c.typeName, c.limit, c.config) {
			wantNoProblem(t, found.Diagnostics)
			got = append(got, found.DisplayName)
			imported := s.importedAs(c.typeName, "", found.Identity)
			typ := s.schemas.ResourceSchemas[c.typeName].ValueType()
			state := s.decode(typ, imported.state)
			if listed := s.decode(typ, found.Resource); !reflect.DeepEqual(listed, state) {
				t.Errorf("%s: listed as %v, imported as %v", found.DisplayName, listed, state)
			}
			byID := s.importedAs(c.typeName, state["id"].(string), nil)
			if !reflect.DeepEqual(s.decode(typ, byID.state), state) {
				t.Errorf("%s: another state by its id", found.DisplayName)
			}
			generated := answer(s.server.GenerateResourceConfig(t.Context(),
				&tfprotov6.GenerateResourceConfigRequest{TypeName: c.typeName, State: imported.state}))
			wantNoProblem(t, generated.Diagnostics)
			config := s.decode(typ, generated.Config)
			proposed := maps.Clone(state)
			for name, value := range config {
				if value != nil {
					proposed[name] = value
				}
			}
			plan := answer(s.server.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
				TypeName: c.typeName, PriorState: imported.state, PriorPrivate: imported.private, PriorIdentity: imported.identity,
				Config: generated.Config, ProposedNewState: s.object(typ, proposed),
			}))
			wantNoProblem(t, plan.Diagnostics)
			if planned := s.decode(typ, plan.PlannedState); !reflect.DeepEqual(planned,
				state) || len(plan.RequiresReplace) > 0 {
				t.Errorf("%s: generated %v plans %v, want %v", found.DisplayName, config, planned, state)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %v: listed %q, want %q", c.typeName, c.config, got, c.want)
		}
	}
	assigned := s.importedAs(rightsDocumentAssignmentType, "7001:1002", nil)
	if again := s.importedAs(rightsDocumentAssignmentType, "",
		assigned.identity); string(again.state.MsgPack) != string(assigned.state.MsgPack) {
		t.Error("an assignment has another state by its identity than by its id")
	}
}

// A list that cannot be had is an error, never an empty list.
func TestRightsListErrors(t *testing.T) {
	t.Parallel()
	for typeName, route := range map[string]simulator.Route{userRoleType: simulator.RouteUsers,
		rightsDocumentType: simulator.RouteRightsOwned} {
		rig, _ := newRightsRig(t, simulator.Rights{})
		rig.Inject(simulator.Fault{Route: route, Kind: simulator.FaultStatus, Status: 403})
		results := rig.rpc(t, rig.login(modeLegacy, adminUser)).listed(typeName, 0, nil)
		if len(results) != 1 {
			t.Fatalf("%s: %d results, want one with the error", typeName, len(results))
		}
		wantOneError(t, results[0].Diagnostics, "Cannot read the", "403")
	}
}

// What is gone leaves the state, and Terraform is told its identity all the same.
func TestRightsIdentityOfGone(t *testing.T) {
	t.Parallel()
	rig, others := newRightsRig(t, simulator.Rights{})
	block := rig.login(modeLegacy, adminUser)
	s := rig.rpc(t, block)
	instances := map[string]instance{
		userRoleType:                 s.importedAs(userRoleType, "1003:ACCESS_AUDIT_LOG", nil),
		rightsDocumentType:           s.importedAs(rightsDocumentType, "1001:7001", nil),
		rightsDocumentAssignmentType: s.importedAs(rightsDocumentAssignmentType, "7001:1003", nil),
	}
	rig.TakeRole(1003, "ACCESS_AUDIT_LOG")
	rig.DeleteRightsDocument(others)
	next := rig.rpc(t, block)
	for typeName, i := range instances {
		resp := answer(next.server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
			TypeName: typeName, CurrentState: i.state, Private: i.private, CurrentIdentity: i.identity,
		}))
		if len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Severity != tfprotov6.DiagnosticSeverityWarning {
			t.Errorf("%s: want a warning of why it is gone, got %v", typeName, resp.Diagnostics)
		}
		if state := next.decode(next.schemas.ResourceSchemas[typeName].ValueType(), resp.NewState); state != nil {
			t.Errorf("%s: state %v", typeName, state)
		}
		if resp.NewIdentity == nil ||
			string(resp.NewIdentity.IdentityData.MsgPack) != string(i.identity.IdentityData.MsgPack) {
			t.Errorf("%s: the identity is not what it was", typeName)
		}
	}
}

// An entry that gives nothing means the same as none, so that no import could bring it back: a configuration has none.
// One that cascades without permissions is imported as it is configured.
func TestRightsEmptyEntries(t *testing.T) {
	t.Parallel()
	rig, _ := newRightsRig(t, simulator.Rights{})
	id := rig.AddRightsDocument(simulator.RightsDocument{
		OwnerID: 1001, AccountID: "99990001", Name: "empty entries",
		Products:  []simulator.ProductRights{{Product: "DNIS", Cascade: true}, {Product: "SURVEY"}},
		Resources: []simulator.ResourceRights{{Type: "GATE", ID: 5, Cascade: true}, {Type: "GATE", ID: 6}},
	})
	s := rig.rpc(t, rig.login(modeLegacy, adminUser))
	typ := s.schemas.ResourceSchemas[rightsDocumentType].ValueType()
	imported := s.decode(typ, s.importedAs(rightsDocumentType, fmt.Sprint("1001:", id), nil).state)
	entry := map[string]any{"permissions": []any{}, "cascade": true}
	object := map[string]any{"type": "GATE", "id": "5", "permissions": []any{}, "cascade": true}
	for name, want := range map[string]any{
		"account_permissions": []any{}, "products": map[string]any{"DNIS": entry}, "resources": []any{object},
	} {
		if !reflect.DeepEqual(imported[name], want) {
			t.Errorf("%s is imported as %v, want %v", name, imported[name], want)
		}
	}

	for _, c := range []struct {
		permissions, cascade any
		refused              bool
	}{
		{[]any{}, nil, true},
		{[]any{}, false, true},
		{[]any{}, true, false},
		{[]any{}, any(notKnown), false},
		{any(notKnown), nil, false},
		{[]any{"READ"}, nil, false},
		{[]any{any(notKnown)}, nil, false},
	} {
		entry["permissions"], entry["cascade"] = c.permissions, c.cascade
		object["permissions"], object["cascade"] = c.permissions, c.cascade
		for name, value := range map[string]any{"products": map[string]any{"DNIS": entry}, "resources": []any{object}} {
			resp := answer(s.server.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
				TypeName: rightsDocumentType, Config: s.object(typ, map[string]any{"account_id": "1", "name": "n", name: value}),
			}))
			if !c.refused {
				wantNoProblem(t, resp.Diagnostics)
				continue
			}
			wantOneError(t, resp.Diagnostics, "Entry without effect", "Remove the entry", `AttributeName("permissions")`)
		}
	}
}

// When a document was made is recorded, and until a minute later it is not forgotten if RingCX does not show it yet.
func TestRightsDocumentMadeIsRecorded(t *testing.T) {
	t.Parallel()
	rig, _ := newRightsRig(t, simulator.Rights{})
	s := rig.rpc(t, rig.login(modeEngage, adminUser))
	start := time.Now()
	made := s.create(rightsDocumentType, map[string]any{"account_id": "99990001", "name": "late"})
	wantNoProblem(t, made.Diagnostics)
	var recorded map[string][]byte
	var at time.Time
	if err := json.Unmarshal(made.Private, &recorded); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(recorded["made"], &at); err != nil || at.Before(start) || at.After(time.Now()) {
		t.Fatalf("recorded is %s, %v", recorded["made"], err)
	}
	recorded["made"], _ = json.Marshal(at.Add(time.Hour)) // however long the test takes
	private, _ := json.Marshal(recorded)

	later := rig.rpc(t, rig.login(modeEngage, adminUser))
	rig.Inject(simulator.Fault{Route: simulator.RouteRights, Kind: simulator.FaultStatus, Status: 404, Times: 2})
	rig.Inject(simulator.Fault{Route: simulator.RouteRightsOwned, Kind: simulator.FaultGarbage, Body: "{}"})
	read := answer(later.server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: rightsDocumentType, CurrentState: made.NewState, Private: private, CurrentIdentity: made.NewIdentity,
	}))
	wantNoProblem(t, read.Diagnostics)
	typ := s.schemas.ResourceSchemas[rightsDocumentType].ValueType()
	if s.decode(typ, read.NewState) == nil {
		t.Error("it is forgotten")
	}
}

func orEmpty(config map[string]any) map[string]any {
	if config == nil {
		return map[string]any{}
	}
	return config
}

// What nobody is there to record of the rights is undone too, but for an assignment that others were drawn into.
func TestUnattendedRights(t *testing.T) {
	t.Parallel()
	rig, _ := newRightsRig(t, simulator.Rights{Assign: simulator.AssignReplaces})
	document := simulator.RightsDocument{OwnerID: 1001, AccountID: "99990001", Name: "nobody's"}
	free := rig.AddRightsDocument(document)
	document.Name, document.Assigned = "somebody's", []int{1003}
	taken := rig.AddRightsDocument(document)
	s := rig.rpc(t, rig.login(modeLegacy, adminUser))
	s.server.Leave()
	const undone = "The provider was ended while it created this"
	for name, c := range map[string]struct {
		typeName string
		config   map[string]any
		want     string // the summary of the only diagnostic
	}{
		"role": {
			typeName: userRoleType, want: undone,
			config: map[string]any{"user_id": "1002", "role": "ACCESS_AUDIT_LOG"},
		},
		"rights document": {
			typeName: rightsDocumentType, want: undone,
			config: map[string]any{"account_id": "99990001", "name": "unattended"},
		},
		"assignment": {
			typeName: rightsDocumentAssignmentType, want: undone,
			config: map[string]any{"rights_document_id": strconv.Itoa(free), "user_id": "1002"},
		},
		"assignment that took the document from others": {
			typeName: rightsDocumentAssignmentType, want: "RingCX removed the rights document from other users",
			config: map[string]any{"rights_document_id": strconv.Itoa(taken), "user_id": "1002"},
		},
	} {
		diags := s.create(c.typeName, c.config).Diagnostics
		if len(diags) != 1 || diags[0].Summary != c.want {
			t.Errorf("%s: got %s, want %q", name, textOf(diags), c.want)
		}
	}
}

// create plans and applies a new resource of a type.
func (s *rpc) create(typeName string, config map[string]any) *tfprotov6.ApplyResourceChangeResponse {
	s.t.Helper()
	schema := s.schemas.ResourceSchemas[typeName]
	proposed := maps.Clone(config)
	for _, a := range schema.Block.Attributes {
		if _, set := config[a.Name]; a.Computed && !set {
			proposed[a.Name] = notKnown
		}
	}
	none, configured := s.object(schema.ValueType(), nil), s.object(schema.ValueType(), config)
	plan := answer(s.server.PlanResourceChange(s.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: typeName, PriorState: none, Config: configured, ProposedNewState: s.object(schema.ValueType(), proposed),
	}))
	wantNoProblem(s.t, plan.Diagnostics)
	return answer(s.server.ApplyResourceChange(s.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: typeName, PriorState: none, Config: configured,
		PlannedState: plan.PlannedState, PlannedPrivate: plan.PlannedPrivate, PlannedIdentity: plan.PlannedIdentity,
	}))
}
