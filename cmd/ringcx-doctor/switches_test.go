package main

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/doctor"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// seen is what one check must say about a scene.
type seen struct {
	id         string
	status     doctor.Status
	assumption doctor.Assumption
	words      string // in what it saw
}

func fault(f simulator.Fault) func(*simulator.Server) {
	return func(s *simulator.Server) { s.Inject(f) }
}

// switches are the ways in which RingCX may answer otherwise, and what the doctor says.
var switches = map[string]struct {
	mode string // "": engage
	scene
	want []seen
}{
	"token in quotes": {scene: scene{tenant: simulator.Config{Token: simulator.TokenQuoted}},
		want: []seen{{"create.reply", doctor.OK, doctor.Otherwise, "<prefix>:<uuid> in quotes"}}},
	"token with a line break": {scene: scene{tenant: simulator.Config{Token: simulator.TokenTrailingNewline}},
		want: []seen{{"create.reply", doctor.OK, doctor.Otherwise, "<prefix>:<uuid> and white space"}}},
	"reply spells bare": {scene: scene{tenant: simulator.Config{Spelling: simulator.SpellingBareReply}},
		want: []seen{{"create.spelling", doctor.OK, doctor.Otherwise, "as <uuid>, the list as <prefix>:<uuid>"}}},
	"reply spells in capitals": {scene: scene{tenant: simulator.Config{Spelling: simulator.SpellingUpperReply}},
		want: []seen{{"create.spelling", doctor.OK, doctor.Otherwise, "<uuid in capitals>"}}},
	"list in braces": {scene: scene{tenant: simulator.Config{List: simulator.ListBraces, Tokens: 2}},
		want: []seen{{"tokens.list", doctor.OK, doctor.Otherwise, "no JSON in {"}}},
	"list shuffled": {scene: scene{tenant: simulator.Config{Shuffle: true, Tokens: 9}},
		want: []seen{{"tokens.form", doctor.OK, doctor.AsDocumented, "9 of the form <prefix>:<uuid>"}}},
	"list lags": {scene: scene{tenant: simulator.Config{ListLag: 10 * time.Second}},
		want: []seen{{"create.lag", doctor.OK, doctor.Otherwise, "10s after the reply"}}},
	"list lags for long": {scene: scene{tenant: simulator.Config{ListLag: 5 * time.Minute}},
		want: []seen{{"create.lag", doctor.Warn, doctor.Otherwise, "not show the token within 1m0s"}}},
	"list has something else": {scene: scene{tenant: simulator.Config{ListExtra: []string{"what is this"}}},
		want: []seen{{"tokens.form", doctor.OK, doctor.Otherwise, "1 of the form 12 bytes"}}},
	"bare tokens": {scene: scene{tenant: simulator.Config{BareTokens: true, Tokens: 1}},
		want: []seen{{"tokens.form", doctor.OK, doctor.AsDocumented, "1 of the form <uuid>"}}},
	"opaque tokens": {scene: scene{tenant: simulator.Config{OpaqueTokens: true, Tokens: 1}},
		want: []seen{{"tokens.form", doctor.OK, doctor.Otherwise, "40 bytes"}}},
	"delete without content": {scene: scene{tenant: simulator.Config{Delete: simulator.DeleteNoContent}},
		want: []seen{{"create.revoke", doctor.OK, doctor.AsDocumented, "204 No Content"}}},
	"delete of the unknown is 404": {
		scene: scene{tenant: simulator.Config{UnknownDelete: simulator.UnknownDeleteNotFound}},
		want: []seen{
			{"create.revoke", doctor.OK, doctor.AsDocumented, "text/plain: true"},
			{"create.revoke-again", doctor.OK, doctor.Otherwise, "404 Not Found"}}},
	"access token refused in X-Auth-Token": {scene: scene{tenant: simulator.Config{SessionStrict: true}},
		want: []seen{{"header.x-auth-token", doctor.Warn, doctor.Otherwise, "401 Unauthorized"}}},
	"refresh refused": {
		scene: scene{before: fault(simulator.Fault{Route: simulator.RouteRefresh, Kind: simulator.FaultStatus, Status: 401})},
		want:  []seen{{"login.refresh", doctor.Warn, doctor.Otherwise, "401 Unauthorized"}}},
	"agentDetails null": {scene: scene{tenant: simulator.Config{NoAgents: true}},
		want: []seen{{"login.engage", doctor.OK, doctor.AsDocumented, "agentDetails null"}}},
	"sessions of a minute": {scene: scene{tenant: simulator.Config{SessionLifetime: time.Minute}},
		want: []seen{{"login.session", doctor.OK, doctor.Otherwise, "a session of 1m0s"}}},
	"clock behind by ten minutes": {
		scene: scene{tenant: simulator.Config{Now: func() time.Time { return time.Now().Add(10 * time.Minute) }}},
		want:  []seen{{"reach.clock", doctor.Warn, doctor.NotTried, "10m0s behind the server's"}}},
	"clock ahead by ten minutes": {
		scene: scene{tenant: simulator.Config{Now: func() time.Time { return time.Now().Add(-10 * time.Minute) }}},
		want:  []seen{{"reach.clock", doctor.Warn, doctor.NotTried, "10m0s ahead of the server's"}}},
	"JWT expires in a week": {mode: ringcxtest.RingCentral, scene: scene{tenant: simulator.Config{Users: []simulator.User{
		{ID: 1001, Name: simulator.DefaultUserName, JWT: jwtUntil("947289600"), Roles: []string{"USER"}}}}},
		want: []seen{{"settings.jwt", doctor.Warn, doctor.NotTried, "The jwt expires soon"}}},
	"no roles": {
		scene: scene{before: func(s *simulator.Server) {
			for _, role := range []string{"MANAGE_USERS", "MANAGE_RIGHTS"} {
				s.TakeRole(s.Config().Users[0].ID, role)
			}
		}},
		want: []seen{
			{"users.list", doctor.Warn, doctor.AsDocumented, "errorCode \"access.denied.exception\""},
			{"users.roles", doctor.Skip, doctor.NotTried, "it needs users.list"},
			{"roles.list", doctor.Warn, doctor.AsDocumented, "403 Forbidden"},
			{"manage.ringcx_api_token", doctor.OK, doctor.NotTried, ""},
			{"manage.ringcx_user_role", doctor.Warn, doctor.NotTried, "the role MANAGE_USERS or SUPER_USER is missing"},
			{"manage.ringcx_rights_document", doctor.Warn, doctor.NotTried, "MANAGE_RIGHTS or SUPER_USER is missing"},
			{"manage.ringcx_rights_document_assignment", doctor.Warn, doctor.NotTried, "MANAGE_RIGHTS"}}},
	"the list of users is down": {
		scene: scene{before: fault(simulator.Fault{Route: simulator.RouteUsers, Kind: simulator.FaultStatus, Status: 500})},
		want: []seen{
			{"users.list", doctor.Warn, doctor.Otherwise, "unknown.exception"},
			{"manage.ringcx_user_role", doctor.Warn, doctor.NotTried, "not with this login: see users.list"}}},
	"no account": {scene: scene{tenant: simulator.Config{Accounts: []simulator.Account{}}},
		want: []seen{{"accounts.list", doctor.Warn, doctor.AsDocumented, "list of 0"}}},
	"roles as strings": {scene: scene{tenant: simulator.Config{RolesAsStrings: true}},
		want: []seen{{"users.roles", doctor.OK, doctor.AsDocumented, `"MANAGE_RIGHTS" or`}}},
	"ids as strings": {scene: scene{tenant: simulator.Config{Rights: simulator.Rights{StringIDs: true}}},
		want: []seen{{"users.list", doctor.OK, doctor.Otherwise, `userId "integer"`}}},
	"names with a suffix": {
		scene: scene{tenant: simulator.Config{Rights: simulator.Rights{UserNames: simulator.UserNamesEnvironment}}},
		want:  []seen{{"users.list", doctor.OK, doctor.AsDocumented, "under another name than that of the login"}}},
	"rights documents": {scene: scene{before: someDocument},
		want: []seen{
			{"rights.visible", doctor.OK, doctor.AsDocumented, "1 key with 1 document"},
			{"rights.keys", doctor.OK, doctor.AsDocumented, "1 of the form integer"}}},
	"rights documents by name": {
		scene: scene{tenant: simulator.Config{Rights: simulator.Rights{KeysByName: true}}, before: someDocument},
		want:  []seen{{"rights.keys", doctor.OK, doctor.Otherwise, "not the accounts"}}},
	"rights documents whole": {scene: scene{before: someDocument},
		want: []seen{{"rights.entries", doctor.OK, doctor.AsDocumented, "whole"}}},
	"a rights document that gives nothing": {
		scene: scene{before: func(s *simulator.Server) {
			s.AddRightsDocument(simulator.RightsDocument{OwnerID: s.Config().Users[0].ID, AccountID: s.Config().Accounts[0].ID})
		}},
		want: []seen{{"rights.entries", doctor.Skip, doctor.NotTried, "no rights document that gives something"}}},
	"rights documents in part": {scene: listed(simulator.ListedInPart),
		want: []seen{{"rights.entries", doctor.Warn, doctor.Otherwise,
			"it lacks accountPermissions, productPermissions, resourcePermissions"}}},
	"rights documents emptied": {scene: listed(simulator.ListedEmptied),
		want: []seen{{"rights.entries", doctor.Warn, doctor.Otherwise, "it lacks what is in accountPermissions, what is"}}},
	"rights documents without entries": {scene: listed(simulator.ListedWithoutEntries),
		want: []seen{{"rights.entries", doctor.Warn, doctor.Otherwise,
			"it lacks what is in productPermissions, what is in resourcePermissions"}}},
	"rights documents otherwise": {scene: listed(simulator.ListedOtherwise),
		want: []seen{{"rights.entries", doctor.Warn, doctor.Otherwise,
			"it lacks productPermissions.cascade, resourcePermissions.cascade"}}},
	"nothing in the accounts": {scene: scene{tenant: simulator.Config{Objects: []simulator.Object{}}},
		want: []seen{
			{"objects.queues", doctor.OK, doctor.AsDocumented, "list of 0"},
			{"objects.secrets", doctor.Skip, doctor.NotTried, "nothing is listed"},
			{"manage.data.ringcx_rights_object", doctor.OK, doctor.NotTried, ""}}},
	"an empty group": {scene: scene{tenant: simulator.Config{Objects: []simulator.Object{
		{Type: "GATE_GROUP", ID: 52653, Name: "Inbound", AccountID: simulator.DefaultAccounts()[1].ID}}}},
		want: []seen{{"objects.queues", doctor.OK, doctor.AsDocumented, "gates missing; one group has a list of 0"}}},
	"objects as in the samples": {want: []seen{
		{"objects.queues", doctor.OK, doctor.AsDocumented, "gates missing; one group has a list of 2: object, gateId int"},
		{"objects.agent-groups", doctor.OK, doctor.AsDocumented, "agentGroupId integer"},
		{"objects.dial-groups", doctor.OK, doctor.AsDocumented, "isActive true"},
		{"objects.campaigns", doctor.OK, doctor.AsDocumented, "campaigns list of 2: object, campaignId integer, isActive in"},
		{"objects.cloud-profiles", doctor.OK, doctor.AsDocumented, "cloudRouteProfiles list of 1"},
		{"objects.tracking-numbers", doctor.OK, doctor.AsDocumented, "tracNumbers list of 1: object, tracId integer"},
		{"objects.secrets", doctor.OK, doctor.AsDocumented, "authKey, ftpPwd, httpPassword"},
		{"objects.main-account", doctor.OK, doctor.AsDocumented, "RingCX answered 404 Not Found"},
		{"manage.data.ringcx_rights_objects", doctor.OK, doctor.NotTried, ""}}},
	"groups with what is in them": {scene: looked(simulator.Lookups{Children: simulator.ChildrenThere}),
		want: []seen{{"objects.queues", doctor.OK, doctor.AsDocumented, "gates list of 4: object, gateId integer"}}},
	"groups without what is in them": {scene: looked(simulator.Lookups{Children: simulator.ChildrenMissing}),
		want: []seen{{"objects.campaigns", doctor.OK, doctor.Otherwise, "campaigns missing; one group has a list of 2"}}},
	"groups with null": {scene: looked(simulator.Lookups{Children: simulator.ChildrenNull}),
		want: []seen{{"objects.queues", doctor.OK, doctor.Otherwise, "gates null; one group has a list of 2"}}},
	"groups with nothing in them": {scene: looked(simulator.Lookups{Children: simulator.ChildrenEmpty}),
		want: []seen{
			{"objects.queues", doctor.Warn, doctor.Otherwise, "gates list of 0; one group has a list of 2"},
			{"manage.data.ringcx_rights_objects", doctor.Warn, doctor.NotTried, "with a restriction: see objects.queues and"}}},
	"activity as true": {scene: looked(simulator.Lookups{Activity: simulator.ActivityBooleans}),
		want: []seen{{"objects.campaigns", doctor.OK, doctor.Otherwise, "isActive false or true"}}},
	"activity as a number": {scene: looked(simulator.Lookups{Activity: simulator.ActivityNumbers}),
		want: []seen{{"objects.dial-groups", doctor.OK, doctor.Otherwise, "isActive integer"}}},
	"activity as a letter": {scene: looked(simulator.Lookups{Activity: simulator.ActivityLetters}),
		want: []seen{{"objects.campaigns", doctor.OK, doctor.Otherwise, `isActive "1 byte"`}}},
	"groups as pairs": {
		want: []seen{{"objects.queues", doctor.OK, doctor.AsDocumented, "gateGroup of id and description"}}},
	"groups as whole objects": {scene: looked(simulator.Lookups{FullReferences: true}),
		want: []seen{{"objects.queues", doctor.OK, doctor.AsDocumented, "gateGroup as a whole object"}}},
	"object ids as strings": {scene: scene{tenant: simulator.Config{Rights: simulator.Rights{StringIDs: true}}},
		want: []seen{{"objects.agent-groups", doctor.OK, doctor.Otherwise, `agentGroupId "integer"`}}},
	"the main account is forbidden": {
		scene: looked(simulator.Lookups{UnknownAccount: simulator.UnknownAccountForbidden}),
		want:  []seen{{"objects.main-account", doctor.OK, doctor.AsDocumented, "RingCX answered 403 Forbidden"}}},
	"the main account is empty": {scene: looked(simulator.Lookups{UnknownAccount: simulator.UnknownAccountEmpty}),
		want: []seen{{"objects.main-account", doctor.OK, doctor.AsDocumented, "list of 0"}}},
	"no READ on the account": {
		scene: scene{tenant: simulator.Config{Users: []simulator.User{
			simulator.DefaultUsers()[1], simulator.DefaultUsers()[0]}}}, // the first is below the second, and has no rights
		want: []seen{
			{"objects.queues", doctor.Warn, doctor.AsDocumented, "READ on the account is missing"},
			{"objects.secrets", doctor.Skip, doctor.NotTried, "nothing is listed"},
			{"manage.data.ringcx_rights_objects", doctor.Warn, doctor.NotTried,
				"READ on the account is missing, see objects.queues and 5 others"}}},
	"a list of objects is down": {
		scene: scene{before: fault(simulator.Fault{
			Route: simulator.RouteAgentGroups, Kind: simulator.FaultStatus, Status: 500})},
		want: []seen{
			{"objects.agent-groups", doctor.Warn, doctor.Otherwise, "500 Internal Server Error"},
			{"manage.data.ringcx_rights_objects", doctor.Warn, doctor.NotTried, "this login: see objects.agent-groups"}}},
	"a group is down": {
		scene: scene{before: fault(simulator.Fault{
			Route: simulator.RouteGates, Kind: simulator.FaultStatus, Status: 500})},
		want: []seen{{"objects.queues", doctor.Warn, doctor.Otherwise, "500 Internal Server Error"}}},
	"documented limits": {mode: ringcxtest.RingCentral, scene: scene{tenant: simulator.Config{
		Limits: simulator.DocumentedLimits()}}, want: []seen{{"create.revoke-again", doctor.OK, doctor.AsDocumented, ""}}},
	"limited at the door": {scene: scene{tenant: simulator.Config{Limits: []simulator.Limit{{
		Routes: []simulator.Route{simulator.RouteTokenList}, Requests: 1, Window: time.Minute}}}},
		want: []seen{{"tokens.list", doctor.OK, doctor.AsDocumented, ""}}},
	"strict Accept and parameters": {scene: scene{tenant: simulator.Config{AcceptStrict: true, ParametersStrict: true}},
		want: []seen{{"login.engage", doctor.OK, doctor.AsDocumented, ""}}},
	"a proxy answers everything with HTML": {scene: scene{before: fault(simulator.Fault{Kind: simulator.FaultHTML})},
		want: []seen{{"reach.api", doctor.Fail, doctor.NotTried, "200 OK, text/html"}}},
	"a proxy wants a login": {
		scene: scene{before: fault(simulator.Fault{Kind: simulator.FaultHTML, Status: http.StatusUnauthorized})},
		want:  []seen{{"reach.api", doctor.Fail, doctor.NotTried, "401 Unauthorized, text/html: HTML or XML"}}},
	"a proxy refuses": {
		scene: scene{before: fault(simulator.Fault{Kind: simulator.FaultHTML, Status: http.StatusForbidden})},
		want:  []seen{{"reach.api", doctor.Fail, doctor.NotTried, "403 Forbidden, text/html"}}},
	"a proxy redirects": {scene: scene{before: fault(simulator.Fault{Kind: simulator.FaultRedirect})},
		want: []seen{{"reach.api", doctor.Fail, doctor.NotTried, "302 Found"}}},
	"a gateway drops X-Auth-Token": {
		scene: scene{before: fault(simulator.Fault{Kind: simulator.FaultDropHeader, Route: simulator.RouteTokenList})},
		want:  []seen{{"header.x-auth-token", doctor.Warn, doctor.NotTried, "Jwt is missing"}}},
	"a gateway drops the token": {mode: ringcxtest.APIToken,
		scene: scene{before: fault(simulator.Fault{Kind: simulator.FaultDropHeader, Route: simulator.RouteTokenList})},
		want:  []seen{{"tokens.list", doctor.Fail, doctor.NotTried, "Jwt is missing"}}},
	"the login is a page": {
		scene: scene{before: fault(simulator.Fault{Route: simulator.RouteEngageLogin, Kind: simulator.FaultHTML})},
		want:  []seen{{"login.engage", doctor.Fail, doctor.NotTried, "200 OK, text/html"}}},
	"the list is a page": {
		scene: scene{before: fault(simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultHTML, After: 1})},
		want:  []seen{{"tokens.list", doctor.Fail, doctor.NotTried, "HTML or XML"}}},
	"nothing answers": {scene: scene{before: fault(simulator.Fault{Kind: simulator.FaultDropBefore})},
		want: []seen{{"reach.api", doctor.Fail, doctor.NotTried, "no answer"}}},
	"nothing answers in time": {scene: scene{before: fault(simulator.Fault{Kind: simulator.FaultHang})},
		want: []seen{{"reach.api", doctor.Fail, doctor.NotTried, "no answer in time"}}},
	"RingCX is down": {
		scene: scene{before: fault(simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusServiceUnavailable})},
		want:  []seen{{"reach.api", doctor.Fail, doctor.NotTried, "503 Service Unavailable"}}},
	"no accounts to see": {
		scene: scene{before: fault(simulator.Fault{
			Route: simulator.RouteAccounts, Kind: simulator.FaultStatus, Status: http.StatusForbidden})},
		want: []seen{
			{"accounts.list", doctor.Warn, doctor.Otherwise, "403 Forbidden"},
			{"manage.data.ringcx_accounts", doctor.Warn, doctor.NotTried, "see accounts.list"}}},
	"it does not say who I am": {mode: ringcxtest.APIToken,
		scene: scene{before: fault(simulator.Fault{Route: simulator.RouteWhoAmI, Kind: simulator.FaultStatus, Status: 404})},
		want: []seen{
			{"users.self", doctor.Warn, doctor.Otherwise, "404 Not Found"},
			{"roles.list", doctor.Skip, doctor.NotTried, "does not say whose login"}}},
	"tokens make no tokens": {mode: ringcxtest.APIToken,
		scene: scene{before: fault(simulator.Fault{
			Route: simulator.RouteTokenCreate, Kind: simulator.FaultStatus, Status: http.StatusForbidden})},
		want: []seen{
			{"create.reply", doctor.Fail, doctor.Otherwise, "403 Forbidden"},
			{"create.taken-back", doctor.OK, doctor.NotTried, "0 tokens made, 0 revoked"}}},
}

func someDocument(s *simulator.Server) {
	user, account := s.Config().Users[0], s.Config().Accounts[0]
	s.AddRightsDocument(simulator.RightsDocument{
		OwnerID: user.ID, AccountID: account.ID, Name: "Nightshift", AccountPermissions: []string{"READ"},
		Products:  []simulator.ProductRights{{Product: "ACD", Permissions: []string{"READ"}}},
		Resources: []simulator.ResourceRights{{Type: "GATE", ID: 61201, Permissions: []string{"READ"}}},
	})
}

// listed is some rights document in lists that show it in a form.
func listed(form simulator.ListedRights) scene {
	return scene{tenant: simulator.Config{Rights: simulator.Rights{Listed: form}}, before: someDocument}
}

// looked is a tenant that serves lists of objects otherwise.
func looked(lookups simulator.Lookups) scene {
	return scene{tenant: simulator.Config{Lookups: lookups}}
}

// Each switch of the simulator is in a row, but for those that change no answer to what the doctor asks.
func TestEverySwitchIsTried(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{
		"ClientID": true, "ClientSecret": true, "PlatformID": true, // TestWrongSettings
		"RefreshOnRequest": true, // the provider always asks for one
		// Of documents and roles that are written:
		"Create": true, "Update": true, "Assign": true, "Repeated": true, "NameTaken": true, "Stored": true, "Owner": true,
		"KeepInUse": true, "FalseReplies": true, "LateReads": true, "SessionKeepsRoles": true,
		"Outside": true, // of other users
	}
	for _, c := range switches {
		for _, config := range []any{c.tenant, c.tenant.Rights, c.tenant.Lookups} {
			for field, value := range reflect.ValueOf(config).Fields() {
				tried[field.Name] = tried[field.Name] || !value.IsZero()
			}
		}
	}
	for name, was := range tried {
		if !was {
			t.Errorf("no row has the switch %s", name)
		}
	}
}

// The doctor sees each switch that changes an answer, in the report and on the page, and leaves no token behind.
func TestSwitches(t *testing.T) {
	t.Parallel()
	for name, c := range switches {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mode := c.mode
			if mode == "" {
				mode = ringcxtest.Engage
			}
			sc := c.scene
			sc.args = []string{"-json", "-create-token", "-yes"}
			o := sc.run(t, mode)
			for _, want := range c.want {
				e := o.entry(t, want.id)
				if e.Status != want.status || e.Assumption != want.assumption || !strings.Contains(e.Seen, want.words) {
					t.Errorf("%+v, want %+v", e, want)
				}
			}
			if fails := o.with(doctor.Fail); (o.status == statusFail) != (len(fails) > 0) || len(fails) > 1 {
				t.Errorf("status %d, failed %q", o.status, fails)
			}
			had := sc.tenant.Tokens
			if mode == ringcxtest.APIToken {
				had++
			}
			if left := o.sim.Tokens(simulator.DefaultUserName); len(left) != had {
				t.Errorf("%d tokens are left of %d", len(left), had)
			}
			sc.args = []string{"-create-token", "-yes"}
			text := sc.run(t, mode)
			for _, want := range c.want {
				if want.status != doctor.Skip && !strings.Contains(text.stdout, want.words) {
					t.Errorf("the page lacks %q:\n%s", want.words, text.stdout)
				}
			}
			if text.status != o.status {
				t.Errorf("status %d with a page, %d with a report", text.status, o.status)
			}
		})
	}
}
