package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/querycheck/queryfilter"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

type queryCheck func(querycheck.CheckQueryRequest) error

func (c queryCheck) CheckQuery(
	_ context.Context, req querycheck.CheckQueryRequest, resp *querycheck.CheckQueryResponse,
) {
	resp.Error = c(req)
}

// `terraform query` finds every token of the user, made by Terraform or not,
// and nothing that it prints is secret. The login comes from the environment,
// since the query needs a provider block of its own.
func TestAccQuery(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	rig.loginByEnvironment(modeLegacy, simulator.DefaultUserName)
	for range 2 {
		rig.Mint(simulator.DefaultUserName)
	}
	rig.Mint("ivr@example.com")
	made := rig.Tokens(simulator.DefaultUserName)[0]
	byID := map[string]knownvalue.Check{"id": knownvalue.StringExact(idOf(made))}
	rig.test(t, 14, resource.TestCase{
		Steps: []resource.TestStep{
			{Config: `resource "ringcx_api_token" "third" {}`},
			{
				Query: true,
				Config: `
					provider "ringcx" {}
					list "ringcx_api_token" "all" {
						provider = ringcx
					}
					list "ringcx_api_token" "two" {
						provider = ringcx
						limit    = 2
					}
					list "ringcx_api_token" "resources" {
						provider         = ringcx
						include_resource = true
					}
				`,
				QueryResultChecks: []querycheck.QueryResultCheck{
					querycheck.ExpectLength("ringcx_api_token.all", 3),
					querycheck.ExpectLength("ringcx_api_token.two", 2),
					querycheck.ExpectLength("ringcx_api_token.resources", 3),
					querycheck.ExpectIdentity("ringcx_api_token.all", byID),
					querycheck.ExpectResourceDisplayName("ringcx_api_token.all", queryfilter.ByResourceIdentity(byID),
						knownvalue.StringExact("aws80:… ("+idOf(made)[:12]+")")),
					querycheck.ExpectResourceKnownValues("ringcx_api_token.resources", queryfilter.ByResourceIdentity(byID),
						[]querycheck.KnownValueCheck{
							{Path: tfjsonpath.New("id"), KnownValue: knownvalue.StringExact(idOf(made))},
							{Path: tfjsonpath.New("token"), KnownValue: knownvalue.Null()},
							{Path: tfjsonpath.New("store_token"), KnownValue: knownvalue.Bool(true)},
						}),
					queryCheck(func(req querycheck.CheckQueryRequest) error {
						found, err := json.Marshal(req)
						for _, secret := range rig.Secrets() {
							if holds(found, spellings(secret), searchDepth) {
								return fmt.Errorf("a secret stands in %s", found)
							}
						}
						return err
					}),
				},
			},
		},
	})
}

// What `terraform query -generate-config-out` writes adopts the tokens as they
// are: three imports, nothing else, and an empty plan afterwards.
func TestAccQueryGeneratedConfig(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	for range 3 {
		rig.Mint(simulator.DefaultUserName)
	}
	tokens := rig.AllTokens()
	w := newWorkspace(t, 14, rig.login(modeLegacy, simulator.DefaultUserName))
	w.config("")
	query := "list \"ringcx_api_token\" \"adopt\" {\n  provider         = ringcx\n  include_resource = true\n}\n"
	if err := os.WriteFile(filepath.Join(w.dir, "tokens.tfquery.hcl"), []byte(query), 0o600); err != nil {
		t.Fatal(err)
	}
	w.must("query", "-json", "-generate-config-out=generated.tf")
	generated := string(w.file("generated.tf"))
	for _, token := range tokens {
		if !strings.Contains(generated, idOf(token)) {
			t.Errorf("the token %s was not found:\n%s", idOf(token), generated)
		}
	}
	w.wantNoSecret(tokens...)

	w.wantPlan(map[string]string{
		"ringcx_api_token.adopt_0": "import", "ringcx_api_token.adopt_1": "import", "ringcx_api_token.adopt_2": "import",
	})
	w.applyPlan()
	if got := w.state(); len(got) != 3 {
		t.Errorf("%d tokens in the state, want 3", len(got))
	}
	w.wantEmptyPlan()
	if !slices.Equal(rig.AllTokens(), tokens) {
		t.Error("the tokens are not what they were")
	}
	if n := rig.Count(simulator.RouteTokenCreate, simulator.RouteTokenDelete); n != 0 {
		t.Errorf("%d requests that change something", n)
	}
}
