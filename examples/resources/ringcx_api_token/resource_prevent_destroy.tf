# Every plan that would revoke this token, for whatever reason, is an error.
resource "ringcx_api_token" "ivr" {
  lifecycle {
    prevent_destroy = true
  }
}
