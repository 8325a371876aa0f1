package rights

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Rights is what a rights document says, in RingCX's words. Order and empty entries mean nothing: RingCX stores all
// of it as one text, and may return it in another form.
type Rights struct {
	Name      string
	Cascade   bool
	Account   []string         // permissions, such as READ
	Products  map[string]Grant // by product, such as ACD
	Resources map[Target]Grant // by queue, campaign and so on
}

// Target is one object that a rights document gives permissions on.
type Target struct{ Type, ID string }

// Grant holds the permissions on one product or object.
type Grant struct {
	Permissions []string
	Cascade     bool // they hold for what is below it too
}

// String is the same for grants that mean the same, and "" for one that gives nothing.
func (g Grant) String() string {
	text := strings.Join(sortedSet(g.Permissions), ", ")
	if g.Cascade {
		text = strings.TrimSpace(text + " (cascade)")
	}
	return text
}

// Differences lists what is different in stored rights. It is empty if both mean the same.
func (want Rights) Differences(stored Rights) []string {
	a, s := want.flat(), stored.flat()
	both := maps.Clone(a)
	maps.Copy(both, s)
	var differences []string
	for _, key := range slices.Sorted(maps.Keys(both)) {
		if a[key] != s[key] {
			differences = append(differences,
				fmt.Sprintf("%s: configured %s, stored %s", key, cmp.Or(a[key], "nothing"), cmp.Or(s[key], "nothing")))
		}
	}
	return differences
}

// Equal reports whether two rights mean the same.
func (want Rights) Equal(stored Rights) bool { return len(want.Differences(stored)) == 0 }

// flat holds the rights by their names in the configuration.
func (want Rights) flat() map[string]string {
	flat := map[string]string{
		"name":                fmt.Sprintf("%q", want.Name),
		"cascade":             fmt.Sprint(want.Cascade),
		"account_permissions": Grant{Permissions: want.Account}.String(),
	}
	for product, grant := range want.Products {
		flat["products["+product+"]"] = grant.String()
	}
	for target, grant := range want.Resources {
		flat["resources["+target.Type+" "+target.ID+"]"] = grant.String()
	}
	return flat
}

// The forms of rights on the wire (API.md, section 7.2). Permissions are read strictly: what cannot be read must not
// count as "none", because an update would write that back.
type (
	productRow struct {
		Product     wire.LooseText `json:"product"`
		Permissions []string       `json:"permissions"`
		Cascade     wire.LooseBool `json:"cascade"`
	}
	resourceRow struct {
		Type        wire.LooseText `json:"resourceType"`
		ID          wire.LooseID   `json:"resourceId"`
		Permissions []string       `json:"permissions"`
		Cascade     wire.LooseBool `json:"cascade"`
	}
	documentRow struct {
		ID        wire.LooseID   `json:"rightsDocId"`
		Name      wire.LooseText `json:"rightsDocName"`
		OwnerID   wire.LooseID   `json:"ownerId"`
		AccountID wire.LooseID   `json:"accountId"`
		Cascade   wire.LooseBool `json:"cascade"`
		Master    wire.LooseBool `json:"isMaster"`
		System    wire.LooseBool `json:"isSystemRole"` // in a guide only
		Account   []string       `json:"accountPermissions"`
		Products  []productRow   `json:"productPermissions"`
		Resources []resourceRow  `json:"resourcePermissions"`
	}
)

func (row documentRow) document() Document {
	d := Document{
		ID: string(row.ID), AccountID: string(row.AccountID),
		Master: row.Master.Is(), System: row.System.Is(),
		Rights: Rights{
			Name: row.Name.String(), Cascade: row.Cascade.Is(), Account: sortedSet(row.Account),
			Products: make(map[string]Grant), Resources: make(map[Target]Grant),
		},
	}
	if owner := string(row.OwnerID); IsID(owner) && owner != "0" { // it becomes part of paths; 0 is nobody
		d.OwnerID = owner
	}
	for _, p := range row.Products {
		addGrant(d.Products, p.Product.String(), p.Permissions, p.Cascade)
	}
	for _, r := range row.Resources {
		addGrant(d.Resources, Target{r.Type.String(), string(r.ID)}, r.Permissions, r.Cascade)
	}
	return d
}

// addGrant adds an entry. An entry that gives nothing is left out, and several entries with one key add up.
func addGrant[K comparable](to map[K]Grant, key K, permissions []string, cascade wire.LooseBool) {
	if len(permissions) == 0 && !cascade.Is() {
		return
	}
	g := to[key]
	to[key] = Grant{sortedSet(slices.Concat(g.Permissions, permissions)), g.Cascade || cascade.Is()}
}
