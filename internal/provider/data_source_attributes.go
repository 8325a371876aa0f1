package provider

import "github.com/hashicorp/terraform-plugin-framework/datasource/schema"

// orNull describes a string that RingCX may leave out.
func orNull(about string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: about + " Null if RingCX has none."}
}
