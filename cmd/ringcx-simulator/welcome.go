package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// configuration is that of the provider's page: it needs a login in the environment, and nothing else.
const configuration = `terraform {
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

provider "ringcx" {} # configured by the environment: RINGCX_AUTH_MODE and so on

data "ringcx_accounts" "visible" {} # makes the plan log in, so wrong credentials fail early

resource "ringcx_api_token" "ivr" {}

output "ivr_token" {
  value     = ringcx_api_token.ivr.token
  sensitive = true
}
`

// commands make the first token and use it, as on the provider's page.
const commands = `terraform init
terraform apply
terraform output -raw ivr_token
printf 'X-Auth-Token: %s' "$(terraform output -raw ivr_token)" |
  curl -sS -o /dev/null -w '%{http_code}\n' -H @- \
    "${RINGCX_API_URL:-https://ringcx.ringcentral.com/voice/api}/v1/admin/accounts"
`

// leave takes the login out of a shell, whichever mode it was for.
const leave = "unset ${!RINGCX_@}\n"

// welcome says where the simulator listens, and how to create a first token with it, as the tenant's first user and in
// each auth mode. Scripts wait for its first line.
func welcome(url string, tenant *simulator.Server) string {
	var b strings.Builder
	fmt.Fprintf(&b, "RingCX simulator at %s. Every secret in it is made up. Ctrl-C stops it.\n", url)
	users := tenant.Config().Users
	if len(users) == 0 {
		b.WriteString("\nThe tenant has no users: nobody can log in.\n")
		return b.String()
	}
	b.WriteString("\nA whole configuration, for main.tf in an empty directory:\n\n" + configuration)
	b.WriteString("\nThe login, for the same shell as Terraform; take one of:\n")
	for _, login := range logins(url, tenant) {
		b.WriteString("\n" + exports(login))
	}
	b.WriteString(others(users[1:]))
	b.WriteString("\nThe first token, shown, and a request with it, which prints 200:\n\n" + commands)
	b.WriteString("\nAfterwards open a new shell, or else RingCX's real secrets would go to the simulator. " +
		"Or, in bash:\n\n" + leave)
	fmt.Fprintf(&b, `
Control, for acting as somebody else and for faults:
  curl %[1]s/_simulator/requests     curl -X POST '%[1]s/_simulator/tokens?user=%[2]s'
  curl %[1]s/_simulator/tokens       curl -X DELETE %[1]s/_simulator/tokens/ID
  curl -d '{"kind": "status", "status": 503, "times": 2}' %[1]s/_simulator/faults
  curl -X POST %[1]s/_simulator/reset
`, url, users[0].Name)
	return b.String()
}

// logins leaves out the modes for which the first user has no credential.
func logins(url string, tenant *simulator.Server) (logins [][]simulator.Setting) {
	cfg := tenant.Config()
	user := cfg.Users[0]
	missing := func(s simulator.Setting) bool { return s.Value == "" }
	for _, mode := range []string{"ringcentral", "engage", "legacy", "api_token"} {
		if login := cfg.LoginSettings(mode, url, user); !slices.ContainsFunc(login, missing) {
			logins = append(logins, login)
		}
	}
	last := &logins[len(logins)-1]
	*last = append(*last, simulator.Setting{Attribute: "api_token", Value: tenant.Tokens(user.Name)[0]})
	return logins
}

// others prints what the users beside the first one log in with: for owner, or in place of the first user's.
func others(users []simulator.User) string {
	var b strings.Builder
	for _, u := range users {
		for _, credential := range [][2]string{{"password", u.Password}, {"jwt", u.JWT}} {
			if credential[1] != "" {
				fmt.Fprintf(&b, "  %s  %-8s  %s\n", u.Name, credential[0], credential[1])
			}
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "\nThe other users, for owner or for a login of their own:\n\n" + b.String()
}

// exports prints the settings as variables for a POSIX shell.
func exports(login []simulator.Setting) string {
	var b strings.Builder
	for _, s := range login {
		fmt.Fprintf(&b, "export %s='%s'\n", s.Variable(), strings.ReplaceAll(s.Value, "'", `'\''`))
	}
	return b.String()
}
