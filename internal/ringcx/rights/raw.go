package rights

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// raw is a JSON object of which this provider manages some keys only. The other values stay as they were read, numbers
// of any size included.
type raw map[string]json.RawMessage

// rightsKeys are the keys of a rights document that this provider manages.
var rightsKeys = []string{"rightsDocName", "cascade", "accountPermissions", "productPermissions", "resourcePermissions"}

// newDocument is the body that creates a rights document. It has no id, no owner and nothing else that RingCX assigns,
// because a POST with an id might overwrite another document.
func newDocument(accountID string, want Rights) ([]byte, error) {
	body, err := want.into(raw{"accountId": mustJSON(accountID), "isMaster": mustJSON(false)})
	if err != nil {
		return nil, err
	}
	return mustJSON(body), nil
}

// into puts the rights into a document as it was read, and leaves everything else in it as it is: other keys, other
// keys of an entry that stays, and the form of what means the same already.
func (want Rights) into(body raw) (raw, error) {
	var row documentRow
	if err := json.Unmarshal(mustJSON(body), &row); err != nil {
		return nil, err
	}
	is := row.document().Rights
	body = maps.Clone(body)
	body["rightsDocName"], body["cascade"] = mustJSON(want.Name), mustJSON(want.Cascade)
	if !slices.Equal(is.Account, sortedSet(want.Account)) || row.Account == nil {
		body["accountPermissions"] = mustJSON(nonNil(sortedSet(want.Account)))
	}
	products, err := mergeEntries(body["productPermissions"], is.Products, want.Products, productKey,
		func(product string) raw {
			return raw{"product": mustJSON(product)}
		})
	if err != nil {
		return nil, err
	}
	body["productPermissions"] = products
	body["resourcePermissions"], err = mergeEntries(body["resourcePermissions"], is.Resources, want.Resources,
		resourceKey, func(t Target) raw {
			return raw{"resourceType": mustJSON(t.Type), "resourceId": json.RawMessage(t.ID)}
		})
	return body, err
}

func productKey(entry raw) string {
	var row productRow
	_ = wire.DecodeLoosely(mustJSON(entry), &row)
	return row.Product.String()
}

func resourceKey(entry raw) Target {
	var row resourceRow
	_ = wire.DecodeLoosely(mustJSON(entry), &row)
	return Target{row.Type.String(), string(row.ID)}
}

// mergeEntries makes the list of entries say what is wanted. It leaves entries that do already alone, and changes,
// removes and adds others.
func mergeEntries[K comparable](
	list json.RawMessage, is, want map[K]Grant, keyOf func(raw) K, fresh func(K) raw,
) (json.RawMessage, error) {
	entries := []raw{}
	if list != nil {
		if err := json.Unmarshal(list, &entries); err != nil {
			return nil, err
		}
	}
	merged, there := []raw{}, make(map[K]bool)
	for _, entry := range entries {
		key := keyOf(entry)
		asked, has := want[key].String(), is[key].String()
		switch {
		case asked == has:
			merged = append(merged, entry)
		case asked != "" && !there[key]:
			merged = append(merged, want[key].into(entry))
		}
		there[key] = true
	}
	inOrder := func(a, b K) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
	for _, key := range slices.SortedFunc(maps.Keys(want), inOrder) {
		if !there[key] && want[key].String() != "" {
			merged = append(merged, want[key].into(fresh(key)))
		}
	}
	return mustJSON(merged), nil
}

func (g Grant) into(entry raw) raw {
	entry = maps.Clone(entry)
	entry["permissions"], entry["cascade"] = mustJSON(nonNil(sortedSet(g.Permissions))), mustJSON(g.Cascade)
	return entry
}

// beside lists what this provider does not manage and what a write changed nevertheless: other keys of the document,
// and of an entry that is there before and after the write.
func beside(before, after raw) []string {
	was, is := unmanaged(before), unmanaged(after)
	var changed []string
	for entry, fields := range was {
		now, stays := is[entry]
		if !stays {
			continue
		}
		all := maps.Clone(fields)
		maps.Copy(all, now)
		for key := range all {
			if fields[key] != now[key] {
				changed = append(changed, entry+key)
			}
		}
	}
	slices.Sort(changed)
	return changed
}

// unmanaged holds what this provider does not manage, in one form: of the document itself (""), and of each of its
// entries. Whether the document is assigned is not part of it.
func unmanaged(document raw) map[string]map[string]string {
	var products, resources []raw
	_ = json.Unmarshal(document["productPermissions"], &products)
	_ = json.Unmarshal(document["resourcePermissions"], &resources)
	values := map[string]map[string]string{"": document.without(append(slices.Clone(rightsKeys), "assigned")...)}
	for _, p := range products {
		values[fmt.Sprintf("products[%s].", productKey(p))] = p.without("product", "permissions", "cascade")
	}
	for _, r := range resources {
		key := resourceKey(r)
		name := fmt.Sprintf("resources[%s %s].", key.Type, key.ID)
		values[name] = r.without("resourceType", "resourceId", "permissions", "cascade")
	}
	return values
}

// without returns an object's values except for some keys, in one form: white space and the order of keys mean nothing
// in JSON. A number stays as it is written.
func (r raw) without(keys ...string) map[string]string {
	values := make(map[string]string)
	for key, value := range r {
		if slices.Contains(keys, key) {
			continue
		}
		var decoded any
		decoder := json.NewDecoder(bytes.NewReader(value))
		decoder.UseNumber()
		_ = decoder.Decode(&decoded)
		values[key] = string(mustJSON(decoded))
	}
	return values
}

func nonNil(names []string) []string {
	if names == nil {
		return []string{}
	}
	return names
}

// mustJSON encodes what cannot fail: texts, flags, and JSON that was decoded before.
func mustJSON(v any) json.RawMessage {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false) // what was read stays as it was
	if err := encoder.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSpace(b.Bytes())
}
