resource "ringcx_api_token" "service" {
  for_each = toset(["ivr", "crm"])

  lifecycle {
    create_before_destroy = true
  }
}

# Without depends_on: so every plan reads the list, and no apply.
data "ringcx_api_tokens" "all" {}

locals {
  managed_ids   = [for token in ringcx_api_token.service : token.id]
  unmanaged_ids = setsubtract(data.ringcx_api_tokens.all.ids, local.managed_ids)

  # A run that creates or replaces a token has read the list before that. Then
  # the list lacks the new token, and says nothing about the old one.
  list_is_current = length(setsubtract(local.managed_ids, data.ringcx_api_tokens.all.ids)) == 0
}

# Warns in every plan that finds such a token.
check "every_token_is_managed" {
  assert {
    condition     = !local.list_is_current || length(local.unmanaged_ids) == 0
    error_message = "Tokens not managed by this configuration: ${join(", ", local.unmanaged_ids)}"
  }
}
