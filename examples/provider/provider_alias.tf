# Two logins: one from the environment, and a second one.
provider "ringcx" {}

variable "dialer_password" {
  type      = string
  sensitive = true
  ephemeral = true # Terraform 1.10 or OpenTofu 1.11
}

# The environment sets what this block does not. So the block sets every
# attribute that differs from the environment.
provider "ringcx" {
  alias       = "dialer"
  auth_mode   = "engage"
  api_url     = "https://ringcx.ringcentral.com/voice/api"
  username    = "dialer@example.com"
  password    = var.dialer_password
  platform_id = "aws80"
}

resource "ringcx_api_token" "ivr" {}

resource "ringcx_api_token" "dialer" {
  provider = ringcx.dialer
}
