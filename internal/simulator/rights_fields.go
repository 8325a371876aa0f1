package simulator

import (
	"fmt"
	"maps"
	"strings"
)

// entryList is a list of objects in a RightsDocument, and the fields that tell its entries apart.
type entryList struct{ keys []string }

// entryLists are the lists of objects that a RightsDocument has, by their names.
var entryLists = map[string]entryList{
	"productPermissions":  {[]string{"product"}},
	"resourcePermissions": {[]string{"resourceType", "resourceId"}},
}

// entries are the entries of a list by what tells them apart.
func (l entryList) entries(list any) map[string]map[string]any {
	byKey := map[string]map[string]any{}
	values, _ := list.([]any)
	for _, value := range values {
		if entry, ok := value.(map[string]any); ok {
			byKey[l.key(value)] = entry
		}
	}
	return byKey
}

// key is what tells an entry apart.
func (l entryList) key(value any) string {
	entry, _ := value.(map[string]any)
	var parts []string
	for _, key := range l.keys {
		parts = append(parts, fmt.Sprint(entry[key]))
	}
	return strings.Join(parts, " ")
}

// overlay returns the new list, whose entries keep the fields of the old ones that they do not have.
func (l entryList) overlay(old, changed any) any {
	before := l.entries(old)
	merged := []any{}
	values, _ := changed.([]any)
	for _, value := range values {
		entry, _ := value.(map[string]any)
		whole := maps.Clone(before[l.key(value)])
		if whole == nil {
			whole = map[string]any{}
		}
		maps.Copy(whole, entry)
		merged = append(merged, whole)
	}
	return merged
}

// unknownField is a field that no document has. RingCX adds fields, and no client may lose one.
const unknownField = "simulatedExtra"

// addUnknown gives a document, and each entry of its lists, a field that no client knows.
func addUnknown(fields map[string]any) {
	fields[unknownField] = unknownValue()
	for name, list := range entryLists {
		for key, entry := range list.entries(fields[name]) {
			entry[unknownField] = "of " + key
		}
	}
}

func unknownValue() any { return map[string]any{"nested": []any{nil, "unknown to every document"}} }

// blankRights are the fields of a document of which nothing is known.
func blankRights() map[string]any {
	return map[string]any{
		"rightsDocName": nil, "accountId": nil, "cascade": false, "isMaster": false,
		"accountPermissions": []any{}, "productPermissions": []any{}, "resourcePermissions": []any{},
	}
}
