package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// standIns are the other providers that examples use, with no more than those
// attributes of theirs. They manage nothing.
var standIns = map[string]standInProvider{
	"hashicorp/aws": {name: "aws", resources: map[string]map[string]schema.Attribute{
		"aws_secretsmanager_secret": {
			"name": schema.StringAttribute{Optional: true},
		},
		"aws_secretsmanager_secret_version": {
			"secret_id":                schema.StringAttribute{Required: true},
			"secret_string_wo":         schema.StringAttribute{Optional: true, Sensitive: true, WriteOnly: true},
			"secret_string_wo_version": schema.Int64Attribute{Optional: true},
		},
	}, ephemerals: map[string]map[string]ephemeralschema.Attribute{
		"aws_secretsmanager_secret_version": {
			"secret_id":     ephemeralschema.StringAttribute{Required: true},
			"secret_string": ephemeralschema.StringAttribute{Computed: true, Sensitive: true},
		},
	}},
	"hashicorp/vault": {name: "vault", resources: map[string]map[string]schema.Attribute{
		"vault_kv_secret_v2": {
			"mount":                schema.StringAttribute{Required: true},
			"name":                 schema.StringAttribute{Required: true},
			"disable_read":         schema.BoolAttribute{Optional: true},
			"data_json_wo":         schema.StringAttribute{Optional: true, Sensitive: true, WriteOnly: true},
			"data_json_wo_version": schema.Int64Attribute{Optional: true},
		},
	}, ephemerals: map[string]map[string]ephemeralschema.Attribute{
		"vault_kv_secret_v2": {
			"mount": ephemeralschema.StringAttribute{Required: true},
			"name":  ephemeralschema.StringAttribute{Required: true},
			"data":  ephemeralschema.MapAttribute{Computed: true, Sensitive: true, ElementType: types.StringType},
		},
	}},
	"hashicorp/time": {name: "time", resources: map[string]map[string]schema.Attribute{
		"time_rotating": {
			"rotation_days": schema.Int64Attribute{Optional: true},
		},
	}},
	"mastercard/restapi": {name: "restapi", attributes: map[string]providerschema.Attribute{
		"uri":     providerschema.StringAttribute{Required: true},
		"headers": providerschema.MapAttribute{Optional: true, ElementType: types.StringType},
	}, resources: map[string]map[string]schema.Attribute{
		"restapi_object": {},
	}},
}

const (
	standInEnv       = "RINGCX_TEST_STAND_IN"
	standInSecretEnv = "RINGCX_TEST_STAND_IN_SECRET" // a JSON object: what a secrets manager holds
)

// The test binary is every stand-in, as it is the provider under test.
func init() {
	p, ok := standIns[os.Getenv(standInEnv)]
	if !ok {
		return
	}
	err := providerserver.Serve(context.Background(), func() provider.Provider { return &p },
		providerserver.ServeOpts{Address: "registry.terraform.io/" + os.Getenv(standInEnv)})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// overrideStandIns has a workspace's Terraform start the stand-ins, each through
// a script that names it.
func overrideStandIns(t *testing.T, w *workspace) {
	t.Helper()
	self, dir, dirs := testBinary(t), t.TempDir(), map[string]string{}
	for source, p := range standIns {
		script := fmt.Sprintf("#!/bin/sh\nunset %s\n%s=%s exec '%s'\n", serveEnv, standInEnv, source, self)
		if err := os.WriteFile(filepath.Join(dir, "terraform-provider-"+p.name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
		dirs[source] = dir
	}
	w.override(dirs)
}

type standInProvider struct {
	name       string
	attributes map[string]providerschema.Attribute
	resources  map[string]map[string]schema.Attribute
	ephemerals map[string]map[string]ephemeralschema.Attribute
}

func (p *standInProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = p.name
}

func (p *standInProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerschema.Schema{Attributes: p.attributes}
}

func (p *standInProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (p *standInProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (p *standInProvider) Resources(context.Context) []func() resource.Resource {
	var all []func() resource.Resource
	for name, attributes := range p.resources {
		all = append(all, func() resource.Resource { return &standInResource{name, attributes} })
	}
	return all
}

func (p *standInProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	var all []func() ephemeral.EphemeralResource
	for name, attributes := range p.ephemerals {
		all = append(all, func() ephemeral.EphemeralResource { return &standInEphemeral{name, attributes} })
	}
	return all
}

// standInEphemeral gives the secret of its environment, whatever is asked for.
type standInEphemeral struct {
	name       string
	attributes map[string]ephemeralschema.Attribute
}

func (e *standInEphemeral) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = e.name
}

func (e *standInEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = ephemeralschema.Schema{Attributes: e.attributes}
}

func (e *standInEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	resp.Result.Raw = req.Config.Raw
	secret := os.Getenv(standInSecretEnv)
	if _, ok := e.attributes["secret_string"]; ok {
		resp.Diagnostics.Append(resp.Result.SetAttribute(ctx, path.Root("secret_string"), secret)...)
		return
	}
	var data map[string]string
	if err := json.Unmarshal([]byte(secret), &data); err != nil {
		resp.Diagnostics.AddError("No JSON in "+standInSecretEnv, err.Error())
	}
	resp.Diagnostics.Append(resp.Result.SetAttribute(ctx, path.Root("data"), data)...)
}

type standInResource struct {
	name       string
	attributes map[string]schema.Attribute
}

func (r *standInResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.name
}

func (r *standInResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := maps.Clone(r.attributes)
	attributes["id"] = schema.StringAttribute{Computed: true}
	resp.Schema = schema.Schema{Attributes: attributes}
}

func (r *standInResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State.Raw = req.Plan.Raw
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), r.id(ctx, req.Config))...)
}

func (r *standInResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (r *standInResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), r.id(ctx, req.Config))...)
}

func (r *standInResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// id is the SHA-256 of the value of the write-only attribute, so that a test
// can see what was written.
func (r *standInResource) id(ctx context.Context, config tfsdk.Config) string {
	var written types.String
	for name, a := range r.attributes {
		if a.IsWriteOnly() {
			config.GetAttribute(ctx, path.Root(name), &written)
		}
	}
	return sha256Hex(written.ValueString())
}
