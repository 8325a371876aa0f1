terraform {
  required_version = ">= 1.11"
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
    vault = {
      source  = "hashicorp/vault"
      version = ">= 5.0" # the first with data_json_wo
    }
  }
}

provider "ringcx" {}

provider "vault" {}

locals {
  services = toset(["ivr", "crm", "reports"])
}

resource "ringcx_api_token" "service" {
  for_each = local.services

  store_token = false
  keepers     = { rotated = "2026-11" }

  lifecycle {
    create_before_destroy = true # the secret changes first, then the old token is revoked
  }
}

# Reads each token from RingCX's list while Terraform runs. It creates nothing.
ephemeral "ringcx_api_token" "service" {
  for_each = local.services

  id = ringcx_api_token.service[each.key].id
}

resource "vault_kv_secret_v2" "service" {
  for_each = local.services

  mount        = "secret"
  name         = "ringcx/${each.key}"
  data_json_wo = jsonencode({ token = ephemeral.ringcx_api_token.service[each.key].token })

  # The value is write-only, so Terraform cannot see that it changed. This
  # number, the beginning of the token's id, changes whenever the token does.
  data_json_wo_version = parseint(substr(ringcx_api_token.service[each.key].id, 0, 7), 16)
}
