package provider

import (
	"strings"
	"testing"
)

// What the guide on testing modules says of mock_provider: it needs no server, and a module with an ephemeral block can
// be tested with it on OpenTofu, with an id that is one. Terraform mocks no ephemeral resource, and says so.
func TestAccExampleMock(t *testing.T) {
	t.Parallel()
	t.Run("without ephemeral", func(t *testing.T) {
		t.Parallel()
		w := newWorkspace(t, 0, nil)
		w.config("resource \"ringcx_api_token\" \"t\" {}\n")
		w.write("tests/mock.tftest.hcl", "mock_provider \"ringcx\" {}\nrun \"a\" {}\n")
		w.must("test")
	})
	t.Run("with ephemeral", func(t *testing.T) {
		t.Parallel()
		w := exampleFor(t, "module-mock", nil)
		o := w.terraform("test", "-no-color")
		cli, err := findCLI()
		if err != nil {
			t.Fatal(err)
		}
		refused := o.code != 0 && strings.Contains(o.stderr, "No ephemeral resource types in mock providers")
		passed := o.code == 0 && !strings.Contains(o.stdout+o.stderr, "error")
		if cli.tofu && !passed || !cli.tofu && !refused {
			t.Errorf("exit code %d\n%s\n%s", o.code, o.stdout, o.stderr)
		}
	})
}
