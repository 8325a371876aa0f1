data "ringcx_accounts" "all" {}

# Ids of the accounts in use, by name.
output "account_ids" {
  value = {
    for account in data.ringcx_accounts.all.accounts : account.account_name => account.account_id...
    if account.archived != true && account.account_name != null
  }
}
