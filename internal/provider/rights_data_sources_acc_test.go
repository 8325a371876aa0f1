package provider

import (
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

func TestAccUserDataSource(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{Users: append(simulator.DefaultUsers(),
		simulator.User{ID: 1005, Name: "Twin@example.com", ParentID: 1001},
		simulator.User{ID: 1006, Name: "twin@example.com", ParentID: 1001})})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(`
		data "ringcx_user" "by_id" { user_id = "1003" }
		data "ringcx_user" "by_name" { user_name = "CRM@Example.com" }
		data "ringcx_user" "by_rc_id" { rc_user_id = "400001003" }
	`)
	w.apply()
	rig.wantCounts(t, "three lookups", counts{simulator.RouteEngageLogin: 1, simulator.RouteUsers: 1})
	for name, userName := range map[string]string{"by_id": crmUser, "by_name": "CRM@Example.com", "by_rc_id": crmUser} {
		wantList(t, []any{w.state()["data.ringcx_user."+name]}, map[string]any{
			"user_id": "1003", "user_name": userName, "first_name": "CRM", "last_name": "Service", "enabled": true,
			"roles":          []any{"USER"},
			"parent_user_id": "1001", "rc_user_id": "400001003", "managed_by_ringcentral": false, "root_user": false,
		})
	}
	const listed = "RingCX lists 6 users (the provider's user and those below it); none has "
	for want, by := range map[string]string{
		listed + `user_name "nobody@example.com"`: `user_name = "nobody@example.com"`,
		listed + `user_id "2001"`:                 `user_id = "2001"`, // out of sight
		"Several such users":                      `user_name = "TWIN@example.com"`,
	} {
		w.config(`data "ringcx_user" "u" { ` + by + ` }`)
		w.wantRefusal([]string{want}, "plan", "-json")
	}
}

func TestAccRightsDocumentsDataSource(t *testing.T) {
	t.Parallel()
	rig, _ := newRightsRig(t, simulator.Rights{})
	rig.AddRightsDocument(simulator.RightsDocument{
		OwnerID: 1002, AccountID: "99990006", Name: "second", Cascade: true, Master: true,
		Resources: []simulator.ResourceRights{{Type: "GATE", ID: 5, Permissions: []string{"UPDATE", "READ"}}},
	})
	w := newWorkspace(t, 0, rig.login(modeAPIToken, adminUser))
	w.config(`
		data "ringcx_rights_documents" "visible" {}
		data "ringcx_rights_documents" "owned" { relation = "owned" }
		data "ringcx_rights_documents" "assigned" {
			user_id  = "1002"
			relation = "assigned"
		}
	`)
	w.apply()
	rig.wantCounts(t, "three lists", counts{
		simulator.RouteWhoAmI: 1, simulator.RouteRightsVisible: 1, simulator.RouteRightsOwned: 1,
		simulator.RouteRightsAssigned: 1,
	})
	first := map[string]any{
		"id": "1001:7001", "rights_document_id": "7001", "owner_user_id": "1001", "account_id": "99990001",
		"name": "others", "cascade": false, "master": false,
		"account_permissions": []any{"READ"}, "products": map[string]any{"ACD": map[string]any{"permissions": []any{"READ"},
			"cascade": true}}, "resources": []any{},
	}
	second := map[string]any{
		"id": "1002:7002", "rights_document_id": "7002", "owner_user_id": "1002", "account_id": "99990006",
		"name": "second", "cascade": true, "master": true,
		"account_permissions": []any{}, "products": map[string]any{},
		"resources": []any{map[string]any{"type": "GATE", "id": "5", "permissions": []any{"READ", "UPDATE"},
			"cascade": false}},
	}
	state := w.state()
	wantList(t, state["data.ringcx_rights_documents.visible"]["rights_documents"], first, second)
	wantList(t, state["data.ringcx_rights_documents.owned"]["rights_documents"], first)
	wantList(t, state["data.ringcx_rights_documents.assigned"]["rights_documents"], first)
	for _, fault := range unproven {
		fault.Route = simulator.RouteRightsVisible
		if fault.Kind == simulator.FaultSlow || fault.Body == "{}" { // an empty map is how RingCX lists none
			continue
		}
		remove := rig.Inject(fault)
		w.wantRefusal([]string{"Cannot read the rights documents"}, "plan", "-json")
		remove()
	}
}
