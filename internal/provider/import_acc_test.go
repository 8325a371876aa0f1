package provider

import (
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// A token is imported by its id. The import brings the token itself, because
// the list holds it, and the plan is empty afterwards.
func TestAccImport(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{Shuffle: true})
	block := rig.login(modeEngage, adminUser)
	rig.Mint(adminUser)
	token := rig.Mint(adminUser)
	rig.Mint(adminUser)
	const address = "ringcx_api_token.t"
	imported := func(w *workspace) {
		w.wantState(address, "id", idOf(token))
		w.wantState(address, "token", token)
		w.wantState(address, "store_token", true)
		w.wantState(address, "created_at", nil)
		w.wantState(address, "keepers", nil)
		rig.wantCounts(t, "import", counts{simulator.RouteEngageLogin: 1, simulator.RouteTokenList: 1})
		w.wantEmptyPlan()
		rig.ResetRequests()
		w.wantNotPrinted(rig.Secrets()...)
	}

	command := newWorkspace(t, 0, block)
	command.config(`resource "ringcx_api_token" "t" {}`)
	command.must("import", address, idOf(token))
	imported(command)

	byBlock := newWorkspace(t, 5, block)
	byBlock.config(`
		resource "ringcx_api_token" "t" {}
		import {
			to = ringcx_api_token.t
			id = "` + idOf(token) + `"
		}
	`)
	o := byBlock.apply()
	if len(o.of("warning")) > 0 {
		t.Error(o.text())
	}
	imported(byBlock)
	if got := byBlock.seen.String(); !strings.Contains(got, `"import":1`) || strings.Contains(got, `"add":1`) {
		t.Errorf("want one imported and none added:\n%s", got)
	}

	// Terraform writes a configuration for it that plans empty too.
	generated := newWorkspace(t, 5, block)
	generated.config(`
		import {
			to = ringcx_api_token.t
			id = "` + idOf(token) + `"
		}
	`)
	generated.must("plan", "-json", "-generate-config-out=generated.tf", "-out="+planFile)
	generated.applyPlan()
	generated.wantEmptyPlan()
	if hcl := generated.file("generated.tf"); holds(hcl, spellings(rig.Secrets()...), searchDepth) {
		t.Errorf("a secret stands in the generated configuration:\n%s", hcl)
	}

	command.destroy()
	if err := rig.wantTokens(2); err != nil {
		t.Error(err)
	}
}

// What is no id of a token of this user is refused, and what may be a token is
// not repeated by the provider. Terraform itself prints every import id, and
// shows the line of the configuration that a diagnostic is about.
func TestAccImportRefused(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	token, others := rig.Mint(adminUser), rig.Mint(otherUser)
	w := newWorkspace(t, 5, rig.login(modeEngage, adminUser))
	const computes = "sha256sum"
	for _, c := range []struct{ name, id, want string }{
		{"a token", token, computes},
		{"a token without its prefix", token[len("aws80:"):], computes},
		{"an upper-case id", strings.ToUpper(idOf(token)), computes},
		{"a short id", idOf(token)[:63], computes},
		{"a token with the suffix", token + withoutToken, computes},
		{"another suffix", idOf(token) + ",store_token=no", computes},
		{"nobody's id", idOf("nobody's"), "No such API token"},
		{"another user's", idOf(others), "No such API token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rig.ResetRequests()
			w.config(`resource "ringcx_api_token" "t" {}`)
			o := w.terraform("import", "-no-color", "ringcx_api_token.t", c.id)
			words := strings.Join(strings.Fields(strings.ReplaceAll(o.stderr, "│", "")), " ")
			if o.code != 1 || !strings.Contains(words, c.want) {
				t.Errorf("exit code %d, want an error with %q:\n%s", o.code, c.want, o.stderr)
			}
			if holds([]byte(words), spellings(token), searchDepth) {
				t.Errorf("the provider has repeated a token:\n%s", o.stderr)
			}
			if c.want == computes && rig.Count() > 0 {
				t.Errorf("%d requests for what is no id", rig.Count())
			}

			w.config(`
				resource "ringcx_api_token" "t" {}
				import {
					to = ringcx_api_token.t
					id = "` + c.id + `"
				}
			`)
			o = w.wantRefusal([]string{c.want}, "plan", "-json")
			for _, d := range o.diagnostics {
				if holds([]byte(d.Summary+d.Detail), spellings(token), searchDepth) {
					t.Errorf("the provider has repeated a token:\n%s", d)
				}
			}
			if len(w.state()) > 0 {
				t.Error("something was imported")
			}
		})
	}
	if err := rig.wantTokens(2); err != nil {
		t.Error(err)
	}
}
