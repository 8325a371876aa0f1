// Package clitest runs the real Terraform or OpenTofu with a provider that is built from this repository: offline, and
// apart from the settings of whoever runs it. The demo and the benchmarks share it.
package clitest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/provider"
)

// Find returns the path of the Terraform or OpenTofu to run: TF_ACC_TERRAFORM_PATH, as the acceptance tests use it, or
// else what is on PATH.
func Find() (string, error) {
	names := []string{"terraform", "tofu"}
	if set := os.Getenv("TF_ACC_TERRAFORM_PATH"); set != "" {
		names = []string{set}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return filepath.Abs(path)
		}
	}
	return "", fmt.Errorf("neither Terraform nor OpenTofu can be run (looked for %s): install one of them on PATH, or name it in TF_ACC_TERRAFORM_PATH",
		strings.Join(names, ", "))
}

// The package of the provider itself, and the version under which a provider built here is installed.
const (
	Provider = "github.com/ringcx/terraform-provider-ringcx"
	version  = "0.1.0"
)

// hosts are the registries that Terraform and OpenTofu take an address without a host to be in.
var hosts = []string{"registry.terraform.io", "registry.opentofu.org"}

// CLI is a Terraform or OpenTofu that knows one provider, ringcx, built here.
type CLI struct {
	path   string
	mirror string   // the directory that holds the provider
	env    []string // for every command
}

// New builds the Go package pkg, a provider, and returns a CLI that takes it for ringcx. What that needs is kept in
// dir, which the caller removes. It must run in this module.
func New(ctx context.Context, path, dir, pkg string) (*CLI, error) {
	c := &CLI{path: path, mirror: filepath.Join(dir, "mirror")}
	if err := c.install(ctx, pkg); err != nil {
		return nil, err
	}
	config := filepath.Join(dir, "cli.tfrc")
	// Nothing but the mirror: no registry, no plugin directory or cache of the user's.
	text := fmt.Sprintf("disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.ToSlash(c.mirror))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return nil, err
	}
	c.env = append(ownEnvironment(), "TF_CLI_CONFIG_FILE="+config, "TF_INPUT=0", "CHECKPOINT_DISABLE=1")
	return c, nil
}

// ownEnvironment is this process's without what would change what Terraform or the provider does.
func ownEnvironment() []string {
	var env []string
	for _, entry := range os.Environ() {
		name := strings.ToUpper(entry) // Windows
		if !strings.HasPrefix(name, "TF_") && !strings.HasPrefix(name, "RINGCX_") {
			env = append(env, entry)
		}
	}
	return env
}

// install builds the provider into a mirror that answers for every host.
func (c *CLI) install(ctx context.Context, pkg string) error {
	binary := fmt.Sprintf("terraform-provider-ringcx_v%s", version)
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	var built []byte
	for _, host := range hosts {
		target := filepath.Join(c.mirror, host, provider.Namespace, "ringcx", version, runtime.GOOS+"_"+runtime.GOARCH, binary)
		if built != nil {
			if err := errors.Join(os.MkdirAll(filepath.Dir(target), 0o700), os.WriteFile(target, built, 0o700)); err != nil {
				return err
			}
			continue
		}
		out, err := exec.CommandContext(ctx, "go", "build", "-o", target, pkg).CombinedOutput()
		if err != nil {
			return fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
		}
		if built, err = os.ReadFile(target); err != nil {
			return err
		}
	}
	return nil
}

// Name is the name of the command, terraform or tofu.
func (c *CLI) Name() string { return strings.TrimSuffix(filepath.Base(c.path), ".exe") }

// Mirror is the directory below which the provider's program is.
func (c *CLI) Mirror() string { return c.mirror }
