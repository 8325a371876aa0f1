terraform {
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1"
    }
  }
}

provider "ringcx" {} # configured by the environment: RINGCX_AUTH_MODE and so on

data "ringcx_accounts" "visible" {} # lets the plan log in, which proves the credentials

resource "ringcx_api_token" "ivr" {}

output "ivr_token" {
  value     = ringcx_api_token.ivr.token
  sensitive = true
}
