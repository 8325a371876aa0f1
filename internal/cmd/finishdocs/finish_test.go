package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const front = "---\npage_title: \"%s - ringcx\"\nsubcategory: \"\"\n---\n\n"

// small are pages with one of everything.
func small() pages {
	page := func(title, text string) string { return strings.Replace(front, "%s", title, 1) + text }
	return pages{
		"index": page("Provider", "See [the guide](guides/versions.md#preview) and "+
			"[elsewhere](https://example.com/a.md).\n"),
		"guides/versions": page("Versions", "Back to [the first page](../index.md), [here](#preview).\n\n## Preview\n"),
		"guides/api-calls": page("Calls", "| Resource [`a`](../resources/a.md) | `GET /a` | none | 1 |\n"+
			"| List resource [`b`](../list-resources/b.md) | `GET /b` | `R` or `S` | 1 each |\n"),
		"resources/a":      page("a Resource", "Text.\n\n"+schema+"\n## Schema\n"),
		"list-resources/b": page("b List", preview+"words.\n"),
		"guides/rights":    page("Rights", "-> "+preview+"words.\n"),
	}
}

func TestFinish(t *testing.T) {
	finished, err := small().finish()
	if err != nil {
		t.Fatal(err)
	}
	const root = "https://registry.terraform.io/providers/ringcx/ringcx/latest/docs"
	for name, want := range map[string][]string{
		"index":           {"[the guide](" + root + "/guides/versions#preview)", "[elsewhere](https://example.com/a.md)"},
		"guides/versions": {"[the first page](" + root + ")", "[here](#preview)", "subcategory: \"\""},
		"resources/a": {"Text.\n\n## API calls\n", "| `GET /a` | none | 1 |\n\n[API calls, rights and cost](" + root +
			"/guides/api-calls) explains it, and has the table of all objects.\n\n" + schema + "\n## Schema\n"},
		"list-resources/b": {"subcategory: \"Rights (preview)\"", "\n~> " + preview + "words.\n\n## API calls\n",
			"| `GET /b` | `R` or `S` | 1 each |", "\n- [Rights](" + root + "/guides/rights)\n"},
		"guides/rights": {"subcategory: \"Rights (preview)\"", "\n~> " + preview, "\n- [b List](" + root +
			"/list-resources/b)\n"},
	} {
		for _, words := range want {
			if !strings.Contains(finished[name], words) {
				t.Errorf("%s has no %q:\n%s", name, words, finished[name])
			}
		}
	}
}

func TestFinishRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"resources/c":  "an object without a row",
		"guides/wrong": "[a page that is not there](../resources/c.md)",
		"guides/out":   "[out of docs](../../README.md)",
	} {
		all := small()
		all[name] = text
		if finished, err := all.finish(); err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("%s: got %v, %v", name, finished, err)
		}
	}
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	for name, text := range small() {
		file := filepath.Join(dir, filepath.FromSlash(name)+".md")
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(dir); err != nil {
		t.Fatal(err)
	}
	want, err := small().finish()
	if err != nil {
		t.Fatal(err)
	}
	got := pages{}
	for name := range want {
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)+".md"))
		if err != nil {
			t.Fatal(err)
		}
		got[name] = string(text)
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}
