package wire

import (
	"context"
	"fmt"
	"testing"
)

// BenchmarkKeptReply measures a reply that is kept already, which each token of a plan asks for.
func BenchmarkKeptReply(b *testing.B) {
	r := NewReplies("list", 0, func(context.Context, string) (int, error) { return 1, nil })
	if _, err := r.Get(b.Context(), "key"); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Get(b.Context(), "key"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRedact measures the redaction of an error that may contain any of 1,000 tokens.
func BenchmarkRedact(b *testing.B) {
	var r redactor
	for n := range 1000 {
		r.add(Secret(fmt.Sprintf("aws80:0b0e6ba1-3a4d-4b60-9a7e-%012d", n)))
	}
	const text = "No handler for DELETE /voice/api/v1/admin/token/aws80:0b0e6ba1-3a4d-4b60-9a7e-1f0f3a1f9d11"
	b.ReportAllocs()
	for b.Loop() {
		if r.clean(text) == text {
			b.Fatal("not cleaned")
		}
	}
}
