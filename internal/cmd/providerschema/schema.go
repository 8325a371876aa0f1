package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	framework "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
)

// export asks the provider over its protocol, as Terraform does, and converts the answers. It fails if the provider
// reports an error in its own schema.
func export(ctx context.Context, p framework.Provider) (*tfjson.ProviderSchema, error) {
	server := providerserver.NewProtocol6(p)()
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, fmt.Errorf("reading the schema: %w", err)
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, fmt.Errorf("reading the identity schemas: %w", err)
	}
	if err := errors.Join(reported(schemas.Diagnostics), reported(identities.Diagnostics)); err != nil {
		return nil, err
	}
	return &tfjson.ProviderSchema{
		ConfigSchema:             convertSchema(schemas.Provider),
		ResourceSchemas:          convertMap(schemas.ResourceSchemas, convertSchema),
		DataSourceSchemas:        convertMap(schemas.DataSourceSchemas, convertSchema),
		EphemeralResourceSchemas: convertMap(schemas.EphemeralResourceSchemas, convertSchema),
		ListResourceSchemas:      convertMap(schemas.ListResourceSchemas, convertSchema),
		ActionSchemas:            convertMap(schemas.ActionSchemas, convertAction),
		Functions:                convertMap(schemas.Functions, convertFunction),
		ResourceIdentitySchemas:  convertMap(identities.IdentitySchemas, convertIdentity),
	}, nil
}

// reported is the errors among diagnostics, or nil.
func reported(diagnostics []*tfprotov6.Diagnostic) error {
	var errs []error
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			errs = append(errs, fmt.Errorf("%s: %s", d.Summary, d.Detail))
		}
	}
	return errors.Join(errs...)
}

func convertMap[From, To any](in map[string]*From, convert func(*From) *To) map[string]*To {
	out := make(map[string]*To, len(in))
	for name, value := range in {
		out[name] = convert(value)
	}
	return out
}

func convertSchema(s *tfprotov6.Schema) *tfjson.Schema {
	return &tfjson.Schema{Version: natural(s.Version), Block: convertBlock(s.Block)}
}

func convertAction(a *tfprotov6.ActionSchema) *tfjson.ActionSchema {
	return &tfjson.ActionSchema{Block: convertBlock(a.Schema.Block)}
}

func convertBlock(b *tfprotov6.SchemaBlock) *tfjson.SchemaBlock {
	nested := make(map[string]*tfjson.SchemaBlockType, len(b.BlockTypes))
	for _, n := range b.BlockTypes {
		nested[n.TypeName] = &tfjson.SchemaBlockType{
			NestingMode: convertNesting(n.Nesting),
			Block:       convertBlock(n.Block),
			MinItems:    natural(n.MinItems),
			MaxItems:    natural(n.MaxItems),
		}
	}
	return &tfjson.SchemaBlock{
		Attributes:      convertAttributes(b.Attributes),
		NestedBlocks:    nested,
		Description:     b.Description,
		DescriptionKind: convertKind(b.DescriptionKind),
		Deprecated:      b.Deprecated,
	}
}

func convertAttributes(attributes []*tfprotov6.SchemaAttribute) map[string]*tfjson.SchemaAttribute {
	out := make(map[string]*tfjson.SchemaAttribute, len(attributes))
	for _, a := range attributes {
		converted := &tfjson.SchemaAttribute{
			Description:     a.Description,
			DescriptionKind: convertKind(a.DescriptionKind),
			Deprecated:      a.Deprecated,
			Required:        a.Required,
			Optional:        a.Optional,
			Computed:        a.Computed,
			Sensitive:       a.Sensitive,
			WriteOnly:       a.WriteOnly,
		}
		if a.NestedType != nil {
			converted.AttributeNestedType = &tfjson.SchemaNestedAttributeType{
				Attributes:  convertAttributes(a.NestedType.Attributes),
				NestingMode: convertNesting(a.NestedType.Nesting),
			}
		} else {
			converted.AttributeType = convertType(a.Type)
		}
		out[a.Name] = converted
	}
	return out
}

func convertIdentity(s *tfprotov6.ResourceIdentitySchema) *tfjson.IdentitySchema {
	attributes := make(map[string]*tfjson.IdentityAttribute, len(s.IdentityAttributes))
	for _, a := range s.IdentityAttributes {
		attributes[a.Name] = &tfjson.IdentityAttribute{
			IdentityType:      convertType(a.Type),
			Description:       a.Description,
			RequiredForImport: a.RequiredForImport,
			OptionalForImport: a.OptionalForImport,
		}
	}
	return &tfjson.IdentitySchema{Version: natural(s.Version), Attributes: attributes}
}

func convertFunction(f *tfprotov6.Function) *tfjson.FunctionSignature {
	signature := &tfjson.FunctionSignature{
		Description:        f.Description,
		Summary:            f.Summary,
		DeprecationMessage: f.DeprecationMessage,
		ReturnType:         convertType(f.Return.Type),
	}
	for _, p := range f.Parameters {
		signature.Parameters = append(signature.Parameters, convertParameter(p))
	}
	if f.VariadicParameter != nil {
		signature.VariadicParameter = convertParameter(f.VariadicParameter)
	}
	return signature
}

func convertParameter(p *tfprotov6.FunctionParameter) *tfjson.FunctionParameter {
	return &tfjson.FunctionParameter{
		Name:        p.Name,
		Description: p.Description,
		IsNullable:  p.AllowNullValue,
		Type:        convertType(p.Type),
	}
}

// convertType goes through JSON, the one form that both type systems share. It panics on a type that cty does not
// know: then the two libraries do not belong together.
func convertType(t tftypes.Type) cty.Type {
	text, err := json.Marshal(t)
	if err != nil {
		panic(fmt.Sprintf("encoding type %s: %s", t, err))
	}
	var out cty.Type
	if err := json.Unmarshal(text, &out); err != nil {
		panic(fmt.Sprintf("decoding type %s: %s", text, err))
	}
	return out
}

// convertNesting serves blocks and nested attributes: what the protocol calls "LIST" is "list" in the JSON, and so on.
func convertNesting(mode fmt.Stringer) tfjson.SchemaNestingMode {
	return tfjson.SchemaNestingMode(strings.ToLower(mode.String()))
}

func convertKind(kind tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	return tfjson.SchemaDescriptionKind(strings.ToLower(kind.String()))
}

// natural converts the protocol's numbers, which are versions and counts and never negative.
func natural(n int64) uint64 {
	return uint64(max(n, 0))
}
