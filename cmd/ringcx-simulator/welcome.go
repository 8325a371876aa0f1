package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// argument is one attribute of a provider block.
type argument struct{ name, value string }

// welcome says where the simulator is and how to point the provider at it, one block for each auth mode.
func welcome(url, apiToken string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "RingCX simulator at %s. Every secret in it is made up. Ctrl-C stops it.\n\n", url)
	b.WriteString("Provider blocks that work against it; take one:\n")
	for _, block := range blocks(url, apiToken) {
		b.WriteString("\n" + providerBlock(block))
	}
	fmt.Fprintf(&b, `
Control, for acting as somebody else and for faults:
  curl %[1]s/_simulator/requests     curl -X POST '%[1]s/_simulator/tokens?user=%[2]s'
  curl %[1]s/_simulator/tokens       curl -X DELETE %[1]s/_simulator/tokens/ID
  curl -d '{"kind": "status", "status": 503, "times": 2}' %[1]s/_simulator/faults
`, url, simulator.DefaultUserName)
	return b.String()
}

func blocks(url, apiToken string) [][]argument {
	voice := argument{"api_url", url + "/voice/api"}
	username := argument{"username", simulator.DefaultUserName}
	password := argument{"password", simulator.DefaultPassword}
	return [][]argument{
		{
			{"auth_mode", "ringcentral"}, voice, {"ringcentral_url", url}, {"client_id", simulator.DefaultClientID},
			{"client_secret", simulator.DefaultClientSecret}, {"jwt", simulator.DefaultJWT},
		},
		{{"auth_mode", "engage"}, voice, username, password, {"platform_id", simulator.DefaultPlatformID}},
		{{"auth_mode", "legacy"}, {"api_url", url + "/api"}, username, password},
		{{"auth_mode", "api_token"}, voice, {"api_token", apiToken}},
	}
}

// providerBlock prints a block as terraform fmt would.
func providerBlock(arguments []argument) string {
	width := 0
	for _, a := range arguments {
		width = max(width, len(a.name))
	}
	var b strings.Builder
	b.WriteString("provider \"ringcx\" {\n")
	for _, a := range arguments {
		fmt.Fprintf(&b, "  %-*s = %s\n", width, a.name, quote(a.value))
	}
	b.WriteString("}\n")
	return b.String()
}

// quote prints a string as HCL does, where ${ and %{ would begin a template.
func quote(value string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(strconv.Quote(value))
}
