// Package release looks at what a release consists of, and at what the workflows run.
package release

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const root = "../.."

// trusted are the actions that have been read: they run nothing from a place that their commit does not pin, but for
// the releases that they are there to install.
var trusted = []string{
	"actions/attest", "actions/checkout", "actions/setup-go", "crazy-max/ghaction-import-gpg",
	"hashicorp/setup-terraform", "opentofu/setup-opentofu",
}

var (
	action = regexp.MustCompile(`^([^@]+)@[0-9a-f]{40}$`)
	// What a script downloads is pinned by nobody, and could only be run. Go and git are asked for what they check.
	downloads = regexp.MustCompile(
		`(?i)\b(?:curl|wget|aria2c|iwr|irm|Invoke-WebRequest|Invoke-RestMethod|DownloadString|gh api|gh release)\b`,
	)
	raw      = regexp.MustCompile(`(?i)\braw\.githubusercontent\.com|\bgist\.github|github\.com/\S+/(?:raw|releases)/`)
	packages = regexp.MustCompile(`\bgo (?:run|install)\b[^\n]*@|\b(?:npx|pipx?|npm|brew|choco|gem|docker)\b`)
)

// No workflow of this repository, and none that a page shows, runs what somebody else can change.
func TestWorkflowsArePinned(t *testing.T) {
	t.Parallel()
	read := 0
	for _, pattern := range []string{".github/workflows/*.y*ml", "examples/guides/ci/*.y*ml"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %q, %v", pattern, files, err)
		}
		for _, file := range files {
			problems, n, err := unpinned(readFile(t, file))
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			for _, problem := range problems {
				t.Errorf("%s: %s", file, problem)
			}
			read += n
		}
	}
	if read < 30 {
		t.Errorf("found %d steps only", read)
	}
}

// unpinned are the steps of a workflow, of GitHub or GitLab, that run what is not pinned, and how many steps it has.
func unpinned(workflow []byte) (problems []string, steps int, err error) {
	var document yaml.Node
	if err := yaml.Unmarshal(workflow, &document); err != nil {
		return nil, 0, err
	}
	bad := func(node *yaml.Node, what string) {
		problems = append(problems, fmt.Sprintf("line %d: %s: %s", node.Line, what, node.Value))
	}
	scripts := func(node *yaml.Node) {
		for _, line := range scalars(node) {
			steps++
			for what, pattern := range map[string]*regexp.Regexp{
				"downloads": downloads, "a file of a branch": raw, "not from go.mod": packages,
			} {
				if pattern.MatchString(line.Value) {
					bad(line, what)
				}
			}
		}
	}
	var walk func(*yaml.Node)
	walk = func(node *yaml.Node) {
		for i, child := range node.Content {
			if node.Kind == yaml.MappingNode && i%2 == 1 {
				switch node.Content[i-1].Value {
				case "uses":
					steps++
					if match := action.FindStringSubmatch(child.Value); strings.HasPrefix(child.Value, "./") {
						break
					} else if match == nil {
						bad(child, "no full commit")
					} else if !slices.Contains(trusted, match[1]) {
						bad(child, "nobody has read this action")
					}
				case "run", "script", "before_script", "after_script":
					scripts(child)
				case "include":
					bad(child, "somebody else's workflow")
				}
			}
			walk(child)
		}
	}
	walk(&document)
	return problems, steps, nil
}

// scalars are the values in a node, through its aliases.
func scalars(node *yaml.Node) (all []*yaml.Node) {
	switch node.Kind {
	case yaml.ScalarNode:
		return []*yaml.Node{node}
	case yaml.AliasNode:
		return scalars(node.Alias)
	}
	for _, child := range node.Content {
		all = append(all, scalars(child)...)
	}
	return all
}

func TestUnpinned(t *testing.T) {
	t.Parallel()
	const commit = "3d3c42e5aac5ba805825da76410c181273ba90b1"
	step := func(text string) string { return "jobs:\n  a:\n    steps:\n      - " + text + "\n" }
	for name, c := range map[string]struct{ workflow, want string }{
		"a commit":             {step("uses: actions/checkout@" + commit + " # v7"), ""},
		"a workflow from here": {"jobs:\n  a:\n    uses: ./.github/workflows/test.yml\n", ""},
		"a target":             {step("run: make lint"), ""},
		"a tag":                {step("uses: actions/checkout@v7"), "no full commit"},
		"a branch":             {step("uses: actions/checkout@main"), "no full commit"},
		"a short commit":       {step("uses: actions/checkout@" + commit[:12]), "no full commit"},
		"a longer one":         {step("uses: actions/checkout@" + commit + "0"), "no full commit"},
		"nothing":              {step("uses: actions/checkout"), "no full commit"},
		"an image":             {step("uses: docker://alpine:3"), "no full commit"},
		"another's workflow":   {"jobs:\n  a:\n    uses: other/repo/.github/workflows/x.yml@v1\n", "no full commit"},
		"an unknown action":    {step("uses: anchore/sbom-action/download-syft@" + commit), "nobody has read"},
		"in quotes, as JSON":   {`{"jobs": {"a": {"steps": [{"uses": "actions/checkout@v7"}]}}}`, "no full commit"},
		"curl | sh": {step("run: curl -sSfL https://example.com/install.sh | sh -s -- -b " +
			"/usr/local/bin"), "downloads"},
		"on several lines": {step("run: |\n          set -e\n          curl -o x https://example.com/x &&\n          " +
			"  bash x"), "downloads"},
		"folded": {step("run: >-\n          cu\\\n          rl x |\n          sh; wget -O- x | " +
			"sh"), "downloads"},
		"bash <(curl)": {step("run: bash <(curl https://example.com)"), "downloads"},
		"PowerShell":   {step("run: iex (irm https://example.com)"), "downloads"},
		"a script at a branch": {step("run: git archive " +
			"--remote=https://raw.githubusercontent.com/a/b/main/x.sh"), "a file of a branch"},
		"a module at a version": {step("run: go run example.com/x@latest"), "not from go.mod"},
		"another manager":       {step("run: npx something"), "not from go.mod"},
		"GitLab": {"a:\n  before_script:\n    - echo\n    - wget -qO- https://example.com | " +
			"sh\n", "downloads"},
		"through an anchor": {"x: &x [curl https://example.com]\na:\n  script: *x\n", "downloads"},
		"GitLab's include":  {"include: https://example.com/ci.yml\n", "somebody else's workflow"},
	} {
		problems, steps, err := unpinned([]byte(c.workflow))
		got := strings.Join(problems, "\n")
		wrong := (got == "") != (c.want == "") || !strings.Contains(got, c.want)
		if err != nil || steps == 0 && name != "GitLab's include" || wrong {
			t.Errorf("%s: got %q and %d steps, %v, want %q", name, got, steps, err, c.want)
		}
	}
}

// Only what is merged, ready and tested is released, in the environment that has the key.
func TestReleaseIsGuarded(t *testing.T) {
	t.Parallel()
	var workflow struct {
		Jobs map[string]struct {
			Needs       []string
			Environment string
			Uses        string
			Steps       []struct {
				Run, Uses string
				With      map[string]any
			}
		}
	}
	if err := yaml.Unmarshal(readFile(t, root+"/.github/workflows/release.yml"), &workflow); err != nil {
		t.Fatal(err)
	}
	release := workflow.Jobs["release"]
	if !slices.Equal(release.Needs, []string{"ready", "test"}) || release.Environment != "release" {
		t.Errorf("the release needs %q, in the environment %q", release.Needs, release.Environment)
	}
	if test := workflow.Jobs["test"].Uses; test != "./.github/workflows/test.yml" {
		t.Errorf("the tests are %q", test)
	}
	var runs []string
	for _, step := range workflow.Jobs["ready"].Steps {
		if step.Run != "" {
			runs = append(runs, step.Run)
		}
	}
	if want := []string{`git merge-base --is-ancestor "$GITHUB_SHA" origin/main`, `go run ./internal/cmd/releaseready ` +
		`"$GITHUB_REF_NAME"`}; !slices.Equal(runs, want) {
		t.Errorf("it is ready after %q, want %q", runs, want)
	}
	// What is attested is what the README has verified.
	last := release.Steps[len(release.Steps)-1]
	if paths := strings.Fields(fmt.Sprint(last.With["subject-path"])); !strings.HasPrefix(last.Uses, "actions/attest@") ||
		!slices.Equal(paths, []string{"dist/*.zip", "dist/*.tar.gz"}) {
		t.Errorf("the last step is %s of %q", last.Uses, paths)
	}
	if readme := string(readFile(t, root+"/README.md")); !strings.Contains(readme, "for archive in *.zip *.tar.gz; "+
		"do\n  gh attestation verify") ||
		!strings.Contains(readme, "--signer-workflow ringcx/terraform-provider-ringcx/.github/workflows/release.yml\n") {
		t.Error("README.md does not verify the attestations")
	}
}

// Each test of the small set exists: `go test` says nothing of one that does not.
func TestSmokeNamesTests(t *testing.T) {
	t.Parallel()
	list := regexp.MustCompile(`(?m)^smoke = \^\((.*)\)\$\$$`).FindSubmatch(readFile(t, root+"/GNUmakefile"))
	if list == nil {
		t.Fatal("GNUmakefile has no smoke")
	}
	files, err := filepath.Glob(root + "/internal/provider/*_acc_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	for _, file := range files {
		tests.Write(readFile(t, file))
	}
	for name := range strings.SplitSeq(string(list[1]), "|") {
		if !strings.Contains(tests.String(), "func "+name+"(t *testing.T)") {
			t.Errorf("there is no %s", name)
		}
	}
}

func readFile(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
