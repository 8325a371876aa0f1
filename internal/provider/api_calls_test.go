package provider

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// apiCalls is what the guide on API calls says about one object.
type apiCalls struct {
	calls []string // such as "GET /v1/admin/token", sorted
	roles []string // each of which is enough; none: no role is needed
	cost  string   // requests of a plan: "0", "1", or "1 each"
}

// apiCallsGuide reads the table of the guide, by the page of each object, such as "resources/api_token".
func apiCallsGuide(t *testing.T) map[string]apiCalls {
	t.Helper()
	const cells = `(?m)^\| [A-Z][a-z ]+ \[.*\]\(\.\./(\S+)\.md\) \| (.*) \| (.*) \| (.*) \|$`
	code := regexp.MustCompile("`([^`]+)`")
	inCode := func(cell string) []string {
		var all []string
		for _, match := range code.FindAllStringSubmatch(cell, -1) {
			all = append(all, match[1])
		}
		return all
	}
	rows := map[string]apiCalls{}
	text := pageText(t, repository+"/templates/guides/api-calls.md.tmpl")
	for _, row := range regexp.MustCompile(cells).FindAllStringSubmatch(text, -1) {
		calls := inCode(row[2])
		for i := range calls {
			if !strings.Contains(calls[i], " /v2") {
				calls[i] = strings.Replace(calls[i], " ", " /v1/admin", 1)
			}
		}
		slices.Sort(calls)
		rows[row[1]] = apiCalls{calls, inCode(row[3]), row[4]}
	}
	return rows
}

// The guide has every object of the provider, and no other.
func TestAPICallsNameEveryObject(t *testing.T) {
	t.Parallel()
	got := slices.Sorted(maps.Keys(apiCallsGuide(t)))
	wantSame(t, "objects of the guide", got, newRPC(t, nil).pagesOfObjects())
}
