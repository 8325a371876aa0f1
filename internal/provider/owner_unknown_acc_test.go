package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The secret that a token was made with may be dead by now: nobody asks for it,
// neither to plan nor to destroy.
func TestAccOwnerSecretOutlived(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 11, rig.login(modeEngage, otherUser))
	w.config(ownerConfig)
	secret := rig.Mint(ivrUser)
	w.owner(map[string]string{"api_token": secret})
	w.apply()
	rig.Revoke(secret)
	alive := rig.AllTokens()
	if o := w.wantEmptyPlan(); len(o.diagnostics) > 0 {
		t.Errorf("want no diagnostics, got:\n%s", o.text())
	}
	rig.wantAlive(t, "planned", alive)
	if o := w.destroy(); len(o.diagnostics) > 0 {
		t.Errorf("want no diagnostics, got:\n%s", o.text())
	}
	if err := rig.wantTokens(0); err != nil {
		t.Error(err)
	}
}

// An owner that is not known at plan breaks no plan, and is compared when it is
// known: the same user stays, and for another one nothing is revoked before a
// plan shows it.
func TestAccOwnerUnknown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		attribute, mode string
		more            func(user string) string // attributes of owner
		value           func(rig *rig, user string) string
		turnsOut        string // the error of an apply for another user; "" where the apply shows no change
	}{
		{attribute: "username", mode: modeEngage, more: func(user string) string {
			return "password_wo = " + quote(passwordOf(user))
		}, value: func(_ *rig, user string) string { return user }, turnsOut: "The API token's owner is another user"},
		{attribute: "jwt_wo", mode: modeRingCentral, more: func(string) string { return "" },
			value: func(_ *rig, user string) string { return jwtOf(user) }},
		{attribute: "api_token_wo", mode: modeAPIToken, more: func(string) string { return "" },
			value: func(rig *rig, user string) string { return rig.Mint(user) }},
	} {
		t.Run(c.attribute, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 11, rig.login(c.mode, otherUser))
			// from has the owner come from another resource.
			from := func(user string) string {
				return fmt.Sprintf(`
					resource "terraform_data" "owner" { input = %s }
					resource "ringcx_api_token" "t" {
						owner = {
							%s = terraform_data.owner.output
							%s
						}
					}
				`, quote(c.value(rig, user)), c.attribute, c.more(user))
			}
			w.config(from(ivrUser))
			w.wantPlan(map[string]string{tokenAddress: "create", "terraform_data.owner": "create"})
			w.applyPlan()
			w.wantEmptyPlan()
			token := w.state()[tokenAddress]["token"]

			same := from(ivrUser)
			alive := rig.AllTokens()
			w.config(same)
			w.apply()
			w.apply() // records a renewed secret
			w.wantEmptyPlan()
			rig.wantAlive(t, "the same user", alive)

			another := from(crmUser)
			alive = rig.AllTokens()
			w.config(another)
			w.plan()
			o := w.terraform("apply", "-json", planFile)
			if o.code == 0 != (c.turnsOut == "") || !strings.Contains(o.text(), c.turnsOut) {
				t.Errorf("exit code %d, want %q\n%s", o.code, c.turnsOut, o.text())
			}
			rig.wantAlive(t, "another user, not planned", alive)
			w.wantState(tokenAddress, "token", token)
			w.wantPlan(map[string]string{tokenAddress: "replace"})
			w.applyPlan()
			if n := len(rig.AllTokens()); n != len(alive) || slices.Contains(rig.AllTokens(), fmt.Sprint(token)) {
				t.Errorf("%d tokens are alive, want %d without the first", n, len(alive))
			}
			w.wantEmptyPlan()
		})
	}
}
