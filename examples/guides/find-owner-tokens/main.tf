terraform {
  required_version = ">= 1.11"
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

variable "ivr_password" {
  type      = string
  ephemeral = true
}

provider "ringcx" {
  alias       = "ivr"
  auth_mode   = "engage"
  username    = "ivr@example.com"
  password    = var.ivr_password
  platform_id = "aws80"
}

data "ringcx_api_tokens" "ivr" {
  provider = ringcx.ivr
}

output "ids_of_ivr" {
  value = data.ringcx_api_tokens.ivr.ids
}

# Uncomment this, with an id from above, to adopt the token.
#
# import {
#   provider = ringcx.ivr
#   to       = ringcx_api_token.ivr
#   id       = "64 hex digits"
# }
#
# resource "ringcx_api_token" "ivr" {
#   provider = ringcx.ivr
# }
