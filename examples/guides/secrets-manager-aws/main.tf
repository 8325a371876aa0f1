terraform {
  required_version = ">= 1.11"
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.88" # the first with secret_string_wo
    }
  }
}

provider "ringcx" {}

provider "aws" {}

resource "ringcx_api_token" "crm" {
  store_token = false
  keepers     = { rotated = "2026-11" }

  lifecycle {
    create_before_destroy = true # the secret changes first, then the old token is revoked
  }
}

# Reads the token from RingCX's list while Terraform runs. It creates nothing.
ephemeral "ringcx_api_token" "crm" {
  id = ringcx_api_token.crm.id
}

resource "aws_secretsmanager_secret" "crm" {
  name = "ringcx/crm"
}

resource "aws_secretsmanager_secret_version" "crm" {
  secret_id        = aws_secretsmanager_secret.crm.id
  secret_string_wo = ephemeral.ringcx_api_token.crm.token

  # The value is write-only, so Terraform cannot see that it changed. This
  # number, the beginning of the token's id, changes whenever the token does.
  secret_string_wo_version = parseint(substr(ringcx_api_token.crm.id, 0, 7), 16)
}
