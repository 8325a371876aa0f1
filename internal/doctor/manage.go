package doctor

import (
	"context"
	"net/http"
	"strings"
)

// manageable is what an object of the provider needs: the checks that must have succeeded, and the role without which
// RingCX refuses them.
type manageable struct {
	object string
	needs  []string
	role   string
}

var manageables = []manageable{
	{object: "ringcx_api_token", needs: []string{"tokens.list"}},
	{object: "ringcx_user_role", needs: []string{"users.list", "roles.list"}, role: "MANAGE_USERS"},
	{object: "ringcx_rights_document", needs: []string{"rights.owned"}, role: "MANAGE_RIGHTS"},
	{object: "ringcx_rights_document_assignment", needs: []string{"rights.visible"}, role: "MANAGE_RIGHTS"},
	{object: "data.ringcx_accounts", needs: []string{"accounts.list"}},
	{object: "data.ringcx_users", needs: []string{"users.list"}, role: "MANAGE_USERS"},
}

var manageChecks = manageableChecks()

func manageableChecks() (all []check) {
	for _, m := range manageables {
		all = append(all, check{
			id: "manage." + m.object, needs: []string{"tokens.list"},
			run: func(x *examination, _ context.Context) Outcome { return m.decide(x) },
		})
	}
	return all
}

// decide says whether Terraform can manage the object with this login, by what RingCX let it see.
func (m manageable) decide(x *examination) Outcome {
	var missing []string
	refused := false
	for _, need := range m.needs {
		if x.status[need] != OK {
			missing = append(missing, need)
			refused = refused || x.without[need] == http.StatusForbidden
		}
	}
	switch {
	case refused && m.role != "":
		return warn(NotTried, "Only if the configuration has such an object: ask an administrator for the role.",
			"not with this login: the role %s or SUPER_USER is missing, by %s", m.role, strings.Join(missing, ", "))
	case len(missing) > 0:
		return warn(NotTried, "See what that check says.", "not with this login, by %s", strings.Join(missing, ", "))
	case m.object == "ringcx_api_token":
		text := "RingCX lists this user's tokens; -create-token finds out whether it creates and revokes them"
		if x.mode == modeAPIToken {
			text += ", which for a token is documented for the legacy portals only"
		}
		return ok(NotTried, "%s", text)
	}
	return ok(NotTried, "RingCX lets this login see it, which is what its role allows")
}
