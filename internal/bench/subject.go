package main

import (
	"context"
	"fmt"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// subject is what there are many of in a scenario.
type subject struct {
	name          string // in the plural
	configuration string // for a number of them
	tenant        func(n int) simulator.Config
	allowed       func(n, login int) requests // login: what one login costs
	// fill makes a number of them exist in the simulator and in the state, where nobody counts what that costs.
	fill func(ctx context.Context, w clitest.Workspace, sim *simulator.Server, n int) error
}

// requests are those that commands may make.
type requests struct{ create, plan, destroy int }

var tokens = subject{
	name: "tokens",
	configuration: `
resource "ringcx_api_token" "t" {
  count = %d
}
`,
	tenant: func(int) simulator.Config { return simulator.Config{} },
	// A request for each token; a list before the first create, and one that confirms it. The plan of a create has nothing
	// to ask, so that it does not log in.
	allowed: func(n, login int) requests { return requests{login + n + 2, login + 1, 2*login + n + 1} },
	fill: func(ctx context.Context, w clitest.Workspace, sim *simulator.Server, n int) error {
		values := make([]string, n)
		for i := range values {
			values[i] = sim.Mint(simulator.DefaultUserName)
		}
		return writeState(ctx, w, values)
	},
}

// owners are API users, each with a token that the provider made for it.
var owners = subject{
	name: "owners",
	configuration: `
resource "ringcx_api_token" "t" {
  count = %d
  owner = {
    username    = "api-${count.index}@example.com"
    password_wo = "password-of-${count.index}"
  }
}
`,
	tenant: apiUsers,
	// A plan reads the list of each owner.
	allowed: func(n, _ int) requests { return requests{plan: n} },
	fill: func(ctx context.Context, w clitest.Workspace, _ *simulator.Server, _ int) error {
		_, err := w.RunWant(ctx, 0, "apply", "-auto-approve")
		return err
	},
}

// rights are API users, each with a role, and a rights document that is assigned to it.
var rights = subject{
	name: "API users",
	configuration: `
locals {
  users = %d
}

data "ringcx_user" "u" {
  count     = local.users
  user_name = "api-${count.index}@example.com"
}

resource "ringcx_user_role" "u" {
  count   = local.users
  user_id = data.ringcx_user.u[count.index].user_id
  role    = "ACCESS_AUDIT_LOG"
}

resource "ringcx_rights_document" "u" {
  count               = local.users
  account_id          = "99990001"
  name                = "API user ${count.index}"
  account_permissions = ["READ"]
}

resource "ringcx_rights_document_assignment" "u" {
  count              = local.users
  rights_document_id = ringcx_rights_document.u[count.index].rights_document_id
  user_id            = data.ringcx_user.u[count.index].user_id
}
`,
	tenant: apiUsers,
	// A plan reads the list of users once, that of the documents and one document alone, and the assignments of each.
	// Each change is checked before and after, with lists that changes share which are made at the same time.
	allowed: func(n, login int) requests { return requests{8*n + 6, login + 3 + n, 8*n + 6} },
}

// apiUsers is a tenant with so many API users.
func apiUsers(n int) simulator.Config {
	cfg := simulator.Config{Users: simulator.DefaultUsers()}
	for i := range n {
		cfg.Users = append(cfg.Users, simulator.User{
			ID: 3000 + i, Name: fmt.Sprintf("api-%d@example.com", i), Password: fmt.Sprint("password-of-", i),
			ParentID: cfg.Users[0].ID, Roles: []string{"USER"},
		})
	}
	return cfg
}

// names are queues that are looked up by name.
var names = subject{
	name: "names",
	configuration: `
data "ringcx_rights_object" "q" {
  count      = %d
  account_id = "99990001"
  type       = "GATE"
  name       = "Queue ${count.index}"
}
`,
	tenant: func(n int) (cfg simulator.Config) {
		cfg.Lookups.Children = simulator.ChildrenThere
		cfg.Objects = []simulator.Object{{Type: "GATE_GROUP", ID: 1, Name: "Inbound", AccountID: "99990001"}}
		for i := range n {
			cfg.Objects = append(cfg.Objects, simulator.Object{
				Type: "GATE", ID: 100 + i, Name: fmt.Sprintf("Queue %d", i), AccountID: "99990001", ParentID: 1,
			})
		}
		return cfg
	},
	// One list for all names.
	allowed: func(_, login int) requests { return requests{login + 1, login + 1, login + 1} },
}
