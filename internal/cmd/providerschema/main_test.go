package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// TestRun pins the JSON of a provider that has an object of every kind.
func TestRun(t *testing.T) {
	t.Parallel()

	var got bytes.Buffer
	if err := run(t.Context(), &got, newFixture()); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "fixture.json")
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the schema differs from %s (to accept it, run this test with -update):\n%s", golden, got.String())
	}

	var schemas tfjson.ProviderSchemas
	if err := json.Unmarshal(got.Bytes(), &schemas); err != nil {
		t.Errorf("reading it as tfplugindocs does: %v", err)
	}
}

// TestRunInvalidSchema makes sure that no documentation is made from half a schema.
func TestRunInvalidSchema(t *testing.T) {
	t.Parallel()

	f := newFixture()
	f.schema.Attributes["Bad-Name"] = providerschema.StringAttribute{Optional: true}
	var got bytes.Buffer
	err := run(t.Context(), &got, f)
	if err == nil || !strings.Contains(err.Error(), "Bad-Name") {
		t.Errorf("err = %v, want one that names the attribute", err)
	}
	if got.Len() != 0 {
		t.Errorf("wrote %q beside the error", got.String())
	}
}
