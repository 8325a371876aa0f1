// Command demo shows what the provider does: it applies examples/demo with the real Terraform or OpenTofu against the
// simulator, revokes a token outside Terraform, shows that the plan finds and replaces it, and destroys everything. It
// needs no RingCX tenant, no network and no rights, and fails if anything is not as expected.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
)

// example is the configuration that is applied, below the module's root.
const example = "examples/demo"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the demo at once
	if err := run(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "\ndemo:", err)
		os.Exit(1)
	}
}

// run does everything in a directory of its own, and then checks that it changed nothing else.
func run(ctx context.Context, stdout io.Writer) error {
	cli, err := clitest.Find()
	if err != nil {
		return err
	}
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", clitest.Provider).Output()
	if err != nil {
		return fmt.Errorf("go list: %w (run the demo inside the provider's repository)", err)
	}
	source := filepath.Join(strings.TrimSpace(string(root)), filepath.FromSlash(example))
	before, err := files(source)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "ringcx-demo-")
	if err != nil {
		return err
	}
	d := &demo{stdout: stdout}
	shown := d.show(ctx, cli, source, dir)
	if err := errors.Join(shown, os.RemoveAll(dir)); err != nil {
		return err
	}
	if after, err := files(source); err != nil || after != before {
		return errors.Join(fmt.Errorf("%s is not as it was before: %s", example, after), err)
	}
	d.ok("the directory that it all happened in is removed, and %s is as it was", example)
	return nil
}

// files lists a directory, to be compared.
func files(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	return fmt.Sprint(entries), err
}
