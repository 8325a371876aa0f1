resource "ringcx_api_token" "crm" {
  store_token = false
}

ephemeral "ringcx_api_token" "crm" {
  id = ringcx_api_token.crm.id
}

# The token goes from RingCX to the secrets manager, and is not stored in state.
resource "aws_secretsmanager_secret" "crm" {
  name = "ringcx/crm"
}

resource "aws_secretsmanager_secret_version" "crm" {
  secret_id        = aws_secretsmanager_secret.crm.id
  secret_string_wo = ephemeral.ringcx_api_token.crm.token
  # The number changes with the token, so that AWS takes the new value.
  secret_string_wo_version = parseint(substr(ringcx_api_token.crm.id, 0, 7), 16)
}
