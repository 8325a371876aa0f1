package simulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// products are the documented products, in their order (API.md, section 7.2).
var products = []string{
	"ACCOUNT", "ACD", "AGENT", "CHAT_QUEUE", "OUTBOUND", "VISUAL_IVR", "CLOUD_PROFILE", "CLOUD_DESTINATION", "TRAC_NUMBER", "HTTP_SERVICES",
	"SCRIPTING", "TN_MANAGER", "SURVEY", "DNIS", "TEAMS", "KNOWLEDGE_BASE", "UTILITIES",
}

// store changes the permissions of a document into what is stored of them.
func (s *Server) store(fields map[string]any, caller *User) {
	switch s.cfg.Rights.Stored {
	case StoredExpanded:
		expand(fields)
	case StoredTrimmed:
		s.trim(fields, caller)
	}
}

// permissionLists calls change with each list of permissions in a document, named by what it is for.
func permissionLists(fields map[string]any, change func(of string, permissions []any) []any) {
	apply := func(of string, object map[string]any, name string) {
		permissions, _ := object[name].([]any)
		object[name] = change(of, permissions)
	}
	apply("account", fields, "accountPermissions")
	for name, list := range entryLists {
		for key, entry := range list.entries(fields[name]) {
			apply(name+" "+key, entry, "permissions")
		}
	}
}

// expand adds the products that a document lacks, and sorts its lists.
func expand(fields map[string]any) {
	entries := entryLists["productPermissions"].entries(fields["productPermissions"])
	list, _ := fields["productPermissions"].([]any)
	for _, product := range products {
		if entries[product] == nil {
			list = append(list, map[string]any{"product": product, "permissions": []any{}, "cascade": false})
		}
	}
	fields["productPermissions"] = list
	for name, list := range entryLists {
		values, _ := fields[name].([]any)
		slices.SortFunc(values, func(a, b any) int { return strings.Compare(list.key(a), list.key(b)) })
	}
	permissionLists(fields, func(_ string, permissions []any) []any {
		return slices.SortedFunc(slices.Values(permissions), func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	})
}

// trim removes the permissions that the caller does not have, because nobody can give more than that. The caller has
// what the documents that are assigned to it give for the same account.
func (s *Server) trim(fields map[string]any, caller *User) {
	held := map[string][]any{}
	for _, doc := range s.liveDocuments() {
		if assignedTo(s, caller, doc, s.cfg.Now()) && doc.fields["accountId"] == fields["accountId"] {
			permissionLists(cloneEntries(doc.fields), func(of string, permissions []any) []any {
				held[of] = append(held[of], permissions...)
				return permissions
			})
		}
	}
	permissionLists(fields, func(of string, permissions []any) []any {
		kept := []any{}
		for _, permission := range permissions {
			if slices.Contains(held[of], permission) {
				kept = append(kept, permission)
			}
		}
		return kept
	})
}

// cloneEntries returns a copy of a document whose lists of objects can be changed.
func cloneEntries(fields map[string]any) map[string]any {
	fields = maps.Clone(fields)
	for name := range entryLists {
		values, _ := fields[name].([]any)
		values = slices.Clone(values)
		for i, value := range values {
			if entry, ok := value.(map[string]any); ok {
				values[i] = maps.Clone(entry)
			}
		}
		fields[name] = values
	}
	return fields
}
