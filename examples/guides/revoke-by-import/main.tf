terraform {
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

provider "ringcx" {}

# Step 1: apply this. It imports the token without storing it in the state.
import {
  to = ringcx_api_token.leaked
  id = "${var.leaked_id},store_token=false"
}

resource "ringcx_api_token" "leaked" {
  store_token = false
}

# Step 2: remove the import block, the resource and the variable, and apply.
# The plan says that ringcx_api_token.leaked will be destroyed, and that revokes
# the token.

variable "leaked_id" {
  description = "Id of the token: its SHA-256."
  type        = string
}
