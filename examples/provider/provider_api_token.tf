# You have a permanent API token already. It makes more tokens of the same user.
#   export RINGCX_API_TOKEN=...
provider "ringcx" {
  auth_mode = "api_token"
}
