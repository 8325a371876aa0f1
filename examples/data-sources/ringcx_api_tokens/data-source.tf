resource "ringcx_api_token" "service" {
  for_each = toset(["ivr", "crm"])
}

data "ringcx_api_tokens" "all" {
  depends_on = [ringcx_api_token.service] # so that it lists the new ones too
}

# Tokens of the same user that this configuration does not manage.
output "unmanaged_ids" {
  value = setsubtract(data.ringcx_api_tokens.all.ids, [for token in ringcx_api_token.service : token.id])
}
