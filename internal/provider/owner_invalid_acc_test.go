package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// wantErrors expects these errors at each address, each by its summary and the
// attribute that it names, and none besides.
func (o outcome) wantErrors(t *testing.T, want map[string][]string) {
	t.Helper()
	left := o.of("error")
	for address, errs := range want {
		for _, e := range errs {
			summary, attribute, _ := strings.Cut(e, ": ")
			i := slices.IndexFunc(left, func(d diagnostic) bool {
				return d.Address == address && d.Summary == summary && strings.Contains(d.Detail, attribute)
			})
			if i < 0 {
				t.Errorf("%s: no %q in:\n%s", address, e, o.text())
				continue
			}
			left = slices.Delete(left, i, i+1)
		}
	}
	for _, d := range left {
		t.Errorf("not expected: %s", d)
	}
}

// What is wrong with an owner is an error at plan, at the attribute, and with
// all the others at once: first what the configuration itself shows, then what
// the provider's mode makes of it.
func TestAccOwnerInvalid(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 11, rig.login(modeEngage, adminUser))
	token := func(name, body string) string {
		return "resource \"ringcx_api_token\" \"" + name + "\" {\n" + body + "\n}\n"
	}
	owner := func(name, attributes string) string { return token(name, "owner = {\n"+attributes+"\n}") }

	w.config(owner("several", "username = \"a\"\npassword_wo = \"bbbb\"\njwt_wo = \"cccc\"\napi_token_wo = \"dddd\"") +
		owner("nameless", "password_wo = \"bbbb\"") +
		token("unstored", "store_token = false\nowner = {\nusername = \"a\"\npassword_wo = \"bbbb\"\n}"))
	invalid := map[string][]string{
		"ringcx_api_token.several": {
			"More than one form of owner: username is set together with", "More than one form of owner: jwt_wo is set " +
				"together with",
			"More than one form of owner: api_token_wo is set together with",
		},
		"ringcx_api_token.nameless": {"Missing username of the owner: password_wo"},
		"ringcx_api_token.unstored": {"A token of another owner must be stored: store_token"},
	}
	w.wantRefusal(nil, "plan", "-json").wantErrors(t, invalid)

	w.config(owner("jwt", "jwt_wo = \"cccc\""))
	w.must("validate")
	w.wantRefusal(nil, "plan", "-json").wantErrors(t, map[string][]string{"ringcx_api_token.jwt": {"Owner does not fit " +
		"auth_mode: jwt_wo"}})

	// A misspelled attribute, which Terraform drops before the provider sees it.
	w.config(owner("misspelled", "username = \"a\"\npassword = \"b\""))
	warned := w.plan().of("warning")
	if len(warned) != 1 || !strings.Contains(warned[0].Detail, "such as password for password_wo") {
		t.Errorf("warnings: %v", warned)
	}
	w.wantRefusal([]string{"such as password for password_wo"}, "apply", "-json", "-auto-approve")

	// A secret that is missing is a warning in the plan, which a destroy makes too.
	apply := []string{"apply", "-json", "-auto-approve"}
	w.config(owner("empty", "") +
		owner("passwordless", "username = \"a\"") +
		owner("blank", "username = \"a\"\npassword_wo = \"\""))
	w.must("validate")
	if warnings := w.plan().of("warning"); len(warnings) != 3 {
		t.Errorf("want a warning for each: %v", warnings)
	}
	w.wantRefusal(nil, apply...).wantErrors(t, map[string][]string{
		"ringcx_api_token.empty":        {"Missing secret of the owner: password_wo (with username) or api_token_wo"},
		"ringcx_api_token.passwordless": {`Missing secret of the owner: for the owner "a" needs a login with password_wo`},
		"ringcx_api_token.blank":        {`Missing secret of the owner: for the owner "a" needs a login with password_wo`},
	})

	// A null secret is named, where the mode leaves one.
	w.config("variable \"none\" { default = null }\n" + owner("t", "api_token_wo = var.none"))
	w.login(rig.login(modeAPIToken, adminUser))
	w.wantRefusal(nil, apply...).wantErrors(t, map[string][]string{tokenAddress: {"Missing secret of the owner: needs " +
		"a login with api_token_wo, which is null"}})
	w.config("variable \"none\" { default = null }\n" + owner("t", "jwt_wo = var.none"))
	w.login(rig.login(modeRingCentral, adminUser))
	w.wantRefusal(nil, apply...).wantErrors(t, map[string][]string{tokenAddress: {"Missing secret of the owner: needs " +
		"a login with jwt_wo or api_token_wo"}})

	// White space is refused in every secret, and so is a secret that is too short to be hidden.
	w.login(rig.login(modeEngage, adminUser))
	w.config(owner("break", `username = "a"
		password_wo = "bbbb\n"`) + owner("space", `username = "a"
		password_wo = "bbbb "`) + owner("name", `username = "a\n"
		password_wo = "bbbb"`) + owner("windows", `username = "a"
		password_wo = "b\r\n"`) + owner("jwt", `jwt_wo = "c\n"`) + owner("jwts", `jwt_wo = " c"`) +
		owner("token", `api_token_wo = "d\n"`) + owner("tokens", `api_token_wo = "d e"`) +
		owner("short", `api_token_wo = "d"`))
	w.wantRefusal(nil, "plan", "-json").wantErrors(t, map[string][]string{
		"ringcx_api_token.break":   {"Invalid secret of the owner: password_wo in owner: it begins or ends with white space"},
		"ringcx_api_token.space":   {"Invalid secret of the owner: password_wo in owner: it begins or ends with white space"},
		"ringcx_api_token.name":    {"Invalid username of the owner: username in owner: it begins or ends with white space"},
		"ringcx_api_token.windows": {"Invalid secret of the owner: password_wo in owner: it begins or ends with white space"},
		"ringcx_api_token.jwt":     {"Invalid secret of the owner: jwt_wo in owner: it holds white space"},
		"ringcx_api_token.jwts":    {"Invalid secret of the owner: jwt_wo in owner: it holds white space"},
		"ringcx_api_token.token":   {"Invalid secret of the owner: api_token_wo in owner: it holds white space"},
		"ringcx_api_token.tokens":  {"Invalid secret of the owner: api_token_wo in owner: it holds white space"},
		"ringcx_api_token.short":   {"Invalid secret of the owner: api_token_wo in owner: it has fewer than 4 characters"},
	})

	w.config(owner("password", "username = \"a\"\npassword_wo = \"bbbb\"") + owner("jwt", "jwt_wo = \"cccc\""))
	unfit := func(attribute string) string { return "Owner does not fit auth_mode: cannot log in with " + attribute }
	w.login(rig.login(modeAPIToken, adminUser))
	w.wantRefusal(nil, "plan", "-json").wantErrors(t, map[string][]string{
		"ringcx_api_token.password": {unfit("username")}, "ringcx_api_token.jwt": {unfit("jwt_wo")},
	})
	w.login(map[string]string{attrAuthMode: modeRingCentral, attrAPIURL: rig.url + "/voice/api",
		attrRCAccessToken: "rc-access-token"})
	w.wantRefusal(nil, "plan", "-json").wantErrors(t, map[string][]string{
		"ringcx_api_token.password": {unfit("username")},
		"ringcx_api_token.jwt": {"Missing client_id in the provider block: jwt_wo", "Missing client_secret in the " +
			"provider block: jwt_wo"},
	})
	rig.wantCounts(t, "plans that are refused", counts{})

	// A module may offer every form by variables: `terraform validate` knows no
	// values, and values that are null do no harm.
	w.config(ownerConfig)
	w.must("validate")
}
