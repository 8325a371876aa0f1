// Package clitest runs the real Terraform or OpenTofu: offline, and apart from the settings of whoever runs it. The
// provider's acceptance tests, the demo and the benchmarks share it. It imports nothing of this module, so that the
// tests in package provider can use it.
package clitest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Provider is the package of the provider itself.
const Provider = "github.com/ringcx/terraform-provider-ringcx"

// Find returns the path of the Terraform or OpenTofu to run: TF_ACC_TERRAFORM_PATH, as terraform-plugin-testing reads
// it, or else what is on PATH.
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
	return "", fmt.Errorf("neither Terraform nor OpenTofu can be run (looked for %s): install one of them on PATH, or "+
		"name it in TF_ACC_TERRAFORM_PATH",
		strings.Join(names, ", "))
}

// Version returns what the CLI at path calls itself, such as "Terraform v1.11.4".
func Version(ctx context.Context, path string) (string, error) {
	// Without -json, which does not tell Terraform from OpenTofu. Nor does the name of the file.
	cmd := exec.CommandContext(ctx, path, "version")
	cmd.Env = append(ownEnvironment(), "TF_CLI_CONFIG_FILE="+os.DevNull, "CHECKPOINT_DISABLE=1")
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s version: %w", path, err)
	}
	first, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(first), nil
}

// CLI is a Terraform or OpenTofu. It knows the providers that Build, UseMirror or UseOverrides give it, and no other.
type CLI struct {
	Path string // of the program
	Dir  string // for its configuration, and what is built for it; the caller removes it
}

// Name is the name of the command, terraform or tofu.
func (c *CLI) Name() string { return strings.TrimSuffix(filepath.Base(c.Path), ".exe") }

func (c *CLI) configFile() string { return filepath.Join(c.Dir, "cli.tfrc") }

// environment is what every command gets.
func (c *CLI) environment() []string {
	return append(ownEnvironment(), "TF_CLI_CONFIG_FILE="+c.configFile(), "TF_INPUT=0", "CHECKPOINT_DISABLE=1")
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
