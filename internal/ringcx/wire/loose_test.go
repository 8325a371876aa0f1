package wire

import (
	"encoding/json"
	"fmt"
	"testing"
)

// How each of the lenient types reads each kind of JSON value.
func TestLooseTypes(t *testing.T) {
	for _, c := range []struct{ body, id, text, flag string }{
		{`"99990001"`, "99990001", "99990001", "null"},
		{`99990001`, "99990001", "99990001", "null"},
		{`9007199254740993`, "9007199254740993", "9007199254740993", "null"}, // more digits than a float holds
		{`"\u001b[31m"`, "", "\x1b[31m", "null"},                             // no id
		{`"é"`, "", "é", "null"},
		{`"a name"`, "a name", "a name", "null"},
		{`""`, "", "", "null"},
		{`null`, "", "null", "null"},
		{`true`, "", "null", "true"},
		{`false`, "", "null", "false"},
		{`1`, "1", "1", "true"},
		{`0`, "0", "0", "false"},
		{`2`, "2", "2", "null"},
		{`"1"`, "1", "1", "true"},
		{`"true"`, "true", "true", "true"},
		{`" False "`, " False ", " False ", "false"},
		{`"Y"`, "Y", "Y", "true"},
		{`"n"`, "n", "n", "false"},
		{`"Yes"`, "Yes", "Yes", "true"},
		{`"NO"`, "NO", "NO", "false"},
		{`"maybe"`, "maybe", "maybe", "null"},
		{`["1"]`, "", "null", "null"},
		{`{"id":"1"}`, "", "null", "null"},
	} {
		var got struct {
			ID   LooseID
			Text LooseText
			Flag LooseBool
		}
		if err := json.Unmarshal(fmt.Appendf(nil, `{"ID":%[1]s,"Text":%[1]s,"Flag":%[1]s}`, c.body), &got); err != nil {
			t.Errorf("%s: %v", c.body, err)
			continue
		}
		text, flag := "null", "null"
		if got.Text.Value != nil {
			text = *got.Text.Value
		}
		if got.Flag.Value != nil {
			flag = fmt.Sprint(*got.Flag.Value)
		}
		if string(got.ID) != c.id || text != c.text || flag != c.flag {
			t.Errorf("%s: got id %q, text %q, flag %s", c.body, got.ID, text, flag)
		}
	}
}
