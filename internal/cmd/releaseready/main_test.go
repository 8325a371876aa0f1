package main

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestProblems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tag, changelog, readme, docs string
		want                         []string
	}{
		"ready":        {tag: "v0.2.0", changelog: "# Changelog\n\n## 0.2.0\n\n## 0.1.0\n"},
		"with its day": {tag: "v0.2.0", changelog: "## 0.2.0 (2026-11-26)\n"},
		"unreleased":   {tag: "v0.2.0", changelog: "## 0.2.0 (unreleased)\n", want: []string{"CHANGELOG.md begins"}},
		"another tag":  {tag: "v0.1.0", changelog: "## 0.2.0\n\n## 0.1.0\n", want: []string{"CHANGELOG.md begins"}},
		"no v":         {tag: "0.2.0", changelog: "## 0.2.0\n", want: []string{"CHANGELOG.md begins"}},
		"empty":        {tag: "v0.2.0", want: []string{"CHANGELOG.md begins"}},
		"README": {tag: "v0.2.0", changelog: "## 0.2.0\n", readme: "Hello.\nThere is no release yet.",
			want: []string{"README.md says"}},
		"in a page": {tag: "v0.2.0", changelog: "## 0.2.0\n", docs: "there is no release yet",
			want: []string{"docs/index.md says"}},
		"all of the two": {tag: "v1", readme: "There is no release yet",
			want: []string{"CHANGELOG.md begins", "README.md says"}},
	} {
		got, err := problems(fstest.MapFS{
			"CHANGELOG.md": {Data: []byte(c.changelog)}, "README.md": {Data: []byte(c.readme)},
			"docs/index.md":           {Data: []byte(c.docs)},
			"templates/index.md.tmpl": {}, "examples/main.tf": {},
		}, c.tag)
		same := slices.EqualFunc(got, c.want, strings.HasPrefix)
		if err != nil || !same {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, c.want)
		}
	}
}

// The sentence that a release has to delete stands in one place.
func TestNoReleaseIsSaidOnce(t *testing.T) {
	t.Parallel()
	source := os.DirFS("../../..")
	pages, err := saying(source, noRelease)
	if err != nil || len(pages) > 0 && !slices.Equal(pages, []string{"README.md"}) {
		t.Errorf("it stands in %q, %v", pages, err)
	}
}
