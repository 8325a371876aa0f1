package clitest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"
)

// hosts are the registries that Terraform and OpenTofu take an address without a host to be in.
var hosts = []string{"registry.terraform.io", "registry.opentofu.org"}

// Build builds the Go package pkg, a provider of this module, and has `init` install it as source, such as
// "ringcx/ringcx".
func (c *CLI) Build(ctx context.Context, pkg, source string) error {
	mirror := filepath.Join(c.Dir, "mirror")
	targets := MirrorPaths(mirror, source)
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", targets[0], pkg).CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	built, err := os.ReadFile(targets[0])
	for _, target := range targets[1:] {
		err = errors.Join(err, os.MkdirAll(filepath.Dir(target), 0o700), os.WriteFile(target, built, 0o700))
	}
	if err != nil {
		return err
	}
	return c.UseMirror(mirror)
}

// MirrorPaths returns where the program of a provider stands in a mirror: a path for each host. Its version is 0.1.0.
func MirrorPaths(mirror, source string) []string {
	const version = "0.1.0"
	program := fmt.Sprintf("terraform-provider-%s_v%s", path.Base(source), version)
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	var paths []string
	for _, host := range hosts {
		paths = append(paths, filepath.Join(mirror, host, filepath.FromSlash(source), version,
			runtime.GOOS+"_"+runtime.GOARCH, program))
	}
	return paths
}

// UseMirror has `init` install providers from a directory, and from nowhere else.
func (c *CLI) UseMirror(dir string) error {
	return c.configure(fmt.Sprintf("  filesystem_mirror {\n    path = %q\n  }\n", filepath.ToSlash(dir)))
}

// UseOverrides has the CLI start providers from directories, by source, without any `init`.
func (c *CLI) UseOverrides(dirs map[string]string) error {
	var lines strings.Builder
	for source, dir := range dirs {
		for _, host := range hosts {
			fmt.Fprintf(&lines, "    %q = %q\n", host+"/"+source, filepath.ToSlash(dir))
		}
	}
	return c.configure("  dev_overrides {\n" + lines.String() + "  }\n")
}

// configure writes the CLI's configuration: nothing but where providers come from.
func (c *CLI) configure(installation string) error {
	text := "disable_checkpoint = true\nprovider_installation {\n" + installation + "}\n"
	return os.WriteFile(c.configFile(), []byte(text), 0o600)
}
