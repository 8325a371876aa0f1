resource "ringcx_api_token" "service" {
  for_each = toset(["ivr", "crm"])
}

data "ringcx_api_tokens" "all" {
  depends_on = [ringcx_api_token.service] # so that it lists the new ones too
}

# Tokens of the same user that this configuration does not manage.
locals {
  unmanaged_ids = setsubtract(data.ringcx_api_tokens.all.ids, [for token in ringcx_api_token.service : token.id])
}

output "unmanaged_ids" {
  value = local.unmanaged_ids
}

# Warns in every plan and apply that finds such a token.
check "every_token_is_managed" {
  assert {
    condition     = length(local.unmanaged_ids) == 0
    error_message = "Nobody manages these tokens: ${join(", ", local.unmanaged_ids)}"
  }
}
