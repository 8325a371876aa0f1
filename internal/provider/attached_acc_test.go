package provider

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// A provider that a debugger runs is one process for all provider blocks. It refuses a second login, with which it
// would make tokens for the wrong user, and serves one login as ever.
func TestAccAttached(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 0, rig.login(modeLegacy, adminUser))
	attached := exec.CommandContext(t.Context(), testBinary(t))
	attached.Env = append(os.Environ(), serveEnv+"="+serveAttached, "TMPDIR="+w.env["TMPDIR"])
	for name, value := range rig.login(modeLegacy, adminUser) {
		attached.Env = append(attached.Env, envOf(name)+"="+value)
	}
	out, err := attached.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := attached.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = attached.Process.Kill()
		_ = attached.Wait()
	})
	lines := bufio.NewScanner(out)
	for w.env["TF_REATTACH_PROVIDERS"] == "" && lines.Scan() {
		// In quotes, for a shell; on Windows only for PowerShell.
		if _, value, found := strings.Cut(lines.Text(), "TF_REATTACH_PROVIDERS='"); found {
			value = strings.TrimSuffix(value, "'")
			if host := os.Getenv("TF_ACC_PROVIDER_HOST"); host != "" { // OpenTofu has a registry of its own
				value = strings.Replace(value, "registry.terraform.io", host, 1)
			}
			w.env["TF_REATTACH_PROVIDERS"] = value
		}
	}
	const one = `resource "ringcx_api_token" "a" {}`
	w.config(one)
	w.apply()
	if err := rig.wantTokens(1); err != nil {
		t.Error(err)
	}

	w.variable("password", passwordOf(crmUser))
	w.config(one + `
		variable "password" { sensitive = true }
		provider "ringcx" {
			alias    = "crm"
			username = "` + crmUser + `"
			password = var.password
		}
		resource "ringcx_api_token" "b" { provider = ringcx.crm }
	`)
	w.wantRefusal([]string{"Two configurations of the provider in one process"}, "apply", "-json", "-auto-approve")
	if err := rig.wantTokens(1); err != nil {
		t.Error(err)
	}
}
