package serve

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
)

// The test binary is the programs under test too, with this variable set.
const (
	testEnv  = "SERVE_TEST"
	works    = "works"    // in a second process, which outlives the first
	waits    = "waits"    // until its standard input ends
	serves   = "serves"   // a provider
	attached = "attached" // a provider, as with -debug
	starts   = "starts"   // a provider, as Terraform does
)

func TestMain(m *testing.M) {
	run := func() error { os.Exit(m.Run()); return nil }
	p := Provider{
		Address: "registry.terraform.io/example/stub",
		New:     func() provider.Provider { return &stub{} },
		Undoable: func(ctx context.Context) (context.Context, func() (string, bool)) {
			return ctx, func() (string, bool) { return "", false }
		},
		RequestTimeout: func(provider.Provider) time.Duration { return stubTimeout },
	}
	switch os.Getenv(testEnv) {
	case works:
		run = func() error { return outlive(work) }
	case waits:
		run = func() error { _, err := io.Copy(io.Discard, os.Stdin); return err }
	case serves:
		run = p.Serve
	case attached:
		run = p.ServeAttached
	case starts:
		run = start
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// work is done in the second process: it ends at once if it has two arguments, and otherwise when its parent has.
func work(parent Parent) error {
	fmt.Println("works", os.Getpid(), os.Getppid(), strings.Join(os.Args[1:], ","))
	if len(os.Args) > 2 {
		os.Exit(3)
	}
	<-parent.Gone
	for range 100 { // nobody reads, which must not end it either
		fmt.Println("goes on")
		time.Sleep(time.Millisecond)
	}
	return os.WriteFile(os.Args[1], []byte("finished"), 0o600)
}

// start starts a program that serves, and waits for its end.
func start() error {
	path, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(context.Background(), path)
	cmd.Env = append(os.Environ(), testEnv+"="+serves)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	fmt.Printf("pid=%d\n", cmd.Process.Pid)
	return cmd.Wait()
}

// program is this one, to be started as one of the programs under test, where no signal reaches the test too.
func program(t *testing.T, which string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Env = append(os.Environ(), testEnv+"="+which)
	cmd.SysProcAttr = ownGroup()
	return cmd
}
