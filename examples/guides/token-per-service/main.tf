terraform {
  required_version = ">= 1.11"
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

# Logs in as an administrator, in mode engage or legacy.
provider "ringcx" {}

# The API user of each service. Each has the rights that its service needs.
variable "services" {
  type = map(string)
  default = {
    ivr    = "ivr@example.com"
    crm    = "crm@example.com"
    dialer = "dialer@example.com"
  }
}

# Passwords of the API users, by service.
# They are never stored in a plan or in state.
variable "passwords" {
  type      = map(string)
  sensitive = true
  ephemeral = true
  default   = {} # enough once the tokens exist
}

resource "ringcx_api_token" "service" {
  for_each = var.services

  owner = {
    username    = each.value
    password_wo = lookup(var.passwords, each.key, null)
  }

  lifecycle {
    create_before_destroy = true
  }
}

output "tokens" {
  value     = { for service, token in ringcx_api_token.service : service => token.token }
  sensitive = true
}
