package serve

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
)

// stub is a provider of one resource, stub_thing.
type stub struct {
	mu        sync.Mutex    // several calls run at a time
	alive     int           // things that were created and not destroyed
	keepsThem int           // so many times destroying fails
	hangs     chan struct{} // destroying ends when it is closed; nil: at once
}

func (s *stub) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "stub"
}

func (s *stub) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (s *stub) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (s *stub) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (s *stub) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &thing{s} }}
}

type thing struct{ *stub }

func (t *thing) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "stub_thing"
}

func (t *thing) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{"name": schema.StringAttribute{Required: true}}}
}

func (t *thing) Create(ctx context.Context, _ resource.CreateRequest, resp *resource.CreateResponse) {
	t.mu.Lock()
	t.alive++
	t.mu.Unlock()
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("name"), "x")...)
	resp.Diagnostics.AddWarning("Something else", "It decides nothing.")
}

func (t *thing) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (t *thing) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (t *thing) Delete(_ context.Context, _ resource.DeleteRequest, resp *resource.DeleteResponse) {
	if t.hangs != nil {
		<-t.hangs
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.keepsThem > 0 {
		t.keepsThem--
		resp.Diagnostics.AddError("Cannot destroy the thing", "It stays.")
		return
	}
	t.alive--
}
