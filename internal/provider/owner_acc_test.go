package provider

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// ownerConfig is one token of an owner whose attributes are variables; the
// secrets are ephemeral.
const ownerConfig = `
	variable "username" { default = null }
	variable "password" {
		default   = null
		ephemeral = true
	}
	variable "jwt" {
		default   = null
		ephemeral = true
	}
	variable "api_token" {
		default   = null
		ephemeral = true
	}
	resource "ringcx_api_token" "t" {
		owner = {
			username     = var.username
			password_wo  = var.password
			jwt_wo       = var.jwt
			api_token_wo = var.api_token
		}
	}
`

// owner sets the variables of ownerConfig, those that are not named to null.
func (w *workspace) owner(variables map[string]string) {
	for _, name := range []string{"username", "password", "jwt", "api_token"} {
		delete(w.env, "TF_VAR_"+name)
	}
	for name, value := range variables {
		w.variable(name, value)
	}
}

// Each form of owner mints a token of the owner. Nothing of the owner's secrets
// is kept, and nothing of them is needed to read and to revoke it.
func TestAccOwnerForms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mode, form string
		create     counts // and one POST
	}{
		{modeEngage, "password", counts{simulator.RouteEngageLogin: 1}},
		{modeLegacy, "password", counts{simulator.RouteLegacyLogin: 1}},
		{modeRingCentral, "jwt", counts{simulator.RouteOAuth: 1, simulator.RouteExchange: 1}},
		{modeEngage, "api_token", counts{}},
		{modeLegacy, "api_token", counts{}},
		{modeRingCentral, "api_token", counts{}},
		{modeAPIToken, "api_token", counts{}},
	} {
		t.Run(c.mode+"/"+c.form, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 11, rig.login(c.mode, otherUser))
			w.config(ownerConfig)
			var keep map[string]string // what is no secret
			switch c.form {
			case "password":
				keep = map[string]string{"username": ivrUser}
				w.owner(map[string]string{"username": ivrUser, "password": passwordOf(ivrUser)})
			case "jwt":
				w.owner(map[string]string{"jwt": jwtOf(ivrUser)})
			case "api_token":
				w.owner(map[string]string{"api_token": rig.Mint(ivrUser)})
			}
			before := rig.AllTokens()
			w.plan()
			w.must("show", "-json", planFile)
			w.applyPlan()
			want := maps.Clone(c.create)
			want[simulator.RouteTokenList], want[simulator.RouteTokenCreate] = 2, 1
			rig.wantCounts(t, "create", want)
			tokens := rig.Tokens(ivrUser)
			token := tokens[len(tokens)-1]
			w.wantState(tokenAddress, "token", token)
			owner, _ := w.state()[tokenAddress]["owner"].(map[string]any)
			for _, secret := range []string{"password_wo", "jwt_wo", "api_token_wo"} {
				if value, ok := owner[secret]; !ok || value != nil {
					t.Errorf("owner.%s is %v in the state, want null", secret, value)
				}
			}
			secrets := slices.DeleteFunc(rig.Secrets(), func(s string) bool { return s == token })
			w.wantEmptyPlan()

			w.owner(keep)
			rig.ResetRequests()
			w.wantEmptyPlan()
			w.must("show", "-json", planFile)
			rig.wantCounts(t, "plan", counts{simulator.RouteTokenList: 1})
			w.destroy()
			rig.wantCounts(t, "destroy", counts{simulator.RouteTokenList: 2, simulator.RouteTokenDelete: 1})
			if !slices.Equal(rig.AllTokens(), before) {
				t.Error("want the tokens of before")
			}
			w.wantNoSecret(secrets...)
		})
	}
}

// A changed owner replaces the token only if the new secret works and is another
// user's. The same user in another form is recorded in place, a secret that does
// not work is an error, and an owner of the same name causes no request.
func TestAccOwnerChanges(t *testing.T) {
	t.Parallel()
	const replace, update, refused = "replace", "update", "refused"
	renewed := func(jwt string) string { return jwt[:strings.LastIndex(jwt, ".")] + ".a-signature-of-another-day" }
	type v = map[string]string
	password := func(user string) v { return v{"username": user, "password": passwordOf(user)} }
	type change struct {
		name  string
		owner v
		want  string // planned; refused: the plan is an error
	}
	for _, c := range []struct {
		mode    string
		first   func(*rig) v
		changes func(*rig) []change
	}{
		{modeEngage, func(*rig) v { return password(ivrUser) }, func(r *rig) []change {
			return []change{
				{"another password", v{"username": ivrUser, "password": "rotated-password"}, ""},
				{"no password", v{"username": ivrUser}, ""},
				{"another letter case", v{"username": strings.ToUpper(ivrUser)}, update},
				{"a token that does not exist", v{"api_token": "aws80:00000000-0000-4000-8000-000000000000"}, refused},
				{"a token with a line break", v{"api_token": r.Mint(crmUser) + "\n"}, refused},
				{"another user with a wrong password", v{"username": crmUser, "password": "changeme"}, refused},
				{"another user without a password", v{"username": crmUser}, refused},
				{"another form without a secret", nil, refused},
				{"another form, the same user", v{"api_token": r.Mint(ivrUser)}, update},
				{"another user", password(crmUser), replace},
			}
		}},
		{modeLegacy, func(*rig) v { return password(ivrUser) }, func(r *rig) []change {
			return []change{
				{"another user with a wrong password", v{"username": crmUser, "password": "changeme"}, refused},
				{"another form, the same user", v{"api_token": r.Mint(ivrUser)}, update},
				{"another form, another user", v{"api_token": r.Mint(crmUser)}, replace},
			}
		}},
		{modeRingCentral, func(*rig) v { return v{"jwt": jwtOf(ivrUser)} }, func(r *rig) []change {
			return []change{
				{"renewed JWT", v{"jwt": renewed(jwtOf(ivrUser))}, ""},
				{"no JWT", nil, ""},
				{"no JWT at all", v{"jwt": "changeme"}, refused},
				{"another form, the same user", v{"api_token": r.Mint(ivrUser)}, update},
				{"another user's JWT", v{"jwt": jwtOf(crmUser)}, replace},
			}
		}},
		{modeAPIToken, func(r *rig) v { return v{"api_token": r.Mint(ivrUser)} }, func(r *rig) []change {
			revoked := r.Mint(ivrUser)
			r.Revoke(revoked)
			return []change{
				{"another token of the owner", v{"api_token": r.Mint(ivrUser)}, update},
				{"no token", nil, ""},
				{"a revoked token", v{"api_token": revoked}, refused},
				{"a token of another owner", v{"api_token": r.Mint(crmUser)}, replace},
			}
		}},
	} {
		t.Run(c.mode, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 11, rig.login(c.mode, otherUser))
			w.config(ownerConfig)
			w.owner(c.first(rig))
			w.apply()
			changes := c.changes(rig)
			token, alive := w.state()[tokenAddress]["token"], rig.AllTokens()
			for _, change := range changes {
				w.owner(change.owner)
				rig.ResetRequests()
				if change.want == refused {
					w.wantRefusal([]string{"owner"}, "apply", "-json", "-auto-approve")
				} else {
					o := w.plan()
					if got := o.changes[tokenAddress]; got != change.want {
						t.Errorf("%s: planned %q, want %q", change.name, got, change.want)
					}
					if warned := len(o.of("warning")) > 0; warned != (change.want == replace) {
						t.Errorf("%s: warned: %v\n%s", change.name, warned, o.text())
					}
				}
				if change.want == "" && rig.Count() != 1 {
					t.Errorf("%s: %d requests, want one list with the token itself", change.name, rig.Count())
				}
				rig.wantAlive(t, change.name, alive)
			}
			w.wantState(tokenAddress, "token", token)

			// Carried out, the replacement is the new owner's, and the old token revokes itself.
			last := changes[len(changes)-1]
			w.apply()
			is := w.state()[tokenAddress]["token"].(string)
			if !slices.Contains(rig.Tokens(crmUser), is) || slices.Contains(rig.AllTokens(), token.(string)) {
				t.Error("want a token of the other owner in place of the first")
			}
			w.wantEmptyPlan()
			delete(last.owner, "password")
			delete(last.owner, "jwt")
			delete(last.owner, "api_token")
			w.owner(last.owner)
			w.wantEmptyPlan()
			w.destroy()
			if slices.Contains(rig.AllTokens(), is) {
				t.Error("the token is alive after destroy")
			}
		})
	}
}

// An owner that names the same user in another form is recorded, and then the
// secret is not needed any more.
func TestAccOwnerInOtherWords(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 11, rig.login(modeRingCentral, otherUser))
	w.config(ownerConfig)
	w.owner(map[string]string{"api_token": rig.Mint(ivrUser)})
	w.apply()
	alive := rig.AllTokens()
	w.owner(map[string]string{"jwt": jwtOf(ivrUser)})
	w.wantPlan(map[string]string{tokenAddress: "update"})
	w.applyPlan()
	rig.wantAlive(t, "applied", alive)
	rig.ResetRequests()
	w.wantEmptyPlan()
	w.owner(nil)
	w.wantEmptyPlan()
	if n := rig.Count(); n != 2 {
		t.Errorf("%d requests for two plans, want a list each", n)
	}
}

// A token that its own user made or imported gets an owner, and loses it again,
// without being revoked; also on the way from one auth_mode to another.
func TestAccOwnerAdopts(t *testing.T) {
	t.Parallel()
	none := strings.Split(ownerConfig, "owner = {")[0] + "}"
	for name, begin := range map[string]func(*rig, *workspace){
		"made":     func(_ *rig, w *workspace) { w.apply() },
		"imported": func(r *rig, w *workspace) { w.must("import", tokenAddress, idOf(r.Mint(ivrUser))) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 11, rig.login(modeLegacy, ivrUser))
			w.config(none)
			begin(rig, w)
			alive := rig.AllTokens()

			w.login(rig.login(modeLegacy, otherUser))
			w.config(ownerConfig)
			w.owner(map[string]string{"username": ivrUser, "password": passwordOf(ivrUser)})
			w.wantPlan(map[string]string{tokenAddress: "update"})
			w.applyPlan()
			w.owner(map[string]string{"username": ivrUser})
			w.wantEmptyPlan()

			w.login(rig.login(modeRingCentral, otherUser))
			w.owner(map[string]string{"jwt": jwtOf(ivrUser)})
			w.wantPlan(map[string]string{tokenAddress: "update"})
			w.applyPlan()
			w.owner(nil)
			w.wantEmptyPlan()

			w.login(rig.login(modeRingCentral, ivrUser))
			w.config(none)
			w.wantPlan(map[string]string{tokenAddress: "update"})
			w.applyPlan()
			w.wantEmptyPlan()
			rig.wantAlive(t, "after all", alive)
		})
	}
}

// A token is not replaced because its owner could not be compared.
func TestAccOwnerChangeUnproven(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 11, rig.login(modeEngage, otherUser))
	w.config(ownerConfig)
	w.owner(map[string]string{"api_token": rig.Mint(ivrUser)})
	w.apply()
	w.owner(map[string]string{"api_token": rig.Mint(ivrUser)})
	remove := rig.Inject(simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 500})
	w.wantRefusal([]string{"Cannot tell whether the API token's owner has changed"}, "plan", "-json", "-refresh=false")
	remove()
	w.wantPlan(map[string]string{tokenAddress: "update"}, "-refresh=false")
	w.applyPlan()
	w.wantEmptyPlan()

	// A token with an owner becomes one of the provider's user, and back: that is another user.
	config := strings.Split(ownerConfig, "owner = {")[0] + "}"
	w.config(config)
	w.wantRefusal([]string{"The API token's owner is another user", "-refresh=false"}, "plan", "-json", "-refresh=false")
	w.wantPlan(map[string]string{tokenAddress: "replace"})
	w.applyPlan()
	if n := len(rig.Tokens(otherUser)); n != 1 {
		t.Errorf("%d tokens of the provider's user, want 1", n)
	}
	w.wantEmptyPlan()
	w.config(ownerConfig)
	w.wantPlan(map[string]string{tokenAddress: "replace"})
	w.applyPlan()
	if n := len(rig.Tokens(otherUser)); n != 0 {
		t.Errorf("%d tokens of the provider's user, want 0", n)
	}
	w.wantEmptyPlan()
}
