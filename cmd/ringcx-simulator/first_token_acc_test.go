//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
)

// From a clone to the first token, as the README has it: `make install`, then what the simulator prints, in each mode,
// without any CLI configuration.
func TestAccFirstToken(t *testing.T) {
	t.Parallel()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("an acceptance test: set TF_ACC to run it")
	}
	cli, err := clitest.Find()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	if err := os.Symlink(cli, filepath.Join(home, "terraform")); err != nil {
		t.Fatal(err)
	}
	shell := func(dir, script string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "/bin/sh", "-ec", script)
		cmd.Dir = dir
		cmd.Env = append(slices.DeleteFunc(os.Environ(), func(entry string) bool {
			return strings.HasPrefix(entry, "TF_") ||
				strings.HasPrefix(entry, "RINGCX_")
		}),
			"HOME="+home, "PATH="+home+":"+os.Getenv("PATH"), "CHECKPOINT_DISABLE=1",
			"TF_CLI_CONFIG_FILE=/dev/null", "TF_IN_AUTOMATION=1", "TF_CLI_ARGS_apply=-auto-approve")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s\n%s", err, script, out)
		}
		return string(out)
	}
	installed := shell("../..", "export GOPATH='"+goEnv(t, "GOPATH")+"' GOMODCACHE='"+goEnv(t,
		"GOMODCACHE")+"' GOCACHE='"+goEnv(t, "GOCACHE")+"'; make install")
	version := regexp.MustCompile(`ringcx/ringcx (0\.1\.\d+) is in `).FindStringSubmatch(installed)
	if version == nil {
		t.Fatalf("make install printed %s", installed)
	}

	logins := regexp.MustCompile(`(?m)(?:^export .*\n)+`).FindAllString(start(t), -1)
	if len(logins) != 4 {
		t.Fatalf("%d logins, want one for each mode", len(logins))
	}
	for _, login := range logins {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(configuration), 0o600); err != nil {
			t.Fatal(err)
		}
		out := shell(dir, login+commands)
		for _, want := range []string{"ringcx/ringcx v" + version[1], "Apply complete! Resources: 1 added", "\naws80:",
			"200\n"} {
			if !strings.Contains(out, want) {
				t.Errorf("%sno %q in\n%s", login, want, out)
			}
		}
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
