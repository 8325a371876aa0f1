package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
)

// somebodysEnvironment sets what a person may have set who runs the demo, and returns the directory for temporary
// files, in which nothing may be left. None of it may matter.
func somebodysEnvironment(t *testing.T) (temp string) {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("an acceptance test: set TF_ACC to run it")
	}
	other := t.TempDir()
	config := filepath.Join(other, "cli.tfrc")
	if err := os.WriteFile(config, []byte("provider_installation {\n  direct {}\n}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	temp = t.TempDir()
	for name, value := range map[string]string{
		"TMPDIR":                  temp,
		"TF_CLI_CONFIG_FILE":      config,
		"TF_PLUGIN_CACHE_DIR":     filepath.Join(other, "none"),
		"TF_DATA_DIR":             filepath.Join(other, "data"),
		"TF_WORKSPACE":            "other",
		"TF_LOG":                  "TRACE",
		"TF_CLI_ARGS":             "-no-such-argument",
		"TF_VAR_x":                "y",
		"RINGCX_AUTH_MODE":        "legacy",
		"RINGCX_USERNAME":         "somebody",
		"RINGCX_MAX_RETRIES":      "many",
		"RINGCX_RC_ACCESS_TOKEN":  "another login",
		"RINGCX_REQUEST_TIMEOUT":  "long",
		"RINGCX_RINGCENTRAL_URL":  "https://platform.example.com",
		"CHECKPOINT_DISABLE":      "",
		"TF_APPEND_USER_AGENT":    "somebody",
		"TF_REATTACH_PROVIDERS":   "{}",
		"TF_SKIP_PROVIDER_VERIFY": "1",
	} {
		t.Setenv(name, value)
	}
	return temp
}

func wantEmpty(t *testing.T, dir string) {
	t.Helper()
	if left, err := files(dir); err != nil || left != "[]" {
		t.Errorf("left behind: %s %v", left, err)
	}
}

func TestAccDemo(t *testing.T) {
	temp := somebodysEnvironment(t)
	cli, err := clitest.Find()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	for _, want := range []string{
		"$ " + filepath.Base(cli) + " init\n", "Plan: 2 to add, 0 to change, 0 to destroy.", "No changes.",
		"Plan: 1 to add, 0 to change, 0 to destroy.",
		"Resources: 2 destroyed.", "RingCX now holds 0 API tokens", "was printed",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output has no %q:\n%s", want, out.String())
		}
	}
	wantEmpty(t, temp)
}

// interrupter cancels when it sees the words.
type interrupter struct {
	bytes.Buffer
	words  string
	cancel context.CancelFunc
}

func (i *interrupter) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(i.words)) {
		i.cancel()
	}
	return i.Buffer.Write(p)
}

func TestAccDemoInterrupted(t *testing.T) {
	for _, words := range []string{"$ go build", " init\n", "Reading...", "Creating...", "Destroying..."} {
		t.Run(words, func(t *testing.T) {
			temp := somebodysEnvironment(t)
			ctx, cancel := context.WithCancel(t.Context())
			out := &interrupter{words: words, cancel: cancel}
			if err := run(ctx, out); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want it cancelled\n%s", err, out.String())
			}
			wantEmpty(t, temp)
		})
	}
}
