package provider

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// literal is the secret that somebody has written into the configuration as it is.
const literal = "canary-c2353445-bc74"

// literalCase is a configuration that holds the literal where it is refused.
type literalCase struct {
	config string
	want   string            // words of the error
	login  map[string]string // instead of a login in mode engage; attributes that are "" are left out
	minor  int               // the version of Terraform 1 that it needs; 0 is that of write-only values, 11
}

// literalCases is every attribute in which a secret may be pasted, in the ways in which it can be refused. Those of the
// data sources and of the list resource take no text.
func literalCases() map[string]literalCase {
	owner := func(attributes string) string {
		return "provider \"ringcx\" {}\nresource \"ringcx_api_token\" \"x\" {\n  owner = {\n    " +
			strings.ReplaceAll(attributes, ", ", "\n    ") + "\n  }\n}\n"
	}
	const quoted = `"` + literal + `"`
	token := map[string]string{attrAuthMode: modeAPIToken, attrAPIToken: "aws80:any"}
	oauth := map[string]string{attrAuthMode: modeRingCentral, attrRCAccessToken: "anyone"}
	cases := map[string]literalCase{
		"provider: user info": {config: `provider "ringcx" {
			api_url = "https://user:` + literal + `@ringcx.example.com/voice/api"
		}`, want: "must not hold a user name or password"},

		"owner: password, login refused": {config: owner(`username = "ivr@example.com", password_wo = ` + quoted),
			want: `for the owner "ivr@example.com"`},
		"owner: API token, login refused": {config: owner(`api_token_wo = ` + quoted), want: "with the credentials in owner"},
		"owner: on one line": {config: `provider "ringcx" {}
			resource "ringcx_api_token" "x" {
				owner = { api_token_wo = ` + quoted + ` }
			}`, want: "with the credentials in owner"},
		"owner: no username": {config: owner(`password_wo = ` + quoted), want: "Missing username of the owner"},
		"owner: two forms": {config: owner(`username = "u", password_wo = ` + quoted + `, jwt_wo = ` + quoted +
			`, api_token_wo = ` + quoted), want: "api_token_wo is set together with another form"},
		"owner: JWT does not fit": {config: owner(`jwt_wo = ` + quoted), want: "Owner does not fit auth_mode"},
		"owner: password does not": {config: owner(`username = "u", password_wo = ` + quoted), want: "Owner does not " +
			"fit auth_mode", login: token},
		"owner: no client_id": {config: owner(`jwt_wo = ` + quoted), want: "Missing client_id in the provider block",
			login: oauth},
		"owner: JWT, white space": {config: owner(`jwt_wo = "` + literal + ` "`), want: "jwt_wo in owner: it holds white " +
			"space"},
		"owner: token, white space": {config: owner(`api_token_wo = "` + literal + ` "`), want: "api_token_wo in owner: " +
			"it holds white space"},
		"owner: password, with line": {config: owner(`username = "u", password_wo = "` + literal + `\n"`),
			want: "password_wo in owner: it begins or ends with white space"},
		"owner: not to be stored": {config: strings.Replace(owner(`api_token_wo = `+quoted), "owner",
			"store_token = false\n  owner", 1), want: "must be stored"},

		"ephemeral: id": {config: `ephemeral "ringcx_api_token" "x" {
			id = ` + quoted + `
		}`, want: "Not the id of an API token", minor: 10},
		"ephemeral: id of a token that is written there": {config: `ephemeral "ringcx_api_token" "x" {
			id = sha256(` + quoted + `)
		}`, want: "No such API token", minor: 10},
		"action: id": {config: `action "ringcx_revoke_api_token" "x" {
			config {
				id = ` + quoted + `
			}
		}`, want: "Not the id of an API token", minor: 14},
	}
	for _, name := range secretAttributes {
		for mode := range authModes {
			if !authModes[mode].takes(name) {
				cases["provider: "+name+" in mode "+mode] = literalCase{want: "does not use " + name, config: fmt.Sprintf(
					"provider \"ringcx\" {\n  auth_mode = %q\n  %s = %s\n}\n", mode, name, quoted)}
			}
		}
	}
	for name, mode := range map[string]string{attrAPIToken: modeAPIToken, attrJWT: modeRingCentral,
		attrRCAccessToken: modeRingCentral} {
		cases["provider: "+name+", white space"] = literalCase{want: "white space", config: fmt.Sprintf(
			"provider \"ringcx\" {\n  auth_mode = %q\n  %s = \"%s \"\n}\n", mode, name, literal)}
	}
	return cases
}

// Whoever adds an attribute that takes text decides whether a secret may be pasted there.
func TestLiteralCasesCoverTheSchemas(t *testing.T) {
	t.Parallel()
	harmless := map[string]bool{ // not secret, and documented so
		"provider ringcx auth_mode": true, "provider ringcx ringcentral_url": true, "provider ringcx client_id": true,
		"provider ringcx username":    true,
		"provider ringcx platform_id": true, "provider ringcx request_timeout": true, "resource ringcx_api_token " +
			"owner.username": true,
	}
	// Nor is anything about users and their rights.
	rights := regexp.MustCompile(`ringcx_(user|user_role|rights_documents?|rights_objects?|rights_document_assignment) `)
	var configs strings.Builder
	for _, c := range literalCases() {
		configs.WriteString(c.config)
	}
	covered := 0
	newRPC(t, nil).eachAttribute(func(path string, a *tfprotov6.SchemaAttribute) {
		if !a.Optional && !a.Required || a.NestedType != nil || !a.Type.Is(tftypes.String) || harmless[path] ||
			rights.MatchString(path) {
			return
		}
		name := path[strings.LastIndexAny(path, " .")+1:]
		if covered++; !regexp.MustCompile(`\b` + name + ` = "[^"]*` + literal).MatchString(configs.String()) {
			t.Errorf("no case for %s", path)
		}
	})
	if covered < 10 {
		t.Errorf("%d attributes only", covered)
	}
}

// Terraform prints the lines of the configuration that an error points to. A secret that is written there as it is must
// not be printed on account of ours.
func TestAccLiteralSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	for name, c := range literalCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.minor == 0 {
				c.minor = 11
			}
			rig := newRig(t, simulator.Config{})
			login := rig.login(modeEngage, simulator.DefaultUserName)
			if c.login != nil {
				login = c.login
				login[attrAPIURL], login[attrRingCentralURL] = rig.url+"/voice/api", rig.url
			}
			w := newWorkspace(t, c.minor, login)
			w.config(c.config + "\ndata \"ringcx_accounts\" \"all\" {}\n")
			w.wantRefusal([]string{c.want}, "apply", "-json", "-auto-approve")
			w.terraform("apply", "-no-color", "-auto-approve")
			w.wantNotPrinted(literal)
		})
	}
}

// The line on which a block begins Terraform prints with every error about the block. So where the whole block stands
// on that line the secret is printed (SECURITY.md says so), but by Terraform alone: the provider does not repeat it.
func TestAccLiteralSecretsOnOneLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file, text string
		printed    bool
	}{
		"a block":       {"x.tf", `ephemeral "ringcx_api_token" "x" { id = "` + literal + `" }`, true},
		"minified JSON": {"x.tf.json", `{"ephemeral":{"ringcx_api_token":{"x":{"id":"` + literal + `"}}}}`, true},
		"JSON on lines": {"x.tf.json", "{\n\"ephemeral\": {\n\"ringcx_api_token\": {\n\"x\": {\n\"id\": \"" + literal +
			"\"\n}\n}\n}\n}", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 10, rig.login(modeEngage, simulator.DefaultUserName))
			w.config("")
			if err := os.WriteFile(filepath.Join(w.dir, c.file), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			o := w.wantRefusal([]string{"Not the id of an API token"}, "plan", "-json")
			for _, d := range o.diagnostics {
				if strings.Contains(d.Summary+d.Detail, literal) {
					t.Errorf("the provider has repeated it: %s", d)
				}
			}
			if !c.printed {
				w.wantNotPrinted(literal)
			}
		})
	}
}
