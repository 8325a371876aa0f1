package clitest

import (
	"slices"
	"strings"
	"testing"
)

// Commands get the workspace's settings, and none of whoever runs them.
func TestEnviron(t *testing.T) {
	for _, name := range []string{"TF_CLI_CONFIG_FILE", "TF_DATA_DIR", "TF_LOG", "RINGCX_JWT"} {
		t.Setenv(name, "somebody's")
	}
	t.Setenv("PATH", "/programs")
	w := Workspace{CLI: &CLI{Path: "terraform", Dir: "/cli"}, Env: map[string]string{"RINGCX_JWT": "the test's"}}
	env := w.Environ()
	for _, want := range []string{"PATH=/programs", "RINGCX_JWT=the test's"} {
		if !slices.Contains(env, want) {
			t.Errorf("no %s in %v", want, env)
		}
	}
	for _, entry := range env {
		if strings.HasSuffix(entry, "=somebody's") {
			t.Errorf("%s is passed on", entry)
		}
	}
}
