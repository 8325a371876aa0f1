package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// module is a module whose tests end in every way that there is.
var module = map[string]string{
	"go.mod": "module example.com/m\n\ngo 1.26\n",
	"pass/a_test.go": `package a
import "testing"
func TestPass(t *testing.T) { t.Log("not to be seen") }
func TestSkip(t *testing.T) { t.Log("before"); t.Skip("needs a moon") }
func TestPart(t *testing.T) {
	for _, n := range []string{"1", "2"} {
		t.Run(n, func(t *testing.T) { t.Parallel(); t.Skip("needs a moon") })
	}
	t.Run("bare", func(t *testing.T) { t.SkipNow() })
}
`,
	"fail/a_test.go": `package a
import "testing"
func TestPass(t *testing.T) { t.Log("not to be seen") }
func TestFail(t *testing.T) {
	t.Run("good", func(t *testing.T) { t.Log("not to be seen") })
	t.Run("bad", func(t *testing.T) { t.Error("this is why") })
}
func TestSkip(t *testing.T) { t.Skip("needs: a sun") }
`,
	"panic/a_test.go": `package a
import "testing"
func TestAround(t *testing.T) { t.Run("it", func(t *testing.T) { panic("no way") }) }
`,
	"exit/a_test.go": `package a
import ("fmt"; "os"; "testing")
func TestExit(t *testing.T) { fmt.Println("goodbye"); os.Exit(3) }
`,
	"broken/a_test.go": "package a\nvar a = nothing\n",
	"none/a.go":        "package a\n",
}

// What is printed is what `go test` prints, and the exit code is its own. Only the order and the indentation of what a
// failed test says are those of -v, which -json implies.
func TestRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range module {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for packages, want := range map[string]string{
		"./pass": "Skipped: 4 (needs a moon: 3, no reason given: 1)\n",
		"./none": "Skipped: 0\n",
		"./...":  "Skipped: 5 (needs a moon: 3, needs: a sun: 1, no reason given: 1)\n",
	} {
		var printed bytes.Buffer
		file := filepath.Join(t.TempDir(), "skipped")
		tests := goTest(t.Context(), []string{"-count=1", packages})
		tests.Dir = dir
		got := exitCode(t, run([]*exec.Cmd{tests}, file, &printed))
		plain := exec.CommandContext(t.Context(), "go", "test", "-count=1", packages)
		plain.Dir = dir
		output, err := plain.CombinedOutput() // errors of the compiler go to either
		if code := exitCode(t, err); got != code {
			t.Errorf("%s: exit code %d, go test has %d", packages, got, code)
		}
		if got, want := lines(printed.String()), lines(string(output)); !slices.Equal(got, want) {
			t.Errorf("%s: printed\n%s\ngo test prints\n%s", packages, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if line, err := os.ReadFile(file); string(line) != want {
			t.Errorf("%s: %q, want %q (%v)", packages, line, want, err)
		}
	}
}

func exitCode(t *testing.T, err error) int {
	t.Helper()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	if failed == nil {
		return 0
	}
	return failed.ExitCode()
}

// lines are the lines of an output in order, without indentation and what differs from run to run.
func lines(output string) []string {
	output = regexp.MustCompile(`\d+\.\d+s|0x[0-9a-f]+|goroutine \d+`).ReplaceAllString(output, "N")
	all := strings.Split(output, "\n")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	slices.Sort(all)
	return all
}
