package provider

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/ringcx/terraform-provider-ringcx/internal/serve"
)

// The test binary is the provider under test too, so that nothing has to be
// built: Terraform starts it as a plugin, with this variable set.
const (
	serveEnv = "RINGCX_TEST_SERVE"

	singleProcessEnv = "RINGCX_SINGLE_PROCESS"

	serveAsMain   = "main"
	serveAttached = "attached" // as with -debug
	servePlain    = "plain"    // as the framework does by itself
)

// providerSource is the provider as configurations name it.
const providerSource = Namespace + "/ringcx"

func init() {
	p := served(newTestProvider)
	run := p.Serve
	switch os.Getenv(serveEnv) {
	case "":
		return
	case serveAttached:
		run = p.ServeAttached
	case servePlain: // to compare with
		run = func() error {
			return providerserver.Serve(context.Background(), p.New, providerserver.ServeOpts{Address: p.Address})
		}
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// served is a provider as main.go serves it.
func served(newProvider func() provider.Provider) serve.Provider {
	return serve.Provider{
		Address: Address, New: newProvider, RequestTimeout: RequestTimeout, Undoable: Undoable, Unrecorded: Unrecorded,
	}
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
