terraform {
  required_version = ">= 1.11"
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

provider "ringcx" {}

variable "with_jwt" {
  type    = bool
  default = true # auth_mode ringcentral
}

# JWT credentials or passwords of the API users, by service.
variable "secrets" {
  type      = map(string)
  sensitive = true
  ephemeral = true
  default   = {} # enough once the tokens exist
}

data "ringcx_accounts" "all" {
  lifecycle {
    postcondition {
      condition     = contains(self.accounts[*].account_name, "Sales")
      error_message = "RingCX lists no account with the name Sales."
    }
  }
}

locals {
  sales = one([for a in data.ringcx_accounts.all.accounts : a.account_id if a.account_name == "Sales"])
}

module "ivr" {
  source = "./api-user"

  user_name           = "ivr@example.com"
  account_id          = local.sales
  account_permissions = ["READ"]
  objects = [
    { type = "GATE", name = "Support", parent_name = "Inbound", permissions = ["READ"] },
    { type = "OUTBOUND_CAMPAIGN", name = "Renewal Outreach", permissions = ["READ", "UPDATE"] },
  ]
  with_jwt = var.with_jwt
  secret   = lookup(var.secrets, "ivr", null)
}

module "crm" {
  source = "./api-user"

  user_name           = "crm@example.com"
  account_id          = local.sales
  roles               = ["ACCESS_AUDIT_LOG"]
  account_permissions = ["READ", "REPORT"]
  products            = { ACD = { permissions = ["READ"], cascade = true } }
  with_jwt            = var.with_jwt
  secret              = lookup(var.secrets, "crm", null)
}
