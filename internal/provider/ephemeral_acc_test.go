package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// echoed opens an ephemeral resource and checks its values, which the echo
// provider writes to state so that they can be seen.
func (r *rig) echoed(t *testing.T, config, ephemeral string, checks ...statecheck.StateCheck) {
	t.Helper()
	cli := needCLI(t, 10)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){
			"ringcx": r.factory, "echo": echoprovider.NewProviderServer(),
		},
		Steps: []resource.TestStep{{
			Config: config + `
				provider "echo" { data = ephemeral.` + ephemeral + ` }
				resource "echo" "e" {}
			`,
			ConfigStateChecks: checks,
			// OpenTofu 1.11 plans to open each ephemeral resource, and says that nothing changes.
			ExpectNonEmptyPlan: cli.tofu && cli.minor < 12,
		}},
	})
	if n := r.Count(simulator.RouteTokenCreate, simulator.RouteTokenDelete); n > 0 {
		t.Errorf("%d creates and deletes", n)
	}
}

func echoedValue(attribute string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("echo.e", tfjsonpath.New("data").AtMapKey(attribute), want)
}

func TestAccAPITokenEphemeral(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	rig.Mint(adminUser)
	token := rig.Mint(adminUser)
	rig.echoed(t, rig.admin(t, modeLegacy)+fmt.Sprintf(`ephemeral "ringcx_api_token" "e" { id = %q }`, idOf(token)),
		"ringcx_api_token.e",
		echoedValue("id", knownvalue.StringExact(idOf(token))),
		echoedValue("token", knownvalue.StringExact(token)),
	)
}

func TestAccAPITokensEphemeral(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{Shuffle: true})
	block := rig.admin(t, modeEngage)
	tokens := []string{rig.Mint(adminUser), rig.Mint(adminUser), rig.Mint(adminUser)}
	slices.SortFunc(tokens, func(a, b string) int { return strings.Compare(idOf(a), idOf(b)) })
	rig.echoed(t, block+`ephemeral "ringcx_api_tokens" "e" {}`, "ringcx_api_tokens.e",
		echoedValue("ids", stringList([]string{idOf(tokens[0]), idOf(tokens[1]), idOf(tokens[2])})),
		echoedValue("tokens", stringList(tokens)),
	)
}

func TestAccAccessTokenEphemeral(t *testing.T) {
	t.Parallel()
	for mode, c := range map[string]struct {
		header, prefix string
		expires        bool
	}{
		modeRingCentral: {"Authorization", "Bearer ", true},
		modeEngage:      {"Authorization", "Bearer ", true},
		modeLegacy:      {"X-Auth-Token", "", false},
		modeAPIToken:    {"X-Auth-Token", "", false},
	} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			issued := knownvalue.StringFunc(func(token string) error {
				if !slices.Contains(rig.Secrets(), token) {
					return fmt.Errorf("RingCX never issued %q", token)
				}
				return nil
			})
			expires := knownvalue.Check(knownvalue.Null())
			if c.expires {
				expires = knownvalue.StringFunc(func(at string) error {
					end, err := time.Parse(time.RFC3339, at)
					if err == nil && !strings.HasSuffix(at, "Z") {
						err = fmt.Errorf("%s is not UTC", at)
					}
					if err == nil && !end.After(time.Now()) {
						err = fmt.Errorf("%s is over", at)
					}
					return err
				})
			}
			rig.echoed(t, rig.admin(t, mode)+`ephemeral "ringcx_access_token" "e" {}`, "ringcx_access_token.e",
				echoedValue("access_token", issued),
				echoedValue("header_name", knownvalue.StringExact(c.header)),
				echoedValue("header_value", knownvalue.StringFunc(func(value string) error {
					token, ok := strings.CutPrefix(value, c.prefix)
					if !ok {
						return fmt.Errorf("want %q before the token", c.prefix)
					}
					return issued.CheckValue(token)
				})),
				echoedValue("expires_at", expires),
			)
			if n := rig.Count(simulator.RouteTokenList); n > 0 {
				t.Errorf("%d lists", n)
			}
		})
	}
}

// The headline: a token travels from RingCX to where it is needed, and neither
// the plan nor the state ever holds it. Here to a command, and to another
// provider block that logs in with it.
func TestAccEphemeralDelivery(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 11, rig.login(modeEngage, adminUser))
	const delivered = `
		resource "ringcx_api_token" "t" {
			store_token = false
		}
		ephemeral "ringcx_api_token" "t" { id = ringcx_api_token.t.id }
		resource "terraform_data" "consumer" {
			triggers_replace = ringcx_api_token.t.id
			provisioner "local-exec" {
				command     = "printf %s \"$TOKEN\" | sha256sum | cut -d' ' -f1 > delivered"
				environment = { TOKEN = ephemeral.ringcx_api_token.t.token }
			}
		}
		provider "ringcx" {
			alias     = "itself"
			auth_mode = "api_token"
			api_token = ephemeral.ringcx_api_token.t.token
		}
	`
	w.config(delivered)
	w.plan()
	w.must("show", "-json", planFile)
	w.applyPlan()
	w.must("show", "-json")
	token := rig.Tokens(adminUser)[0]
	if got := strings.TrimSpace(string(w.file("delivered"))); got != idOf(token) {
		t.Errorf("the command was given a token of the id %q, want %q", got, idOf(token))
	}
	w.wantNoSecret(rig.Secrets()...)

	// Opened once more at plan and at apply; nothing is minted by that.
	rig.ResetRequests()
	w.wantEmptyPlan()
	w.applyPlan()
	rig.wantWrites(t, "opening an ephemeral resource", "")
	if n := rig.Count(simulator.RouteTokenList); n > 2 {
		t.Errorf("%d lists, want one for each command", n)
	}

	// The other block logs in with the token.
	const second = `
		resource "ringcx_api_token" "second" {
			provider    = ringcx.itself
			store_token = false
		}
	`
	w.config(delivered + second + `
		data "ringcx_api_tokens" "itself" { provider = ringcx.itself }
		ephemeral "ringcx_access_token" "itself" { provider = ringcx.itself }
	`)
	rig.ResetRequests()
	w.wantPlan(map[string]string{"ringcx_api_token.second": "create"})
	w.applyPlan()
	rig.wantWrites(t, "the second token", "POST")
	for _, r := range rig.Requests() {
		if r.Route == simulator.RouteTokenCreate && r.Header.Get("X-Auth-Token") != token {
			t.Error("the other block was not logged in with the token")
		}
	}
	w.wantEmptyPlan()
	w.wantNoSecret(rig.Secrets()...)
	w.config(delivered)
	w.apply()
	if err := rig.wantTokens(1); err != nil {
		t.Error(err)
	}

	// Rotation brings the new token to the consumer.
	w.config(strings.Replace(delivered, "store_token = false", `store_token = false
		keepers = { at = "2" }
		lifecycle { create_before_destroy = true }`, 1))
	rig.ResetRequests()
	w.apply()
	rig.wantWrites(t, "rotation", "POST DELETE")
	tokens := rig.Tokens(adminUser)
	if got := strings.TrimSpace(string(w.file("delivered"))); got != idOf(tokens[len(tokens)-1]) {
		t.Errorf("the command was not given the new token")
	}
	w.wantNoSecret(rig.Secrets()...)
	w.destroy()
	if err := rig.wantTokens(0); err != nil {
		t.Error(err)
	}

	// All of it in one run, in which the login of the other block is unknown at plan.
	w.config(delivered + second)
	w.wantPlan(map[string]string{"ringcx_api_token.t": "create", "ringcx_api_token.second": "create",
		"terraform_data.consumer": "create"})
	w.applyPlan()
	w.wantEmptyPlan()
	w.wantNoSecret(rig.Secrets()...)
	w.destroy()
	if err := rig.wantTokens(0); err != nil {
		t.Error(err)
	}
}

// An id that is not in the list is an error at plan, and what may be a token is
// not repeated.
func TestAccEphemeralRefused(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 10, rig.login(modeEngage, adminUser))
	token := rig.Mint(otherUser)
	for id, want := range map[string]string{
		idOf(token): "No such API token",
		token:       "Not the id of an API token",
	} {
		w.config(fmt.Sprintf(`
			variable "id" { default = %q }
			ephemeral "ringcx_api_token" "e" { id = var.id }
		`, id))
		o := w.wantRefusal([]string{want}, "plan", "-json")
		if holds([]byte(o.stdout+o.stderr), spellings(token), searchDepth) {
			t.Errorf("a token was repeated:\n%s", o.text())
		}
	}
	w.config(`
		ephemeral "ringcx_api_tokens" "e" {}
		ephemeral "ringcx_access_token" "e" {}
	`)
	login := rig.login(modeEngage, adminUser)
	login[attrPassword] = "not the password"
	w.login(login)
	w.wantRefusal([]string{"Cannot read the API tokens", "Cannot log in to RingCX"}, "plan", "-json")
	w.wantNotPrinted(append(rig.Secrets(), "not the password")...)
}
