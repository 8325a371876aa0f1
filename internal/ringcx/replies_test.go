package ringcx_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// A field of an undocumented type is read if possible, and null otherwise. The other fields are not affected.
func TestAccountFieldsOfAnotherType(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{body: `{"accountId":1}`, want: `{"ID":"1"}`},
		{body: `{"accountId":"1","accountName":7}`, want: `{"ID":"1","Name":"7"}`},
		{body: `{"accountId":"1","accountName":["x"]}`, want: `{"ID":"1"}`},
		{body: `{"accountId":"1","accountName":""}`, want: `{"ID":"1","Name":""}`},
		{
			body: `{"accountId":"1","accountName":{"x":1},"accountType":true,"archivedAccount":1}`,
			want: `{"ID":"1","Archived":true}`,
		},
		{body: `{"accountId":"1","archivedAccount":"true"}`, want: `{"ID":"1","Archived":true}`},
		{body: `{"accountId":"1","archivedAccount":"N"}`, want: `{"ID":"1","Archived":false}`},
		{body: `{"accountId":"1","archivedAccount":"perhaps","archived":true}`, want: `{"ID":"1","Archived":true}`},
		{body: `{"accountId":"1","mainAccount":"99990000","mainAccountId":2}`, want: `{"ID":"1","MainAccountID":"2"}`},
		{
			body: `{"accountId":"1","mainAccountId":[],"mainAccount":{"mainAccountId":2,"mainAccountName":3,"rcAccountId":{}}}`,
			want: `{"ID":"1","MainAccountID":"2","MainAccountName":"3"}`,
		},
		{
			body: `{"accountId":"1","rcAccountId":null,"mainAccount":{"rcAccountId":4},"crmPwd":"canary",` +
				`"startDate":{"year":1}}`,
			want: `{"ID":"1","RCAccountID":"4"}`,
		},
		{
			body: `{"accountId":"1","accountName":"a","mainAccountId":"2","mainAccountName":"m","accountType":"OMNI",` +
				`"rcAccountId":"4","archived":false,"children":"none"}`,
			want: `{"ID":"1","Name":"a","MainAccountID":"2","MainAccountName":"m","Type":"OMNI","RCAccountID":"4",` +
				`"Archived":false}`,
		},
	} {
		rig := newRig(t, simulator.Config{})
		rig.Inject(simulator.Fault{Route: simulator.RouteAccounts, Kind: simulator.FaultGarbage, Body: "[" + c.body + "]"})
		accounts, err := rig.Client(t, engage).Accounts(t.Context())
		if err != nil || len(accounts) != 1 || known(t, accounts[0]) != c.want {
			t.Errorf("%s: got %s, %v", c.body, known(t, accounts), err)
		}
	}
}

func TestUserFieldsOfAnotherType(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{body: `{"userId":"7","userName":7,"firstName":true,"lastName":[]}`, want: `{"ID":"7","Name":"7"}`},
		{body: `{"userId":7,"enabled":1,"parentPath":1001}`, want: `{"ID":"7","Enabled":true,"ParentUserID":"1001"}`},
		{body: `{"userId":7,"enabled":"Y","parentPath":{}}`, want: `{"ID":"7","Enabled":true}`},
		{body: `{"userId":7,"enabled":[],"parentPath":"1.2.7"}`, want: `{"ID":"7","ParentUserID":"2"}`},
		{body: `{"userId":7,"roles":"USER","children":{"userId":8}}`, want: `{"ID":"7"}`},
		{
			body: `{"userId":7,"roles":[{"roleType":"B"},"A",null,[1],{"roleType":[]},{"x":"A"}]}`,
			want: `{"ID":"7","Roles":["A","B"]}`,
		},
	} {
		rig := newRig(t, simulator.Config{})
		rig.Inject(simulator.Fault{Route: simulator.RouteUsers, Kind: simulator.FaultGarbage, Body: "[" + c.body + "]"})
		users, err := rig.Client(t, engage).Users(t.Context(), false)
		if err != nil || len(users) != 1 || known(t, users[0]) != c.want {
			t.Errorf("%s: got %s, %v", c.body, known(t, users), err)
		}
	}
}

// An element without an id is an error that names the field. A reply that is not a list of objects is an error too.
func TestListsThatAreNone(t *testing.T) {
	read := map[simulator.Route]func(*ringcx.Client) error{
		simulator.RouteAccounts: func(c *ringcx.Client) error { _, err := c.Accounts(t.Context()); return err },
		simulator.RouteUsers:    func(c *ringcx.Client) error { _, err := c.Users(t.Context(), false); return err },
	}
	for _, c := range []struct {
		route      simulator.Route
		body, want string
	}{
		{route: simulator.RouteAccounts, body: `[{"accountId":"1"},{"accountName":"x"}]`, want: "element 1 has no accountId"},
		{route: simulator.RouteAccounts, body: `[{"accountId":{"id":1}}]`, want: "element 0 has no accountId"},
		{route: simulator.RouteAccounts, body: `[{"accountId":true}]`, want: "element 0 has no accountId"},
		{route: simulator.RouteAccounts, body: `[{"accountId":""}]`, want: "element 0 has no accountId"},
		{route: simulator.RouteAccounts, body: `["1"]`, want: "element 0 has no accountId"},
		{route: simulator.RouteAccounts, body: `[null]`, want: "element 0 has no accountId"},
		{route: simulator.RouteAccounts, body: `{"accountId":"1"}`, want: "not a JSON array of accounts"},
		{route: simulator.RouteAccounts, body: `null`, want: "not a JSON array of accounts"},
		{route: simulator.RouteAccounts, body: `"x"`, want: "not a JSON array of accounts"},
		{route: simulator.RouteAccounts, body: `[{"accountId":"1"}`, want: "not a JSON array of accounts"},
		{route: simulator.RouteAccounts, body: ``, want: "not a JSON array of accounts"},
		{route: simulator.RouteUsers, body: `[{"userId":1},{"userId":null}]`, want: "element 1 has no userId"},
		{
			route: simulator.RouteUsers, body: `[{"userId":1,"children":[{"userId":2,"children":[{"userName":"x"}]}]}]`,
			want: "element 0 of the children of user 2 has no userId",
		},
		{route: simulator.RouteUsers, body: `[7]`, want: "element 0 has no userId"},
		{route: simulator.RouteUsers, body: `{"users":[]}`, want: "not a JSON array of users"},
		{route: simulator.RouteUsers, body: `true`, want: "not a JSON array of users"},
	} {
		rig := newRig(t, simulator.Config{})
		rig.Inject(simulator.Fault{Route: c.route, Kind: simulator.FaultGarbage, Body: c.body})
		if err := read[c.route](rig.Client(t, engage)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.body, err, c.want)
		}
	}
}

// A login succeeds even if its less important fields have another type. Without a usable token it fails.
func TestLoginFieldsOfAnotherType(t *testing.T) {
	logins := map[string]struct {
		route         simulator.Route
		good, useless []string
	}{
		engage: {
			route: simulator.RouteEngageLogin,
			good: []string{
				`{"accessToken":"t","refreshToken":7,"adminId":[],"platformId":5,"agentDetails":{}}`,
				`{"accessToken":"t","adminId":{"id":1},"platformId":{}}`,
			},
			useless: []string{`{"accessToken":7}`, `{"accessToken":null}`, `{"accessToken":"two words"}`, `[]`, `null`},
		},
		ringCentral: {
			route:   simulator.RouteExchange,
			good:    []string{`{"accessToken":"t","refreshToken":{"x":1},"adminId":true}`},
			useless: []string{`{"accessToken":["t"]}`},
		},
		legacy: {
			route: simulator.RouteLegacyLogin,
			good: []string{`{"authToken":"t","user":"john"}`, `{"authToken":"t","user":[1]}`, `{"authToken":"t",` +
				`"user":{"userId":[]},"accounts":7}`, `{"authToken":"t"}`},
			useless: []string{`{"authToken":1}`, `{"user":{"userId":1}}`},
		},
	}
	for mode, c := range logins {
		try := func(body string) error {
			rig := newRig(t, simulator.Config{})
			rig.Inject(simulator.Fault{Route: c.route, Kind: simulator.FaultGarbage, Body: body})
			_, err := rig.Client(t, mode).Identity(t.Context())
			return err
		}
		for _, body := range c.good {
			if err := try(body); err != nil {
				t.Errorf("%s %s: %v", mode, body, err)
			}
		}
		for _, body := range c.useless {
			if err := try(body); err == nil || !strings.Contains(err.Error(), "it has no usable a") {
				t.Errorf("%s %s: got %v", mode, body, err)
			}
		}
	}
}

// If api_url does not fit the mode, the error names api_url, whatever the server answers. If it fits, the error does
// not.
func TestWrongAPIURL(t *testing.T) {
	answers := map[string]struct {
		status int
		body   string
		blames bool
	}{
		"unknown path":  {404, `{"generalMessage":"The resource you have requested does not exist"}`, true},
		"wrong method":  {405, ``, true},
		"gateway":       {401, `Jwt is missing`, true},
		"own refusal":   {401, `{"generalMessage":"Bad credentials"}`, true},
		"login page":    {200, `<html>Sign in</html>`, true},
		"empty login":   {200, `{}`, true},
		"server fault":  {500, `{"generalMessage":"x"}`, false},
		"too many":      {429, ``, false},
		"redirect page": {302, ``, true},
	}
	for name, answer := range answers {
		for _, c := range []struct {
			mode, root string
			misfit     bool
		}{
			{engage, "/api", true}, {engage, "/voice/api", false},
			{ringCentral, "/api", true}, {ringCentral, "/voice/api", false},
			{legacy, "/voice/api", true}, {legacy, "/api", false},
		} {
			synctest.Test(t, func(t *testing.T) {
				rig := memoryRig(t, simulator.Config{})
				rig.Way = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if strings.HasPrefix(r.URL.Path, "/restapi/") { // RingCentral is another host
						rig.ServeHTTP(w, r)
						return
					}
					w.WriteHeader(answer.status)
					_, _ = w.Write([]byte(answer.body))
				})
				cfg := rig.Config(t, c.mode, 0)
				cfg.APIURL, cfg.MaxRetries = parse(t, ringcx.ParseAPIURL, rig.URL+c.root), 0
				_, err := rig.MemoryClient(cfg).Identity(t.Context())
				if err == nil {
					t.Fatalf("%s: no error", name)
				}
				if got := strings.Contains(err.Error(), "api_url is "+rig.URL+c.root); got != (c.misfit && answer.blames) {
					t.Errorf("%s in mode %s at %s: got\n%s", name, c.mode, c.root, err)
				}
			})
		}
	}
}

// A server that accepts the login of any mode, and refuses the session at the wrong root: the error names api_url too.
func TestWrongAPIURLAfterLogin(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	cfg := rig.Config(t, engage, 0)
	cfg.APIURL = parse(t, ringcx.ParseAPIURL, rig.URL+"/api")
	if _, err := ringcx.New(cfg).Tokens(t.Context()); err == nil || !strings.Contains(err.Error(), "api_url is the "+
		"root of a legacy portal") {
		t.Errorf("got %v", err)
	}
	rig.ResetRequests() // they are undocumented, as is this configuration
}

// known formats the values that are not nil.
func known(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if json.Unmarshal(data, &fields) != nil {
		return string(data)
	}
	var parts []string
	for _, name := range []string{
		"ID", "Name", "MainAccountID", "MainAccountName", "Type", "RCAccountID", "Archived", "FirstName", "LastName",
		"Enabled", "Roles", "ParentUserID",
	} {
		if fields[name] != nil {
			value, _ := json.Marshal(fields[name])
			parts = append(parts, `"`+name+`":`+string(value))
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}
