// Command finishdocs finishes the pages that tfplugindocs has written, with what its templates cannot express: links
// that work on both registries, what each object asks of RingCX, and what marks the pages of a preview.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: finishdocs DIRECTORY")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "finishdocs:", err)
		os.Exit(1)
	}
}

// run finishes the pages in a directory.
func run(dir string) error {
	all := pages{}
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(file)
		all[strings.TrimSuffix(filepath.ToSlash(name), ".md")] = string(text)
		return err
	})
	if err != nil {
		return err
	}
	finished, err := all.finish()
	if err != nil {
		return err
	}
	for name, text := range finished {
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)+".md"), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
