package provider

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// apiCallsCase is how one object of the provider is put to use.
type apiCallsCase struct {
	needs  int    // minor version of Terraform
	config string // of %[1]d objects. %[2]d changes with an edit of the configuration
	query  bool   // the configuration is for `terraform query`
	edits  bool   // an edit is applied, too
}

// eachListed has one object of the first type that RingCX lists, and after an edit of every type.
const eachListed = `
	locals {
		listed = [{ AGENT_GROUP = "Supervisors" }, {
			GATE_GROUP = "Partners", GATE = "Orders", AGENT_GROUP = "Supervisors", OUTBOUND_DIAL_GROUP = "Outbound Renewals",
			OUTBOUND_CAMPAIGN = "Win-back", CLOUD_PROFILE_GROUP = "Routing", CLOUD_PROFILE = "Main line",
			TRAC_GROUP = "Marketing", TRAC_NUMBER = "Spring leaflet",
		}][%[2]d]
		each = { for pair in setproduct(keys(local.listed), range(%[1]d)) : join(" ", pair) => pair[0] }
	}
`

// apiCallsCases are the cases by the page of the object. There are tokens, and rights documents that belong to 1001.
var apiCallsCases = map[string]apiCallsCase{
	"resources/api_token": {edits: true, config: `
		resource "ringcx_api_token" "t" {
			count   = %[1]d
			keepers = { edit = %[2]d }
		}
	`},
	"resources/user_role": {edits: true, config: `
		resource "ringcx_user_role" "t" {
			count   = %[1]d
			user_id = 1002 + %[2]d
			role    = ["ACCESS_AUDIT_LOG", "WFO_ACCESS"][count.index]
		}
	`},
	"resources/rights_document": {edits: true, config: `
		resource "ringcx_rights_document" "t" {
			count               = %[1]d
			account_id          = "99990001"
			name                = "t${count.index}"
			account_permissions = [["READ", "REPORT"][%[2]d]]
		}
	`},
	"resources/rights_document_assignment": {edits: true, config: `
		resource "ringcx_rights_document_assignment" "t" {
			count              = %[1]d
			rights_document_id = 7001 + count.index
			user_id            = 1002 + %[2]d
		}
	`},
	"data-sources/accounts":   {config: `data "ringcx_accounts" "t" { count = %[1]d }`},
	"data-sources/api_tokens": {config: `data "ringcx_api_tokens" "t" { count = %[1]d }`},
	"data-sources/users":      {config: `data "ringcx_users" "t" { count = %[1]d }`},
	"data-sources/user": {config: `
		data "ringcx_user" "t" {
			count   = %[1]d
			user_id = 1002 + count.index
		}
	`},
	"data-sources/rights_documents": {edits: true, config: `
		data "ringcx_rights_documents" "t" {
			count    = %[1]d
			relation = ["visible", "owned", "assigned"][count.index + %[2]d]
		}
	`},
	"data-sources/rights_objects": {edits: true, config: eachListed + `
		data "ringcx_rights_objects" "t" {
			for_each   = local.each
			account_id = "99990001"
			type       = each.value
		}
	`},
	"data-sources/rights_object": {edits: true, config: eachListed + `
		data "ringcx_rights_object" "t" {
			for_each   = local.each
			account_id = "99990001"
			type       = each.value
			name       = local.listed[each.value]
		}
	`},
	"ephemeral-resources/access_token": {needs: 10, config: `ephemeral "ringcx_access_token" "t" { count = %[1]d }`},
	"ephemeral-resources/api_tokens":   {needs: 10, config: `ephemeral "ringcx_api_tokens" "t" { count = %[1]d }`},
	"ephemeral-resources/api_token": {needs: 10, config: `
		data "ringcx_api_tokens" "t" {}
		ephemeral "ringcx_api_token" "t" {
			count = %[1]d
			id    = data.ringcx_api_tokens.t.ids[count.index]
		}
	`},
	"list-resources/api_token": {
		needs: 14, query: true, config: `list "ringcx_api_token" "t%[1]d" { provider = ringcx }`,
	},
	"list-resources/user_role": {
		needs: 14, query: true, config: `list "ringcx_user_role" "t%[1]d" { provider = ringcx }`,
	},
	"list-resources/rights_document": {
		needs: 14, query: true, config: `list "ringcx_rights_document" "t%[1]d" { provider = ringcx }`,
	},
	"actions/revoke_api_token": {needs: 14, config: `
		variable "ids" {
			type = list(string)
		}
		action "ringcx_revoke_api_token" "t" {
			count = %[1]d
			config {
				id = var.ids[count.index]
			}
		}
		resource "terraform_data" "t" {
			count = %[1]d
			lifecycle {
				action_trigger {
					events  = [after_create]
					actions = [action.ringcx_revoke_api_token.t[count.index]]
				}
			}
		}
	`},
}

// The guide on API calls is right about every object: the calls that it makes from its creation to its end, the role
// that is enough for all of them and without which none works, and how many requests a plan is.
func TestAccAPICalls(t *testing.T) {
	t.Parallel()
	guide := apiCallsGuide(t)
	for _, object := range slices.Sorted(maps.Keys(guide)) {
		t.Run(object, func(t *testing.T) {
			t.Parallel()
			use, ok := apiCallsCases[object]
			if !ok {
				t.Fatal("no case puts this object to use")
			}
			want := guide[object]
			roles := want.roles
			if len(roles) == 0 {
				roles = []string{"USER"}
			} else {
				u := use.start(t, "ACCESS_AUDIT_LOG")
				if u.write(1, 0); !u.refused() {
					t.Errorf("no role is needed")
				}
			}
			for _, role := range roles {
				use.start(t, role).live(want)
			}
		})
	}
}

// apiCallsUse is an object in use by a login.
type apiCallsUse struct {
	apiCallsCase
	*rig
	w *workspace
	t *testing.T
}

// start lets a user log in that has one role.
func (c apiCallsCase) start(t *testing.T, role string) apiCallsUse {
	t.Helper()
	needCLI(t, c.needs)
	users := simulator.DefaultUsers()
	users[0].Roles = []string{"USER", role}
	u := apiCallsUse{c, newRig(t, simulator.Config{
		Users: users, Lookups: simulator.Lookups{Children: simulator.ChildrenMissing},
	}), nil, t}
	var ids []string
	for i := range 2 {
		ids = append(ids, `"`+idOf(u.Mint(adminUser))+`"`)
		u.AddRightsDocument(simulator.RightsDocument{
			OwnerID: 1001, AccountID: "99990001", Name: fmt.Sprint("there ", i), AccountPermissions: []string{"READ"},
		})
	}
	u.w = newWorkspace(t, c.needs, u.login(modeEngage, adminUser))
	u.w.variable("ids", "["+strings.Join(ids, ", ")+"]")
	return u
}

// write configures n objects.
func (u apiCallsUse) write(n, edit int) {
	u.t.Helper()
	if !u.query {
		u.w.config(fmt.Sprintf(u.config+"\n# %[1]d %[2]d", n, edit))
		return
	}
	u.w.config("")
	var lists strings.Builder
	for i := range n {
		fmt.Fprintf(&lists, u.config+"\n# %[2]d\n", i, edit)
	}
	if err := os.WriteFile(filepath.Join(u.w.dir, "t.tfquery.hcl"), []byte(lists.String()), 0o600); err != nil {
		u.t.Fatal(err)
	}
}

// do applies the configuration, or runs its queries.
func (u apiCallsUse) do() outcome {
	u.t.Helper()
	if u.query {
		return u.w.terraform("query", "-json")
	}
	return u.w.terraform("apply", "-json", "-auto-approve")
}

// refused reports whether RingCX refused what was asked.
func (u apiCallsUse) refused() bool {
	u.t.Helper()
	return u.do().code != 0 && slices.ContainsFunc(u.Requests(), func(r simulator.Request) bool { return r.Status == 403 })
}

// live goes through the life of the object, and compares it with what the guide says.
func (u apiCallsUse) live(want apiCalls) {
	u.t.Helper()
	seen := map[string]bool{}
	var asked [2]int // by the plans over one object and over two
	for n := 1; n <= 2; n++ {
		u.write(n, 0)
		if o := u.do(); o.code != 0 {
			u.t.Fatal(o.text())
		}
		u.note(seen)
		if u.query {
			u.do()
		} else {
			u.w.wantEmptyPlan()
		}
		asked[n-1] = u.note(seen)
	}
	if u.edits {
		u.write(2, 1)
		if o := u.do(); o.code != 0 {
			u.t.Fatal(o.text())
		}
	}
	if !u.query {
		u.w.destroy()
	}
	u.note(seen)
	wantSame(u.t, "calls", slices.Sorted(maps.Keys(seen)), want.calls)
	if costs := map[[2]int]string{{0, 0}: "0", {1, 1}: "1", {1, 2}: "1 each"}; costs[asked] != want.cost {
		u.t.Errorf("plans over one and two are %v requests, which is not %q", asked, want.cost)
	}
}

// note adds the calls since the last note, and returns how many there were beside logins.
func (u apiCallsUse) note(seen map[string]bool) (n int) {
	for _, r := range u.Requests() {
		if strings.Contains(string(r.Route), "/admin/") {
			seen[string(r.Route)] = true
			n++
		}
	}
	u.ResetRequests()
	return n
}
