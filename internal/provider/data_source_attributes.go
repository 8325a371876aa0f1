package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Attributes that a data source reads, and what it reads into them.

func computed(about string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: about}
}

func computedFlag(about string) schema.BoolAttribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: about}
}

func computedSet(about string) schema.SetAttribute {
	return schema.SetAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: about}
}

// orNull describes a string that RingCX may leave out.
func orNull(about string) schema.StringAttribute {
	return computed(about + " Null if RingCX has none.")
}

// flagOrNull describes a flag that RingCX may leave out.
func flagOrNull(about string) schema.BoolAttribute {
	return computedFlag(about + " Null if RingCX does not say.")
}

func textOrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// nonNil is a list that is empty, not null, where there is nothing.
func nonNil(list []string) []string { return append([]string{}, list...) }
