package doctor

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

const (
	routeRoles     = "/v1/admin/users/{userId}/roles"
	routeDocuments = "/v1/admin/users/{userId}/rightsDocs"
	routeOwned     = "/v1/admin/users/{userId}/ownedRightsDocs"
	routeAssigned  = "/v1/admin/users/{userId}/assignedRightsDocs"
)

var rightsChecks = []check{
	{id: "roles.list", section: "7.1", needs: []string{"tokens.list"}, run: (*examination).roles},
	{id: "rights.visible", section: "7.3", needs: []string{"tokens.list"},
		run: documentsOf(rights.Visible, routeDocuments)},
	{id: "rights.owned", section: "7.3", needs: []string{"tokens.list"}, run: documentsOf(rights.Owned, routeOwned)},
	{id: "rights.assigned", section: "7.3", needs: []string{"tokens.list"},
		run: documentsOf(rights.Assigned, routeAssigned)},
	{id: "rights.keys", section: "7.3", needs: []string{"rights.visible"}, run: (*examination).documentKeys},
}

// roles are those of the login's own user.
func (x *examination) roles(ctx context.Context) Outcome {
	if x.userID == "" {
		return skip("RingCX does not say whose login it is")
	}
	if _, err := x.rights.Roles(ctx, x.userID); err != nil {
		return x.missed(err, documented(wire.StatusOf(err) == http.StatusForbidden), routeRoles)
	}
	answer := x.records.last(routeRoles)
	is := answer.form().Is(wire.FormList) && (answer.form().Elem == nil || !answer.form().Elem.Is(wire.FormObject))
	return ok(documented(is), "%s", answer)
}

// documentsOf lists the rights documents to which the login's user stands in a relation.
func documentsOf(relation rights.Relation, route string) func(*examination, context.Context) Outcome {
	return func(x *examination, ctx context.Context) Outcome {
		if x.userID == "" {
			return skip("RingCX does not say whose login it is")
		}
		documents, err := x.rights.Documents(ctx, x.userID, relation)
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
func (x *examination) documentKeys(ctx context.Context) Outcome {
	r, err := x.client.Send(ctx, x.client.Call("list the user's rights documents", http.MethodGet, routeDocuments,
		strings.Replace(routeDocuments, "{userId}", x.userID, 1)))
	if err != nil {
		return x.missed(err, NotTried, routeDocuments)
	}
	return keysAre(keysOf(r.Body))
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
