package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

// What the resources for roles, rights documents and assignments share: an id of two parts, which are the identity too.

// twoPartID is how an object is imported: by its two attributes.
type twoPartID struct {
	first, second idPart
	checkSecond   func(string) bool
	example       string
}

// idPart is an attribute that is a part of an id.
type idPart struct{ name, about string }

// pair is the values of the two attributes.
type pair struct{ first, second string }

// attributeSource is a plan, state or identity.
type attributeSource interface {
	GetAttribute(ctx context.Context, at path.Path, into any) diag.Diagnostics
}

// attributeSink is a state or identity.
type attributeSink interface {
	SetAttribute(ctx context.Context, at path.Path, value any) diag.Diagnostics
}

// form is how the id is written.
func (id twoPartID) form() string { return id.first.name + ":" + id.second.name }

// get reads the two attributes.
func (id twoPartID) get(ctx context.Context, from attributeSource, diags *diag.Diagnostics) pair {
	var first, second types.String
	diags.Append(from.GetAttribute(ctx, path.Root(id.first.name), &first)...)
	diags.Append(from.GetAttribute(ctx, path.Root(id.second.name), &second)...)
	return pair{first.ValueString(), second.ValueString()}
}

// set writes the two attributes.
func (id twoPartID) set(ctx context.Context, to attributeSink, p pair, diags *diag.Diagnostics) {
	diags.Append(to.SetAttribute(ctx, path.Root(id.first.name), p.first)...)
	diags.Append(to.SetAttribute(ctx, path.Root(id.second.name), p.second)...)
}

// read takes the parts from the id or the identity of an import.
func (id twoPartID) read(
	ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics,
) (p pair, ok bool) {
	if req.ID == "" && req.Identity != nil {
		p = id.get(ctx, req.Identity, diags)
	} else {
		p.first, p.second, _ = strings.Cut(req.ID, ":")
	}
	if !rights.IsID(p.first) || !id.checkSecond(p.second) {
		addNotAnIDToImport(diags, "The id has the form "+id.form()+", such as `"+id.example+"`.")
	}
	return p, !diags.HasError()
}

func (id twoPartID) identitySchema() identityschema.Schema {
	attributes := make(map[string]identityschema.Attribute)
	for _, part := range []idPart{id.first, id.second} {
		attributes[part.name] = identityschema.StringAttribute{RequiredForImport: true, Description: part.about}
	}
	return identityschema.Schema{Attributes: attributes}
}

// computedText is an attribute that stays as it was once it is known.
func computedText(about string) schema.StringAttribute {
	return schema.StringAttribute{
		Computed: true, MarkdownDescription: about,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// fixedText is an attribute of which a change replaces the resource.
func fixedText(about string, rules ...validator.String) schema.StringAttribute {
	return schema.StringAttribute{
		Required: true, MarkdownDescription: about + " A change replaces the resource.", Validators: rules,
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}
