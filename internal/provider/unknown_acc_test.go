package provider

import (
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// Credentials that another resource will produce do not break the plan: nothing
// is asked, what is in the state is taken as it is, and the environment does not
// stand in for them, however well it would do.
func TestAccUnknownProviderConfiguration(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 4, rig.login(modeLegacy, otherUser)) // would do, and must not be used
	for name, value := range rig.login(modeLegacy, adminUser) {
		w.variable(name, value)
	}
	const variables = `
		variable "auth_mode" {}
		variable "api_url" {}
		variable "username" {}
		variable "password" { sensitive = true }
	`
	config := func(at, body string) string {
		return variables + `
			resource "terraform_data" "login" {
				input            = { url = var.api_url, user = var.username, password = var.password }
				triggers_replace = "` + at + `"
			}
			provider "ringcx" {
				auth_mode = var.auth_mode
				api_url   = terraform_data.login.output.url
				username  = terraform_data.login.output.user
				password  = terraform_data.login.output.password
			}
		` + body
	}
	const tokens = `
		resource "ringcx_api_token" "stored" {}
		resource "ringcx_api_token" "unstored" { store_token = false }
	`
	// wantQuiet checks that a plan has asked nothing, and an apply nobody but
	// the user that it should.
	wantQuiet := func(what string) {
		t.Helper()
		rig.wantCounts(t, what, counts{})
	}
	wantOnly := func(what, user string) {
		t.Helper()
		for _, r := range rig.Requests() {
			if r.User != user {
				t.Errorf("%s: %s as %q", what, r.Route, r.User)
			}
		}
		rig.ResetRequests()
	}

	w.config(config("1", tokens))
	w.wantPlan(map[string]string{"terraform_data.login": "create", "ringcx_api_token.stored": "create",
		"ringcx_api_token.unstored": "create"})
	wantQuiet("plan of a create")
	w.applyPlan()
	wantOnly("create", adminUser)
	w.wantEmptyPlan()
	wantOnly("plan", adminUser)
	if got := len(rig.Tokens(adminUser)); got != 2 {
		t.Fatalf("%d tokens, want 2", got)
	}
	state := w.state()

	// The login is produced anew, while tokens exist.
	w.config(config("2", tokens))
	w.wantPlan(map[string]string{"terraform_data.login": "replace"})
	wantQuiet("plan")
	w.applyPlan()
	wantOnly("apply", adminUser)
	for _, address := range []string{"ringcx_api_token.stored", "ringcx_api_token.unstored"} {
		w.wantState(address, "id", state[address]["id"])
	}

	// What can only be read now is an error that tells what to do.
	w.config(config("3", tokens+`data "ringcx_api_tokens" "all" {}`))
	w.wantRefusal([]string{"RingCX cannot be asked yet", "api_url, username, password", "-target", "depends_on"}, "plan",
		"-json")
	wantQuiet("data source")
	w.config(config("3", tokens+`data "ringcx_api_tokens" "all" { depends_on = [terraform_data.login] }`))
	w.plan()
	wantQuiet("data source that waits")
	w.applyPlan()
	wantOnly("data source that waits", adminUser)

	// A change and a removal, planned without asking.
	w.config(config("4", `
		resource "ringcx_api_token" "stored" { store_token = false }
	`))
	w.wantPlan(map[string]string{
		"terraform_data.login": "replace", "ringcx_api_token.stored": "update", "ringcx_api_token.unstored": "delete",
	})
	wantQuiet("plan of a change")
	w.applyPlan()
	wantOnly("change", adminUser)
	w.wantEmptyPlan()
	if got := rig.Tokens(adminUser); len(got) != 1 || idOf(got[0]) != state["ringcx_api_token.stored"]["id"] {
		t.Errorf("want the first token alone, got %d", len(got))
	}
	w.destroy()
	if err := rig.wantTokens(0); err != nil {
		t.Error(err)
	}
}
