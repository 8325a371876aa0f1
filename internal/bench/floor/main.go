// Command floor is a provider with the schema of ringcx whose resource does nothing. What Terraform and the framework
// take for a plan over it is the floor under every provider; the benchmarks compare ringcx with it.
package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	ringcx "github.com/ringcx/terraform-provider-ringcx/internal/provider"
)

func main() {
	genuine := ringcx.New("floor")
	serve := func() provider.Provider { return floor{genuine()} }
	opts := providerserver.ServeOpts{Address: ringcx.Address}
	if err := providerserver.Serve(context.Background(), serve, opts); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// floor has the names and schemas of the real provider, and nothing else of it.
type floor struct{ provider.Provider }

func (floor) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (f floor) Resources(ctx context.Context) []func() resource.Resource {
	var resources []func() resource.Resource
	for _, genuine := range f.Provider.Resources(ctx) {
		resources = append(resources, func() resource.Resource { return nothing{genuine()} })
	}
	return resources
}

// nothing has the name and schema of a real resource, without its identity, validation and planning.
type nothing struct{ resource.Resource }

// Create makes up values of the size of real ones, because Terraform takes longer for longer ones.
func (nothing) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	token := "floor:" + rand.Text()
	resp.State.Raw = req.Plan.Raw
	for name, value := range map[string]string{
		"id":         fmt.Sprintf("%x", sha256.Sum256([]byte(token))),
		"token":      token,
		"created_at": time.Now().UTC().Format(time.RFC3339),
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
}

func (nothing) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (nothing) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (nothing) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
