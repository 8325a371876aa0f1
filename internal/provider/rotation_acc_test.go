package provider

import (
	"fmt"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Rotation is replacement: by keepers, by what triggers it, or by order. With
// create_before_destroy the old token is revoked after the new one is there.
func TestAccRotation(t *testing.T) {
	t.Parallel()
	const address = "ringcx_api_token.t"
	const create, update, replace = "create", "update", "replace"
	token := func(body string) string { return "resource \"ringcx_api_token\" \"t\" {\n" + body + "\n}\n" }
	keepers := func(value string) string { return fmt.Sprintf("keepers = { at = %q }\n", value) }
	const newFirst = "lifecycle { create_before_destroy = true }\n"
	trigger := func(value, body string) string {
		return fmt.Sprintf("resource \"terraform_data\" \"at\" {\n  input = %q\n}\n", value) + token(body)
	}
	const triggered = "lifecycle { replace_triggered_by = [terraform_data.at] }\n"

	// A step is a configuration, what is planned for the token, and the creates
	// and deletes of the apply.
	type step struct {
		config string
		plan   string
		writes string
		args   []string // of the plan
	}
	for _, c := range []struct {
		name     string
		imported bool
		steps    []step
	}{
		{"keepers", false, []step{
			{config: token(keepers("1")), plan: create, writes: "POST"},
			{config: token(keepers("1"))},
			{config: token(keepers("2")), plan: replace, writes: "DELETE POST"},
			{config: token(keepers("3") + newFirst), plan: replace, writes: "POST DELETE"},
			{config: token("keepers = { at = \"3\", more = \"1\" }\n" + newFirst), plan: replace, writes: "POST DELETE"},
			{config: token(newFirst), plan: replace, writes: "POST DELETE"},
			{config: token(keepers("4") + newFirst), plan: replace, writes: "POST DELETE"},
			{config: token(keepers("4") + newFirst + "store_token = false"), plan: update},
			{config: token(keepers("5") + newFirst + "store_token = false"), plan: replace, writes: "POST DELETE"},
			{config: token(keepers("5") + newFirst + "store_token = false"), args: []string{"-replace=" + address},
				plan: replace, writes: "POST DELETE"},
			{config: token(keepers("5") + newFirst + "store_token = false")},
		}},
		{"keepers of an imported token", true, []step{
			{config: token("")},
			{config: token(keepers("1")), plan: update},
			{config: token(keepers("1"))},
			{config: token(keepers("2") + newFirst), plan: replace, writes: "POST DELETE"},
		}},
		{"keepers known after apply", true, []step{
			{config: trigger("1", "keepers = { at = terraform_data.at.output }\n"), plan: update},
			{config: trigger("1", "keepers = { at = terraform_data.at.output }\n")},
			{config: trigger("2", "keepers = { at = terraform_data.at.output }\n"+newFirst), plan: replace,
				writes: "POST DELETE"},
		}},
		{"keepers that mean nothing", false, []step{
			{config: token(""), plan: create, writes: "POST"},
			{config: token("keepers = {}"), plan: update},
			{config: token("keepers = { at = null }"), plan: update},
			{config: token("keepers = null"), plan: update},
			{config: token("keepers = { at = null, more = null }"), plan: update},
			{config: token(keepers("1")), plan: replace, writes: "DELETE POST"},
			{config: token("keepers = { at = \"1\", more = null }"), plan: update},
			{config: token(keepers("1")), plan: update},
			{config: token("keepers = { at = null }"), plan: replace, writes: "DELETE POST"},
			{config: token("keepers = {}"), plan: update},
			{config: token(""), plan: update},
		}},
		{"keepers of an imported token that mean nothing", true, []step{
			{config: token("keepers = {}"), plan: update},
			{config: token("keepers = { at = null }"), plan: update},
			{config: token(keepers("1")), plan: update},
			{config: token("keepers = { at = \"1\", more = null }"), plan: update},
		}},
		{"replace_triggered_by", true, []step{
			{config: trigger("1", "")},
			{config: trigger("1", triggered)},
			{config: trigger("2", triggered), plan: replace, writes: "DELETE POST"},
			{config: trigger("2", triggered)},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 2, rig.login(modeEngage, adminUser))
			if c.imported {
				w.config(token(""))
				w.must("import", address, idOf(rig.Mint(adminUser)))
			}
			for n, s := range c.steps {
				id := w.state()[address]["id"]
				w.config(s.config)
				o := w.plan(s.args...)
				if got := o.changes[address]; got != s.plan {
					t.Fatalf("step %d: planned %q, want %q", n, got, s.plan)
				}
				if len(o.diagnostics) > 0 {
					t.Errorf("step %d: %s", n, o.text())
				}
				rig.ResetRequests()
				w.applyPlan()
				rig.wantWrites(t, fmt.Sprintf("step %d", n), s.writes)
				tokens := rig.Tokens(adminUser)
				if len(tokens) != 1 {
					t.Fatalf("step %d: %d tokens, want 1", n, len(tokens))
				}
				w.wantState(address, "id", idOf(tokens[0]))
				if kept := tokens[0] != "" && id == idOf(tokens[0]); kept != (s.writes == "") {
					t.Errorf("step %d: kept the token: %v", n, kept)
				}
			}
			w.destroy()
			if err := rig.wantTokens(0); err != nil {
				t.Error(err)
			}
		})
	}
}

// A token is never revoked while the new one could not be made.
func TestAccRotationFails(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	config := func(at string) string {
		return `resource "ringcx_api_token" "t" {
			keepers = { at = "` + at + `" }
			lifecycle { create_before_destroy = true }
		}`
	}
	w.config(config("1"))
	w.apply()
	token := rig.Tokens(adminUser)[0]

	w.config(config("2"))
	remove := rig.Inject(simulator.Fault{Route: simulator.RouteTokenCreate, Kind: simulator.FaultStatus, Status: 403})
	rig.ResetRequests()
	w.wantRefusal([]string{"Cannot create the API token", "lacks a right"}, "apply", "-json", "-auto-approve")
	rig.wantWrites(t, "a create that fails", "POST")
	w.wantState(tokenAddress, "token", token)
	remove()

	// The new one is made and the old one cannot be revoked: both stay known.
	remove = rig.Inject(simulator.Fault{Route: simulator.RouteTokenDelete, Kind: simulator.FaultStatus, Status: 403})
	words := []string{"Cannot revoke the API token", "which stays in the state", "The token is alive"}
	w.wantRefusal(words, "apply", "-json", "-auto-approve")
	remove()
	w.wantState(tokenAddress+" (deposed)", "token", token)
	w.wantState(tokenAddress, "token", rig.Tokens(adminUser)[1])
	w.apply()
	if got := rig.Tokens(adminUser); len(got) != 1 || got[0] == token {
		t.Errorf("want the new token alone, got %d tokens", len(got))
	}
	w.wantEmptyPlan()
}

// The token that the provider is logged in with is not revoked: the plan is an
// error, before anything else is destroyed. Where Terraform does not tell the plan
// that a token will be replaced, the apply is, and what it has made stays known.
func TestAccOwnCredential(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	login := rig.login(modeAPIToken, adminUser)
	own := login[attrAPIToken]
	w := newWorkspace(t, 7, login)
	config := func(own string) string {
		return `
			resource "ringcx_api_token" "own" { ` + own + ` }
			resource "ringcx_api_token" "others" { count = 3 }
		`
	}
	w.config(config(""))
	w.must("import", "ringcx_api_token.own", idOf(own))
	w.apply()
	w.wantEmptyPlan()
	tokens := rig.AllTokens()
	refusal := []string{"Refused to revoke the provider's own credential", idOf(own), "another auth_mode",
		"terraform state rm"}
	untouched := func(what string) {
		t.Helper()
		rig.wantWrites(t, what, "")
		if got := rig.AllTokens(); len(got) != len(tokens) {
			t.Errorf("%s: %d tokens, want %d", what, len(got), len(tokens))
		}
		if n := len(w.state()); n != len(tokens) {
			t.Errorf("%s: %d tokens in the state, want %d", what, n, len(tokens))
		}
	}

	rig.ResetRequests()
	w.wantRefusal(refusal, "plan", "-json", "-destroy")
	w.wantRefusal(refusal, "destroy", "-json", "-auto-approve")
	w.config(`resource "ringcx_api_token" "others" { count = 2 }`)
	w.wantRefusal(refusal, "apply", "-json", "-auto-approve")
	w.config(config(`keepers = { at = "1" }`)) // adopted: an update
	w.apply()
	w.config(config(`keepers = { at = "2" }`))
	w.wantRefusal(refusal, "plan", "-json")
	untouched("refused at plan")

	w.config(config(`keepers = { at = "1" }`))
	w.wantRefusal(refusal, "apply", "-json", "-auto-approve", "-replace=ringcx_api_token.own")
	untouched("-replace")
	w.wantNotPrinted(rig.Secrets()...)

	// Either the token is not managed any more, or the provider logs in otherwise.
	w.config(`
		removed {
			from = ringcx_api_token.own
			lifecycle { destroy = false }
		}
		resource "ringcx_api_token" "others" { count = 3 }
	`)
	w.apply()
	w.wantEmptyPlan()
	w.config(config(""))
	w.must("import", "ringcx_api_token.own", idOf(own))
	w.login(rig.login(modeEngage, adminUser))
	w.destroy()
	if err := rig.wantTokens(0); err != nil {
		t.Error(err)
	}
}
