package doctor

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

var rightsChecks = []check{
	{id: "roles.list", section: "7.1", need: "tokens.list", run: listRoles},
	{id: "rights.visible", section: "7.3", need: "tokens.list", run: documentsOf(rights.Visible, routeDocuments)},
	{id: "rights.owned", section: "7.3", need: "tokens.list", run: documentsOf(rights.Owned, routeOwned)},
	{id: "rights.assigned", section: "7.3", need: "tokens.list", run: documentsOf(rights.Assigned, routeAssigned)},
	{id: "rights.keys", section: "7.3", need: "rights.visible", run: documentKeys},
	{id: "rights.entries", section: "7.3", need: "rights.visible", run: documentEntries},
}

// listRoles lists those of the login's own user.
func listRoles(ctx context.Context, x *examination) Outcome {
	if x.userID == "" {
		return skip("RingCX does not say whose login it is")
	}
	if _, err := x.rights.Roles.List(ctx, x.userID); err != nil {
		return x.missed(err, documented(wire.StatusOf(err) == http.StatusForbidden), routeRoles)
	}
	answer := x.records.last(routeRoles)
	is := answer.form().Is(wire.FormList) && !answer.elem().Is(wire.FormObject)
	return ok(documented(is), "%s", answer)
}

// documentsOf lists the rights documents to which the login's user stands in a relation.
func documentsOf(relation rights.Relation, route string) func(context.Context, *examination) Outcome {
	return func(ctx context.Context, x *examination) Outcome {
		if x.userID == "" {
			return skip("RingCX does not say whose login it is")
		}
		documents, err := x.rights.Documents.List(ctx, x.userID, relation)
		if err != nil {
			return x.missed(err, documented(wire.StatusOf(err) == http.StatusForbidden), route)
		}
		for _, d := range documents {
			x.hide(&d.Name, &d.AccountID)
		}
		answer := x.records.last(route)
		form := answer.form()
		is := form.Is(wire.FormObject) && (form.Elem == nil || form.Elem.Is(wire.FormList))
		return ok(documented(is), "%s, %s with %s", answer, plural(len(form.Others), "key"),
			plural(len(documents), "document"))
	}
}

// documentKeys tells whether the keys of the list are the accounts of the documents below them.
func documentKeys(ctx context.Context, x *examination) Outcome {
	r, err := x.client.Send(ctx, x.client.Call("list the user's rights documents", http.MethodGet, routeDocuments,
		strings.Replace(routeDocuments, "{userId}", x.userID, 1)))
	if err != nil {
		return x.missed(err, NotTried, routeDocuments)
	}
	return keysAre(keysOf(r.Body))
}

// keysOf are the keys of a JSON object of lists, and the account ids in their elements.
func keysOf(body []byte) (keys []string, accounts []string) {
	var groups map[string][]struct {
		AccountID wire.LooseID `json:"accountId"`
	}
	_ = json.Unmarshal(body, &groups) // what cannot be read is left out
	for key, documents := range groups {
		keys = append(keys, key)
		for _, d := range documents {
			accounts = append(accounts, string(d.AccountID))
		}
	}
	return keys, accounts
}

func keysAre(keys, accounts []string) Outcome {
	if len(keys) == 0 || len(accounts) == 0 {
		return skip("there is no rights document")
	}
	count := map[string]int{}
	is := true
	for _, key := range keys {
		count[wire.FormOf(key)]++
		is = is && slices.Contains(accounts, key)
	}
	if is {
		return ok(AsDocumented, "the keys are the accounts of the documents: %s", counted(count))
	}
	return ok(Otherwise, "the keys are not the accounts of the documents: %s", counted(count))
}

// documentsToTry is how many documents are read alone at most: one that gives nothing does not tell how the list shows
// what a document gives.
const documentsToTry = 3

// documentEntries compares the documents in the list with one that is read alone.
func documentEntries(ctx context.Context, x *examination) Outcome {
	documents, err := x.rights.Documents.List(ctx, x.userID, rights.Visible)
	if err != nil {
		return x.missed(err, NotTried, routeDocuments)
	}
	documents = slices.DeleteFunc(documents, func(d rights.Document) bool {
		return d.Unreadable || d.Master || d.OwnerID == ""
	})
	for _, d := range documents[:min(documentsToTry, len(documents))] {
		key := rights.DocumentKey{OwnerID: d.OwnerID, ID: d.ID}
		alone, _, err := x.rights.Documents.Read(ctx, key, x.identity, time.Time{})
		if err != nil {
			return x.missed(err, NotTried, routeDocument)
		}
		if len(alone.Account)+len(alone.Products)+len(alone.Resources) > 0 {
			return entriesAre(x.records.last(routeDocuments).form(), x.records.last(routeDocument).form())
		}
	}
	return skip("there is no rights document that gives something")
}

// entriesAre decides whether a list has documents whole, by the form of one that was read alone.
func entriesAre(list, alone wire.Form) Outcome {
	if list.Elem == nil || list.Elem.Elem == nil {
		return skip("there is no rights document in the list")
	}
	missing := lacking(*list.Elem.Elem, alone, "")
	if len(missing) == 0 {
		return ok(AsDocumented, "the list shows documents whole: they have the form of one that is read alone")
	}
	return warn(Otherwise, "The provider then reads each rights document alone, which works and takes a request for each.",
		"the list does not show documents whole: it lacks %s", strings.Join(missing, ", "))
}

// lacking names what one document has, and none of those in a list.
func lacking(listed, alone wire.Form, within string) (missing []string) {
	for _, name := range slices.Sorted(maps.Keys(alone.Fields)) {
		has := alone.Fields[name]
		in, there := listed.Fields[name]
		switch {
		case !there, in.Is(wire.FormNull) && !has.Is(wire.FormNull):
			missing = append(missing, within+name)
		case has.Count > 0 && in.Count == 0:
			missing = append(missing, "what is in "+within+name)
		case has.Elem != nil && in.Elem != nil:
			missing = append(missing, lacking(*in.Elem, *has.Elem, within+name+".")...)
		}
	}
	return missing
}
