terraform {
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
