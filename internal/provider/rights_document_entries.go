package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

// ValidateConfig refuses entries that grant nothing, and two for one object: which of them would hold? In a plan it
// names an object that a lookup has read before.
func (r *rightsDocumentResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var m rightsDocumentModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	for product, entry := range m.Products.Elements() {
		if object, ok := entry.(types.Object); ok && grantsNothing(object) {
			addWithoutEffect(&resp.Diagnostics, path.Root("products").AtMapKey(product), product)
		}
	}
	seen := make(map[rights.Target]bool)
	for _, entry := range m.Resources.Elements() {
		object, ok := entry.(types.Object)
		if !ok || object.IsUnknown() || object.IsNull() {
			continue
		}
		target, known := targetOf(object)
		name := r.targetName(m.AccountID.ValueString(), target)
		if grantsNothing(object) {
			addWithoutEffect(&resp.Diagnostics, path.Root("resources").AtSetValue(object), name)
		}
		if known && seen[target] {
			resp.Diagnostics.AddAttributeError(path.Root("resources"), "Duplicate element in resources", fmt.Sprintf(
				"resources has more than one element with the type and id %s. Write all permissions of the object into one "+
					"element.", name))
		}
		seen[target] = true
	}
}

// targetOf is the object that an element of resources is about, as far as it is known, and whether that is all of it.
func targetOf(element types.Object) (target rights.Target, known bool) {
	kind, _ := element.Attributes()["type"].(types.String)
	id, _ := element.Attributes()["id"].(types.String)
	return rights.Target{Type: kind.ValueString(), ID: id.ValueString()}, !kind.IsUnknown() && !id.IsUnknown()
}

// targetName names an object for a person, by its name too if a lookup of this run has read it.
func (b *base) targetName(accountID string, target rights.Target) string {
	name := strings.TrimSpace(target.Type + " " + target.ID) // the id may not be known yet
	if b.ready() {
		if o, known := b.data.lookups.Known(accountID, target); known {
			name += " (" + b.objectName(o) + ")"
		}
	}
	return name
}

// grantsNothing reports whether an entry grants nothing. It means the same as none, and RingCX may keep it, leave it
// out, or add it for every product (API.md, section 7.2): no import could bring back the one that a configuration has.
func grantsNothing(entry types.Object) bool {
	permissions, ok := entry.Attributes()["permissions"].(types.Set)
	cascade, _ := entry.Attributes()["cascade"].(types.Bool)
	return ok && !permissions.IsNull() && !permissions.IsUnknown() && len(permissions.Elements()) == 0 &&
		!cascade.IsUnknown() && !cascade.ValueBool()
}

func addWithoutEffect(diags *diag.Diagnostics, at path.Path, of string) {
	diags.AddAttributeError(at.AtName("permissions"), "Entry without effect", fmt.Sprintf(
		"The entry for %s has neither permissions nor cascade = true. It grants nothing, and RingCX may not keep it. Remove "+
			"the entry, or add permissions.", of))
}
