package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// API.md, section 5: the accounts, an array with string ids, secrets, nulls and unknown fields.
func TestAccounts(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	for _, a := range []answer{
		b.do("GET", "/voice/api/v1/admin/accounts", "", b.bearer(ivr)),
		b.do("GET", "/api/v1/admin/accounts", "", b.authToken(ivr)),
	} {
		b.want(a, 200, "application/json")
		accounts := a.list(t)
		if len(accounts) != len(simulator.DefaultAccounts()) {
			t.Fatalf("%d accounts", len(accounts))
		}
		ids := []string{}
		for _, v := range accounts {
			account := v.(map[string]any)
			ids = append(ids, account["accountId"].(string))
			for _, name := range []string{"crmPwd", "ftpPwd", "securityKey", "phoneRecordingPin"} {
				secret := fmt.Sprintf("%.0f", account[name])
				if text, ok := account[name].(string); ok {
					secret = text
				}
				if !slices.Contains(b.sim.Secrets(), secret) {
					t.Errorf("%s %q is not among Secrets", name, secret)
				}
			}
			if account["crmUid"] == nil || account["simulatedExtra"] == nil {
				t.Error("crmUid or the unknown field is missing")
			}
			if _, ok := account["enableMultiuser"]; !ok {
				t.Error("the account spells enableMultiuser")
			}
		}
		if slices.IsSorted(ids) {
			t.Error("the accounts are in order, which no document promises")
		}
		first := accounts[0].(map[string]any)
		b.wantFields("account", first, map[string]any{
			"mainAccountId": "99990000", "accountType": "OMNI", "archivedAccount": false,
		})
		b.wantFields("its main account", first["mainAccount"], map[string]any{
			"mainAccountName": "Example Main", "rcAccountId": "400131426008",
		})
		bare := accounts[len(accounts)-1].(map[string]any)
		for _, name := range []string{"mainAccountId", "mainAccountName", "mainAccount", "accountType"} {
			if value, ok := bare[name]; !ok || value != nil {
				t.Errorf("%s is %v, want null", name, value)
			}
		}
	}
	b.documented()
}

func TestNoAccounts(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{Accounts: []simulator.Account{}})
	if a := b.do("GET", "/voice/api/v1/admin/accounts", "", b.bearer(admin)); a.body != "[]" {
		t.Errorf("body %q", a.body)
	}
}

func (b *bench) users(query string, credential string) answer {
	b.Helper()
	return b.do("GET", "/voice/api/v1/admin/users"+query, "", credential)
}

// API.md, section 6.1: a tree by default, flat on request; section 6.2: fields of the user.
func TestUsers(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	bearer := b.bearer(admin)
	tree := b.users("", bearer).list(t)
	if len(tree) != 1 {
		t.Fatalf("%d users at the top", len(tree))
	}
	root := tree[0].(map[string]any)
	children := root["children"].([]any)
	b.wantFields("root", root, map[string]any{
		"userId": 1001.0, "userName": admin, "rootUser": true, "parentPath": nil,
	})
	if len(children) != 3 {
		t.Errorf("%d children", len(children))
	}
	child := children[0].(map[string]any)
	b.wantFields("child", child, map[string]any{
		"userId": 1002.0, "parentPath": "1001", "enabled": true, "fullName": "IVR Service", "rootUser": false,
		"rcUserId": 400001002.0,
	})
	for _, name := range []string{"email", "password"} {
		if _, ok := child[name]; ok {
			t.Errorf("a user has no %s", name)
		}
	}
	if role := root["roles"].([]any)[1].(map[string]any); role["roleType"] != "MANAGE_USERS" || role["description"] == "" {
		t.Errorf("role %v", role)
	}
	b.sim.DisableUser(crm)
	for query, want := range map[string]int{
		"?flatten=true": 4, "?flatten=true&activeOnly=true": 3, "?flatten=true&activeOnly=false": 4,
	} {
		if flat := b.users(query, bearer).list(t); len(flat) != want {
			t.Errorf("%s: %d users", query, len(flat))
		}
	}
	if others := b.users("?flatten=true", b.bearer(other)).list(t); len(others) != 1 {
		t.Errorf("an unrelated root sees %d users", len(others))
	}
	b.documented()
}

// API.md, section 6.2: dotted ids, the direct parent last.
func TestUsersParentPath(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{Users: append(simulator.DefaultUsers(),
		simulator.User{ID: 3001, Name: "deep@example.com", ParentID: 1002},
		simulator.User{ID: 3002, Name: "deeper@example.com", ParentID: 3001})})
	bearer := b.bearer(admin)
	flat := b.users("?flatten=true", bearer).list(t)
	if path := flat[len(flat)-1].(map[string]any)["parentPath"]; path != "1001.1002.3001" {
		t.Errorf("parentPath %v", path)
	}
	b.sim.DisableUser("deep@example.com")
	body := b.users("?activeOnly=true", bearer).body
	if !strings.Contains(body, "deeper@example.com") || strings.Contains(body, `"deep@example.com"`) {
		t.Error("a user below a disabled one is lost, or the disabled one is listed")
	}
}

// API.md, section 6: MANAGE_USERS or SUPER_USER.
func TestUsersNeedARole(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{})
	body := b.wantError(b.users("", b.bearer(ivr)), 403, "/api/v1/admin/users - GET")
	if body["errorCode"] != "access.denied.exception" {
		t.Errorf("body %v", body)
	}
}

// API.md, section 6.3: roles have two shapes.
func TestRolesAsStrings(t *testing.T) {
	t.Parallel()
	b := newBench(t, simulator.Config{RolesAsStrings: true})
	root := b.users("", b.bearer(admin)).list(t)[0].(map[string]any)
	if got := fmt.Sprint(root["roles"]); got != "[USER MANAGE_USERS MANAGE_RIGHTS]" {
		t.Errorf("roles %s", got)
	}
}
