package rights

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

const storedDocument = `{
	"rightsDocId": "77", "rightsDocName": "IVR", "ownerId": 1001, "accountId": "99990001", "cascade": false,
	"isMaster": false, "assigned": true, "roleCode": null, "big": 12345678901234567890.10, "text": "<a & b>",
	"accountPermissions": ["READ", "CREATE"],
	"productPermissions": [
		{"product": "ACD", "permissions": ["UPDATE", "READ"], "cascade": true, "since": 12345678901234567890},
		{"product": "DNIS", "permissions": [], "cascade": false, "since": 1}
	],
	"resourcePermissions": [
		{"resourceType": "GATE", "resourceId": "5", "permissions": ["READ"], "cascade": false, "note": "keep"},
		{"resourceType": "GATE", "resourceId": 6, "permissions": ["READ"], "cascade": false}
	]
}`

func decodeStored(t *testing.T, text string) fullDocument {
	t.Helper()
	d, err := readDocument([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Rule 4: an update changes the managed keys, and sends the rest back as it was.
func TestRule4SendsTheRestBack(t *testing.T) {
	t.Parallel()
	d := decodeStored(t, storedDocument)
	same, err := d.into(d.raw)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := compact(t, mustJSON(same)), compact(t, mustJSON(d.raw)); got != want {
		t.Errorf("what is as wanted is sent as\n%s\nwant\n%s", got, want)
	}

	want := d.Rights
	want.Name = "IVR & <all>"
	want.Products = map[string]Grant{"ACD": {Permissions: []string{"READ"}}, "SURVEY": {Cascade: true}}
	want.Resources = map[Target]Grant{{"GATE", "5"}: {Permissions: []string{"READ"}}}
	body, err := want.into(d.raw)
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range map[string]string{
		"rightsDocId": `"77"`, "ownerId": `1001`, "assigned": `true`, "roleCode": `null`, "big": `12345678901234567890.10`,
		"text": `"<a & b>"`, "rightsDocName": `"IVR & <all>"`, "accountPermissions": `["READ","CREATE"]`,
		"productPermissions": `[{"cascade":false,"permissions":["READ"],"product":"ACD","since":12345678901234567890},` +
			`{"cascade":false,"permissions":[],"product":"DNIS","since":1},` +
			`{"cascade":true,"permissions":[],"product":"SURVEY"}]`,
		"resourcePermissions": `[{"cascade":false,"note":"keep","permissions":["READ"],` +
			`"resourceId":"5","resourceType":"GATE"}]`,
	} {
		if got := compact(t, body[key]); got != value {
			t.Errorf("%s is sent as %s, want %s", key, got, value)
		}
	}
	if len(body) != len(d.raw) {
		t.Errorf("%d keys are sent, %d were read", len(body), len(d.raw))
	}
	if after := decodeStored(t, string(mustJSON(body))); !after.Equal(want) {
		t.Errorf("what is sent means something else: %v", want.Differences(after.Rights))
	}
}

// Rule 4: a change beside it is named, in the document and in its entries.
func TestRule4NamesChangesBeside(t *testing.T) {
	t.Parallel()
	before := decodeStored(t, storedDocument)
	for name, c := range map[string]struct {
		old, new string
		want     []string
	}{
		"another spelling": {`"assigned": true, "roleCode": null`, `"roleCode":null,"assigned":true`, nil},
		"what is managed":  {`["READ", "CREATE"]`, `[]`, nil},
		"an entry is gone": {`{"product": "DNIS", "permissions": [], "cascade": false, "since": 1}`,
			`{"product": "SURVEY", "permissions": ["READ"], "by": 1}`, nil},
		"an assignment": {`"assigned": true`, `"assigned": false`, nil},
		"a flag":        {`"isMaster": false`, `"isMaster": true`, []string{"isMaster"}},
		"a key is gone": {`"roleCode": null, `, ``, []string{"roleCode"}},
		"a key more":    {`"roleCode": null`, `"roleCode": null, "by": 1`, []string{"by"}},
		"a number":      {`12345678901234567890.10`, `12345678901234567890.1`, []string{"big"}},
		"in a product":  {`12345678901234567890}`, `12345678901234567891}`, []string{"products[ACD].since"}},
		"of a resource": {`, "note": "keep"`, ``, []string{"resources[GATE 5].note"}},
	} {
		if !strings.Contains(storedDocument, c.old) {
			t.Fatalf("%s: the document has changed", name)
		}
		after := decodeStored(t, strings.Replace(storedDocument, c.old, c.new, 1))
		if got := beside(before.raw, after.raw); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// Rule 6: what means the same is no difference, and what does not is named.
func TestRule6Differences(t *testing.T) {
	t.Parallel()
	asked := Rights{
		Name: "IVR", Account: []string{"READ", "CREATE"},
		Products: map[string]Grant{"ACD": {Permissions: []string{"READ", "UPDATE"}, Cascade: true}},
		Resources: map[Target]Grant{{"GATE", "5"}: {Permissions: []string{"READ"}},
			{"GATE", "6"}: {Permissions: []string{"READ"}}},
	}
	stored := decodeStored(t, storedDocument).Rights
	if got := asked.Differences(stored); len(got) > 0 {
		t.Errorf("rights that mean the same differ: %q", got)
	}
	stored.Products["ACD"] = Grant{Permissions: []string{"READ"}}
	stored.Resources[Target{"SCRIPT", "1"}] = Grant{Cascade: true}
	stored.Account = nil
	want := []string{
		"account_permissions: configured CREATE, READ, stored nothing",
		"products[ACD]: configured READ, UPDATE (cascade), stored READ",
		"resources[SCRIPT 1]: configured nothing, stored (cascade)",
	}
	if got := asked.Differences(stored); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Permissions that are not understood are no rights document: read as "none" they would be written back as that.
func TestRightsDocumentGarbage(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		``, `null`, `[]`, `true`, `{}`, `{"rightsDocId": "../1"}`,
		`{"rightsDocId": 1, "accountPermissions": "READ"}`,
		`{"rightsDocId": 1, "accountPermissions": [{"permission": "READ"}]}`,
		`{"rightsDocId": 1, "productPermissions": {"ACD": ["READ"]}}`,
		`{"rightsDocId": 1, "resourcePermissions": [{"permissions": "READ"}]}`,
		`{"rightsDocId": 1, "accountPermissions": ["READ"]`,
	} {
		if d, err := readDocument([]byte(text)); err == nil {
			t.Errorf("%s is taken for %+v", text, d.Document)
		}
	}
}

// Rule 2: no POST carries an id.
func TestRule2NewDocument(t *testing.T) {
	t.Parallel()
	body, err := newDocument("99990001",
		Rights{Name: "n", Products: map[string]Grant{"ACD": {}},
			Resources: map[Target]Grant{{"GATE", "5"}: {Cascade: true}}})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"accountId":"99990001","accountPermissions":[],"cascade":false,"isMaster":false,"productPermissions":[],` +
		`"resourcePermissions":[{"cascade":true,"permissions":[],"resourceId":5,"resourceType":"GATE"}],"rightsDocName":"n"}`
	if got := compact(t, body); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// compact is JSON in one spelling, with numbers and texts as they are.
func compact(t *testing.T, data json.RawMessage) string {
	t.Helper()
	return raw{"": data}.without()[""]
}
