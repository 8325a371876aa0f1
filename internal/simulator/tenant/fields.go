package tenant

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Fields are the fields of a document as its JSON has them, without those that only the server sets.
type Fields map[string]any

// ServerFields are the fields of a document that the server sets, whatever a body has.
var ServerFields = []string{"rightsDocId", "ownerId", "assigned"}

// PermissionFields are the fields of a document that give permissions.
var PermissionFields = []string{"accountPermissions", "productPermissions", "resourcePermissions"}

// BlankFields are the fields of a document of which nothing is known.
func BlankFields() Fields {
	return Fields{
		"rightsDocName": nil, "accountId": nil, "cascade": false, "isMaster": false,
		"accountPermissions": []any{}, "productPermissions": []any{}, "resourcePermissions": []any{},
	}
}

// list is one of the lists, empty if there is none.
func (f Fields) list(name string) []any {
	list, _ := f[name].([]any)
	return list
}

// entryKeys are the lists of objects that a document has, by their names: the fields that tell their entries apart.
var entryKeys = map[string][]string{
	"productPermissions":  {"product"},
	"resourcePermissions": {"resourceType", "resourceId"},
}

// key is what tells an entry of a list apart.
func key(list string, entry any) string {
	fields, _ := entry.(map[string]any)
	var parts []string
	for _, name := range entryKeys[list] {
		parts = append(parts, fmt.Sprint(fields[name]))
	}
	return strings.Join(parts, " ")
}

// Entries are the entries of a list of objects, by what tells them apart.
func (f Fields) Entries(list string) map[string]map[string]any {
	byKey := map[string]map[string]any{}
	for _, value := range f.list(list) {
		if entry, ok := value.(map[string]any); ok {
			byKey[key(list, value)] = entry
		}
	}
	return byKey
}

// Clone returns a copy of which everything can be changed.
func (f Fields) Clone() (clone Fields) {
	if err := Remarshal(f, &clone); err != nil {
		panic(err) // they were read from JSON
	}
	return clone
}

// overlay returns the fields with changes. Entries of its lists keep the fields that the changed entry does not have.
func (f Fields) overlay(changes Fields) Fields {
	whole := maps.Clone(f)
	maps.Copy(whole, changes)
	for list := range entryKeys {
		before := f.Entries(list)
		merged := []any{}
		for _, value := range changes.list(list) {
			entry := map[string]any{}
			maps.Copy(entry, before[key(list, value)])
			changed, _ := value.(map[string]any)
			maps.Copy(entry, changed)
			merged = append(merged, entry)
		}
		whole[list] = merged
	}
	return whole
}

// UnknownField is a field that no document has. RingCX adds fields, and no client may lose one.
const UnknownField = "simulatedExtra"

// UnknownValue is the value of UnknownField.
func UnknownValue() any { return map[string]any{"nested": []any{nil, "unknown to every document"}} }

// AddUnknown gives a document, and each entry of its lists, a field that no client knows.
func (f Fields) AddUnknown() {
	f[UnknownField] = UnknownValue()
	for list := range entryKeys {
		for key, entry := range f.Entries(list) {
			entry[UnknownField] = "of " + key
		}
	}
}

// unknownChanges returns which fields that no client knows differ in a later document: its own, and those of the
// entries that it still has.
func (f Fields) unknownChanges(after Fields) (changed []string) {
	compare := func(of string, known, before, after map[string]any) {
		for name, value := range before {
			if _, isKnown := known[name]; !isKnown && !reflect.DeepEqual(value, after[name]) {
				changed = append(changed, of+name)
			}
		}
	}
	compare("", BlankFields(), f, after)
	for list := range entryKeys {
		kept := after.Entries(list)
		for key, entry := range f.Entries(list) {
			if kept[key] != nil {
				compare(list+" "+key+" ", knownEntryFields, entry, kept[key])
			}
		}
	}
	slices.Sort(changed)
	return changed
}

var knownEntryFields = map[string]any{
	"product": 0, "resourceType": 0, "resourceId": 0, "permissions": 0, "cascade": 0,
}
