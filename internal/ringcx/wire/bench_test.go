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

// BenchmarkRedact measures the redaction of an error that may contain any of many tokens.
func BenchmarkRedact(b *testing.B) {
	for _, tokens := range []int{1000, 100_000} {
		b.Run(fmt.Sprint(tokens), func(b *testing.B) {
			var r redactor
			r.add(manyTokens(tokens)...)
			const text = "No handler for DELETE /voice/api/v1/admin/token/aws80:0b0e6ba1-3a4d-4b60-9a7e-1f0f3a1f9d11"
			b.ReportAllocs()
			for b.Loop() {
				if r.clean(text) == text {
					b.Fatal("not cleaned")
				}
			}
		})
	}
}

// BenchmarkHide measures how long it takes to know the tokens of a list.
func BenchmarkHide(b *testing.B) {
	tokens := manyTokens(100_000)
	b.ReportAllocs()
	for b.Loop() {
		var r redactor
		r.add(tokens...)
		r.add(tokens...)
		r.add("aws80:another")
	}
}

func manyTokens(n int) []Secret {
	tokens := make([]Secret, n)
	for i := range tokens {
		tokens[i] = Secret(fmt.Sprintf("aws80:%08x-3a4d-4b60-9a7e-%012d", i*7919, i))
	}
	return tokens
}
