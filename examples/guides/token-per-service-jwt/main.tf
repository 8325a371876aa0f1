terraform {
  required_version = ">= 1.11"
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

# Mode ringcentral, with client_id and client_secret: the same app serves every user.
provider "ringcx" {}

variable "services" {
  type    = set(string)
  default = ["ivr", "crm", "dialer"]
}

# RingCentral JWT credentials of the API users, by service.
# They are never stored in a plan or in state.
variable "jwts" {
  type      = map(string)
  sensitive = true
  ephemeral = true
  default   = {} # enough once the tokens exist
}

resource "ringcx_api_token" "service" {
  for_each = var.services

  owner = { jwt_wo = lookup(var.jwts, each.key, null) }

  lifecycle {
    create_before_destroy = true # if a replacement fails, the token in use stays
  }
}
