//go:build unix

package provider

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// pageRun is a block of a page that has been run.
type pageRun struct {
	*rig
	w     *workspace
	live  []string // the tokens of the user, before
	build string   // where `make install` would have put a build
	out   string
}

// configuration is the one that is there before a script of a page is run.
func (on onPage) configuration(t *testing.T) example {
	t.Helper()
	for _, one := range examples(t) {
		if one.name == on.example {
			return one
		}
	}
	return example{on.example, map[string]string{"main.tf": on.config}}
}

// runOnPage runs a script of a page as it stands, but for what only a person's
// own machine and account have: addresses, names, ids and secrets.
func runOnPage(t *testing.T, on onPage, script string) {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("needs bash on PATH")
	}
	p := &pageRun{rig: newRig(t, simulator.Config{}), w: on.configuration(t).workspace(t, nil)}
	control := httptest.NewServer(p.WithControl())
	t.Cleanup(control.Close)
	mode := on.mode
	if mode == "" {
		mode = modeEngage
	}
	login := p.login(mode, simulator.DefaultUserName)
	p.w.login(login)
	if on.there != nil {
		on.there(p.rig)
	}
	p.live = []string{p.Mint(simulator.DefaultUserName), p.Mint(simulator.DefaultUserName)}
	onThisMachine := strings.NewReplacer(
		"https://ringcx.ringcentral.com", p.url, "https://portal.vacd.biz", p.url, "http://127.0.0.1:8787", control.URL,
		"terraform@example.com", simulator.DefaultUserName, "your-client-id", simulator.DefaultClientID,
		firstID, sha256Hex(p.live[0]), secondID, sha256Hex(p.live[1]))
	if _, err := exec.LookPath("sha256sum"); err != nil { // as the guide has it for macOS
		script = strings.ReplaceAll(script, "sha256sum", "shasum -a 256")
	}
	p.rewrite(t, onThisMachine)
	p.mirror(t)
	delete(p.w.env, "RINGCX_MAX_RETRIES")
	for name, value := range on.env {
		p.w.env[name] = onThisMachine.Replace(value)
	}
	if on.config != "" || on.example != "" {
		p.w.must("init")
	}
	if on.applied {
		p.w.must("apply", "-auto-approve")
		p.live = p.Tokens(simulator.DefaultUserName)
	}

	typed := strings.ReplaceAll(on.stdin, firstTyped, p.live[0])
	for _, secret := range slices.Backward(on.secrets) {
		typed = login[secret] + "\n" + typed
		delete(p.w.env, envOf(secret))
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-eo", "pipefail", "-c", fillIn(onThisMachine.Replace(script), login))
	cmd.Dir, cmd.Env, cmd.Stdin = p.w.dir, p.w.runner().Environ(), strings.NewReader(typed)
	out, err := cmd.CombinedOutput()
	p.out = string(out)
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, script, out)
	}
	if on.prints != nil && strings.TrimRight(p.out, "\n") != on.prints(p.rig) {
		t.Errorf("got %q, want %q, from\n%s", p.out, on.prints(p.rig), script)
	}
	if on.then != nil {
		on.then(t, p)
	}
}

// fillIn writes the login in the place of each `...`.
func fillIn(script string, login map[string]string) string {
	return regexp.MustCompile(`\b(RINGCX_\w+)=\.\.\.`).ReplaceAllStringFunc(script, func(export string) string {
		name, _, _ := strings.Cut(export, "=")
		for attribute, value := range login {
			if envOf(attribute) == name {
				return name + "='" + value + "'"
			}
		}
		return export
	})
}

// rewrite changes the configuration in the workspace.
func (p *pageRun) rewrite(t *testing.T, words *strings.Replacer) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(p.w.dir, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if err := os.WriteFile(file, []byte(words.Replace(pageText(t, file))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// mirror puts the provider where init finds it, since development overrides
// have init fail, and the CLI under the name that the pages use.
func (p *pageRun) mirror(t *testing.T) {
	t.Helper()
	bin, plugins := filepath.Join(p.w.cli.Dir, "bin"), filepath.Join(p.w.cli.Dir, ".terraform.d", "plugins")
	links := map[string]string{filepath.Join(bin, "terraform"): p.w.cli.Path}
	for _, program := range clitest.MirrorPaths(plugins, providerSource) {
		p.build = filepath.Join(program, "../../..")
		links[program] = testBinary(t)
	}
	for link, to := range links {
		if err := os.MkdirAll(filepath.Dir(link), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, link); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.w.cli.UseMirror(plugins); err != nil {
		t.Fatal(err)
	}
	p.w.env["PATH"] = bin + ":" + os.Getenv("PATH")
	p.w.env["TF_CLI_ARGS_apply"] = "-auto-approve"
}

// wantUsable checks that the token of the first example was made, shown and accepted.
func wantUsable(t *testing.T, p *pageRun) {
	t.Helper()
	made := slices.DeleteFunc(p.Tokens(simulator.DefaultUserName),
		func(token string) bool { return slices.Contains(p.live, token) })
	if len(made) != 1 || !strings.HasSuffix(p.out, made[0]+"200\n") {
		t.Errorf("%d tokens made, and this printed:\n%s", len(made), p.out)
	}
}

// wantReplaced checks that one token was replaced, and the new one was made first.
func wantReplaced(t *testing.T, p *pageRun) {
	t.Helper()
	p.wantWrites(t, "create and replace", "POST POST DELETE")
	if err := p.wantTokens(len(p.live)); err != nil {
		t.Error(err)
	}
}
