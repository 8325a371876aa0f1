terraform {
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

provider "ringcx" {}

variable "rotated" {
  description = "Any other value replaces the token."
  type        = string
  default     = "2026-11"
}

resource "ringcx_api_token" "crm" {
  keepers = { rotated = var.rotated }

  lifecycle {
    create_before_destroy = true
  }
}

# Represents what uses the token: a secret, a function, a deployment. It refers
# to the token, so it gets the new one before the old one is revoked.
resource "terraform_data" "deployment" {
  input = ringcx_api_token.crm.id
}
