//go:build unix

package provider

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// logOfPlan is what a provider logs in a plan, a line for an entry, in a fixed order and without what differs from one
// process to the next. go-plugin's own lines are left out.
func (w *workspace) logOfPlan(serve string, env map[string]string) []string {
	w.t.Helper()
	logged := filepath.Join(w.t.TempDir(), "log")
	plugin := filepath.Join(w.cli.Dir, "terraform-provider-ringcx")
	script := fmt.Sprintf("#!/bin/sh\n%s\nexec '%s' 2>>'%s'\n", exports(serve, env), testBinary(w.t), logged)
	if err := os.Remove(plugin); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(plugin, []byte(script), 0o700); err != nil {
		w.t.Fatal(err)
	}
	w.wantEmptyPlan()

	text, err := os.ReadFile(logged)
	if err != nil {
		w.t.Fatal(err)
	}
	var entries []string
	for line := range strings.Lines(string(text)) {
		var entry struct {
			Level   string `json:"@level"`
			Module  string `json:"@module"`
			Message string `json:"@message"`
			RPC     string `json:"tf_rpc"`
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			w.t.Fatalf("%q: %s", line, err)
		}
		if entry.Module != "" {
			entries = append(entries, fmt.Sprint(entry))
		}
	}
	slices.Sort(entries)
	return entries
}

// exports sets the variables for the provider alone: what Terraform shows of its log is another matter.
func exports(serve string, env map[string]string) string {
	lines := []string{"export " + serveEnv + "=" + serve}
	for name, value := range env {
		lines = append(lines, "export "+name+"="+value)
	}
	return strings.Join(lines, "\n")
}

// Nobody asks, nobody logs. Whoever asks gets what every provider on the framework gives.
func TestAccLogs(t *testing.T) {
	t.Parallel()
	type env = map[string]string
	for name, c := range map[string]struct {
		env   env
		empty bool
	}{
		"nobody asks":        {env{}, true},
		"only Terraform's":   {env{"TF_LOG_CORE": "TRACE"}, true},
		"all":                {env{"TF_LOG": "TRACE"}, false},
		"all, as JSON":       {env{"TF_LOG": "JSON"}, false},
		"providers'":         {env{"TF_LOG_PROVIDER": "INFO"}, false},
		"this provider's":    {env{"TF_LOG_PROVIDER_RINGCX": "DEBUG"}, false},
		"the SDK's warnings": {env{"TF_LOG_SDK": "WARN"}, false},
		"not the protocol":   {env{"TF_LOG_SDK_PROTO": "OFF"}, false},
		"only the framework": {env{
			"TF_LOG_SDK": "OFF", "TF_LOG_SDK_PROTO": "OFF", "TF_LOG_SDK_FRAMEWORK": "TRACE", "TF_LOG_PROVIDER_RINGCX": "OFF",
		}, false},
		"what is sent, as file": {env{"TF_LOG_SDK_PROTO_DATA_DIR": "."}, true}, // it would hold the login's secrets
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := newRig(t, simulator.Config{})
			w := newWorkspace(t, 0, rig.login(modeEngage, simulator.DefaultUserName))
			w.config(`resource "ringcx_api_token" "x" {}`)
			w.apply()
			got, plain := w.logOfPlan(serveAsMain, c.env), w.logOfPlan(servePlain, c.env)
			if len(plain) == 0 {
				t.Fatal("there was nothing to compare with")
			}
			if c.empty && len(got) > 0 || !c.empty && !slices.Equal(got, plain) {
				t.Errorf("%d entries, %d by the framework's own server\n%s", len(got), len(plain), strings.Join(got, "\n"))
			}
		})
	}
}
