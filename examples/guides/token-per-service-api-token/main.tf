terraform {
  required_version = ">= 1.11"
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

# Any mode.
provider "ringcx" {}

# One API token for each API user, created by hand once. They are never stored in a plan or in state.
# Whether a token may create another one is documented for the legacy portals only.
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
    create_before_destroy = true # if a replacement fails, the token in use stays
  }
}
