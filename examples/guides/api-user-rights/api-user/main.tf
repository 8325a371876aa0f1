terraform {
  required_version = ">= 1.11"
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

variable "user_name" {
  description = "The API user, as RingCX knows it."
  type        = string
}

variable "account_id" {
  type = string
}

variable "roles" {
  type    = set(string)
  default = []
}

variable "account_permissions" {
  type    = set(string)
  default = []
}

variable "products" {
  type    = map(object({ permissions = set(string), cascade = optional(bool) }))
  default = {}
}

# Queues, campaigns and so on, by their names.
variable "objects" {
  type = set(object({
    type        = string
    name        = string
    parent_name = optional(string) # the group, where two groups have an object of the name
    permissions = set(string)
    cascade     = optional(bool)
  }))
  default = []
}

variable "with_jwt" {
  description = "The user logs in with a JWT (auth_mode ringcentral) and not with a password (engage, legacy)."
  type        = bool
}

# The user's own login, needed until its token exists. It is stored in no plan and no state.
variable "secret" {
  type      = string
  ephemeral = true
  default   = null
}

data "ringcx_user" "this" {
  user_name = var.user_name
}

resource "ringcx_user_role" "this" {
  for_each = var.roles

  user_id = data.ringcx_user.this.user_id
  role    = each.key
}

locals {
  objects = { for o in var.objects : join(" ", compact([o.type, o.parent_name, o.name])) => o }
}

data "ringcx_rights_object" "this" {
  for_each = local.objects

  account_id  = var.account_id
  type        = each.value.type
  name        = each.value.name
  parent_name = each.value.parent_name
}

resource "ringcx_rights_document" "this" {
  account_id          = var.account_id
  name                = "API user ${var.user_name}"
  account_permissions = var.account_permissions
  products            = var.products
  resources = [for key, o in local.objects : {
    type        = o.type
    id          = data.ringcx_rights_object.this[key].id
    permissions = o.permissions
    cascade     = o.cascade
  }]
}

resource "ringcx_rights_document_assignment" "this" {
  rights_document_id = ringcx_rights_document.this.rights_document_id
  user_id            = data.ringcx_user.this.user_id
}

resource "ringcx_api_token" "this" {
  owner = {
    username    = var.with_jwt ? null : var.user_name
    password_wo = var.with_jwt ? null : var.secret
    jwt_wo      = var.with_jwt ? var.secret : null
  }

  # Created after the rights, and revoked before they are removed.
  depends_on = [ringcx_user_role.this, ringcx_rights_document_assignment.this]

  lifecycle {
    create_before_destroy = true
  }
}

# Warns of other rights, and does not change them.
check "no_other_roles" {
  assert {
    condition     = length(setsubtract(data.ringcx_user.this.roles, setunion(["USER"], var.roles))) == 0
    error_message = "${var.user_name} has other roles too: ${join(", ", setsubtract(data.ringcx_user.this.roles, setunion(["USER"], var.roles)))}."
  }
}

data "ringcx_rights_documents" "held" {
  user_id  = data.ringcx_user.this.user_id
  relation = "assigned"
}

check "no_other_rights" {
  assert {
    condition = alltrue([
      for d in data.ringcx_rights_documents.held.rights_documents : d.rights_document_id == ringcx_rights_document.this.rights_document_id
    ])
    error_message = format("%s has other rights documents too: %s.", var.user_name, join(", ", [
      for d in data.ringcx_rights_documents.held.rights_documents : d.name if d.rights_document_id != ringcx_rights_document.this.rights_document_id
    ]))
  }
}

output "token_id" {
  value = ringcx_api_token.this.id
}
