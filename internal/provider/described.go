package provider

import "context"

// described is what a validator tells the framework of itself, which shows it nowhere.
type described string

// Description implements validator.Describer.
func (d described) Description(context.Context) string { return string(d) }

// MarkdownDescription implements validator.Describer.
func (d described) MarkdownDescription(context.Context) string { return string(d) }
