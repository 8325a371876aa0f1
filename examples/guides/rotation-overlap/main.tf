terraform {
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

provider "ringcx" {}

variable "generation" {
  description = "Increase it by one to rotate. The previous token stays valid until the next rotation."
  type        = number
  default     = 1
}

# Two tokens that take turns: increasing generation by one replaces one of them
# and does not change the other.
resource "ringcx_api_token" "crm" {
  for_each = {
    even = floor(var.generation / 2)
    odd  = floor((var.generation + 1) / 2)
  }

  keepers = { generation = each.value }

  lifecycle {
    create_before_destroy = true
  }
}

locals {
  current  = var.generation % 2 == 0 ? "even" : "odd"
  previous = var.generation % 2 == 0 ? "odd" : "even"
}

output "current_id" {
  value = ringcx_api_token.crm[local.current].id
}

output "previous_id" {
  value = ringcx_api_token.crm[local.previous].id
}

output "current_token" {
  value     = ringcx_api_token.crm[local.current].token
  sensitive = true
}
