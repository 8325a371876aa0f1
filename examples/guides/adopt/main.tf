terraform {
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

provider "ringcx" {}

# Ids (SHA-256) of the tokens that services use already. They are not secret.
variable "existing" {
  type = map(string)
  default = {
    ivr = "4c8e1a9bd5f7a3e2b6c0d9f81726354a5b6c7d8e9fa0b1c2d3e4f5061728394a"
    crm = "f0e1d2c3b4a5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff"
  }
}

import {
  for_each = var.existing

  to = ringcx_api_token.service[each.key]
  id = "${each.value},store_token=false"
}

resource "ringcx_api_token" "service" {
  for_each = var.existing

  store_token = false
}
