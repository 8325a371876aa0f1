# A module with an ephemeral block of this provider.
terraform {
  required_version = ">= 1.11"
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

resource "ringcx_api_token" "crm" {
  store_token = false
}

ephemeral "ringcx_api_token" "crm" {
  id = ringcx_api_token.crm.id
}

output "token_id" {
  value = ringcx_api_token.crm.id
}
