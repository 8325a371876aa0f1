package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
)

// bench has the two providers that are compared. The floor is run in two ways.
type bench struct {
	dir    string
	real   *clitest.CLI
	floor  *clitest.CLI
	floors map[int]clitest.Workspace // by number of resources, all created
}

// floorPackage is the provider that does nothing.
const floorPackage = clitest.Provider + "/internal/bench/floor"

// noLog keeps a provider that is served as the framework does it from writing the log that nobody reads.
var noLog = []string{"TF_LOG_SDK=off", "TF_LOG_SDK_PROTO=off", "TF_LOG_SDK_FRAMEWORK=off", "TF_LOG_PROVIDER_RINGCX=off"}

func newBench(ctx context.Context, dir string) (*bench, error) {
	path, err := clitest.Find()
	if err != nil {
		return nil, err
	}
	b := &bench{dir: dir, floors: map[int]clitest.Workspace{}}
	if b.real, err = clitest.New(ctx, path, filepath.Join(dir, "real"), clitest.Provider); err != nil {
		return nil, err
	}
	b.floor, err = clitest.New(ctx, path, filepath.Join(dir, "floor"), floorPackage)
	return b, err
}

// workspace returns a directory, ready for use, whose configuration asks for so many of a subject.
func (b *bench) workspace(ctx context.Context, cli *clitest.CLI, of subject, n int, env []string) (clitest.Workspace, error) {
	dir, err := os.MkdirTemp(b.dir, "work-")
	if err != nil {
		return clitest.Workspace{}, err
	}
	const head = `terraform {
  required_providers {
    ringcx = { source = "ringcx/ringcx" }
  }
}
`
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), fmt.Appendf(nil, head+of.configuration, n), 0o600); err != nil {
		return clitest.Workspace{}, err
	}
	w := clitest.Workspace{CLI: cli, Dir: dir, Env: append(env, "TF_CLI_ARGS=-no-color")}
	_, err = w.Run(ctx, 0, "init")
	return w, err
}

// floorOf returns a workspace of the floor with so many resources, which is made once.
func (b *bench) floorOf(ctx context.Context, resources int) (clitest.Workspace, error) {
	if w, ok := b.floors[resources]; ok {
		return w, nil
	}
	w, err := b.workspace(ctx, b.floor, tokens, resources, nil)
	if err == nil {
		_, err = w.Run(ctx, 0, "apply", "-auto-approve")
	}
	b.floors[resources] = w
	return w, err
}
