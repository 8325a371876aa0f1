# A token. It is stored in the state, as a sensitive value.
resource "ringcx_api_token" "ivr" {}

# A token that is rotated by changing keepers. The new one is created, and what
# refers to it here is updated, before the old one is revoked.
resource "ringcx_api_token" "crm" {
  keepers = {
    rotated = "2026-11"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# A token that is never stored in a plan or in state. The ephemeral resource
# ringcx_api_token reads it by its id when something needs it.
resource "ringcx_api_token" "reports" {
  store_token = false
}
