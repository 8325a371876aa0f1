package doctor

import (
	"context"
	"fmt"
	"strings"
)

// manageable is what an object of the provider needs: the checks that must have succeeded, and the right without which
// RingCX refuses them. Its id is as Terraform addresses it; what has the same name in another form, such as the list
// resource, needs the same.
type manageable struct {
	object string
	needs  []string
	right  string
	seen   string // if nothing is missing
}

// The roles, as messages name them.
const (
	manageUsers  = "the role MANAGE_USERS or SUPER_USER"
	manageRights = "the role MANAGE_RIGHTS or SUPER_USER"
)

// What RingCX shows can be read. Whether it can be changed is not tried, though one role allows both.
const (
	readable   = "RingCX shows it to this login"
	changeable = readable + "; changing it was not tried, and the same role allows that"
)

var manageables = []manageable{
	{"ringcx_api_token", []string{"tokens.list"}, "",
		"RingCX lists this user's tokens; -create-token tries whether it creates and revokes them"},
	{"ringcx_user_role", []string{"users.list", "roles.list"}, manageUsers, changeable},
	{"ringcx_rights_document", []string{"rights.owned"}, manageRights, changeable},
	{"ringcx_rights_document_assignment", []string{"rights.visible"}, manageRights, changeable},
	{"data.ringcx_accounts", []string{"accounts.list"}, "", readable},
	{"data.ringcx_api_tokens", []string{"tokens.list"}, "", readable},
	{"data.ringcx_users", []string{"users.list"}, manageUsers, readable},
	{"data.ringcx_user", []string{"users.list"}, manageUsers, readable},
	{"data.ringcx_rights_documents", []string{"rights.visible"}, manageRights, readable},
	{"data.ringcx_rights_objects", objectListIDs(), readOnAccount, readable},
	{"data.ringcx_rights_object", objectListIDs(), readOnAccount, readable},
	{"ephemeral.ringcx_access_token", []string{"login.session"}, "", "the login gives it"},
	{"action.ringcx_revoke_api_token", []string{"tokens.list"}, "",
		"RingCX lists this user's tokens; -create-token tries whether it revokes them"},
}

var manageChecks = manageableChecks()

func manageableChecks() (all []check) {
	for _, m := range manageables {
		all = append(all, check{id: "manage." + m.object, need: "tokens.list", run: m.decide})
	}
	return all
}

// decide says whether Terraform can manage the object with this login, by what RingCX let it see.
func (m manageable) decide(_ context.Context, x *examination) Outcome {
	var missing, restricted []string
	refused := false
	for _, need := range m.needs {
		switch o := x.done[need]; {
		case o.missed, o.Status == Skip, o.Status == Fail:
			missing = append(missing, need)
			refused = refused || o.refused
		case o.Status == Warn:
			restricted = append(restricted, need)
		}
	}
	switch {
	case refused && m.right != "":
		return warn(NotTried, "Only if the configuration has such an object: ask an administrator for it.",
			"not with this login: %s is missing, see %s", m.right, some(missing))
	case len(missing) > 0:
		return warn(NotTried, "", "not with this login: see %s", some(missing))
	case len(restricted) > 0:
		return warn(NotTried, "", "with a restriction: see %s", some(restricted))
	case m.object == "ringcx_api_token" && x.mode == modeAPIToken:
		return ok(NotTried, "%s, which for a token is documented for the legacy portals only", m.seen)
	}
	return ok(NotTried, "%s", m.seen)
}

// some names checks in few words.
func some(ids []string) string {
	if len(ids) <= 2 {
		return strings.Join(ids, " and ")
	}
	return fmt.Sprintf("%s and %d others", ids[0], len(ids)-1)
}
