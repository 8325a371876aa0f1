# A plan that would revoke this token is an error, as long as this block is in
# the configuration.
resource "ringcx_api_token" "ivr" {
  lifecycle {
    prevent_destroy = true
  }
}
