# A token for another API user than the provider's user.
# Needs Terraform 1.11 or OpenTofu 1.11, and auth_mode engage or legacy.
variable "ivr_password" {
  type      = string
  sensitive = true
  ephemeral = true
  default   = null # needed only while the token is created
}

resource "ringcx_api_token" "ivr" {
  owner = {
    username    = "ivr@example.com"
    password_wo = var.ivr_password
  }

  lifecycle {
    create_before_destroy = true # if a replacement fails, the token in use stays
  }
}
