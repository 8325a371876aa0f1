package simulator_test

import (
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Every value in a tenant's file appears in the tenant's answers.
func TestReadTenant(t *testing.T) {
	t.Parallel()
	cfg, err := simulator.ReadTenant(strings.NewReader(`{
		"platform_id": "aws91", "client_id": "the-client", "client_secret": "the-secret",
		"users": [
			{"user_id": "7", "user_name": "root@example.org", "password": "root-password", "jwt": "e30.e30.root",
				"first_name": "Ro", "last_name": "Ot", "roles": ["USER", "SUPER_USER"]},
			{"user_id": 8, "user_name": "child@example.org", "password": "child-password", "parent_user_id": "7",
				"enabled": false},
			{"user_id": 9, "user_name": "other-child@example.org", "parent_user_id": 8, "enabled": true}
		],
		"accounts": [
			{"account_id": "11110001", "account_name": "One", "main_account_id": "11110000", "main_account_name": "Main",
				"account_type": "OMNI", "rc_account_id": "5", "archived": true},
			{"account_id": 11110002}
		]
	}`))
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, cfg)
	login := b.do("POST", engagePath+"?username=root@example.org&password=root-password&platformId=aws91", "")
	b.want(login, 200, "application/json")
	bearer := "Authorization: Bearer " + login.json(t)["accessToken"].(string)
	grant := b.do("POST", oauthPath, "grant_type="+jwtGrant+"&assertion=e30.e30.root", basic("the-client", "the-secret"),
		"Content-Type: application/x-www-form-urlencoded")
	b.want(grant, 200, "application/json")
	if a := b.do("POST", engagePath+"?username=child@example.org&password=child-password", ""); a.status != 401 {
		t.Errorf("a user who is not enabled logs in: %d", a.status)
	}
	users := b.users("?flatten=true", bearer).list(t)
	for i, want := range []map[string]any{
		{"userId": 7.0, "firstName": "Ro", "lastName": "Ot", "enabled": true},
		{"parentPath": "7", "enabled": false},
		{"parentPath": "7.8", "enabled": true},
	} {
		b.wantFields("user", users[i], want)
	}
	if roles := users[0].(map[string]any)["roles"].([]any); len(roles) != 2 {
		t.Errorf("roles %v", roles)
	}
	accounts := b.do("GET", "/voice/api/v1/admin/accounts", "", bearer).list(t)
	b.wantFields("account", accounts[0], map[string]any{
		"accountId": "11110001", "accountName": "One", "mainAccountId": "11110000", "mainAccountName": "Main",
		"accountType": "OMNI", "archivedAccount": true,
	})
	b.wantFields("its main account", accounts[0].(map[string]any)["mainAccount"], map[string]any{"rcAccountId": "5"})
	b.wantFields("account", accounts[1], map[string]any{"accountId": "11110002", "archivedAccount": false})
	b.documented()
}

// Parts that a file leaves out come from the default tenant. An empty list stays empty.
func TestReadTenantDefaults(t *testing.T) {
	t.Parallel()
	for file, want := range map[string][2]int{
		`{}`:               {len(simulator.DefaultUsers()), len(simulator.DefaultAccounts())},
		`{"users": []}`:    {0, len(simulator.DefaultAccounts())},
		`{"accounts": []}`: {len(simulator.DefaultUsers()), 0},
	} {
		cfg, err := simulator.ReadTenant(strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if cfg = simulator.New(cfg).Config(); len(cfg.Users) != want[0] || len(cfg.Accounts) != want[1] ||
			cfg.PlatformID != simulator.DefaultPlatformID {
			t.Errorf("%s: %d users, %d accounts, platform %q", file, len(cfg.Users), len(cfg.Accounts), cfg.PlatformID)
		}
	}
}

func TestReadTenantRefuses(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		`{"platform": "x"}`: `"platform"`,
		`{"users": [{"user_id": 1, "user_name": "a", "email": "b"}]}`: `"email"`,
		`{"accounts": [{"id": 1}]}`:                                   `"id"`,
		`{"users": [{"user_name": "a"}]}`:                             "users[0] has no user_id",
		`{"users": [{"user_id": 1}]}`:                                 "users[0] has no user_name",
		`{"users": [{"user_id": "x1", "user_name": "a"}]}`:            "the id x1 is not made of digits",
		`{"users": [{"user_id": 1, "user_name": "a"},
			{"user_id": 1, "user_name": "b"}]}`: "users[1] has the same user_id 1 as another user",
		`{"users": [{"user_id": 1, "user_name": "a"},
			{"user_id": 2, "user_name": "a"}]}`: `users[1] has the same user_name "a" as another user`,
		`{"users": [{"user_id": 1, "user_name": "a", "parent_user_id": 2}]}`: "users[0] has the parent_user_id 2",
		`{"users": [{"user_id": 1, "user_name": "a", "parent_user_id": 1}]}`: "users[0] has the parent_user_id 1",
		`{"accounts": [{"account_name": "a"}]}`:                              "accounts[0] has no account_id",
		`{"accounts": [{"account_id": "1"}, {"account_id": 1}]}`: "accounts[1] has the " +
			"same account_id 1 as another account",
		`{"users": [{"user_id": 1, "user_name": "a", "enabled": "yes"}]}`:                 "enabled",
		`{"objects": [{"account_id": 1, "type": "GATES", "id": 1}]}`:                      `objects[0] has the type "GATES"`,
		`{"objects": [{"account_id": 1, "type": "GATE_GROUP"}]}`:                          "objects[0] has no id",
		`{"objects": [{"type": "GATE_GROUP", "id": 1}]}`:                                  "objects[0] has no account_id",
		`{"objects": [{"account_id": 1, "type": "GATE", "id": 1}]}`:                       "objects[0] has the parent_id 0",
		`{"objects": [{"account_id": 1, "type": "GATE_GROUP", "id": 1, "parent_id": 1}]}`: "objects[0] has the parent_id 1",
		`{"objects": [{"account_id": 1, "type": "GATE_GROUP", "id": 1},
			{"account_id": 1, "type": "GATE_GROUP", "id": 1}]}`: "objects[1] has the same type and id",
		`{} {}`: "more data after",
		``:      "EOF",
		`[]`:    "array",
	} {
		if _, err := simulator.ReadTenant(strings.NewReader(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", file, err, want)
		}
	}
}
