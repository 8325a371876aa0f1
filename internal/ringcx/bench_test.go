package ringcx

import (
	"encoding/json"
	"net/http/httptest"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The work that grows with the number of tokens. Run with
//
//	go test ./internal/ringcx -run '^$' -bench .

const many = 1000

// benchClient is a client of a simulator whose user has many tokens.
func benchClient(b *testing.B) (*Client, []string) {
	b.Helper()
	sim := simulator.New(simulator.Config{})
	for range many {
		sim.Mint(simulator.DefaultUserName)
	}
	server := httptest.NewServer(sim)
	b.Cleanup(server.Close)
	api, err := ParseAPIURL(server.URL + "/voice/api")
	if err != nil {
		b.Fatal(err)
	}
	tokens := sim.Tokens(simulator.DefaultUserName)
	return New(Config{APIURL: api, Credentials: APIToken{Token{Secret(tokens[0])}}}), tokens
}

func BenchmarkDecodeTokenList(b *testing.B) {
	_, tokens := benchClient(b)
	body, err := json.Marshal(tokens)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if list, err := decodeTokenList(body); err != nil || len(list) != many {
			b.Fatal(len(list), err)
		}
	}
}

func BenchmarkTokenID(b *testing.B) {
	_, tokens := benchClient(b)
	t := Token{Secret(tokens[0])}
	b.ReportAllocs()
	for b.Loop() {
		_ = t.ID()
	}
}

// BenchmarkLocate measures what each token of a plan costs once the list is read.
func BenchmarkLocate(b *testing.B) {
	client, tokens := benchClient(b)
	t := Token{Secret(tokens[many/2])}
	handle := Handle{ID: t.ID(), Token: t}
	b.ReportAllocs()
	for b.Loop() {
		if found, err := client.Locate(b.Context(), handle); err != nil || found.Where != Listed {
			b.Fatal(found.Where, err)
		}
	}
}

// BenchmarkCreate measures one create over HTTP, with its bookkeeping.
func BenchmarkCreate(b *testing.B) {
	client, _ := benchClient(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.Create(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
