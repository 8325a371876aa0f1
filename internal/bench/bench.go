package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
	"github.com/ringcx/terraform-provider-ringcx/internal/provider"
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
var noLog = map[string]string{
	"TF_LOG_SDK": "off", "TF_LOG_SDK_PROTO": "off", "TF_LOG_SDK_FRAMEWORK": "off", "TF_LOG_PROVIDER_RINGCX": "off",
}

func newBench(ctx context.Context, dir string) (*bench, error) {
	path, err := clitest.Find()
	if err != nil {
		return nil, err
	}
	b := &bench{
		dir:    dir,
		real:   &clitest.CLI{Path: path, Dir: filepath.Join(dir, "real")},
		floor:  &clitest.CLI{Path: path, Dir: filepath.Join(dir, "floor")},
		floors: map[int]clitest.Workspace{},
	}
	const source = provider.Namespace + "/ringcx"
	return b, errors.Join(b.real.Build(ctx, clitest.Provider, source), b.floor.Build(ctx, floorPackage, source))
}

// workspace returns a directory, ready for use, whose configuration asks for so many of a subject.
func (b *bench) workspace(
	ctx context.Context, cli *clitest.CLI, of subject, n int, env map[string]string,
) (clitest.Workspace, error) {
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
	w := clitest.Workspace{CLI: cli, Dir: dir, Env: map[string]string{"TF_CLI_ARGS": "-no-color"}}
	maps.Copy(w.Env, env)
	_, err = w.RunWant(ctx, 0, "init")
	return w, err
}

// floorOf returns a workspace of the floor with so many resources, which is made once.
func (b *bench) floorOf(ctx context.Context, resources int) (clitest.Workspace, error) {
	if w, ok := b.floors[resources]; ok {
		return w, nil
	}
	w, err := b.workspace(ctx, b.floor, tokens, resources, nil)
	if err == nil {
		values := make([]string, resources)
		for i := range values {
			values[i] = fmt.Sprintf("floor:%036d", i) // as long as a token
		}
		err = writeState(ctx, w, values)
	}
	b.floors[resources] = w
	return w, err
}
