package simulator

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// readRights reads the fields of a document from the body, over those that base has, or returns the refusal. What the
// server alone sets is not read.
func readRights(c *call, base tenant.Fields) (tenant.Fields, *reply) {
	body, err := decodeFields(c.entry.Body)
	if err != nil || body == nil {
		return nil, c.invalid("the body is no RightsDocument")
	}
	fields := base
	maps.Copy(fields, body)
	for _, name := range tenant.ServerFields {
		delete(fields, name)
	}
	for name, value := range tenant.BlankFields() {
		if fields[name] == nil {
			fields[name] = value
		}
	}
	for _, resource := range fields.Entries("resourcePermissions") {
		if id, ok := resource["resourceId"].(string); ok {
			resource["resourceId"] = json.Number(id) // as Java's decoders read it
		}
	}
	if problem := rightsProblem(c, fields); problem != "" {
		return nil, c.invalid(problem)
	}
	return fields, nil
}

// rightsProblem says what is wrong with the fields of a document, empty if nothing is.
func rightsProblem(c *call, fields tenant.Fields) string {
	var doc RightsDocument
	if err := tenant.Remarshal(fields, &doc); err != nil {
		return "the body is no RightsDocument: " + err.Error()
	}
	is := func(a Account) bool { return a.ID == doc.AccountID }
	switch {
	case strings.TrimSpace(doc.Name) == "":
		return "rightsDocName is required"
	case doc.AccountID != "" && !slices.ContainsFunc(c.tenant.Accounts, is):
		return "there is no account " + strconv.Quote(doc.AccountID)
	}
	return ""
}

// noteSentIDs notes what the body of a new document has that only the server sets.
func noteSentIDs(c *call) {
	fields, _ := decodeFields(c.entry.Body) // readRights has read it
	for _, name := range append([]string{"userId"}, tenant.ServerFields...) {
		if fields[name] != nil {
			c.tenant.Violation("a new rights document was sent with %s", name)
		}
	}
}

// store changes the permissions of a document into what is stored of them.
func store(c *call, fields tenant.Fields) {
	switch c.cfg.Rights.Stored {
	case StoredExpanded:
		fields.Expand()
	case StoredTrimmed:
		c.tenant.Trim(fields, c.caller)
	}
}

// decodeFields decodes a JSON object, with numbers as they are written.
func decodeFields(data []byte) (fields tenant.Fields, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return fields, decoder.Decode(&fields)
}
