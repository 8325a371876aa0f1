package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
)

// listResults gives the stream one result for each object, up to the limit of the query.
func listResults[T any](
	stream *list.ListResultsStream, req list.ListRequest, objects []T, result func(T) list.ListResult,
) {
	stream.Results = func(push func(list.ListResult) bool) {
		for i, object := range objects {
			if !push(result(object)) || int64(i+1) == req.Limit { // no limit is 0
				return
			}
		}
	}
}

// listFailed gives the stream the errors only.
func listFailed(stream *list.ListResultsStream, diags diag.Diagnostics) {
	stream.Results = list.ListResultsStreamDiagnostics(diags)
}
