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
      version = "~> 0.1.0"
    }
  }
}

# Configured by the workspace's environment variables: RINGCX_AUTH_MODE and so on.
provider "ringcx" {}

resource "ringcx_api_token" "ivr" {
  store_token = false # HCP Terraform stores the state
}
