terraform {
  required_version = ">= 1.10"
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.88"
    }
  }
}

provider "aws" {}

# Read in each run, and never stored in a plan or in state. The secret is a
# JSON object: {"client_secret": "...", "jwt": "..."}
ephemeral "aws_secretsmanager_secret_version" "terraform" {
  secret_id = "ringcx/terraform"
}

locals {
  ringcx = jsondecode(ephemeral.aws_secretsmanager_secret_version.terraform.secret_string)
}

provider "ringcx" {
  auth_mode     = "ringcentral"
  client_id     = "your-client-id"
  client_secret = local.ringcx.client_secret
  jwt           = local.ringcx.jwt
}

resource "ringcx_api_token" "ivr" {}
