package tenant

import (
	"fmt"
	"slices"
	"strings"
)

// products are the documented products, in their order (API.md, section 7.2).
var products = []string{
	"ACCOUNT", "ACD", "AGENT", "CHAT_QUEUE", "OUTBOUND", "VISUAL_IVR", "CLOUD_PROFILE", "CLOUD_DESTINATION",
	"TRAC_NUMBER", "HTTP_SERVICES", "SCRIPTING", "TN_MANAGER", "SURVEY", "DNIS", "TEAMS", "KNOWLEDGE_BASE", "UTILITIES",
}

// permissions calls change with each list of permissions in a document, named by what it is for.
func (f Fields) permissions(change func(of string, permissions []any) []any) {
	apply := func(of string, object Fields, name string) { object[name] = change(of, object.list(name)) }
	apply("account", f, "accountPermissions")
	for list := range entryKeys {
		for key, entry := range f.Entries(list) {
			apply(list+" "+key, entry, "permissions")
		}
	}
}

// Expand adds the products that a document lacks, and sorts its lists.
func (f Fields) Expand() {
	entries := f.Entries("productPermissions")
	all := f.list("productPermissions")
	for _, product := range products {
		if entries[product] == nil {
			all = append(all, map[string]any{"product": product, "permissions": []any{}, "cascade": false})
		}
	}
	f["productPermissions"] = all
	for list := range entryKeys {
		slices.SortFunc(f.list(list), func(a, b any) int { return strings.Compare(key(list, a), key(list, b)) })
	}
	f.permissions(func(_ string, permissions []any) []any {
		return slices.SortedFunc(slices.Values(permissions), func(a, b any) int {
			return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
		})
	})
}

// Trim removes the permissions that the caller does not have, because nobody can give more than that. The caller has
// what the documents that are assigned to it give for the same account.
func (t *Tenant) Trim(fields Fields, caller *User) {
	held := map[string][]any{}
	for _, doc := range t.Documents() {
		if t.HadAt(caller, doc, t.now()) && doc.Fields["accountId"] == fields["accountId"] {
			doc.Fields.Clone().permissions(func(of string, permissions []any) []any {
				held[of] = append(held[of], permissions...)
				return permissions
			})
		}
	}
	fields.permissions(func(of string, permissions []any) []any {
		kept := []any{}
		for _, permission := range permissions {
			if slices.Contains(held[of], permission) {
				kept = append(kept, permission)
			}
		}
		return kept
	})
}
