package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
	"github.com/ringcx/terraform-provider-ringcx/internal/provider"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// tokens is how many tokens the example asks for.
const tokens = 2

// demo is one run of the demo.
type demo struct {
	stdout  io.Writer
	printed bytes.Buffer // what was printed so far, to be searched for secrets
	ctx     context.Context
	sim     *simulator.Server
	in      clitest.Workspace
}

// Write prints, and keeps what it printed.
func (d *demo) Write(p []byte) (int, error) {
	d.printed.Write(p)
	return d.stdout.Write(p)
}

// step says what comes next, and why.
func (d *demo) step(format string, args ...any) {
	fmt.Fprintf(d, "\n### "+format+"\n", args...)
}

// ok says what has been checked.
func (d *demo) ok(format string, args ...any) {
	fmt.Fprintf(d, "--> "+format+".\n", args...)
}

// terraform shows a command, runs it, and expects the exit code.
func (d *demo) terraform(exitCode int, args ...string) error {
	fmt.Fprintf(d, "\n$ %s %s\n", d.in.CLI.Name(), strings.Join(args, " "))
	_, err := d.in.RunWant(d.ctx, exitCode, args...)
	return err
}

// read runs a command and decodes the JSON that it prints, which is not shown.
func (d *demo) read(into any, args ...string) error {
	quiet := d.in
	quiet.Output = nil
	printed, err := quiet.RunWant(d.ctx, 0, args...)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(printed.Stdout), into); err != nil {
		return fmt.Errorf("%s %s: %w", d.in.CLI.Name(), strings.Join(args, " "), err)
	}
	return nil
}

// show does the whole job, in a directory that the caller removes.
func (d *demo) show(ctx context.Context, cli, source, dir string) error {
	d.ctx = ctx
	d.step("Build the provider from this checkout, and install it where %s looks for it.", filepath.Base(cli))
	fmt.Fprintf(d, "\n$ go build %s\n", clitest.Provider)
	built := &clitest.CLI{Path: cli, Dir: dir}
	if err := built.Build(ctx, clitest.Provider, provider.Namespace+"/ringcx"); err != nil {
		return err
	}
	url, stop := d.startSimulator()
	defer stop()
	work := filepath.Join(dir, "work")
	if err := os.CopyFS(work, os.DirFS(source)); err != nil {
		return err
	}
	cfg := d.sim.Config()
	login := simulator.Environment(cfg.LoginSettings("ringcentral", url, cfg.Users[0]))
	d.in = clitest.Workspace{CLI: built, Dir: work, Output: d, Env: login}
	if !colours() {
		d.in.Env["TF_CLI_ARGS"] = "-no-color"
	}
	for _, act := range []func() error{d.create, d.drift, d.destroy, d.noSecretPrinted} {
		if err := act(); err != nil {
			return err
		}
	}
	return nil
}

// startSimulator serves RingCX on a free port of the loopback address.
func (d *demo) startSimulator() (url string, stop func()) {
	d.sim = simulator.New(simulator.Config{})
	server := httptest.NewServer(d.sim)
	d.step("Start the simulator, which answers as RingCX's documents say, on %s.", server.URL)
	d.ok("the environment tells the provider to log in there: RINGCX_AUTH_MODE=ringcentral, RINGCX_API_URL, RINGCX_JWT " +
		"and so on")
	return server.URL, server.Close
}

// colours reports whether standard output shows colours, which Terraform does not find out by itself.
func colours() bool {
	info, err := os.Stdout.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == ""
}

// create applies the example.
func (d *demo) create() error {
	d.step("Prepare the working directory, a copy of %s. Nothing is downloaded.", example)
	if err := d.terraform(0, "init"); err != nil {
		return err
	}
	d.step("Plan: two API tokens will be created. Exit code 2 means that there is something to do.")
	if err := d.terraform(2, "plan", "-detailed-exitcode", "-out=create.tfplan"); err != nil {
		return err
	}
	d.step("Apply that plan. RingCX creates the tokens. Their values are stored in the state and never printed.")
	return d.apply("create.tfplan")
}

// drift revokes a token and shows that the plan finds and replaces it.
func (d *demo) drift() error {
	id, err := d.idOf("ivr")
	if err != nil {
		return err
	}
	revoked := slices.IndexFunc(d.sim.AllTokens(), func(token string) bool {
		return ringcx.Token{Secret: ringcx.Secret(token)}.ID() == id
	})
	if revoked < 0 {
		return fmt.Errorf("RingCX (the simulator) has no token with the id %s", id)
	}
	d.step("Somebody revokes a token in RingCX, outside Terraform.")
	d.sim.Revoke(d.sim.AllTokens()[revoked])
	d.ok("revoked the token with the id %s", id)

	d.step("Plan again: the plan finds that the token is gone, and creates only that one.")
	if err := d.terraform(2, "plan", "-detailed-exitcode", "-out=repair.tfplan"); err != nil {
		return err
	}
	address, err := d.onlyCreation("repair.tfplan")
	if err != nil {
		return err
	}
	d.ok("the plan creates %s and does nothing else", address)

	d.step("Apply that plan.")
	return d.apply("repair.tfplan")
}

// idOf returns the id of a service's token, as the example's output has it.
func (d *demo) idOf(service string) (string, error) {
	var ids map[string]string
	err := d.read(&ids, "output", "-json", "token_ids")
	return ids[service], err
}

// onlyCreation reads a plan and returns the one resource that it creates. It fails if the plan does anything else.
// The plan as JSON is not shown, for it holds the tokens.
func (d *demo) onlyCreation(file string) (address string, err error) {
	var plan tfjson.Plan
	if err := d.read(&plan, "show", "-json", file); err != nil {
		return "", err
	}
	var created []string
	for _, r := range plan.ResourceChanges {
		switch {
		case r.Mode != tfjson.ManagedResourceMode || r.Change.Actions.NoOp():
		case r.Change.Actions.Create():
			created = append(created, r.Address)
		default:
			return "", fmt.Errorf("the plan is to %v %s, want one creation only", r.Change.Actions, r.Address)
		}
	}
	if len(created) != 1 {
		return "", fmt.Errorf("the plan creates %v, want one token", created)
	}
	return created[0], nil
}

// destroy revokes the tokens.
func (d *demo) destroy() error {
	d.step("Destroy: both tokens are revoked in RingCX.")
	if err := d.terraform(0, "destroy", "-auto-approve"); err != nil {
		return err
	}
	return d.wantTokens(0)
}

// apply applies a plan, after which there are the tokens of the example, and plans again.
func (d *demo) apply(file string) error {
	if err := d.terraform(0, "apply", file); err != nil {
		return err
	}
	if err := d.wantTokens(tokens); err != nil {
		return err
	}
	d.step("Plan once more: nothing to do, exit code 0.")
	return d.terraform(0, "plan", "-detailed-exitcode")
}

// wantTokens checks what RingCX has.
func (d *demo) wantTokens(n int) error {
	if got := len(d.sim.AllTokens()); got != n {
		return fmt.Errorf("RingCX (the simulator) holds %d API tokens, want %d", got, n)
	}
	d.ok("RingCX now holds %d API tokens", n)
	return nil
}

// noSecretPrinted searches everything that was printed for every secret that was used.
func (d *demo) noSecretPrinted() error {
	d.step("Search all of the output above for secrets.")
	secrets := d.sim.Secrets()
	for _, secret := range secrets {
		if bytes.Contains(d.printed.Bytes(), []byte(secret)) {
			return errors.New("a secret was printed")
		}
	}
	d.ok("none of the %d secrets in play (passwords, JWTs, sessions, API tokens) was printed", len(secrets))
	return nil
}
