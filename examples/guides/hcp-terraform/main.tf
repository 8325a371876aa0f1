terraform {
  cloud {
    organization = "your-organization"
    workspaces {
      name = "ringcx"
    }
  }
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1"
    }
  }
}

# The workspace's environment variables log in: RINGCX_AUTH_MODE and so on.
provider "ringcx" {}

resource "ringcx_api_token" "ivr" {
  store_token = false # HCP Terraform stores the state
}
