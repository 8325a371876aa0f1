// Command providerschema prints the provider's schema as JSON, in the form of `terraform providers schema -json`, for
// the --providers-schema flag of tfplugindocs.
//
// It asks the provider itself, so that the documentation does not depend on the Terraform on PATH: before 1.14,
// Terraform leaves out list resources, actions and identities.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	tfjson "github.com/hashicorp/terraform-json"
	framework "github.com/hashicorp/terraform-plugin-framework/provider"

	"github.com/ringcx/terraform-provider-ringcx/internal/provider"
)

func main() {
	if err := run(context.Background(), os.Stdout, provider.New("dev")()); err != nil {
		fmt.Fprintln(os.Stderr, "providerschema:", err)
		os.Exit(1)
	}
}

// run writes the schema of p to w. It stands there under the provider's type name, not under its address: tfplugindocs
// finds a schema only by the type name or in the namespace "hashicorp".
func run(ctx context.Context, w io.Writer, p framework.Provider) error {
	schema, err := export(ctx, p)
	if err != nil {
		return err
	}
	var metadata framework.MetadataResponse
	p.Metadata(ctx, framework.MetadataRequest{}, &metadata)

	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(tfjson.ProviderSchemas{
		FormatVersion: "1.0",
		Schemas:       map[string]*tfjson.ProviderSchema{metadata.TypeName: schema},
	})
}
