package provider

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// A token that is imported to two addresses, by commands or by blocks, stops every plan before one of the two is
// destroyed, also where a resource was created with it. Forgetting one of them is the way out.
func TestAccImportedToTwoAddresses(t *testing.T) {
	t.Parallel()
	for _, mode := range allModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 5, rig.login(mode, adminUser))
			kept := len(rig.AllTokens())
			const a, b = `resource "ringcx_api_token" "a" {}`, `resource "ringcx_api_token" "b" {}`
			refused := func(config string) {
				t.Helper()
				w.config(config)
				words := []string{"Two resources have the same API token", "terraform state rm"}
				w.wantRefusal(words, "apply", "-json", "-auto-approve")
			}

			id := idOf(rig.Mint(adminUser))
			blocks := ""
			for _, to := range []string{"a", "b"} {
				blocks += fmt.Sprintf("import {\n  to = ringcx_api_token.%s\n  id = %q\n}\n", to, id)
			}
			refused(a + "\n" + b + "\n" + blocks)
			if len(w.state()) > 0 {
				t.Errorf("imported: %v", w.state())
			}

			w.config(a + "\n" + b)
			w.must("import", "ringcx_api_token.a", id)
			w.must("import", "ringcx_api_token.b", id)
			refused(a + "\n" + b)
			refused(a)
			refused("")
			for _, refresh := range []string{"-refresh=true", "-refresh=false"} {
				w.wantRefusal([]string{"Two resources have the same API token"}, "plan", "-json", "-destroy", refresh)
			}
			w.must("state", "rm", "ringcx_api_token.b")
			w.config(a)
			w.wantEmptyPlan()

			// One that this provider created, imported to another address.
			w.config(a + "\n" + `resource "ringcx_api_token" "made" {}`)
			w.apply()
			made, _ := w.state()["ringcx_api_token.made"]["id"].(string)
			w.config(a + "\n" + b + "\n" + `resource "ringcx_api_token" "made" {}`)
			w.must("import", "ringcx_api_token.b", made)
			refused(a + "\n" + b)
			if err := rig.wantTokens(kept + 2); err != nil {
				t.Error(err)
			}
			w.must("state", "rm", "ringcx_api_token.b")
			w.config("")
			w.apply()
			if err := rig.wantTokens(kept); err != nil {
				t.Error(err)
			}
		})
	}
}

// No command reads a resource as two, also where it is read several times in one configuration of the provider, as
// Terraform 1.14 and later do in a test file with a provider block.
func TestAccReadsOfOneResource(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 6, rig.login(modeEngage, adminUser))
	const pair = `
		resource "ringcx_api_token" "a" {
			count   = 2
			keepers = { at = var.at }
			lifecycle { create_before_destroy = true }
		}
		variable "at" { default = "1" }
		data "ringcx_api_tokens" "all" { depends_on = [ringcx_api_token.a] }
		output "ids" { value = [for t in ringcx_api_token.a : t.id] }
	`
	w.config(pair)
	w.apply()
	w.wantEmptyPlan()
	w.must("refresh")
	w.must("plan", "-refresh-only")
	w.must("apply", "-refresh-only", "-auto-approve")
	w.must("plan", "-destroy")
	w.must("plan", "-replace=ringcx_api_token.a[0]")
	w.must("apply", "-auto-approve", "-replace=ringcx_api_token.a[0]")
	w.must("plan", "-target=ringcx_api_token.a[1]")
	w.must("apply", "-auto-approve", "-var=at=2")
	w.must("apply", "-auto-approve", "-var=at=2")

	// A deposed token, whose replacement was made and which could not be revoked.
	remove := rig.Inject(simulator.Fault{Route: simulator.RouteTokenDelete, Kind: simulator.FaultStatus, Status: 403})
	if o := w.terraform("apply", "-auto-approve", "-var=at=3"); o.code == 0 {
		t.Error("the rotation succeeds")
	}
	remove()
	w.must("apply", "-auto-approve", "-var=at=3")

	// Another address, an import beside it, and drift.
	stray := rig.Mint(adminUser)
	moved := strings.NewReplacer(`"a"`, `"moved"`, "token.a", "token.moved").Replace(pair) + `
		moved {
			from = ringcx_api_token.a
			to   = ringcx_api_token.moved
		}
		resource "ringcx_api_token" "imported" {}
	`
	w.config(moved + fmt.Sprintf(`
		import {
			to = ringcx_api_token.imported
			id = %q
		}
	`, idOf(stray)))
	w.must("plan", "-var=at=3")
	w.must("apply", "-auto-approve", "-var=at=3")
	rig.Revoke(stray)
	w.config(moved)
	w.must("apply", "-refresh-only", "-auto-approve", "-var=at=3")
	w.must("apply", "-auto-approve", "-var=at=3")
	w.must("destroy", "-auto-approve", "-var=at=3")
	if err := rig.wantTokens(0); err != nil {
		t.Error(err)
	}

	// A test plans and applies the same state several times.
	w.config(`
		resource "ringcx_api_token" "t" {
			keepers = { at = var.at }
		}
		variable "at" { default = "1" }
	`)
	runs := ""
	for n, command := range []string{"apply", "plan", "apply", "plan", "apply"} {
		runs += fmt.Sprintf("run \"number_%d\" {\n  command = %s\n}\n", n, command)
	}
	for _, name := range []string{"rotated", "again"} {
		runs += fmt.Sprintf("run %q {\n  variables {\n    at = \"2\"\n  }\n}\n", name)
	}
	for name, block := range map[string]string{"without": "", "with": "provider \"ringcx\" {}\n"} {
		file := filepath.Join(w.dir, name+".tftest.hcl")
		if err := os.WriteFile(file, []byte(block+runs), 0o600); err != nil {
			t.Fatal(err)
		}
		w.must("test", "-filter="+filepath.Base(file))
	}
	if err := rig.wantTokens(0); err != nil {
		t.Error(err)
	}
	if printed := w.seen.String(); strings.Contains(printed, "Two resources have the same API token") {
		t.Errorf("a resource was read twice:\n%s", printed)
	}
}
