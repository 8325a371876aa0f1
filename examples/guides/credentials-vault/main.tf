terraform {
  required_version = ">= 1.11" # the oldest that Vault's provider supports
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
    vault = {
      source  = "hashicorp/vault"
      version = ">= 5.0" # the first with ephemeral resources
    }
  }
}

provider "vault" {}

# Read in each run, and never stored in a plan or in state.
ephemeral "vault_kv_secret_v2" "terraform" {
  mount = "secret"
  name  = "ringcx/terraform"
}

provider "ringcx" {
  auth_mode     = "ringcentral"
  client_id     = "your-client-id"
  client_secret = ephemeral.vault_kv_secret_v2.terraform.data["client_secret"]
  jwt           = ephemeral.vault_kv_secret_v2.terraform.data["jwt"]
}

resource "ringcx_api_token" "ivr" {}
