// Command releaseready fails if the pages or the changelog still speak of a version as one that is not released:
//
//	go run ./internal/cmd/releaseready v0.1.0
package main

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
)

// noRelease stands in README.md until the first release, and nowhere else: other pages link to it.
const noRelease = "There is no release yet"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: releaseready TAG")
		os.Exit(2)
	}
	problems, err := problems(os.DirFS("."), os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, problem := range problems {
		fmt.Fprintln(os.Stderr, problem)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
}

// problems are what must change before the source is released under a tag.
func problems(source fs.FS, tag string) (found []string, err error) {
	changelog, err := fs.ReadFile(source, "CHANGELOG.md")
	if err != nil {
		return nil, err
	}
	heading := regexp.MustCompile(`(?m)^## .*`).FindString(string(changelog))
	version, isVersion := strings.CutPrefix(tag, "v")
	if words := strings.Fields(heading); !isVersion || len(words) < 2 || words[1] != version ||
		strings.Contains(heading, "unreleased") {
		found = append(found, fmt.Sprintf("CHANGELOG.md begins with %q, but the tag is %q", heading, tag))
	}
	pages, err := saying(source, noRelease)
	for _, page := range pages {
		found = append(found, fmt.Sprintf("%s says %q", page, noRelease))
	}
	return found, err
}

// saying are the pages and what they are made of, as far as they hold a text.
func saying(source fs.FS, text string) (pages []string, err error) {
	for _, root := range []string{"README.md", "docs", "templates", "examples"} {
		err = fs.WalkDir(source, root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			page, err := fs.ReadFile(source, name)
			if strings.Contains(strings.ToLower(string(page)), strings.ToLower(text)) {
				pages = append(pages, name)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return pages, nil
}
