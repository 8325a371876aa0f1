# The tokens of services that this configuration knows, and that something else
# has created: ids, by service.
variable "token_ids" {
  type = map(string)
  default = {
    crm = "4c8e1a9bd5f7a3e2b6c0d9f81726354a5b6c7d8e9fa0b1c2d3e4f5061728394a"
  }
}

# Represents the service. When an element is removed, its token is revoked.
resource "terraform_data" "service" {
  for_each = var.token_ids

  input = each.value

  lifecycle {
    action_trigger {
      events  = [after_destroy]
      actions = [action.ringcx_revoke_api_token.of_service]
    }
  }
}

action "ringcx_revoke_api_token" "of_service" {
  config {
    id = caller.input # of the service that was destroyed
  }
}
