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
	first, second string // attributes
	checkSecond   func(string) bool
	example       string
}

func (p twoPartID) join(first, second string) string { return first + ":" + second }

// read takes the parts from the id or the identity of an import.
func (p twoPartID) read(
	ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics,
) (first, second types.String, ok bool) {
	if req.ID == "" && req.Identity != nil {
		diags.Append(req.Identity.GetAttribute(ctx, path.Root(p.first), &first)...)
		diags.Append(req.Identity.GetAttribute(ctx, path.Root(p.second), &second)...)
	} else {
		one, two, _ := strings.Cut(req.ID, ":")
		first, second = types.StringValue(one), types.StringValue(two)
	}
	if !rights.IsID(first.ValueString()) || !p.checkSecond(second.ValueString()) {
		addNotAnIDToImport(diags, "The id has the form "+p.first+":"+p.second+", such as `"+p.example+"`.")
	}
	return first, second, !diags.HasError()
}

func (p twoPartID) identitySchema(about map[string]string) identityschema.Schema {
	attributes := make(map[string]identityschema.Attribute)
	for _, name := range []string{p.first, p.second} {
		attributes[name] = identityschema.StringAttribute{RequiredForImport: true, Description: about[name]}
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
