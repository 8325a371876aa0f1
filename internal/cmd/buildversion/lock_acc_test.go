//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
)

// A lock file that was made with one copy of the source fits the build of another copy; for another source
// `init -upgrade` is enough.
func TestAccLockFile(t *testing.T) {
	t.Parallel()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("an acceptance test: set TF_ACC to run it")
	}
	cli, err := clitest.Find()
	if err != nil {
		t.Fatal(err)
	}
	run := func(dir, name string, args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = dir
		cmd.Env = append(slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "TF_") }),
			"CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE=/dev/null", "MAKEFLAGS=")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	must := func(dir, name string, args ...string) string {
		t.Helper()
		out, err := run(dir, name, args...)
		if err != nil {
			t.Fatalf("%s %q: %v\n%s", name, args, err, out)
		}
		return out
	}
	// Terraform looks for plugins in the directory terraform.d/plugins beside the configuration too.
	install := func(source, config string) {
		t.Helper()
		must(source, "make", "install", "plugins="+filepath.Join(config, "terraform.d/plugins"))
	}
	write := func(file, text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sources, configs, lock := [2]string{t.TempDir(), t.TempDir()}, [2]string{t.TempDir(), t.TempDir()},
		".terraform.lock.hcl"
	for i, source := range sources {
		must("../../..", "cp", "-Rp", "GNUmakefile", "CHANGELOG.md", "go.mod", "go.sum", "main.go", "internal", source)
		write(filepath.Join(configs[i], "main.tf"), `terraform {
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}
`)
		install(source, configs[i])
	}
	wantExplained(t, must(configs[0], cli, "init", "-no-color"))
	locked, err := os.ReadFile(filepath.Join(configs[0], lock))
	if err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(configs[1], lock), string(locked))
	must(configs[1], cli, "init", "-lockfile=readonly")
	must(configs[1], cli, "providers", "lock", "-fs-mirror=terraform.d/plugins",
		"-platform="+runtime.GOOS+"_"+runtime.GOARCH, "ringcx/ringcx")

	write(filepath.Join(sources[1], "main_other.go"), "package main\n\nfunc init() { version += \"-other\" }\n")
	if err := os.RemoveAll(filepath.Join(configs[1], "terraform.d")); err != nil {
		t.Fatal(err)
	}
	install(sources[1], configs[1])
	out, err := run(configs[1], cli, "init", "-no-color")
	if err == nil {
		t.Errorf("another source fits the same lock file\n%s", out)
	}
	wantExplained(t, out)
	must(configs[1], cli, "init", "-upgrade")
	if upgraded, err := os.ReadFile(filepath.Join(configs[1], lock)); err != nil || string(upgraded) == string(locked) {
		t.Errorf("the lock file is as before, %v\n%s", err, upgraded)
	}
}

// wantExplained checks that what `init` says is a heading of the troubleshooting guide.
func wantExplained(t *testing.T, out string) {
	t.Helper()
	guide, err := os.ReadFile("../../../docs/guides/troubleshooting.md")
	if err != nil {
		t.Fatal(err)
	}
	_, group, _ := strings.Cut(string(guide), "\n## terraform init\n")
	group, _, _ = strings.Cut(group, "\n## ")
	said := strings.Join(strings.Fields(strings.ReplaceAll(out, "│", " ")), " ")
	for message := range strings.SplitSeq(group, "\n### ") {
		heading, _, _ := strings.Cut(message, "\n")
		if heading != "" && strings.Contains(said, heading) {
			return
		}
	}
	t.Errorf("Troubleshooting does not have what init says:\n%s", out)
}
