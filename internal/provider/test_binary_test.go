package provider

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/ringcx/terraform-provider-ringcx/internal/outlive"
)

// The test binary is the provider under test too, so that nothing has to be
// built: Terraform starts it as a plugin, with this variable set.
const (
	serveEnv      = "RINGCX_TEST_SERVE"
	serveAsMain   = "main"
	serveAlone    = "alone"    // in one process, which takes half the time with -race
	serveAttached = "attached" // as with -debug
	servePlain    = "plain"    // as the framework does by itself
)

// attended is a Terraform that does not end.
var attended = outlive.Parent{Ended: func() bool { return false }}

// providerSource is the provider as configurations name it.
const providerSource = Namespace + "/ringcx"

func init() {
	serve := func() error { return Serve(newTestProvider, false) }
	switch os.Getenv(serveEnv) {
	case "":
		return
	case serveAlone:
		serve = func() error {
			muteStandardLog()
			return serveRun(newTestProvider, attended)
		}
	case serveAttached:
		serve = func() error { return Serve(newTestProvider, true) }
	case servePlain: // to compare with
		serve = func() error {
			return providerserver.Serve(context.Background(), newTestProvider, providerserver.ServeOpts{Address: Address})
		}
	}
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// testBinary is the path of this program.
func testBinary(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}
