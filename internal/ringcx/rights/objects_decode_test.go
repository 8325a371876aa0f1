package rights

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// flat is a list in a form to compare: id, name, activity and group of each object, and "+" for a group whose members
// are in the list.
func flat(entries []listed) string {
	var lines []string
	for _, e := range entries {
		line := e.flat()
		if e.complete {
			line += "+"
		}
		lines = append(lines, line)
		for _, m := range e.members {
			lines = append(lines, m.flat())
		}
	}
	return strings.Join(lines, " | ")
}

func (o Object) flat() string {
	active := "-"
	if o.Active != nil {
		active = fmt.Sprint(*o.Active)
	}
	return strings.TrimSpace(fmt.Sprintf("%s %q %s %s %s", o.ID, o.Name, active, o.ParentID, o.ParentName))
}

func TestDecodeList(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ list, body, want, err string }{
		"the sample of queue groups": {list: "GATE", body: `[{"gateGroupId": 2, "groupName": "Support Queues",
			"groupSkills": null, "permissions": []}, {"gateGroupId": 1, "groupName": "Escalation Queues"}]`,
			want: `1 "Escalation Queues" - | 2 "Support Queues" -`},
		"the sample of dial groups": {list: "OUTBOUND_CAMPAIGN", body: `[{"dialGroupId": 115793, "dialGroupName": "Outbound",
			"isActive": true, "campaigns": [{"campaignId": 136785, "campaignName": "Renewal", "isActive": 1}]}]`,
			want: `115793 "Outbound" true+ | 136785 "Renewal" true 115793 Outbound`},
		"the sample of agent groups": {list: "AGENT_GROUP", body: `[{"agentGroupId": 1950, "groupName": "Agents",
			"isDefault": false}]`, want: `1950 "Agents" -`},
		"children null":      {list: "GATE", body: `[{"gateGroupId": 1, "groupName": "a", "gates": null}]`, want: `1 "a" -`},
		"children an object": {list: "GATE", body: `[{"gateGroupId": 1, "groupName": "a", "gates": {}}]`, want: `1 "a" -`},
		"no children":        {list: "GATE", body: `[{"gateGroupId": 1, "groupName": "a", "gates": []}]`, want: `1 "a" -+`},
		"digits in strings": {list: "GATE", body: `[{"gateGroupId": "1", "groupName": "a", "gates": [
			{"gateId": "5", "gateName": "b", "isActive": "N"}]}]`, want: `1 "a" -+ | 5 "b" false 1 a`},
		"0, a name that is a number, and pairs": {list: "GATE", body: `[{"gateGroupId": 1, "groupName": 7, "gates": [
			{"gateId": 5, "gateName": " b ", "isActive": 0, "gateGroup": {"id": 9, "description": "other"}}]}]`,
			want: `1 "7" -+ | 5 " b " false 1 7`},
		"neither name nor flag": {list: "GATE", body: `[{"gateGroupId": 1, "gates": [{"gateId": 5, "gateName": null,
			"isActive": "perhaps"}]}]`, want: `1 "" -+ | 5 "" - 1`},
		"numbers by their size": {list: "AGENT_GROUP", body: `[{"agentGroupId": 10}, {"agentGroupId": 9}]`,
			want: `9 "" - | 10 "" -`},
		"a tracking number's name is its description": {list: "TRAC_NUMBER", body: `[{"tracGroupId": 1, "groupName": "a",
			"tracNumbers": [{"tracId": 2, "description": "b"}]}]`, want: `1 "a" -+ | 2 "b" - 1 a`},
		"profiles": {list: "CLOUD_PROFILE", body: `[{"cloudGroupId": 1, "groupName": "a", "cloudRouteProfiles": [
			{"cloudProfileId": 2, "cloudGroupId": 1, "profileName": "b", "isActive": true}]}]`,
			want: `1 "a" -+ | 2 "b" true 1 a`},
		"nothing": {list: "GATE", body: `[]`, want: ``},

		"an object":      {list: "GATE", body: `{"gates": []}`, err: "not a JSON array of queue groups"},
		"null":           {list: "GATE", body: `null`, err: "not a JSON array"},
		"no JSON":        {list: "GATE", body: `<html></html>`, err: "not a JSON array"},
		"no id":          {list: "GATE", body: `[{"gateGroupId": 1}, {}]`, err: "element 1 has no gateGroupId"},
		"an id of words": {list: "GATE", body: `[{"gateGroupId": "../1"}]`, err: "element 0 has no gateGroupId"},
		"no object":      {list: "GATE", body: `[7]`, err: "element 0 has no gateGroupId"},
		"a child without id": {list: "GATE", body: `[{"gateGroupId": 1, "gates": [{"gateName": "a"}]}]`,
			err: "element 0 of gateGroupId 1: element 0 has no gateId"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			of, ok := ObjectTypeNamed(c.list)
			if !ok {
				t.Fatal("no such type")
			}
			got, err := of.list.decode([]byte(c.body))
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("got %v, want %q", err, c.err)
				}
				return
			}
			if err != nil || flat(got) != c.want {
				t.Errorf("got %s, %v, want %s", flat(got), err, c.want)
			}
		})
	}
}

// What stands beside the fields of the table leaves the decoder in no form.
func TestDecodeTakesNoSecret(t *testing.T) {
	t.Parallel()
	const secret = "canary-5f0c"
	const beside = `"httpPassword": "` + secret + `", "authKey": "` + secret + `", "ftpPwd": "` + secret + `",
		"agentConnSoapService": {"httpPassword": "` + secret + `"}`
	for _, of := range ObjectTypes() {
		l := of.list
		body := fmt.Sprintf(`[{%q: 1, %q: "a", %s, %q: [{%q: 2, %q: "b", %s}]}]`, l.entry.id, l.entry.name, beside, l.in,
			l.members.id, l.members.name, beside)
		got, err := l.decode([]byte(body))
		if err != nil || !strings.Contains(flat(got), `1 "a"`) {
			t.Errorf("%s: %s, %v", of.Name, flat(got), err)
		}
		if text := fmt.Sprintf("%+v", got); strings.Contains(text, secret) {
			t.Errorf("%s: a secret is kept: %s", of.Name, text)
		}
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	in := func(group string) *string { return &group }
	objects := []Object{
		{ID: "1", Name: "Support", ParentID: "10", ParentName: "Inbound"},
		{ID: "2", Name: "Support", ParentID: "11", ParentName: "Partners"},
		{ID: "3", Name: "Orders", ParentID: "10", ParentName: "Inbound"},
		{ID: "4", Name: " Night  line ", ParentID: "10", ParentName: "Inbound"},
		{ID: "5", Name: "Twice", ParentID: "10", ParentName: "Inbound"},
		{ID: "6", Name: "Twice", ParentID: "10", ParentName: "Inbound"},
		{ID: "7"},
	}
	for name, c := range map[string]struct {
		name   string
		parent *string
		want   string // ids: of the one, of several, or of near ones and then, after a /, of the others
	}{
		"one":                  {"Orders", nil, "3"},
		"one in its group":     {"Support", in("Partners"), "2"},
		"with its white space": {" Night  line ", nil, "4"},
		"several":              {"Support", nil, "several 1 2"},
		"several in one group": {"Twice", in("Inbound"), "several 5 6"},
		"letter case":          {"ORDERS", nil, "near 3 / 1 2 5 6 4"},
		"white space":          {"night line", nil, "near 4 / 5 6 1 2 3"},
		"another group":        {"Orders", in("Partners"), "near 3 / 1 2 5 6 4"},
		"the group's case":     {"Support", in("inbound"), "near 1 2 / 3 5 6 4"},
		"nearest first":        {"Support 1", nil, "near / 1 2 3 5 6 4"},
		"no name":              {"", nil, "near / 5 6 3 1 2 4"},
	} {
		got, err := Choose(objects, c.name, c.parent)
		text := got.ID
		var several *SeveralObjectsError
		var none *NoObjectError
		if errors.As(err, &several) {
			text = "several " + ids(several.Found)
		}
		if errors.As(err, &none) {
			text = strings.TrimSpace("near "+ids(none.Near)) + " / " + ids(none.Nearest)
			if none.Of != len(objects) {
				t.Errorf("%s: of %d objects", name, none.Of)
			}
		}
		if text != c.want {
			t.Errorf("%s: got %s, want %s", name, text, c.want)
		}
	}
	many := make([]Object, 200)
	for i := range many {
		many[i] = Object{ID: fmt.Sprint(i + 1), Name: fmt.Sprintf("queue %d", i+1)}
	}
	_, err := Choose(many, "queue 77x", nil)
	var none *NoObjectError
	if !errors.As(err, &none) || len(none.Nearest) != 20 || none.Nearest[0].ID != "77" {
		t.Errorf("of 200 names: %+v", err)
	}
}

func ids(objects []Object) string {
	var list []string
	for _, o := range objects {
		list = append(list, o.ID)
	}
	return strings.Join(list, " ")
}
