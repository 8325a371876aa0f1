terraform {
  required_version = ">= 1.11"
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

provider "ringcx" {}

variable "with_jwt" {
  type    = bool
  default = true # auth_mode ringcentral
}

# JWT credentials or passwords of the API users, by service.
variable "secrets" {
  type      = map(string)
  sensitive = true
  ephemeral = true
  default   = {} # enough once the tokens exist
}

module "ivr" {
  source = "./api-user"

  user_name           = "ivr@example.com"
  account_id          = "99990001"
  account_permissions = ["READ"]
  products            = { ACD = { permissions = ["READ"], cascade = true } }
  with_jwt            = var.with_jwt
  secret              = lookup(var.secrets, "ivr", null)
}

module "crm" {
  source = "./api-user"

  user_name           = "crm@example.com"
  account_id          = "99990001"
  roles               = ["ACCESS_AUDIT_LOG"]
  account_permissions = ["READ", "REPORT"]
  with_jwt            = var.with_jwt
  secret              = lookup(var.secrets, "crm", null)
}
