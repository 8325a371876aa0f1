# Every token of the user, by id, in one Vault secret: for an inventory.
ephemeral "ringcx_api_tokens" "all" {}

resource "vault_kv_secret_v2" "ringcx_tokens" {
  mount                = "secret"
  name                 = "ringcx/tokens"
  data_json_wo         = jsonencode(zipmap(ephemeral.ringcx_api_tokens.all.ids, ephemeral.ringcx_api_tokens.all.tokens))
  data_json_wo_version = var.inventory
}

variable "inventory" {
  description = "Increase it to write the inventory again."
  type        = number
  default     = 1
}
