package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"testing"
)

const schemaFile = "../../internal/doctor/report.schema.json"

// validate checks a report against its JSON Schema. The schema needs few keywords, and any other is an error here, so a
// library would only be one more module for everybody who builds the provider.
func validate(t *testing.T, report string) {
	t.Helper()
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	var value any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(report), &value); err != nil {
		t.Fatal(err)
	}
	for _, problem := range invalid(schema, value, "report") {
		t.Error(problem)
	}
}

// invalid returns how a value breaks a schema.
func invalid(schema map[string]any, value any, at string) (problems []string) {
	for keyword, rule := range schema {
		switch keyword {
		case "$schema", "title", "description":
		case "items":
			list, _ := value.([]any)
			for i, element := range list {
				problems = append(problems, invalid(rule.(map[string]any), element, fmt.Sprintf("%s[%d]", at, i))...)
			}
		case "required", "properties", "additionalProperties":
			problems = append(problems, invalidObject(schema, keyword, value, at)...)
		default:
			if !fits(keyword, rule, value) {
				problems = append(problems, fmt.Sprintf("%s: not %s %v: %v", at, keyword, rule, value))
			}
		}
	}
	return problems
}

// fits reports whether a value keeps to a rule that has no parts. It keeps to no rule that is not known here.
func fits(keyword string, rule, value any) bool {
	switch keyword {
	case "type":
		return kindOf(value) == rule
	case "const":
		return value == rule
	case "enum":
		return slices.Contains(rule.([]any), value)
	case "pattern":
		text, ok := value.(string)
		return ok && regexp.MustCompile(rule.(string)).MatchString(text)
	}
	return false
}

func invalidObject(schema map[string]any, keyword string, value any, at string) (problems []string) {
	object, _ := value.(map[string]any)
	properties, _ := schema["properties"].(map[string]any)
	switch keyword {
	case "required":
		for _, name := range schema[keyword].([]any) {
			if _, ok := object[name.(string)]; !ok {
				problems = append(problems, fmt.Sprintf("%s: no %s", at, name))
			}
		}
	case "properties":
		for name, property := range properties {
			if field, ok := object[name]; ok {
				problems = append(problems, invalid(property.(map[string]any), field, at+"."+name)...)
			}
		}
	case "additionalProperties":
		for name := range object {
			if _, ok := properties[name]; !ok {
				problems = append(problems, fmt.Sprintf("%s: %s is not in the schema", at, name))
			}
		}
	}
	return problems
}

func kindOf(value any) string {
	switch value.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64:
		return "number"
	}
	return "null"
}

// The check of the schema finds what breaks it.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	const good = `{"version": 1, "program": "ringcx-doctor/dev", "auth_mode": "", "created": false, "checks": [` +
		`{"id": "a.b", "section": "2.1", "status": "ok", "assumption": "not tried", "seen": ""}]}`
	for _, change := range [][2]string{
		{`"version": 1`, `"version": 2`},
		{`"version": 1, `, ``},
		{`"ringcx-doctor/dev"`, `"dev"`},
		{`"auth_mode": ""`, `"auth_mode": "x"`},
		{`"created": false`, `"created": 0`},
		{`"created": false`, `"created": false, "host": "x"`},
		{`"ok"`, `"good"`},
		{`"a.b"`, `"ab"`},
		{`"seen": ""`, `"seen": null`},
		{`"2.1"`, `"two"`},
		{``, ``},
	} {
		var value any
		report := regexp.MustCompile(regexp.QuoteMeta(change[0])).ReplaceAllLiteralString(good, change[1])
		if change[0] == "" {
			report = good
		}
		if err := json.Unmarshal([]byte(report), &value); err != nil {
			t.Fatal(err)
		}
		if problems := invalid(schema, value, "report"); (len(problems) > 0) != (change[0] != "") {
			t.Errorf("%s: %q", report, problems)
		}
	}
}
