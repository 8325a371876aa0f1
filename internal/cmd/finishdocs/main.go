// Command finishdocs finishes the pages that tfplugindocs has written, with what its templates cannot express: links
// that work on both registries, what each object asks of RingCX, and what marks the pages of a preview.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
)

const extension = ".md"

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
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	all := pages{}
	err = fs.WalkDir(root.FS(), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := root.ReadFile(file)
		all[strings.TrimSuffix(file, extension)] = string(text)
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
		if err := root.WriteFile(name+extension, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
