package provider

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const examplesDir = "../../examples"

// example is a configuration in the examples directory: its files, by the name
// that they have in a workspace.
type example struct {
	name  string
	files map[string]string
}

// examples returns every configuration. The documentation shows each file of an
// object by itself, so each is a configuration of its own; elsewhere a directory
// is one.
func examples(t *testing.T) []example {
	t.Helper()
	root := os.DirFS(examplesDir)
	byName := map[string]example{}
	err := fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, file)
		if err != nil {
			return err
		}
		name, in, _ := strings.Cut(file, "/")
		switch {
		case !regexp.MustCompile(`\.(tf|tfquery\.hcl|tftest\.hcl)$`).MatchString(file):
			return nil
		case name == "guides":
			sub, rest, _ := strings.Cut(in, "/")
			name, in = name+"/"+sub, rest
		case name != "demo":
			name, in = file, filepath.Base(file)
		}
		if _, ok := byName[name]; !ok {
			byName[name] = example{name, map[string]string{}}
		}
		byName[name].files[in] = string(text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(byName) < 20 {
		t.Fatalf("found %d examples only", len(byName))
	}
	return slices.SortedFunc(maps.Values(byName), func(a, b example) int { return strings.Compare(a.name, b.name) })
}

// text is all files of the example.
func (e example) text() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(e.files)) {
		fmt.Fprintf(&b, "# file %s\n%s\n", name, e.files[name])
	}
	return b.String()
}

const never = 1000 // a minor version

// minor returns the minor version of Terraform or OpenTofu 1 that the example
// needs, by what it uses.
func (e example) minor(tofu bool) int {
	needed := 0
	for _, feature := range []struct {
		use             string
		terraform, tofu int
	}{
		{`(?m)^ephemeral "|ephemeral +=|ephemeral\.`, 10, 11},
		{`_wo +=`, 11, 11},
		{`identity +=`, 12, 12},
		{`(?m)^action "|# file .*\.tfquery\.hcl`, 14, never},
		{`after_destroy|caller\.`, 16, never},
	} {
		if !regexp.MustCompile(feature.use).MatchString(e.text()) {
			continue
		}
		if tofu {
			needed = max(needed, feature.tofu)
		} else {
			needed = max(needed, feature.terraform)
		}
	}
	return needed
}

// requiredProviders are what an example that is shown by itself leaves out.
const requiredProviders = `
terraform {
  required_providers {
    ringcx = { source = "ringcx/ringcx" }
  }
}
`

// workspace copies the example into a workspace, where the stand-ins serve the
// other providers that examples use.
func (e example) workspace(t *testing.T, login map[string]string) *workspace {
	t.Helper()
	cli, _ := findCLI() // newWorkspace reports the error
	minor := e.minor(cli.tofu)
	if minor == never {
		t.Skip("OpenTofu has neither list resources nor actions")
	}
	w := newWorkspace(t, minor, login)
	files := maps.Clone(e.files)
	if !strings.Contains(e.text(), "required_providers") {
		files["providers.tf"] = requiredProviders
	}
	// Terraform leaves out provider blocks that nothing uses.
	for provider, use := range map[string]string{
		`provider "ringcx"`:  `data "ringcx_accounts" "use" {}`,
		`provider "restapi"`: `resource "restapi_object" "use" {}`,
	} {
		if strings.Contains(e.text(), provider) {
			files["use.tf"] += use + "\n"
		}
	}
	for name, text := range files {
		w.write(name, text)
	}
	overrideStandIns(t, w)
	if strings.Contains(e.text(), `source = "./`) {
		w.must("get")
	}
	return w
}

// exampleFor returns the example of a guide in a workspace.
func exampleFor(t *testing.T, guide string, login map[string]string) *workspace {
	t.Helper()
	return exampleNamed(t, "guides/"+guide, login)
}

// exampleNamed returns an example in a workspace.
func exampleNamed(t *testing.T, name string, login map[string]string) *workspace {
	t.Helper()
	for _, e := range examples(t) {
		if e.name == name {
			return e.workspace(t, login)
		}
	}
	t.Fatalf("there is no example %s", name)
	return nil
}
