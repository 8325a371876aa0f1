package provider

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
)

// workspace is a directory in which Terraform runs as a person runs it, for
// tests of what terraform-plugin-testing hides: files, output, the order of
// commands, several provider blocks, another login from one run to the next.
// The login goes through the environment, so that no file of the directory
// holds a secret of the test's making.
type workspace struct {
	t    *testing.T
	dir  string
	env  map[string]string
	seen bytes.Buffer // everything that Terraform printed
}

const (
	serveEnv      = "RINGCX_TEST_SERVE"
	serveAsMain   = "main"
	serveAttached = "attached" // as with -debug
	servePlain    = "plain"    // as the framework does by itself
	planFile      = "saved.tfplan"
	stateFile     = "terraform.tfstate"
)

// The test binary is the provider too, so that nothing has to be built: a
// workspace has Terraform start it as a plugin.
func init() {
	serve := func() error { return Serve(newTestProvider, false) }
	switch os.Getenv(serveEnv) {
	case "":
		return
	case serveAttached:
		serve = func() error { return Serve(newTestProvider, true) }
	case servePlain: // to compare with
		serve = func() error {
			return providerserver.Serve(context.Background(), newTestProvider, providerserver.ServeOpts{Address: Address})
		}
	}
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// newWorkspace returns an empty directory with the provider at hand. It skips
// the test as resource.Test does, and below the minor version of Terraform or
// OpenTofu 1 that the test needs.
func newWorkspace(t *testing.T, atLeast int, login map[string]string) *workspace {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("an acceptance test: set TF_ACC to run it")
	}
	cli, err := findCLI()
	if err != nil {
		t.Fatal(err)
	}
	if cli.minor < atLeast {
		t.Skipf("needs version 1.%d of the CLI, this is 1.%d", atLeast, cli.minor)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	plugins := t.TempDir()
	if err := os.Symlink(self, filepath.Join(plugins, "terraform-provider-ringcx")); err != nil {
		t.Fatal(err)
	}
	rc := filepath.Join(plugins, "terraformrc")
	overrides := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n    %q = %q\n  }\n  direct {}\n}\n",
		Address, plugins, strings.Replace(Address, "terraform.io", "opentofu.org", 1), plugins)
	if err := os.WriteFile(rc, []byte(overrides), 0o600); err != nil {
		t.Fatal(err)
	}
	w := &workspace{t: t, dir: t.TempDir(), env: map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": plugins, "TMPDIR": plugins,
		"TF_CLI_CONFIG_FILE": rc, "TF_INPUT": "0", "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1",
		serveEnv: serveAsMain, "RINGCX_MAX_RETRIES": "0",
		// With -race: a race in the provider ends it, and so fails the command;
		// and it does not wait a second at each end.
		"GORACE": "halt_on_error=1 atexit_sleep_ms=0",
	}}
	w.login(login)
	return w
}

type cli struct {
	path  string
	tofu  bool
	minor int // of version 1
}

var findCLI = sync.OnceValues(func() (cli, error) {
	path := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if path == "" {
		var err error
		if path, err = exec.LookPath("terraform"); err != nil {
			if path, err = exec.LookPath("tofu"); err != nil {
				return cli{}, err
			}
		}
	}
	// Not with -json, which does not say which of the two it is; nor does the name of the file.
	out, err := exec.Command(path, "version").Output()
	if err != nil {
		return cli{}, err
	}
	c := cli{path: path}
	var product string
	_, err = fmt.Sscanf(string(out), "%s v1.%d.", &product, &c.minor)
	c.tofu = product == "OpenTofu"
	return c, err
})

// login sets the provider's environment from the attributes of a provider
// block, and takes back that of the login before.
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
	if err := os.WriteFile(filepath.Join(w.dir, "main.tf"), []byte(head+hcl), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// outcome is what came of a command.
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
	return fmt.Sprintf("%s: %s (%s, at %q)\n%s", d.Severity, d.Summary, d.Address, strings.TrimSpace(d.Snippet.Code), d.Detail)
}

// command is a command of the CLI in the workspace.
func (w *workspace) command(args ...string) *exec.Cmd {
	cli, _ := findCLI()
	cmd := exec.CommandContext(w.t.Context(), cli.path, args...)
	cmd.Dir = w.dir
	for name, value := range w.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

// terraform runs a command, whatever comes of it.
func (w *workspace) terraform(args ...string) outcome {
	w.t.Helper()
	cmd := w.command(args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.t.Fatal(err)
	}
	w.seen.Write(stdout.Bytes())
	w.seen.Write(stderr.Bytes())
	o := outcome{code: cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String(), changes: map[string]string{}}
	for line := range strings.Lines(o.stdout) {
		o.read(line)
	}
	return o
}

// read takes what is of interest from a line of Terraform's machine-readable output.
func (o *outcome) read(line string) {
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
	case message.Type == "planned_change":
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

// file is a file of the directory; nil if there is none.
func (w *workspace) file(name string) []byte {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, name))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		w.t.Fatal(err)
	}
	return data
}

// state is the attributes of every instance in the state, by address.
func (w *workspace) state() map[string]map[string]any {
	w.t.Helper()
	var state struct {
		Resources []struct {
			Mode, Type, Name string
			Instances        []struct {
				IndexKey   any            `json:"index_key"`
				Deposed    string         `json:"deposed"`
				Attributes map[string]any `json:"attributes"`
			}
		}
	}
	if data := w.file(stateFile); data != nil {
		if err := json.Unmarshal(data, &state); err != nil {
			w.t.Fatal(err)
		}
	}
	instances := map[string]map[string]any{}
	for _, r := range state.Resources {
		for _, i := range r.Instances {
			address := r.Type + "." + r.Name
			if r.Mode == "data" {
				address = "data." + address
			}
			if i.IndexKey != nil {
				key, _ := json.Marshal(i.IndexKey)
				address += "[" + string(key) + "]"
			}
			if i.Deposed != "" {
				address += " (deposed)"
			}
			instances[address] = i.Attributes
		}
	}
	return instances
}

// wantState checks one attribute.
func (w *workspace) wantState(address, attribute string, want any) {
	w.t.Helper()
	instance, ok := w.state()[address]
	if !ok {
		w.t.Fatalf("%s is not in the state", address)
	}
	if got := instance[attribute]; got != want {
		w.t.Fatalf("%s.%s is %v, want %v", address, attribute, got, want)
	}
}

// wantList compares a list of objects of the state.
func wantList(t *testing.T, got any, want ...map[string]any) {
	t.Helper()
	gotJSON, _ := json.MarshalIndent(got, "", "  ")
	wantJSON, _ := json.MarshalIndent(want, "", "  ")
	if !bytes.Equal(gotJSON, wantJSON) {
		t.Errorf("got %s\nwant %s", gotJSON, wantJSON)
	}
}
