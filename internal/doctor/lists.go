package doctor

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

var listChecks = []check{
	{id: "accounts.list", section: "5.1", need: "tokens.list", run: listAccounts},
	{id: "accounts.fields", section: "5.2", need: "accounts.list", run: accountFields},
	{id: "users.self", section: "3.9", need: "tokens.list", run: whoAmI},
	{id: "users.list", section: "6.2", need: "tokens.list", run: listUsers},
	{id: "users.roles", section: "6.3", need: "users.list", run: userRoles},
	{id: "users.path", section: "6.2", need: "users.list", run: userPath},
}

// whoAmI asks whose login it is, which in mode api_token is the only way to know it.
func whoAmI(ctx context.Context, x *examination) Outcome {
	x.userID = x.identity.UserID
	id, err := x.rights.WhoAmI(ctx)
	if err != nil {
		return x.missed(err, Otherwise, routeWhoAmI)
	}
	answer := x.records.last(routeWhoAmI)
	is := "the user of the login's reply"
	switch {
	case x.userID == "":
		is = "a user"
	case x.userID != id:
		return warn(Otherwise, pleaseReport, "%s, of another user than the login's reply", answer)
	}
	x.userID = id
	echo := "without an authToken"
	if len(answer.form().Has("authToken")) > 0 {
		echo = "with an authToken"
	}
	return ok(AsDocumented, "%s: %s, %s", answer, is, echo)
}

func listAccounts(ctx context.Context, x *examination) Outcome {
	var err error
	if x.accounts, err = x.client.Accounts(ctx); err != nil {
		return x.missed(err, Otherwise, routeAccounts)
	}
	for _, a := range x.accounts {
		x.hide(&a.ID, a.Name, a.MainAccountID, a.MainAccountName, a.RCAccountID)
	}
	answer := x.records.last(routeAccounts)
	if len(x.accounts) == 0 {
		return warn(AsDocumented, "The user sees no account. A rights document gives accounts to a user.", "%s", answer)
	}
	form, elem := answer.form(), answer.elem()
	is := form.Is(wire.FormList) && elem.Is(wire.FormObject) && elem.Fields["accountId"].Is(`"integer"`)
	return ok(documented(is), "%s, %s", answer, fieldOf(elem, "accountId"))
}

// fieldOf is a field of objects with its form.
func fieldOf(objects wire.Form, name string) string {
	if f, there := objects.Fields[name]; there {
		return name + " " + f.String()
	}
	return name + " missing"
}

// accountFields tells what account objects hold, above all which of the documented secrets.
func accountFields(_ context.Context, x *examination) Outcome {
	elem := x.records.last(routeAccounts).elem()
	if elem.Names == nil {
		return skip("there is no account")
	}
	known := elem.Has("accountId", "accountName", "mainAccountId", "mainAccountName", "mainAccount", "accountType",
		"rcAccountId", "archivedAccount", "archived", "digitalDomainId")
	secret := elem.Has("crmPwd", "ftpPwd", "securityKey", "phoneRecordingPin")
	is := slices.Contains(known, "accountName") && slices.Contains(known, "mainAccountId")
	if len(secret) == 0 {
		secret = []string{"none"}
	}
	return ok(documented(is), "fields %s, and %d others; of the documented secrets: %s",
		strings.Join(known, ", "), len(elem.Others), strings.Join(secret, ", "))
}

func listUsers(ctx context.Context, x *examination) Outcome {
	users, err := x.client.Users(ctx, false)
	if err != nil {
		return x.missed(err, documented(wire.StatusOf(err) == http.StatusForbidden), routeUsers)
	}
	for _, u := range users {
		x.hide(u.Name, u.FirstName, u.LastName)
	}
	answer := x.records.last(routeUsers)
	elem := answer.elem()
	is := elem.Fields["userId"].Is("integer") && elem.Fields["enabled"].Is("true", "false")
	return ok(documented(is), "%s, %s, %s, %s", answer, fieldOf(elem, "userId"),
		fieldOf(elem, "rcUserId"), ownName(users, x.userID, x.identity.UserName))
}

// ownName says whether RingCX shows the login's user under the name that logs in.
func ownName(users []ringcx.User, id, login string) string {
	for _, u := range users {
		if u.ID != id || u.Name == nil || login == "" {
			continue
		}
		if strings.EqualFold(*u.Name, login) {
			return "the login's user under its own name"
		}
		return "the login's user under another name than that of the login"
	}
	return "the login's user cannot be found by name"
}

// userRoles is how a user object spells roles.
func userRoles(_ context.Context, x *examination) Outcome {
	roles := x.records.last(routeUsers).elem().Fields["roles"]
	if roles.Elem == nil {
		return skip("no user shows a role")
	}
	role := *roles.Elem
	if role.Is(wire.FormObject) {
		return ok(documented(role.Fields["roleType"].Names != nil), "%s with %s", roles,
			strings.Join(role.Has("roleType", "description"), ", "))
	}
	return ok(documented(!slices.Contains(role.Names, wire.FormObject)), "%s", roles)
}

// userPath tells in what a parentPath ends.
func userPath(ctx context.Context, x *examination) Outcome {
	r, err := x.client.Send(ctx, x.client.Call("list users", http.MethodGet, routeUsers, routeUsers+"?flatten=true"))
	if err != nil {
		return x.missed(err, NotTried, routeUsers)
	}
	var rows []struct {
		UserID     wire.LooseID   `json:"userId"`
		ParentPath wire.LooseText `json:"parentPath"`
	}
	if wire.DecodeLoosely(r.Body, &rows) != nil {
		return skip("the list cannot be read a second time")
	}
	ends := map[string]int{}
	for _, row := range rows {
		ends[endOf(row.ParentPath.String(), string(row.UserID))]++
	}
	return ok(documented(ends["itself"] == 0), "parentPath ends in the user itself for %s, in another user for %s, and "+
		"is missing for %s", plural(ends["itself"], "user"), plural(ends["another"], "user"), plural(ends["none"], "user"))
}

func endOf(path, id string) string {
	switch {
	case path == "":
		return "none"
	case path == id, strings.HasSuffix(path, "."+id):
		return "itself"
	}
	return "another"
}
