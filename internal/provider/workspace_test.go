package provider

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
)

// workspace is a directory in which Terraform runs as a person runs it, by
// package clitest: for tests of what terraform-plugin-testing hides, such as
// files, output, the order of commands, several provider blocks, another login
// from one run to the next. The login goes through the environment, so that no
// file of the directory holds a secret of the test's making.
type workspace struct {
	t    *testing.T
	cli  *clitest.CLI
	dir  string
	env  map[string]string // beside what clitest sets
	seen bytes.Buffer      // everything that Terraform printed
}

const (
	planFile     = "saved.tfplan"
	stateFile    = "terraform.tfstate"
	tokenAddress = "ringcx_api_token.t" // of the token in most configurations
)

// needCLI is the Terraform or OpenTofu that an acceptance test runs. It skips the
// test where none is wanted, and below the minor version 1 that the test needs.
func needCLI(t *testing.T, atLeast int) installed {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("an acceptance test: set TF_ACC to run it")
	}
	cli, err := findCLI()
	if err != nil {
		t.Fatal(err)
	}
	if cli.minor < atLeast {
		t.Skipf("needs Terraform or OpenTofu 1.%d", atLeast) // `make test` counts skips by their reason
	}
	return cli
}

// newWorkspace returns an empty directory with the provider at hand, for the
// Terraform or OpenTofu of needCLI.
func newWorkspace(t *testing.T, atLeast int, login map[string]string) *workspace {
	t.Helper()
	installed := needCLI(t, atLeast)
	home := t.TempDir()
	if err := place(testBinary(t), filepath.Join(home, "terraform-provider-ringcx"+programSuffix)); err != nil {
		t.Fatal(err)
	}
	w := &workspace{t: t, cli: &clitest.CLI{Path: installed.path, Dir: home}, dir: t.TempDir(), env: map[string]string{
		"HOME": home, "TMPDIR": shortTempDir(t), "TF_IN_AUTOMATION": "1", serveEnv: serveAsMain, "RINGCX_MAX_RETRIES": "0",
		singleProcessEnv: "1", // which takes half the time with -race
		// Terraform's own switch for tests: the keys that it and a provider make for each start take most of a plan's
		// time, with -race above all. The demo and the benchmarks run without it.
		"TF_DISABLE_PLUGIN_TLS": "1",
		// With -race: a race in the provider ends it, and so fails the command;
		// and it does not wait a second at each end.
		"GORACE": "halt_on_error=1 atexit_sleep_ms=0",
	}}
	w.override(nil)
	w.login(login)
	return w
}

// shortTempDir returns a directory for sockets, whose paths may have 104 bytes on macOS. The names of t.TempDir are too
// long for that.
func shortTempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "acc") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// override has Terraform start this provider, and others from these
// directories by their sources, without installing them.
func (w *workspace) override(others map[string]string) {
	w.t.Helper()
	dirs := map[string]string{providerSource: w.cli.Dir}
	maps.Copy(dirs, others)
	if err := w.cli.UseOverrides(dirs); err != nil {
		w.t.Fatal(err)
	}
}

// installed is the Terraform or OpenTofu that the tests run.
type installed struct {
	path  string
	tofu  bool
	minor int // of version 1
}

var findCLI = sync.OnceValues(func() (installed, error) {
	path, err := clitest.Find()
	if err != nil {
		return installed{}, err
	}
	version, err := clitest.Version(context.Background(), path)
	if err != nil {
		return installed{}, err
	}
	i := installed{path: path}
	var product string
	_, err = fmt.Sscanf(version, "%s v1.%d.", &product, &i.minor)
	i.tofu = product == "OpenTofu"
	return i, err
})

// login sets the provider's environment from the attributes of a provider
// block, and removes that of the login before.
func (w *workspace) login(block map[string]string) {
	for name, variable := range environment {
		if name != attrRequestTimeout && name != attrMaxRetries {
			delete(w.env, variable)
		}
	}
	for name, value := range block {
		w.env[envOf(name)] = value
	}
}

// variable sets a Terraform variable, in the environment.
func (w *workspace) variable(name, value string) { w.env["TF_VAR_"+name] = value }

// config writes the configuration.
func (w *workspace) config(hcl string) {
	w.t.Helper()
	const head = "terraform {\n  required_providers {\n    ringcx = { source = \"ringcx/ringcx\" }\n  }\n}\n"
	w.write("main.tf", head+hcl)
}

// write writes a file, by its path in the workspace.
func (w *workspace) write(name, text string) {
	w.t.Helper()
	to := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// outcome is how a command ended, and what it printed with -json.
type outcome struct {
	code           int
	stdout, stderr string
	changes        map[string]string // planned, by address; what is left alone is not in it
	diagnostics    []diagnostic
}

type diagnostic struct {
	Severity string `json:"severity"`
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
	Address  string `json:"address"`
	Snippet  struct {
		Code string `json:"code"` // the line of the configuration that it points to
	} `json:"snippet"`
}

func (d diagnostic) String() string {
	return fmt.Sprintf("%s: %s (%s, at %q)\n%s", d.Severity, d.Summary, d.Address, strings.TrimSpace(d.Snippet.Code),
		d.Detail)
}

// runner is the workspace as clitest runs commands in it.
func (w *workspace) runner() clitest.Workspace {
	return clitest.Workspace{CLI: w.cli, Dir: w.dir, Env: w.env}
}

// terraform runs a command, which may fail.
func (w *workspace) terraform(args ...string) outcome {
	w.t.Helper()
	r, err := w.runner().Run(w.t.Context(), args...)
	if err != nil {
		w.t.Fatal(err)
	}
	w.seen.WriteString(r.Stdout)
	w.seen.WriteString(r.Stderr)
	o := outcome{code: r.Code, stdout: r.Stdout, stderr: r.Stderr, changes: map[string]string{}}
	for line := range strings.Lines(o.stdout) {
		o.read(line)
	}
	return o
}

// read takes planned changes and diagnostics from a line of Terraform's machine-readable output.
func (o *outcome) read(line string) {
	// OpenTofu 1.11 plans to open each ephemeral resource, and says that nothing changes.
	const opened = "open"

	var message struct {
		Type       string     `json:"type"`
		Diagnostic diagnostic `json:"diagnostic"`
		Change     struct {
			Resource struct {
				Addr string `json:"addr"`
			} `json:"resource"`
			Action string `json:"action"`
		} `json:"change"`
	}
	if json.Unmarshal([]byte(line), &message) != nil {
		return
	}
	switch {
	case message.Type == "planned_change" && message.Change.Action != opened:
		o.changes[message.Change.Resource.Addr] = message.Change.Action
	case message.Type == "diagnostic" && message.Diagnostic.Summary != "Provider development overrides are in effect":
		o.diagnostics = append(o.diagnostics, message.Diagnostic)
	}
}

// of returns the diagnostics of a severity.
func (o outcome) of(severity string) []diagnostic {
	return slices.DeleteFunc(slices.Clone(o.diagnostics), func(d diagnostic) bool { return d.Severity != severity })
}

// text is all diagnostics, to be searched.
func (o outcome) text() string {
	var b strings.Builder
	for _, d := range o.diagnostics {
		fmt.Fprintln(&b, d)
	}
	return b.String()
}

// must runs a command that has to succeed.
func (w *workspace) must(args ...string) outcome {
	w.t.Helper()
	o := w.terraform(args...)
	if o.code != 0 {
		w.t.Fatalf("terraform %v: exit code %d\n%s\n%s", args, o.code, o.text(), o.stderr)
	}
	return o
}

// plan makes and saves a plan, which has to succeed.
func (w *workspace) plan(args ...string) outcome {
	w.t.Helper()
	return w.must(append([]string{"plan", "-json", "-out=" + planFile}, args...)...)
}

// wantPlan makes and saves a plan of exactly these changes.
func (w *workspace) wantPlan(changes map[string]string, args ...string) outcome {
	w.t.Helper()
	o := w.plan(args...)
	if !maps.Equal(o.changes, changes) {
		w.t.Fatalf("planned %v, want %v\n%s", o.changes, changes, o.text())
	}
	return o
}

// wantEmptyPlan makes a plan that changes nothing.
func (w *workspace) wantEmptyPlan(args ...string) outcome {
	w.t.Helper()
	return w.wantPlan(nil, args...)
}

func (w *workspace) apply(args ...string) outcome {
	w.t.Helper()
	return w.must(append([]string{"apply", "-json", "-auto-approve"}, args...)...)
}

// applyPlan applies the plan that was saved last.
func (w *workspace) applyPlan() outcome {
	w.t.Helper()
	return w.must("apply", "-json", planFile)
}

func (w *workspace) destroy(args ...string) outcome {
	w.t.Helper()
	return w.must(append([]string{"destroy", "-json", "-auto-approve"}, args...)...)
}

// wantRefusal runs a command that has to fail, and whose diagnostics have to
// hold all of the words.
func (w *workspace) wantRefusal(words []string, args ...string) outcome {
	w.t.Helper()
	o := w.terraform(args...)
	text := o.text()
	if o.code != 1 {
		w.t.Fatalf("terraform %v: exit code %d, want a failure\n%s", args, o.code, text)
	}
	for _, word := range words {
		if !strings.Contains(text, word) {
			w.t.Errorf("terraform %v: no %q in the diagnostics:\n%s%s", args, word, text, o.stderr)
		}
	}
	return o
}
