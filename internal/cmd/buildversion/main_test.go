package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// The version stays for one source, whoever has it and with whatever beside it, and rises with each change.
func TestVersion(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git on PATH")
	}
	root := t.TempDir()
	at := func(clock string) time.Time {
		at, err := time.Parse(time.RFC3339, "2026-11-26T"+clock+"+01:00")
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	write := func(name, clock string) {
		t.Helper()
		file := filepath.Join(root, name)
		if err := os.WriteFile(file, []byte("## 1.2.3 (unreleased)\n\n## 1.1.0\n"+clock), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, at(clock), at(clock)); err != nil {
			t.Fatal(err)
		}
	}
	commit := func(clock string) {
		t.Helper()
		for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"commit", "-qm", "A commit"}} {
			cmd := exec.CommandContext(t.Context(), "git", args...)
			cmd.Dir = root
			cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull,
				"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.com",
				"GIT_COMMITTER_DATE="+at(clock).Format(time.RFC3339))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		}
	}
	want := func(when, want string) {
		t.Helper()
		if got, err := of(root); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", when, got, err, want)
		}
	}

	write("CHANGELOG.md", "13:00:00")
	write("go.mod", "11:00:00")
	write("main.go", "10:00:00")
	want("an archive", "1.2.20261126100000")
	commit("12:00:00")
	want("a commit", "1.2.20261126110000")
	write("main_test.go", "14:00:00")
	write("README.md", "14:00:00")
	want("changes beside the source", "1.2.20261126110000")
	write("main.go", "12:30:00")
	want("a change", "1.2.20261126113000")
	write("new.go", "12:30:01")
	want("a new file", "1.2.20261126113001")
	commit("15:00:00")
	want("the next commit", "1.2.20261126140000")
}

func TestVersionWithoutChangelog(t *testing.T) {
	t.Parallel()
	if got, err := of(t.TempDir()); err == nil {
		t.Errorf("got %q, want an error", got)
	}
}
