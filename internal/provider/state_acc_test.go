package provider

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// editState changes the instances of the resources in the state file, by address.
func (w *workspace) editState(edit func(address string, instance map[string]any)) {
	w.t.Helper()
	var state map[string]any
	if err := json.Unmarshal(w.file(stateFile), &state); err != nil {
		w.t.Fatal(err)
	}
	resources, _ := state["resources"].([]any)
	for _, r := range resources {
		resource, _ := r.(map[string]any)
		instances, _ := resource["instances"].([]any)
		for _, i := range instances {
			instance, _ := i.(map[string]any)
			edit(resource["type"].(string)+"."+resource["name"].(string), instance)
		}
	}
	data, err := json.Marshal(state)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.dir, stateFile), data, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// editPrivate changes what the provider keeps beside each token in the state.
func (w *workspace) editPrivate(edit func(kept map[string]any)) {
	w.t.Helper()
	w.editState(func(address string, instance map[string]any) {
		encoded, _ := instance["private"].(string)
		data, err := base64.StdEncoding.DecodeString(encoded)
		var keys map[string][]byte
		var kept map[string]any
		if err != nil || json.Unmarshal(data, &keys) != nil || json.Unmarshal(keys[privateKey], &kept) != nil {
			w.t.Fatalf("%s: unreadable private state %s", address, data)
		}
		edit(kept)
		keys[privateKey], _ = json.Marshal(kept)
		data, _ = json.Marshal(keys)
		instance["private"] = base64.StdEncoding.EncodeToString(data)
	})
}

// A state that an older version has written, without the host of the API, or
// without anything beside the token, goes on working: the plan is empty, and a
// token that was revoked is found where its user is known or its value is at hand.
func TestAccOlderPrivateState(t *testing.T) {
	t.Parallel()
	withoutHost := func(kept map[string]any) {
		login, _ := kept["login"].(map[string]any)
		delete(login, "host")
	}
	for _, c := range []struct {
		name      string
		edit      func(kept map[string]any)
		forgotten bool              // by whose secret an owner's token was made
		want      map[string]string // once all are revoked
	}{
		{name: "without the host", edit: withoutHost, want: map[string]string{storedAddress: "create",
			unstoredAddress: "create", ownersAddress: "create"}},
		{name: "lost", edit: func(kept map[string]any) { clear(kept) }, forgotten: true,
			want: map[string]string{storedAddress: "create", ownersAddress: "create"}},
	} {
		for _, mode := range allModes {
			t.Run(c.name+"/"+mode, func(t *testing.T) {
				t.Parallel()
				k := newKinds(t, mode)
				k.editPrivate(c.edit)
				k.wantEmptyPlan()
				k.variable("secret", k.secret) // the owner is asked for, and is the same
				for _, action := range k.plan().changes {
					if action != "update" {
						t.Errorf("planned %q for the same owner", action)
					}
				}
				// A revoked secret is an error where it is known to be another one, and proves nothing where nothing is
				// known.
				k.variable("secret", "aws80:00000000-0000-4000-8000-000000000000")
				if o := k.terraform("apply", "-json", "-auto-approve"); (o.code == 0) != c.forgotten || len(o.changes) > 0 {
					t.Errorf("exit code %d, planned %v\n%s", o.code, o.changes, o.text())
				}
				k.withoutSecret()
				k.wantUnharmed("an older state")

				for _, address := range []string{storedAddress, unstoredAddress, ownersAddress} {
					k.rig.Revoke(k.tokenAt(address))
				}
				k.variable("secret", k.secret)
				k.editPrivate(c.edit) // as if nothing had been read since
				o := k.terraform("plan", "-json", "-out="+planFile)
				if want := len(c.want) == 3; (o.code == 0) != want {
					t.Errorf("exit code %d\n%s", o.code, o.text())
				}
				if got := o.changes; o.code == 0 && !maps.Equal(got, c.want) {
					t.Errorf("planned %v, want %v\n%s", got, c.want, o.text())
				}
				if errs := o.errorsAt(); o.code != 0 && (len(errs) != 1 || errs[unstoredAddress] != "The provider is logged in "+
					"as another user") {
					t.Errorf("got %v, want an error for the unstored token alone\n%s", errs, o.text())
				}
			})
		}
	}
}

// A state in which an id is not that of the token beside it is refused, and
// nothing is revoked: not the token, not the one that the id names, and not the
// provider's own credential.
func TestAccTamperedState(t *testing.T) {
	t.Parallel()
	for _, mode := range allModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			k := newKinds(t, mode)
			other := k.rig.Mint(adminUser)
			if mode == modeAPIToken {
				other = k.was[attrAPIToken]
			}
			alive := k.rig.AllTokens()
			k.editState(func(address string, instance map[string]any) {
				if attributes, _ := instance["attributes"].(map[string]any); address != unstoredAddress {
					attributes["token"] = other
				}
			})
			state := k.state()
			for _, args := range []string{"plan -json", "apply -json -auto-approve", "destroy -json -auto-approve",
				"destroy -json -auto-approve -refresh=false -target=" + storedAddress + " -target=" + ownersAddress} {
				o := k.wantRefusal([]string{"contradicts itself", "terraform state rm"}, strings.Fields(args)...)
				if n := len(o.of("error")); n != 2 {
					t.Errorf("%s: %d errors, want one for each token that was tampered with\n%s", args, n, o.text())
				}
				k.rig.wantAlive(t, args, alive)
			}
			if !reflect.DeepEqual(state, k.state()) {
				t.Error("the state has changed")
			}
			for _, r := range k.rig.Requests() {
				if r.Route == simulator.RouteTokenDelete {
					t.Error("something was revoked")
				}
			}
			k.wantNotPrinted(k.rig.Secrets()...)
		})
	}
}
