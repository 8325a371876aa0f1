package doctor

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// objectList is a list of what rights documents name, and what the documents say about it (API.md, section 10.2).
type objectList struct {
	id     string
	of     rights.ObjectType
	active []string // forms of the flag that says whether an object is active
	group  string   // the field that refers to the group; "" where the documents have no name for it
	bare   bool     // groups in a documented sample do not have their objects
}

var objectLists = []objectList{
	{id: "objects.queues", of: objectType("GATE"), active: []string{"true", "false"}, group: "gateGroup", bare: true},
	{id: "objects.agent-groups", of: agentGroups},
	{id: "objects.dial-groups", of: objectType("OUTBOUND_DIAL_GROUP"), active: []string{"true", "false"}},
	{id: "objects.campaigns", of: objectType("OUTBOUND_CAMPAIGN"), active: []string{"integer"}, group: "dialGroup"},
	{id: "objects.cloud-profiles", of: objectType("CLOUD_PROFILE"), active: []string{"true", "false"}},
	{id: "objects.tracking-numbers", of: objectType("TRAC_NUMBER")},
}

// agentGroups have the list that clients use in production, which is the one for questions about accounts.
var agentGroups = objectType("AGENT_GROUP")

func objectType(name string) rights.ObjectType {
	of, _ := rights.ObjectTypeNamed(name)
	return of
}

var objectChecks = slices.Concat(objectListChecks(), []check{
	{id: "objects.secrets", section: "10.3", need: "accounts.list", run: objectSecrets},
	{id: "objects.main-account", section: "10.4", need: "accounts.list", run: mainAccount},
})

func objectListChecks() (all []check) {
	for _, l := range objectLists {
		all = append(all, check{id: l.id, section: "10.2", need: "accounts.list", run: l.list})
	}
	return all
}

// objectListIDs are the ids of the checks of lists.
func objectListIDs() (ids []string) {
	for _, l := range objectLists {
		ids = append(ids, l.id)
	}
	return ids
}

// accountToTry is the first account that is in use and names its main account, as those of samples do; otherwise the
// first one.
func accountToTry(accounts []ringcx.Account) (ringcx.Account, bool) {
	usual := func(a ringcx.Account) bool { return a.MainAccountID != nil && (a.Archived == nil || !*a.Archived) }
	i := max(0, slices.IndexFunc(accounts, usual))
	if i >= len(accounts) {
		return ringcx.Account{}, false
	}
	return accounts[i], true
}

// list lists the objects of a type in one account. Where they are in groups, and the list of the groups has none of
// them, it asks for those of a group.
func (l objectList) list(ctx context.Context, x *examination) Outcome {
	account, found := accountToTry(x.accounts)
	if !found {
		return skip("there is no account")
	}
	listing := l.of.Listing()
	entries, err := x.lookups.Entries(ctx, account.ID, l.of)
	if err != nil {
		return x.missedObjects(err, listing.Route)
	}
	x.hideObjects(entries)
	list := x.records.last(listing.Route)
	if listing.In == "" || list.form().Elem == nil {
		text, is := l.described(list.form())
		return ok(documented(is), "%s%s", list, text)
	}
	var group wire.Form
	if list.elem().Fields[listing.In].Count == 0 {
		if err := x.objectsInGroup(ctx, account.ID, l.of, entries); err != nil {
			return x.missedObjects(err, listing.OfGroup)
		}
		group = x.records.last(listing.OfGroup).form()
	}
	o := l.grouped(list.elem(), group)
	o.Seen = list.String() + o.Seen
	return o
}

// groupsToTry is how many groups are asked for what is in them at most: any may be empty.
const groupsToTry = 3

// objectsInGroup asks for what is in the first groups, until there is something.
func (x *examination) objectsInGroup(
	ctx context.Context, accountID string, of rights.ObjectType, groups []rights.Object,
) error {
	for _, group := range groups[:min(groupsToTry, len(groups))] {
		objects, err := x.lookups.InGroup(ctx, accountID, of, group)
		if err != nil || len(objects) > 0 {
			x.hideObjects(objects)
			return err
		}
	}
	return nil
}

// readOnAccount is the right that lists of objects need, as messages name it.
const readOnAccount = "READ on the account"

// missedObjects is missed without the account.
func (x *examination) missedObjects(err error, route string) Outcome {
	if e := wire.AsError(err); e != nil {
		without := *e
		without.Op = "list what is in an account"
		err = &without
	}
	o := x.missed(err, documented(wire.StatusOf(err) == http.StatusForbidden), route)
	if o.refused {
		o.Seen += ": " + readOnAccount + " is missing"
	}
	return o
}

func (x *examination) hideObjects(objects []rights.Object) {
	for _, o := range objects {
		x.hide(&o.Name)
	}
}

// grouped decides about a list of groups, and what is in one group if the list has nothing that is in them.
func (l objectList) grouped(groups, one wire.Form) Outcome {
	listing := l.of.Listing()
	in, there := groups.Fields[listing.In]
	seen := ", " + fieldOf(groups, listing.GroupID) + "; " + fieldOf(groups, listing.In)
	is := groups.Fields[listing.GroupID].Is("integer") && (in.Is(wire.FormList) || !there && l.bare)
	objects := in
	if in.Count == 0 && one.Names != nil {
		seen += "; one group has a " + one.String()
		objects = one
	}
	text, asDocumented := l.described(objects)
	seen += text
	if in.Is(wire.FormList) && one.Count > 0 {
		return warn(Otherwise, "The provider takes such a group for an empty one, and does not find what is in it. "+
			pleaseReport, "%s", seen)
	}
	return ok(documented(is && asDocumented), "%s", seen)
}

// described says what the objects in a list are like, and whether the documents have them so.
func (l objectList) described(list wire.Form) (seen string, is bool) {
	if list.Elem == nil {
		return "", list.Names == nil || list.Is(wire.FormList, wire.FormNull)
	}
	elem, id, active := *list.Elem, l.of.Listing().ID, l.of.Listing().Active
	seen, is = ", "+fieldOf(elem, id), list.Is(wire.FormList) && elem.Fields[id].Is("integer")
	if active != "" {
		seen += ", " + fieldOf(elem, active)
		is = is && elem.Fields[active].Is(l.active...)
	}
	if group, there := elem.Fields[l.group]; there {
		parts := "as a whole object"
		if pair := group.Has("id", "description"); len(pair) > 0 {
			parts = "of " + strings.Join(pair, " and ")
		}
		seen += ", " + l.group + " " + parts
	}
	return seen, is
}

// objectSecrets tells which of the documented secrets stand beside the objects that were listed.
func objectSecrets(_ context.Context, x *examination) Outcome {
	found, listed := map[string]bool{}, 0
	for _, l := range objectLists {
		for _, route := range []string{l.of.Listing().Route, l.of.Listing().OfGroup} {
			if form := x.records.last(route).form(); form.Is(wire.FormList) {
				listed += form.Count
				secretsIn(form, found)
			}
		}
	}
	switch {
	case listed == 0:
		return skip("nothing is listed")
	case len(found) == 0:
		return ok(Otherwise, "no secret beside the objects")
	}
	return ok(AsDocumented, "beside the objects: %s", strings.Join(slices.Sorted(maps.Keys(found)), ", "))
}

// secretsIn finds the documented secrets in a form.
func secretsIn(form wire.Form, found map[string]bool) {
	for _, name := range form.Has("httpPassword", "authKey", "ftpPwd") {
		found[name] = true
	}
	for _, field := range form.Fields {
		secretsIn(field, found)
	}
	if form.Elem != nil {
		secretsIn(*form.Elem, found)
	}
}

// mainAccount tells what a question about an account is answered with that is not a sub-account.
func mainAccount(ctx context.Context, x *examination) Outcome {
	account, found := accountToTry(x.accounts)
	if !found || account.MainAccountID == nil {
		return skip("no account names its main account")
	}
	_, err := x.lookups.Objects(ctx, *account.MainAccountID, agentGroups) // every answer is one
	answer := x.records.last(agentGroups.Listing().Route)
	if answer.Reply == nil {
		return x.missedObjects(err, answer.Route)
	}
	return ok(documented(answer.form().Count == 0), "asked about the main account, RingCX %s", answer)
}
