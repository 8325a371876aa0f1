package provider

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// fence is a fenced block of a page.
type fence struct {
	page           string // from the root of the repository
	language, text string
}

// pages are the README and all of docs/, from the root of the repository.
func pages(t *testing.T) []string {
	t.Helper()
	all := []string{"README.md"}
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md"} {
		found, err := filepath.Glob(filepath.Join(repository, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range found {
			page, err := filepath.Rel(repository, file)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, filepath.ToSlash(page))
		}
	}
	return all
}

// fences are the fenced blocks of all pages in a language; in every language
// if it is empty.
func fences(t *testing.T, language string) []fence {
	t.Helper()
	var all []fence
	fenced := regexp.MustCompile("(?ms)^ *```(\\w*)\n(.*?)^ *```$")
	for _, page := range pages(t) {
		for _, match := range fenced.FindAllStringSubmatch(pageText(t, filepath.Join(repository, page)), -1) {
			if language == "" || language == match[1] {
				all = append(all, fence{page, match[1], match[2]})
			}
		}
	}
	return all
}

// exampleTexts are the files of the examples directory, by their text.
func exampleTexts(t *testing.T) map[string]bool {
	t.Helper()
	texts := map[string]bool{}
	err := filepath.WalkDir(examplesDir, func(file string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			texts[strings.TrimSpace(pageText(t, file))] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// Every fenced block of every page can be parsed. The acceptance tests go on
// from here: TestAccExamples and TestAccPageConfigurations have Terraform read
// the configurations, TestAccPageCommands runs the commands.
func TestPageBlocks(t *testing.T) {
	t.Parallel()
	all, examples := fences(t, ""), exampleTexts(t)
	if len(all) < 80 {
		t.Errorf("found %d blocks only", len(all))
	}
	for _, b := range all {
		switch b.language {
		case "terraform":
			if _, problems := hclsyntax.ParseConfig([]byte(b.text), b.page, hcl.InitialPos); problems.HasErrors() {
				t.Errorf("%s: %v in\n%s", b.page, problems, b.text)
			}
			if string(hclwrite.Format([]byte(b.text))) != b.text {
				t.Errorf("%s: not as terraform fmt writes it:\n%s", b.page, b.text)
			}
		case "json":
			if !json.Valid([]byte(b.text)) {
				t.Errorf("%s: not JSON:\n%s", b.page, b.text)
			}
		case "yaml", "powershell": // read where they come from: `make lint`, TestPagePowerShell
			if !examples[strings.TrimSpace(b.text)] {
				t.Errorf("%s: not a file in examples/:\n%s", b.page, b.text)
			}
		case "shell": // TestPageShell
		case "text": // the form of an error
		default:
			t.Errorf("%s: no test reads a block in %q:\n%s", b.page, b.language, b.text)
		}
	}
}

// Every configuration says which versions of the provider it is for.
func TestPagesNameTheVersion(t *testing.T) {
	t.Parallel()
	texts := exampleTexts(t)
	for _, b := range fences(t, "terraform") {
		texts[b.text] = true
	}
	required := regexp.MustCompile(`ringcx = \{([^}]*)\}`)
	found := 0
	for text := range texts {
		for _, block := range required.FindAllStringSubmatch(text, -1) {
			if found++; !strings.Contains(block[1], `version = "~> 0.1.0"`) {
				t.Errorf("another version, or none: %s", block[0])
			}
		}
	}
	if found < 20 {
		t.Errorf("found %d blocks only", found)
	}
}

// A shell can parse every shell block, and a person can paste it: an interactive
// zsh knows no comments. Those stand in scripts only.
func TestPageShell(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("needs bash on PATH, and not that of Windows, which may be of a Linux that is not there")
	}
	comment := regexp.MustCompile(`(?m)(?:^|[ \t])#.*$`)
	for _, b := range fences(t, "shell") {
		if found := comment.FindString(b.text); found != "" && !strings.HasPrefix(b.text, "#!") {
			t.Errorf("%s: a comment in what is to be pasted: %s", b.page, found)
		}
		cmd := exec.CommandContext(t.Context(), bash, "-n")
		cmd.Stdin = strings.NewReader(b.text)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s\n%s", b.page, err, out, b.text)
		}
	}
}

// PowerShell computes the id of a token. Where there is none, as on most
// machines that are not Windows, TestPageBlocks has only seen that every page
// shows the same lines; the hosted CI's machines all have it.
func TestPagePowerShell(t *testing.T) {
	t.Parallel()
	pwsh, err := exec.LookPath("pwsh")
	if err != nil {
		t.Skip("needs pwsh on PATH")
	}
	const typed = "(Read-Host -AsSecureString)"
	lines := pageText(t, examplesDir+"/guides/token-id/sha256.ps1")
	if !strings.Contains(lines, typed) {
		t.Fatalf("nobody is asked for the token in\n%s", lines)
	}
	script := strings.Replace(lines, typed, "(ConvertTo-SecureString 'aws80:token' -AsPlainText -Force)", 1)
	out, err := exec.CommandContext(t.Context(), pwsh, "-NoProfile", "-Command", script).CombinedOutput()
	if got, want := strings.TrimSpace(string(out)), sha256Hex("aws80:token"); err != nil || got != want {
		t.Errorf("%v, got %q, want %q", err, got, want)
	}
}

// What pages make, and the directories that they install from, are there.
func TestPageTargets(t *testing.T) {
	t.Parallel()
	makefile, found := pageText(t, repository+"/GNUmakefile"), 0
	for _, b := range fences(t, "shell") {
		for _, match := range regexp.MustCompile(`(?m)^make (\S+)`).FindAllStringSubmatch(b.text, -1) {
			if found++; !strings.Contains(makefile, "\n"+match[1]+": ") {
				t.Errorf("%s: make has no target %s", b.page, match[1])
			}
		}
		for _, match := range regexp.MustCompile(`(?m)^go install (\S+)`).FindAllStringSubmatch(b.text, -1) {
			if _, err := os.Stat(filepath.Join(repository, match[1], "main.go")); err != nil {
				t.Errorf("%s: go install %s: %v", b.page, match[1], err)
			}
		}
	}
	if found < 4 {
		t.Errorf("found %d targets only", found)
	}
}

// testNames are all tests of this repository, and targets.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, pattern := range []string{"internal/*/*_test.go", "internal/*/*/*_test.go", "cmd/*/*_test.go"} {
		files, err := filepath.Glob(filepath.Join(repository, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			for _, match := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(pageText(t, file), -1) {
				names[match[1]] = true
			}
		}
	}
	return names
}
