package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// argument is one attribute of a provider block.
type argument struct{ name, value string }

// welcome says where the simulator is and how to point the provider at it as the tenant's first user, one block for each
// auth mode. Its first line is what scripts wait for.
func welcome(url string, tenant *simulator.Server) string {
	var b strings.Builder
	fmt.Fprintf(&b, "RingCX simulator at %s. Every secret in it is made up. Ctrl-C stops it.\n", url)
	users := tenant.Config().Users
	if len(users) == 0 {
		b.WriteString("\nThe tenant has no users: nobody can log in.\n")
		return b.String()
	}
	b.WriteString("\nProvider blocks that work against it; take one:\n")
	for _, block := range blocks(url, tenant) {
		b.WriteString("\n" + providerBlock(block))
	}
	fmt.Fprintf(&b, `
Control, for acting as somebody else and for faults:
  curl %[1]s/_simulator/requests     curl -X POST '%[1]s/_simulator/tokens?user=%[2]s'
  curl %[1]s/_simulator/tokens       curl -X DELETE %[1]s/_simulator/tokens/ID
  curl -d '{"kind": "status", "status": 503, "times": 2}' %[1]s/_simulator/faults
  curl -X POST %[1]s/_simulator/reset
`, url, users[0].Name)
	return b.String()
}

// blocks leaves out the modes for which the first user has no credential.
func blocks(url string, tenant *simulator.Server) [][]argument {
	cfg := tenant.Config()
	user := cfg.Users[0]
	voice := argument{"api_url", url + "/voice/api"}
	username, password := argument{"username", user.Name}, argument{"password", user.Password}
	var blocks [][]argument
	if user.JWT != "" {
		blocks = append(blocks, []argument{
			{"auth_mode", "ringcentral"}, voice, {"ringcentral_url", url}, {"client_id", cfg.ClientID}, {"client_secret", cfg.ClientSecret}, {"jwt", user.JWT},
		})
	}
	if user.Password != "" {
		blocks = append(blocks,
			[]argument{{"auth_mode", "engage"}, voice, username, password, {"platform_id", cfg.PlatformID}},
			[]argument{{"auth_mode", "legacy"}, {"api_url", url + "/api"}, username, password})
	}
	return append(blocks, []argument{{"auth_mode", "api_token"}, voice, {"api_token", tenant.Tokens(user.Name)[0]}})
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
