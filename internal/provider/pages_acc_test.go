//go:build unix

package provider

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Every configuration on a page is valid. Those that are files of examples/ are
// validated, and most of them applied, by TestAccExamples and its neighbours.
func TestAccPageConfigurations(t *testing.T) {
	t.Parallel()
	inExamples := exampleTexts(t)
	for _, b := range fences(t, "terraform") {
		if inExamples[strings.TrimSpace(b.text)] {
			continue
		}
		t.Run(b.page, func(t *testing.T) {
			t.Parallel()
			example{b.page, map[string]string{"main.tf": b.text}}.workspace(t, nil).must("validate")
		})
	}
}

// onPage is how the next shell blocks of a page are run, and what they must do.
type onPage struct {
	blocks    int    // how many of them make one script; 0 is one
	elsewhere string // the test that runs them, or targets: then nothing below counts

	mode    string                     // of the login, default engage
	example string                     // whose configuration is there
	config  string                     // or this one
	applied bool                       // it has been applied
	there   func(*rig)                 // makes what RingCX has, beside two tokens
	secrets []string                   // attributes of the login whose values the person types
	stdin   string                     // what the person types after them
	env     map[string]string          // from blocks before
	prints  func(*rig) string          // the whole output, as far as a test can know it
	then    func(*testing.T, *pageRun) // what else must hold afterwards
}

// targets are commands that make this repository's programs: `make demo` and so
// on have tests of their own. What they name must exist.
const targets = "TestPageTargets"

// The first two tokens of the user have the ids that pages show. firstTyped is the first one, where a person types it.
const (
	firstTyped = "the first token"
	firstID    = "4c8e1a9bd5f7a3e2b6c0d9f81726354a5b6c7d8e9fa0b1c2d3e4f5061728394a"
	secondID   = "f0e1d2c3b4a5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff"
)

const oneToken = "resource \"ringcx_api_token\" \"crm\" {\n  lifecycle {\n    create_before_destroy = true\n  }\n}\n"

var (
	anID       = onPage{stdin: "aws80:a-token\n", prints: func(*rig) string { return sha256Hex("aws80:a-token") }}
	firstLogin = onPage{
		mode: modeRingCentral, secrets: []string{attrClientSecret, attrJWT}, prints: func(*rig) string { return "" },
	}
	firstToken   = onPage{mode: modeRingCentral, example: "provider/provider.tf", then: wantUsable}
	removesBuild = onPage{then: func(t *testing.T, p *pageRun) {
		if _, err := os.Stat(p.build); !os.IsNotExist(err) {
			t.Error("the build is still there: ", err)
		}
	}}
	imports = onPage{
		config: "resource \"ringcx_api_token\" \"ivr\" {}\nresource \"ringcx_api_token\" \"reports\" {\n  store_token = " +
			"false\n}\n",
		then: func(t *testing.T, p *pageRun) {
			p.w.wantState("ringcx_api_token.ivr", "token", p.live[0])
			p.w.wantState("ringcx_api_token.reports", "token", nil)
		},
	}
)

// oneDocument makes the rights document that pages import, which is the simulator's first.
func oneDocument(r *rig) {
	r.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: "99990001", Name: "IVR service",
		Assigned: []int{1002}})
}

// pageCommands are all shell blocks of all pages, in order.
var pageCommands = map[string][]onPage{
	"README.md": {
		{elsewhere: targets}, firstLogin, {elsewhere: targets}, {elsewhere: "TestAccFirstToken"}, firstToken,
		{elsewhere: "TestAccLockFile"}, {elsewhere: "TestAccLockFile"}, removesBuild,
		{elsewhere: "TestSnapshot"}, {elsewhere: "TestReleaseIsGuarded"},
	},
	"docs/guides/adopt-tokens.md": {anID, imports},
	"docs/guides/adopt-with-query.md": {
		{elsewhere: "TestAccQueryGeneratedConfig"}, {elsewhere: "TestAccQueryGeneratedConfig"}, anID,
		{elsewhere: "TestAccQueryGeneratedConfig"},
	},
	"docs/guides/authentication.md": {
		{mode: modeRingCentral, example: "provider/provider_ringcentral.tf", secrets: []string{attrClientSecret, attrJWT}},
		{example: "provider/provider_engage.tf", secrets: []string{attrPassword}},
		{mode: modeLegacy, example: "provider/provider_legacy.tf", secrets: []string{attrPassword}},
		{mode: modeAPIToken, example: "provider/provider_api_token.tf", secrets: []string{attrAPIToken}},
		{stdin: simulator.DefaultUserName + "\n" + simulator.DefaultUsers()[0].Password + "\n", prints: func(r *rig) string {
			live := r.Tokens(simulator.DefaultUserName)
			return "\n" + live[len(live)-1]
		}},
	},
	"docs/guides/api-user-rights.md": {{mode: modeRingCentral, example: "guides/api-user-rights",
		secrets: []string{attrClientSecret, attrJWT},
		stdin:   jwtOf("ivr@example.com") + "\n" + jwtOf("crm@example.com") + "\n",
		then: func(t *testing.T, p *pageRun) {
			if err := p.wantTokens(2 + 2); err != nil {
				t.Error(err)
			}
			for _, d := range p.RightsDocuments() {
				if len(d.Assigned) != 1 {
					t.Errorf("%s is assigned to %v", d.Name, d.Assigned)
				}
			}
		}}},
	"docs/guides/drift.md": {anID},
	"docs/guides/keep-tokens-out-of-state.md": {{
		config: "resource \"ringcx_api_token\" \"crm\" {\n  store_token = false\n}\n",
		then:   func(_ *testing.T, p *pageRun) { p.w.wantState("ringcx_api_token.crm", "token", nil) },
	}},
	"docs/guides/revoke-a-leaked-token.md": {
		{stdin: firstTyped + "\n", prints: func(*rig) string { return "200\n401" }, then: func(t *testing.T, p *pageRun) {
			if left := p.Tokens(simulator.DefaultUserName); slices.Contains(left, p.live[0]) || len(left) != 1 {
				t.Errorf("%d tokens are left, and the leaked one may be among them", len(left))
			}
		}},
		anID,
		{
			config: "import {\n  to = ringcx_api_token.crm\n  id = \"" + firstID + "\"\n}\n" + oneToken, applied: true,
			prints: func(*rig) string { return "1" },
		},
		{config: oneToken, applied: true, then: wantReplaced},
		{elsewhere: "TestAccRevokeAction"},
		{example: "guides/revoke-by-import", env: map[string]string{"ID": firstID}, then: func(t *testing.T, p *pageRun) {
			p.w.wantState("ringcx_api_token.leaked", "id", sha256Hex(p.live[0]))
		}},
		{elsewhere: "TestAccExampleAdopt"},
	},
	"docs/guides/rotation.md": {{example: "guides/rotation-keepers", applied: true, then: wantReplaced}},
	"docs/guides/test-your-modules.md": {
		{elsewhere: targets}, {elsewhere: "TestGuideScript"},
		{example: "guides/module-test", then: func(t *testing.T, p *pageRun) {
			if !strings.Contains(p.out, "1 to add, 0 to change, 0 to destroy") || p.Count(simulator.RouteTokenCreate) != 1 {
				t.Errorf("the plan after the revocation:\n%s", p.out)
			}
		}},
		{example: "guides/module-test", applied: true, env: map[string]string{"TF_VAR_services": `["ivr"]`},
			then: func(t *testing.T, p *pageRun) {
				if failed := slices.DeleteFunc(p.Requests(),
					func(r simulator.Request) bool { return r.Status != 503 }); len(failed) != 2 {
					t.Errorf("%d requests failed, want 2", len(failed))
				}
			}},
	},
	"docs/guides/token-per-service.md": {{example: "guides/token-per-service", secrets: []string{attrPassword},
		stdin: strings.Join([]string{passwordOf("ivr@example.com"), passwordOf("crm@example.com"),
			passwordOf("dialer@example.com"), ""}, "\n"),
		then: func(t *testing.T, p *pageRun) {
			if err := p.wantTokens(2 + 3); err != nil {
				t.Error(err)
			}
		}}},
	"docs/guides/versions.md": {
		{example: "provider/provider.tf", applied: true, then: func(t *testing.T, p *pageRun) {
			if !strings.Contains(p.out, "No changes.") {
				t.Errorf("after the upgrade:\n%s", p.out)
			}
		}}, removesBuild,
	},
	"docs/resources/api_token.md": {imports},
	"docs/resources/rights_document.md": {{
		config: "resource \"ringcx_rights_document\" \"ivr\" {\n  account_id = \"99990001\"\n  name = \"IVR service\"\n}\n",
		there:  oneDocument,
		then:   func(_ *testing.T, p *pageRun) { p.w.wantState("ringcx_rights_document.ivr", "name", "IVR service") },
	}},
	"docs/resources/rights_document_assignment.md": {{
		config: "resource \"ringcx_rights_document_assignment\" \"ivr\" {\n  rights_document_id = \"7001\"\n  user_id = " +
			"\"1002\"\n}\n", there: oneDocument,
		then: func(_ *testing.T, p *pageRun) {
			p.w.wantState("ringcx_rights_document_assignment.ivr", "user_id", "1002")
		},
	}},
	"docs/resources/user_role.md": {{
		config: "resource \"ringcx_user_role\" \"audit_log\" {\n  user_id = \"1003\"\n  role = \"ACCESS_AUDIT_LOG\"\n}\n",
		there:  func(r *rig) { r.GiveRole(1003, "ACCESS_AUDIT_LOG") },
		then: func(_ *testing.T, p *pageRun) {
			p.w.wantState("ringcx_user_role.audit_log", "role", "ACCESS_AUDIT_LOG")
		},
	}},
}

// Every shell block of every page is run as it stands, against the simulator,
// or by another test. A block that is new must be added here.
func TestAccPageCommands(t *testing.T) {
	t.Parallel()
	byPage := map[string][]string{}
	for _, b := range fences(t, "shell") {
		byPage[b.page] = append(byPage[b.page], b.text)
	}
	tests := testNames(t)
	for _, page := range slices.Sorted(maps.Keys(pageCommands)) {
		left := byPage[page]
		delete(byPage, page)
		for _, on := range pageCommands[page] {
			n := max(on.blocks, 1)
			if n > len(left) {
				t.Fatalf("%s: some of its blocks are gone", page)
			}
			script := strings.Join(left[:n], "")
			left = left[n:]
			if on.elsewhere == "" {
				t.Run(page, func(t *testing.T) {
					t.Parallel()
					runOnPage(t, on, script)
				})
			} else if !tests[on.elsewhere] {
				t.Errorf("%s: there is no %s", page, on.elsewhere)
			}
		}
		if len(left) != 0 {
			t.Errorf("%s: nothing runs\n%s", page, left[0])
		}
	}
	for page, texts := range byPage {
		t.Errorf("%s: nothing runs\n%s", page, texts[0])
	}
}

// What was not pasted as it is revokes nothing, and the guide's commands do not look as if it had.
func TestAccPageRevokesWhatIsPasted(t *testing.T) {
	t.Parallel()
	const page = "docs/guides/revoke-a-leaked-token.md"
	script := ""
	for _, b := range fences(t, "shell") {
		if b.page == page && script == "" {
			script = b.text
		}
	}
	for name, c := range map[string]struct{ pasted, prints string }{
		"nothing":       {"", "No token was pasted."},
		"another value": {"aws80:no-such-token", "401\n401"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runOnPage(t, onPage{stdin: c.pasted + "\n", prints: func(*rig) string { return c.prints },
				then: func(t *testing.T, p *pageRun) {
					if err := p.wantTokens(len(p.live)); err != nil {
						t.Error(err)
					}
					if c.pasted == "" && len(p.Requests()) > 0 {
						t.Error("RingCX was asked with an empty token")
					}
				}}, script)
		})
	}
}
