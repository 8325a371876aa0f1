// Command buildversion prints the version of a build that is no release, for `make install`.
//
// One source has one version, so that a configuration's lock file, which holds a version and a hash of its program,
// stays valid when the same source is built again, here or elsewhere. Another source has another version, because
// neither Terraform nor OpenTofu accepts other bytes under a version that is locked, not even with `init -upgrade`. And
// a later source has a higher version, because that is what `init -upgrade` takes. So it is the time of the commit,
// below the version that CHANGELOG.md prepares; for a source that is not committed, or has no git (GitHub's archives
// have the commit's time on every file), the time of its latest file.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func main() {
	version, err := of(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(version)
}

// of returns the version of the source in the directory root.
func of(root string) (string, error) {
	changelog, err := fs.ReadFile(os.DirFS(root), "CHANGELOG.md")
	if err != nil {
		return "", err
	}
	latest := regexp.MustCompile(`(?m)^## (\d+\.\d+\.)\d+`).FindSubmatch(changelog)
	if latest == nil {
		return "", errors.New("CHANGELOG.md has no heading with a version")
	}
	at, err := committed(root)
	if err != nil {
		if at, err = edited(root); err != nil {
			return "", err
		}
	}
	return string(latest[1]) + at.UTC().Format("20060102150405"), nil
}

// committed is when the source was committed. It is an error if it was not, as it stands.
func committed(root string) (time.Time, error) {
	changes, err := git(root, "status", "--porcelain", "--", "*.go", ":!*_test.go", "go.mod", "go.sum")
	if err != nil {
		return time.Time{}, err
	}
	if changes != "" {
		return time.Time{}, errors.New("there are changes that are not committed")
	}
	seconds, err := git(root, "log", "-1", "--format=%ct")
	if err != nil {
		return time.Time{}, err
	}
	at, err := strconv.ParseInt(seconds, 10, 64)
	return time.Unix(at, 0), err
}

func git(root string, args ...string) (string, error) {
	cmd := exec.CommandContext(context.Background(), "git", args...) //nolint:gosec // the arguments are constants
	cmd.Dir = root
	out, err := cmd.Output()
	return string(bytes.TrimSpace(out)), err
}

// edited is when a file of the source was last written.
func edited(root string) (latest time.Time, err error) {
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isSource(d.Name()) {
			return err
		}
		info, err := d.Info()
		if err == nil && info.ModTime().After(latest) {
			latest = info.ModTime()
		}
		return err
	})
	return latest, err
}

func isSource(name string) bool {
	return name == "go.mod" || name == "go.sum" || strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
}
