package provider

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// applied are the examples that need nothing but a login, and that no other test applies.
var applied = regexp.MustCompile(`^(demo|resources/.*/resource\.tf|` +
	`data-sources/ringcx_(accounts|users|user|rights_documents|rights_objects?)/.*|` +
	`ephemeral-resources/ringcx_(api_tokens|access_token)/.*|` +
	`guides/(secrets-manager-vault|rotation-keepers|rotation-schedule))$`)

// Every example is formatted, and valid for the real providers' schemas as far
// as the stand-ins repeat them. Those that can be are applied, which validates
// them too, and leave nothing to change.
func TestAccExamples(t *testing.T) {
	t.Parallel()
	t.Run("formatted", func(t *testing.T) {
		t.Parallel()
		w := newWorkspace(t, 0, nil)
		root, err := filepath.Abs(examplesDir)
		if err != nil {
			t.Fatal(err)
		}
		w.must("fmt", "-check", "-recursive", root)
	})
	for _, e := range examples(t) {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			switch {
			case applied.MatchString(e.name):
				rig := newRig(t, simulator.Config{})
				w := e.workspace(t, rig.login(modeEngage, simulator.DefaultUserName))
				w.apply()
				if strings.Contains(e.text(), "resource \"") {
					w.wantEmptyPlan()
				}
			case strings.HasSuffix(e.name, ".tfquery.hcl"):
				e.workspace(t, nil).must("validate", "-query")
			default:
				e.workspace(t, nil).must("validate")
			}
		})
	}
}

// The token reaches the secrets manager and no file, also when it is rotated.
func TestAccExampleSecretsManager(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := exampleFor(t, "secrets-manager-aws", rig.login(modeRingCentral, simulator.DefaultUserName))
	const from, to = "ringcx_api_token.crm", "aws_secretsmanager_secret_version.crm"
	for range 2 {
		w.must("apply", "-auto-approve", "-replace="+from)
		live := rig.AllTokens()
		if len(live) != 1 {
			t.Fatalf("%d tokens, want 1", len(live))
		}
		w.wantState(to, "id", sha256Hex(live[0])) // the stand-in's id is the hash of what was written
		w.wantState(from, "token", nil)
		w.wantEmptyPlan()
		for _, file := range []string{stateFile, planFile} {
			if strings.Contains(string(w.file(file)), live[0]) {
				t.Errorf("%s holds the token", file)
			}
		}
	}
	rig.wantWrites(t, "two rotations", "POST POST DELETE")
}

// Each rotation keeps the token that was in use until then.
func TestAccExampleRotationOverlap(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := exampleFor(t, "rotation-overlap", rig.login(modeLegacy, simulator.DefaultUserName))
	inUse := ""
	for generation := 1; generation <= 3; generation++ {
		w.apply(fmt.Sprintf("-var=generation=%d", generation))
		var state struct {
			Outputs map[string]struct{ Value string }
		}
		if err := json.Unmarshal(w.file(stateFile), &state); err != nil {
			t.Fatal(err)
		}
		previous := state.Outputs["previous_id"].Value
		if previous == "" || generation > 1 && previous != inUse {
			t.Errorf("generation %d revoked the token in use", generation)
		}
		inUse = state.Outputs["current_id"].Value
		if err := rig.wantTokens(2); err != nil {
			t.Error(err)
		}
	}
}

// Owners' secrets are needed to create tokens, and for nothing after that.
func TestAccExampleOwners(t *testing.T) {
	t.Parallel()
	users := map[string]simulator.User{}
	for _, u := range simulator.DefaultUsers() {
		service, _, _ := strings.Cut(u.Name, "@")
		users[service] = u
	}
	for guide, c := range map[string]struct {
		mode, variable string
		secret         func(*rig, simulator.User) string
	}{
		"token-per-service":     {modeEngage, "passwords", func(_ *rig, u simulator.User) string { return u.Password }},
		"token-per-service-jwt": {modeRingCentral, "jwts", func(_ *rig, u simulator.User) string { return u.JWT }},
		"token-per-service-api-token": {modeLegacy, "first_tokens",
			func(r *rig, u simulator.User) string { return r.Mint(u.Name) }},
	} {
		t.Run(guide, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := exampleFor(t, guide, rig.login(c.mode, simulator.DefaultUserName))
			var secrets []string
			for _, service := range []string{"ivr", "crm", "dialer"} {
				secrets = append(secrets, service+" = "+quote(c.secret(rig, users[service])))
			}
			before := len(rig.AllTokens())
			w.variable(c.variable, "{"+strings.Join(secrets, ", ")+"}")
			w.apply()
			if err := rig.wantTokens(before + 3); err != nil {
				t.Error(err)
			}
			w.variable(c.variable, "{}")
			w.wantEmptyPlan()
		})
	}
}

// The API users have just their rights and a token each, in one apply. Rights
// that somebody else gives are shown and left alone, and what the modules made
// is all that they take away.
func TestAccExampleAPIUserRights(t *testing.T) {
	t.Parallel()
	users := simulator.DefaultUsers()
	for mode, secret := range map[string]func(simulator.User) string{
		modeEngage:      func(u simulator.User) string { return u.Password },
		modeLegacy:      func(u simulator.User) string { return u.Password },
		modeRingCentral: func(u simulator.User) string { return u.JWT },
	} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := exampleFor(t, "api-user-rights", rig.login(mode, adminUser))
			w.variable("with_jwt", fmt.Sprint(mode == modeRingCentral))
			w.variable("secrets", fmt.Sprintf("{ ivr = %s, crm = %s }", quote(secret(users[1])), quote(secret(users[2]))))
			if o := w.apply(); len(o.of("warning")) > 0 {
				t.Error(o.text())
			}
			if err := rig.wantTokens(2); err != nil {
				t.Error(err)
			}
			wantSame(t, "roles of the CRM user", rig.Roles(1003), []string{"USER", "ACCESS_AUDIT_LOG"})
			wantSame(t, "what the IVR user may do", onObjects(rig.documentNamed(t, "API user ivr@example.com")),
				[]string{"GATE 61201 [READ]", "OUTBOUND_CAMPAIGN 136785 [READ UPDATE]"})
			for _, u := range users[1:3] {
				wantSame(t, "rights of "+u.Name, rig.documentNamed(t, "API user "+u.Name).Assigned, []int{u.ID})
			}
			w.variable("secrets", "{}")
			if o := w.wantEmptyPlan(); len(o.of("warning")) > 0 {
				t.Error(o.text())
			}

			rig.GiveRole(1002, "ASSUME_USERS")
			other := rig.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: "99990006", Name: "other",
				Assigned: []int{1003}})
			text := w.wantEmptyPlan().text()
			for _, want := range []string{"ivr@example.com has other roles too: ASSUME_USERS.", "crm@example.com has other " +
				"rights documents too: "} {
				if !strings.Contains(text, want) {
					t.Errorf("no check says %q:\n%s", want, text)
				}
			}

			w.destroy()
			if err := rig.wantTokens(0); err != nil {
				t.Error(err)
			}
			wantSame(t, "roles after destroy", rig.Roles(1002), []string{"USER", "ASSUME_USERS"})
			wantSame(t, "assigned after destroy", rig.Assigned(other), []int{1003})
			rig.wantHarmless(t, 1)
			w.wantNotPrinted(rig.Secrets()...)
		})
	}
}

// The module finds the queue and the campaign by their names in each mode, whatever form RingCX's lists have.
func TestAccExampleAPIUserRightsByName(t *testing.T) {
	t.Parallel()
	users := simulator.DefaultUsers()
	for name, c := range ringcxtest.ListsOfObjects {
		for _, mode := range []string{modeEngage, modeLegacy, modeRingCentral} {
			t.Run(name+"/"+mode, func(t *testing.T) {
				t.Parallel()
				rig := newRig(t, c.Config)
				w := exampleFor(t, "api-user-rights", rig.login(mode, adminUser))
				w.variable("with_jwt", fmt.Sprint(mode == modeRingCentral))
				ivr, crm := users[1].Password, users[2].Password
				if mode == modeRingCentral {
					ivr, crm = users[1].JWT, users[2].JWT
				}
				w.variable("secrets", fmt.Sprintf("{ ivr = %s, crm = %s }", quote(ivr), quote(crm)))
				w.apply()
				w.variable("secrets", "{}")
				w.wantEmptyPlan()
				wantSame(t, "what the IVR user may do", onObjects(rig.documentNamed(t, "API user ivr@example.com")),
					[]string{"GATE 61201 [READ]", "OUTBOUND_CAMPAIGN 136785 [READ UPDATE]"})
				rig.wantHarmless(t, 2)
			})
		}
	}
}

// Whoever has no account of the name that an example looks for is told so once, where the name stands.
func TestAccExamplesMissTheAccount(t *testing.T) {
	t.Parallel()
	var others []simulator.Account
	for _, account := range simulator.DefaultAccounts() {
		if account.Name != "Sales" {
			others = append(others, account)
		}
	}
	for _, name := range []string{"guides/api-user-rights", "resources/ringcx_rights_document/resource.tf",
		"data-sources/ringcx_rights_object/data-source.tf", "data-sources/ringcx_rights_objects/data-source.tf"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{Accounts: others})
			w := exampleNamed(t, name, rig.login(modeEngage, adminUser))
			o := w.terraform("plan", "-json")
			if errs := o.of("error"); len(errs) != 1 || !strings.Contains(o.text(), "no account with the name Sales") {
				t.Errorf("%d errors:\n%s", len(errs), o.text())
			}
		})
	}
}

// onObjects is what a rights document gives on single objects.
func onObjects(doc simulator.RightsDocument) (list []string) {
	for _, r := range doc.Resources {
		list = append(list, fmt.Sprintf("%s %d %v", r.Type, r.ID, r.Permissions))
	}
	return list
}

// Tokens are adopted, and leaked ones revoked, without being stored.
func TestAccExampleAdopt(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	login := rig.login(modeEngage, simulator.DefaultUserName)
	ivr, crm := rig.Mint(simulator.DefaultUserName), rig.Mint(simulator.DefaultUserName)

	w := exampleFor(t, "adopt", login)
	w.variable("existing", fmt.Sprintf("{ ivr = %q, crm = %q }", sha256Hex(ivr), sha256Hex(crm)))
	w.apply()
	w.wantState(`ringcx_api_token.service["ivr"]`, "id", sha256Hex(ivr))
	w.wantEmptyPlan()

	revoke := exampleFor(t, "revoke-by-import", login)
	revoke.apply("-var=leaked_id=" + sha256Hex(crm))
	main := string(revoke.file("main.tf"))
	before, rest, _ := strings.Cut(main, "# Step 1")
	if err := os.WriteFile(filepath.Join(revoke.dir, "main.tf"), []byte(before), 0o600); err != nil || rest == "" {
		t.Fatal("the example has changed: ", err)
	}
	revoke.apply()
	if live := rig.AllTokens(); !slices.Equal(live, []string{ivr}) {
		t.Errorf("%d tokens live, want the one that was not leaked", len(live))
	}
	for _, w := range []*workspace{w, revoke} {
		for _, token := range []string{ivr, crm} {
			if strings.Contains(string(w.file(stateFile))+string(w.file(planFile)), token) {
				t.Error("a token was stored")
			}
		}
	}
}

// The login's secrets come from a secrets manager, and reach no file.
func TestAccExampleCredentials(t *testing.T) {
	t.Parallel()
	for _, guide := range []string{"credentials-vault", "credentials-aws"} {
		t.Run(guide, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{ClientID: "your-client-id"})
			login := rig.login(modeRingCentral, simulator.DefaultUserName)
			w := exampleFor(t, guide, map[string]string{attrAPIURL: login[attrAPIURL],
				attrRingCentralURL: login[attrRingCentralURL]})
			secret, err := json.Marshal(map[string]string{"client_secret": login[attrClientSecret], "jwt": login[attrJWT]})
			if err != nil {
				t.Fatal(err)
			}
			w.env[standInSecretEnv] = string(secret)
			w.plan()
			w.applyPlan()
			if err := rig.wantTokens(1); err != nil {
				t.Error(err)
			}
			w.wantEmptyPlan()
			for _, secret := range []string{login[attrClientSecret], login[attrJWT]} {
				if strings.Contains(string(w.file(stateFile))+string(w.file(planFile)), secret) {
					t.Error("a credential was stored")
				}
			}
		})
	}
}

// The check warns of a token that this configuration does not manage, by its id, until there is none. A rotation, of
// which each old token is one that is not managed until the end, neither makes it warn nor changes what the next plan
// with -detailed-exitcode says.
func TestAccExampleUnmanaged(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := exampleNamed(t, "data-sources/ringcx_api_tokens/data-source.tf", rig.login(modeEngage, simulator.DefaultUserName))
	warnsOf := func(o outcome, stray string) bool {
		return slices.ContainsFunc(o.of("warning"), func(d diagnostic) bool {
			return strings.Contains(d.Detail, "Tokens not managed by this configuration: "+sha256Hex(stray))
		})
	}
	wantQuiet := func(when string, o outcome) {
		t.Helper()
		if strings.Contains(o.text(), "not managed by this configuration") {
			t.Errorf("%s: a warning of nothing: %s", when, o.text())
		}
	}
	wantNextPlan := func(when, stray string) {
		t.Helper()
		o := w.terraform("plan", "-json", "-detailed-exitcode")
		if o.code != 0 {
			t.Errorf("%s: the next plan ends with %d, and finds %v\n%s", when, o.code, o.changes, o.text())
		}
		if warns := warnsOf(o, stray); warns != (stray != "") || len(o.diagnostics) > 1 {
			t.Errorf("%s: the next plan says\n%s", when, o.text())
		}
	}
	rotate := []string{`-replace=ringcx_api_token.service["ivr"]`, `-replace=ringcx_api_token.service["crm"]`}

	wantQuiet("created", w.apply())
	wantNextPlan("created", "")
	wantQuiet("a rotation is planned", w.plan(rotate...))
	wantQuiet("rotated", w.applyPlan())
	rig.wantWrites(t, "created and rotated", "POST POST POST POST DELETE DELETE")
	wantNextPlan("rotated", "")
	wantQuiet("one of two is rotated", w.apply(rotate[0]))
	wantNextPlan("one of two rotated", "")

	stray := rig.Mint(simulator.DefaultUserName)
	wantNextPlan("somebody has made one", stray)
	wantQuiet("rotated beside it", w.apply(rotate...)) // the next plan tells
	wantNextPlan("rotated beside it", stray)
	rig.Revoke(stray)
	wantNextPlan("it is gone", "")
	wantQuiet("destroyed", w.destroy())
	if err := rig.wantTokens(0); err != nil {
		t.Error(err)
	}
}

// What would revoke a guarded token is refused.
func TestAccExampleGuard(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := exampleNamed(t, "resources/ringcx_api_token/resource_prevent_destroy.tf",
		rig.login(modeLegacy, simulator.DefaultUserName))
	w.apply()
	for _, args := range [][]string{{"destroy", "-json", "-auto-approve"},
		{"plan", "-json", "-replace=ringcx_api_token.ivr"}} {
		w.wantRefusal([]string{"prevent_destroy"}, args...)
	}
	if err := rig.wantTokens(1); err != nil {
		t.Error(err)
	}
	if err := os.Remove(filepath.Join(w.dir, "resource_prevent_destroy.tf")); err != nil {
		t.Fatal(err)
	}
	w.apply() // what guarded it is removed with it
	if err := rig.wantTokens(0); err != nil {
		t.Error(err)
	}
}

// The module's tests pass against the simulator.
func TestAccExampleModuleTest(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := exampleFor(t, "module-test", rig.login(modeEngage, simulator.DefaultUserName))
	w.must("test")
	if err := rig.wantTokens(0); err != nil {
		t.Error(err)
	}
	if created := rig.Count(simulator.RouteTokenCreate); created != 3 {
		t.Errorf("%d tokens were created, want 3", created)
	}
}
