package provider

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

// unlisted says why objects of a type cannot be looked up, for the types of which there is more to say than that RingCX
// publishes no list of them.
var unlisted = map[string]string{
	"ACCOUNT":                 "The data source ringcx_accounts has the ids of accounts.",
	"AGENT":                   "RingCX's list of agents holds their passwords, and is not read.",
	"HTTP_SERVICE_GROUP":      "RingCX's list of HTTP services holds their passwords, and is not read.",
	"HTTP_SERVICE":            "RingCX's list of HTTP services holds their passwords, and is not read.",
	"CLOUD_DESTINATION_GROUP": "RingCX's list of cloud destinations holds their keys, and is not read.",
	"CLOUD_DESTINATION":       "RingCX's list of cloud destinations holds their keys, and is not read.",
	"CLOUD_GROUP":             "Which of RingCX's groups it means is documented nowhere.",
}

// listedTypes validates the type of what is looked up.
type listedTypes struct{ described }

var objectTypes = listedTypes{"a type that RingCX lists"}

// list is the types as a page shows them.
func (listedTypes) list() string {
	var list []string
	for _, t := range rights.ObjectTypes() {
		list = append(list, fmt.Sprintf("`%s` (%s)", t.Name, t.What))
	}
	return strings.Join(list, ", ")
}

// ValidateString refuses a type of which there is no list, and warns of one that is not known.
func (v listedTypes) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	name := req.ConfigValue.ValueString()
	if _, ok := rights.ObjectTypeNamed(name); ok || req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if !slices.Contains(resourceTypeNames.known, name) {
		resp.Diagnostics.AddAttributeWarning(req.Path, "Unknown resource type name", fmt.Sprintf(
			"%q is not a resource type that RingCX's published specification has. Nothing can be looked up: the provider "+
				"knows no list of it. Check the spelling. Known are: %s.", name, strings.Join(resourceTypeNames.known, ", ")))
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "This type cannot be looked up", fmt.Sprintf(
		"%s cannot be looked up: %s Take the number from the object's own page in the RingCX interface, and write it as "+
			"id into the resources of ringcx_rights_document.\n\nThese types can be looked up: %s.", name,
		cmp.Or(unlisted[name], "RingCX publishes no list of this type."), strings.ReplaceAll(v.list(), "`", "")))
}
