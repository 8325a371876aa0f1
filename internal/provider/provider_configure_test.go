package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// attributesOf are the attributes at which diagnostics stand.
func attributesOf(diags []*tfprotov6.Diagnostic) []string {
	var names []string
	for _, d := range diags {
		name := d.Attribute.String()
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(name, `AttributeName("`), `")`))
	}
	return names
}

// `terraform validate` must pass on a machine without the credentials; what a run needs is asked for when it is
// configured, all of it at once.
func TestValidateWithoutCredentials(t *testing.T) {
	for mode, missing := range map[string][]string{
		"":              {attrAuthMode},
		modeEngage:      {attrUsername, attrPassword, attrPlatformID},
		modeLegacy:      {attrUsername, attrPassword},
		modeAPIToken:    {attrAPIToken},
		modeRingCentral: {attrClientID, attrClientSecret, attrJWT},
	} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			b := map[string]any{}
			if mode != "" {
				b[attrAuthMode] = mode
			}
			s := newRPC(t, nil)
			wantNoProblem(t, s.validate(b))
			diags := s.configure(b, true).Diagnostics
			if got := attributesOf(diags); !slices.Equal(got, missing) {
				t.Errorf("errors at %q, want %q:\n%s", got, missing, textOf(diags))
			}
		})
	}
}

// What the block itself shows to be wrong fails `terraform validate`, and the rest is reported with it: nobody corrects
// one problem a run.
func TestValidateBlock(t *testing.T) {
	t.Parallel()
	const nowhere = "" // Terraform prints the line that a path points to, and that of jwt holds a secret
	s := newRPC(t, map[string]string{"RINGCX_MAX_RETRIES": "many"})
	b := map[string]any{attrAuthMode: modeLegacy, attrAPIURL: "https://portal.example.com", attrJWT: "jjjj",
		attrUsername: "u"}
	for what, diags := range map[string][]*tfprotov6.Diagnostic{"validate": s.validate(b),
		"configure": s.configure(b, false).Diagnostics} {
		got, want := attributesOf(diags), []string{attrAPIURL, attrMaxRetries, nowhere, attrPassword}
		if !slices.Equal(got, want) || !strings.Contains(textOf(diags), "does not use jwt") {
			t.Errorf("%s: errors at %q, want %q:\n%s", what, got, want, textOf(diags))
		}
	}

	// A wrong environment alone is not the block's fault.
	wrong := newRPC(t, map[string]string{"RINGCX_MAX_RETRIES": "many", "RINGCX_AUTH_MODE": "wrong"})
	wantNoProblem(t, wrong.validate(map[string]any{}))
	got := attributesOf(wrong.configure(map[string]any{}, false).Diagnostics)
	if !slices.Equal(got, []string{attrMaxRetries, attrAuthMode}) {
		t.Errorf("errors at %q", got)
	}
}

// Every mode logs in from the environment alone. Nothing is asked of RingCX before something needs it, and every
// request says who asks.
func TestConfigure(t *testing.T) {
	for _, mode := range allModes {
		for from, fromBlock := range map[string]bool{"block": true, "environment": false} {
			t.Run(mode+" from "+from, func(t *testing.T) {
				t.Parallel()
				rig := newRig(t, simulator.Config{})
				login, variables := rig.login(mode, simulator.DefaultUserName), map[string]string{}
				for name, value := range login {
					variables[environment[name]] = value
				}
				b := asBlock(login)
				if fromBlock {
					variables = nil
				} else {
					b = map[string]any{}
				}
				s := newRPC(t, variables)
				wantNoProblem(t, s.validate(b))
				wantNoProblem(t, s.configure(b, false).Diagnostics)
				wantNoProblem(t, s.plan(s.absent(), map[string]any{}).Diagnostics)
				if n := rig.Count(); n != 0 {
					t.Errorf("%d requests before one was needed", n)
				}
				wantNoProblem(t, s.readTokens().Diagnostics)
				for _, r := range rig.Requests() {
					if got := r.Header.Get("User-Agent"); got != "terraform-provider-ringcx/test Terraform/1.99.0" {
						t.Errorf("%s: User-Agent %q", r.Route, got)
					}
				}
				if rig.Count(simulator.RouteTokenList) != 1 {
					t.Error("the list was not asked for")
				}
			})
		}
	}
}

// max_retries of the block reaches the client.
func TestConfigureRetries(t *testing.T) {
	for _, retries := range []int{0, 2} {
		t.Run(fmt.Sprint(retries), func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			rig.Inject(simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 500})
			b := asBlock(rig.login(modeLegacy, simulator.DefaultUserName))
			b[attrMaxRetries] = retries
			s := newRPC(t, nil)
			wantNoProblem(t, s.configure(b, false).Diagnostics)
			wantOneError(t, s.readTokens().Diagnostics, "Cannot read the API tokens", "500")
			if n := rig.Count(simulator.RouteTokenList); n != retries+1 {
				t.Errorf("%d requests, want one and %d retries", n, retries)
			}
		})
	}
}

// No diagnostic about a provider block or an environment repeats a secret.
func TestConfigureSaysNoSecret(t *testing.T) {
	const canary = "canary-c2353445"
	for _, mode := range append([]string{"wrong", ""}, allModes...) {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			b := map[string]any{attrAuthMode: mode, attrAPIURL: "https://u:" + canary + "@h/api",
				attrRingCentralURL: "https://h?" + canary}
			variables := map[string]string{}
			for name := range environment {
				variables[environment[name]] = canary + "\n"
			}
			for _, name := range []string{attrClientSecret, attrJWT, attrRCAccessToken, attrPassword, attrAPIToken} {
				b[name] = canary + "\n"
			}
			variables[environment[attrMaxRetries]], variables[environment[attrRequestTimeout]] = "many", "soon"
			s := newRPC(t, variables)
			for what, diags := range map[string][]*tfprotov6.Diagnostic{"validate": s.validate(b),
				"configure": s.configure(b, false).Diagnostics} {
				if len(diags) < 4 {
					t.Errorf("%s: only %d problems:\n%s", what, len(diags), textOf(diags))
				}
				if text := textOf(diags); strings.Contains(text, canary) {
					t.Errorf("%s: a secret in\n%s", what, text)
				}
			}
		})
	}
}

// A login that RingCX refuses is an error in its words, without the password.
func TestConfigureWrongPassword(t *testing.T) {
	const canary = "canary+c2353445/%"
	for _, mode := range []string{modeEngage, modeLegacy} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			b := rig.login(mode, simulator.DefaultUserName)
			b[attrPassword] = canary
			diags := rig.rpc(t, b).readTokens().Diagnostics
			wantOneError(t, diags, "Cannot read the API tokens", "log in", "401", "RingCX said", "Check username")
			if holds([]byte(textOf(diags)), spellings(canary), searchDepth) {
				t.Errorf("the password is repeated: %s", textOf(diags))
			}
			rig.wantNoSecret(t, textOf(diags))
		})
	}
}

// A number that is no count of retries is refused with a sentence about it.
func TestRetriesAreAWholeNumber(t *testing.T) {
	t.Parallel()
	s := newRPC(t, nil)
	block := map[string]any{attrAuthMode: modeAPIToken, attrAPIToken: "aws80:c2353445", attrMaxRetries: 1.5}
	wantOneError(t, s.validate(block), "Invalid max_retries", `"1.5" is not a whole number of 0 or more`)
	block[attrMaxRetries] = 100
	wantNoProblem(t, s.validate(block))
}

// Where the secret of the login comes from, as the error of a login says it.
func TestSecretFrom(t *testing.T) {
	t.Parallel()
	for mode, b := range complete {
		inBlock := settingsOf(t, b, nil).secret()
		variables := env{}
		for name, value := range b {
			if text, ok := value.(string); ok && name != attrAuthMode {
				variables[name] = text
			}
		}
		outside := settingsOf(t, block{attrAuthMode: b[attrAuthMode]}, variables).secret()
		if got, want := inBlock.from(), inBlock.name+" of the provider block"; got != want || inBlock.name == "" {
			t.Errorf("%s: %q", mode, got)
		}
		want := inBlock.name + " from the environment variable " + environment[inBlock.name]
		if got := outside.from(); got != want {
			t.Errorf("%s: %q, want %q", mode, got, want)
		}
	}
}
