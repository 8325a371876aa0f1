package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	actionschema "github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	datasourceschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// fixture is a provider with an object of every kind, and in them an attribute of every trait that the JSON can
// express. It has schemas only: nothing in it can be called.
type fixture struct {
	provider.Provider

	schema providerschema.Schema
}

func newFixture() fixture {
	return fixture{schema: providerschema.Schema{
		MarkdownDescription: "Fixture.",
		Attributes: map[string]providerschema.Attribute{
			"secret": providerschema.StringAttribute{Optional: true, Sensitive: true, Description: "Plain text."},
		},
	}}
}

func (f fixture) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "fixture"
}

func (f fixture) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = f.schema
}

func (f fixture) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return thing{} }}
}

func (f fixture) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return thingData{} }}
}

func (f fixture) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{func() ephemeral.EphemeralResource { return thingEphemeral{} }}
}

func (f fixture) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{func() list.ListResource { return thingList{} }}
}

func (f fixture) Actions(context.Context) []func() action.Action {
	return []func() action.Action{func() action.Action { return thingAction{} }}
}

func (f fixture) Functions(context.Context) []func() function.Function {
	return []func() function.Function{func() function.Function { return joinFunction{} }}
}

type thing struct{ resource.Resource }

func (thing) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "fixture_thing"
}

func (thing) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		Version:             3,
		MarkdownDescription: "A `thing`.",
		DeprecationMessage:  "Use another thing.",
		Attributes: map[string]schema.Attribute{
			"id":       schema.StringAttribute{Computed: true},
			"name":     schema.StringAttribute{Required: true, MarkdownDescription: "Its **name**."},
			"size":     schema.Int64Attribute{Optional: true, Computed: true, DeprecationMessage: "Unused."},
			"password": schema.StringAttribute{Optional: true, Sensitive: true, WriteOnly: true},
			"labels":   schema.MapAttribute{Optional: true, ElementType: types.StringType},
			"pair": schema.ObjectAttribute{Optional: true, AttributeTypes: map[string]attr.Type{
				"left": types.BoolType, "right": types.ListType{ElemType: types.NumberType},
			}},
			"anything": schema.DynamicAttribute{Optional: true},
			"owner": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
				"jwt": schema.StringAttribute{Required: true, WriteOnly: true},
			}},
			"parts": schema.ListNestedAttribute{Computed: true, NestedObject: schema.NestedAttributeObject{
				Attributes: map[string]schema.Attribute{
					"tags": schema.SetAttribute{Computed: true, ElementType: types.StringType},
					"slots": schema.MapNestedAttribute{Computed: true, NestedObject: schema.NestedAttributeObject{
						Attributes: map[string]schema.Attribute{"n": schema.Float64Attribute{Computed: true}},
					}},
				},
			}},
		},
		Blocks: map[string]schema.Block{
			"timeouts": schema.SingleNestedBlock{Attributes: map[string]schema.Attribute{
				"create": schema.StringAttribute{Optional: true},
			}},
			"rule": schema.ListNestedBlock{MarkdownDescription: "A rule.", NestedObject: schema.NestedBlockObject{
				Attributes: map[string]schema.Attribute{"port": schema.Int32Attribute{Required: true}},
				Blocks: map[string]schema.Block{"source": schema.SetNestedBlock{NestedObject: schema.NestedBlockObject{
					Attributes: map[string]schema.Attribute{"address": schema.StringAttribute{Optional: true}},
				}}},
			}},
		},
	}
}

func (thing) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{
		Version: 2,
		Attributes: map[string]identityschema.Attribute{
			"id":     identityschema.StringAttribute{RequiredForImport: true, Description: "Its id."},
			"region": identityschema.StringAttribute{OptionalForImport: true},
		},
	}
}

type thingData struct{ datasource.DataSource }

func (thingData) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "fixture_things"
}

func (thingData) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = datasourceschema.Schema{Attributes: map[string]datasourceschema.Attribute{
		"ids": datasourceschema.ListAttribute{Computed: true, ElementType: types.StringType},
	}}
}

type thingEphemeral struct{ ephemeral.EphemeralResource }

func (thingEphemeral) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = "fixture_thing"
}

func (thingEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = ephemeralschema.Schema{Attributes: map[string]ephemeralschema.Attribute{
		"token": ephemeralschema.StringAttribute{Computed: true, Sensitive: true},
	}}
}

type thingList struct{ list.ListResource }

func (thingList) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "fixture_thing"
}

func (thingList) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = listschema.Schema{Attributes: map[string]listschema.Attribute{
		"filter": listschema.StringAttribute{Optional: true},
	}}
}

type thingAction struct{ action.Action }

func (thingAction) Metadata(_ context.Context, _ action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = "fixture_shake"
}

func (thingAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = actionschema.Schema{
		MarkdownDescription: "Shakes it.",
		Attributes:          map[string]actionschema.Attribute{"times": actionschema.Int64Attribute{Required: true}},
	}
}

type joinFunction struct{ function.Function }

func (joinFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "join"
}

func (joinFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary:             "Joins.",
		MarkdownDescription: "Joins `parts`.",
		DeprecationMessage:  "Use the built-in.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "separator", AllowNullValue: true, Description: "Between the parts."},
		},
		VariadicParameter: function.StringParameter{Name: "parts"},
		Return:            function.ListReturn{ElementType: types.StringType},
	}
}
