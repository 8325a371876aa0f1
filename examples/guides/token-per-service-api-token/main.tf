terraform {
  required_version = ">= 1.11"
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1"
    }
  }
}

# Any mode.
provider "ringcx" {}

# One API token for each API user, made by hand once. They reach no plan and no state. That a token
# may create another one is documented for the legacy portals only.
variable "first_tokens" {
  type      = map(string)
  sensitive = true
  ephemeral = true
  default   = {} # enough once the tokens exist
}

variable "services" {
  type    = set(string)
  default = ["ivr", "crm", "dialer"]
}

resource "ringcx_api_token" "service" {
  for_each = var.services

  owner = { api_token_wo = lookup(var.first_tokens, each.key, null) }

  lifecycle {
    create_before_destroy = true # a replacement that fails does not cost the token in use
  }
}
