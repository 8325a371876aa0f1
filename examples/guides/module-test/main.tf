# The module under test: a token for every service that is asked for.
terraform {
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

variable "services" {
  type = set(string)
}

resource "ringcx_api_token" "service" {
  for_each = var.services
}

output "token_ids" {
  value = { for service, token in ringcx_api_token.service : service => token.id }
}
