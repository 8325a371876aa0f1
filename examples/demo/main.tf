# What `make demo` applies. The provider is configured by the environment alone.
terraform {
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
  }
}

provider "ringcx" {}

resource "ringcx_api_token" "service" {
  for_each = toset(["ivr", "crm"])
}

data "ringcx_accounts" "all" {}

data "ringcx_users" "active" {
  active_only = true
}

data "ringcx_api_tokens" "all" {
  depends_on = [ringcx_api_token.service]
}

output "token_ids" {
  description = "Ids of the two tokens: their SHA-256, which is not secret."
  value       = { for service, token in ringcx_api_token.service : service => token.id }
}

output "tokens" {
  description = "The tokens themselves: terraform output -json tokens."
  value       = { for service, token in ringcx_api_token.service : service => token.token }
  sensitive   = true
}

output "listed_ids" {
  description = "Ids of all tokens of the user, including those created elsewhere."
  value       = data.ringcx_api_tokens.all.ids
}

output "accounts" {
  description = "Names of the accounts that the user may see, by id."
  value       = { for account in data.ringcx_accounts.all.accounts : account.account_id => account.account_name }
}

output "users" {
  description = "Names of the active users that the user may see."
  value       = [for user in data.ringcx_users.active.users : user.user_name]
}
